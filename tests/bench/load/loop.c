#include "loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "frame.h"

#define EVENTS_AT_ONCE 256
#define READ_BYTES ((size_t)256 * 1024)
#define SOURCES 8 /* 127.0.0.2 and so on */

enum stage { CONNECTING, UPGRADING, OPEN, DEAD };

struct link {
    struct loop *loop;
    struct link_events events;
    void *context;
    int fd;
    enum stage stage;
    bool wants_out;
    char *in; /* what came of a message that is not complete */
    size_t in_length;
    char *out; /* what the socket did not take */
    size_t out_length;
    struct link *next_dead;
};

struct loop {
    int epoll;
    uint16_t port;
    unsigned opened;
    uint32_t mask;
    struct link *dead; /* freed at the end of the turn: events may name them still */
    char *buffer;      /* READ_BYTES */
};

uint64_t loop_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

struct loop *loop_create(uint16_t port)
{
    struct loop *loop = calloc(1, sizeof *loop);

    if (!loop)
        return NULL;
    loop->port = port;
    loop->mask = (uint32_t)loop_now_ns() | 1;
    loop->buffer = malloc(READ_BYTES);
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!loop->buffer || loop->epoll < 0) {
        loop_destroy(loop);
        return NULL;
    }
    return loop;
}

static void bury(struct loop *loop)
{
    while (loop->dead) {
        struct link *link = loop->dead;
        loop->dead = link->next_dead;
        free(link);
    }
}

void loop_destroy(struct loop *loop)
{
    if (!loop)
        return;
    bury(loop);
    if (loop->epoll >= 0)
        close(loop->epoll);
    free(loop->buffer);
    free(loop);
}

/* Links ------------------------------------------------------------------------------------- */

static void watch(struct link *link, int operation)
{
    struct epoll_event event = {.events = EPOLLIN | (link->wants_out ? EPOLLOUT : 0u),
                                .data.ptr = link};

    epoll_ctl(link->loop->epoll, operation, link->fd, &event);
}

static void want_out(struct link *link, bool wanted)
{
    if (link->wants_out == wanted)
        return;
    link->wants_out = wanted;
    watch(link, EPOLL_CTL_MOD);
}

void link_close(struct link *link)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    if (link->stage == DEAD)
        return;
    /* A reset leaves no port in TIME_WAIT behind. */
    setsockopt(link->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(link->fd);
    free(link->in);
    free(link->out);
    link->stage = DEAD;
    link->next_dead = link->loop->dead;
    link->loop->dead = link;
}

static void lose(struct link *link, unsigned code)
{
    if (link->stage == DEAD)
        return;
    link_close(link);
    link->events.closed(link->context, code);
}

static void keep_unsent(struct link *link, const char *bytes, size_t length)
{
    char *out = realloc(link->out, link->out_length + length);

    if (!out) {
        fputs("veer-load: out of memory\n", stderr);
        exit(2);
    }
    memcpy(out + link->out_length, bytes, length);
    link->out = out;
    link->out_length += length;
    want_out(link, true);
}

static void send_bytes(struct link *link, const char *bytes, size_t length)
{
    ssize_t sent = 0;

    if (link->stage == DEAD)
        return;
    if (link->out_length == 0) {
        sent = send(link->fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0)
            sent = 0; /* what is wrong with the socket, reading it tells */
    }
    if ((size_t)sent < length)
        keep_unsent(link, bytes + sent, length - (size_t)sent);
}

static void send_rest(struct link *link)
{
    ssize_t sent = send(link->fd, link->out, link->out_length, MSG_NOSIGNAL);

    if (sent <= 0)
        return;
    link->out_length -= (size_t)sent;
    memmove(link->out, link->out + sent, link->out_length);
    if (link->out_length == 0)
        want_out(link, false);
}

static uint32_t next_mask(struct loop *loop)
{
    loop->mask ^= loop->mask << 13;
    loop->mask ^= loop->mask >> 17;
    loop->mask ^= loop->mask << 5;
    return loop->mask;
}

static void send_frame(struct link *link, enum frame_kind kind, const char *bytes, size_t length)
{
    char frame[FRAME_HEAD + FRAME_MOST];

    if (length > FRAME_MOST)
        abort();
    send_bytes(link, frame, frame_write(frame, kind, next_mask(link->loop), bytes, length));
}

void link_send(struct link *link, const char *text, size_t length)
{
    send_frame(link, FRAME_TEXT, text, length);
}

struct link *link_open(struct loop *loop, const struct link_events *events, void *context)
{
    struct sockaddr_in from = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(0x7f000002u + loop->opened++ % SOURCES)};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(loop->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int on = 1;
    struct link *link = calloc(1, sizeof *link);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (!link || fd < 0)
        goto failed;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(fd, (const struct sockaddr *)&from, sizeof from) < 0 ||
        (connect(fd, (const struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS))
        goto failed;
    *link = (struct link){.loop = loop, .events = *events, .context = context, .fd = fd,
                          .wants_out = true};
    watch(link, EPOLL_CTL_ADD);
    return link;
failed:
    if (fd >= 0)
        close(fd);
    free(link);
    return NULL;
}

/* Reading ----------------------------------------------------------------------------------- */

static void upgrade(struct link *link)
{
    char request[512];
    int length = snprintf(request, sizeof request,
                          "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nOrigin: http://127.0.0.1:%u\r\n"
                          "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: veer.v1\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                          link->loop->port, link->loop->port);

    link->stage = UPGRADING;
    want_out(link, false);
    send_bytes(link, request, (size_t)length);
}

/* Returns how many bytes the answer to the upgrade takes; 0: it is not complete. */
static size_t take_upgrade(struct link *link, const char *bytes, size_t length)
{
    const char *end = memmem(bytes, length, "\r\n\r\n", 4);

    if (!end)
        return 0;
    if (length < 12 || memcmp(bytes, "HTTP/1.1 101", 12) != 0) {
        lose(link, 0);
        return 0;
    }
    link->stage = OPEN;
    link->events.opened(link->context);
    return (size_t)(end + 4 - bytes);
}

static size_t take_frame(struct link *link, const char *bytes, size_t length)
{
    struct frame frame;
    size_t taken = frame_read(bytes, length, &frame);

    if (taken == 0)
        return 0;
    if (frame.kind == FRAME_TEXT && frame.whole)
        link->events.text(link->context, frame.bytes, frame.length);
    else if (frame.kind == FRAME_PING)
        send_frame(link, FRAME_PONG, frame.bytes, frame.length);
    else if (frame.kind != FRAME_PONG)
        lose(link, frame_close_code(&frame));
    return taken;
}

static void take_bytes(struct link *link, const char *bytes, size_t length)
{
    size_t at = 0, taken = 1;

    while (taken > 0 && at < length && link->stage != DEAD) {
        taken = link->stage == UPGRADING ? take_upgrade(link, bytes + at, length - at)
                                         : take_frame(link, bytes + at, length - at);
        at += taken;
    }
    if (link->stage == DEAD)
        return;
    link->in_length = length - at;
    link->in = link->in_length > 0 ? malloc(link->in_length) : NULL;
    if (link->in)
        memcpy(link->in, bytes + at, link->in_length);
}

static void read_some(struct link *link)
{
    char *buffer = link->loop->buffer;
    size_t before = link->in_length;
    ssize_t got = recv(link->fd, buffer + before, READ_BYTES - before, 0);

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        lose(link, 0);
        return;
    }
    if (before > 0)
        memcpy(buffer, link->in, before);
    free(link->in);
    link->in = NULL;
    link->in_length = 0;
    take_bytes(link, buffer, before + (size_t)got);
}

static void handle(struct link *link, uint32_t events)
{
    if (link->stage == CONNECTING && (events & (EPOLLERR | EPOLLHUP))) {
        lose(link, 0);
        return;
    }
    if (link->stage == CONNECTING)
        upgrade(link);
    else if ((events & EPOLLOUT) && link->stage != DEAD && link->out_length > 0)
        send_rest(link);
    if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) && link->stage != DEAD)
        read_some(link);
}

void loop_turn(struct loop *loop, int timeout_ms)
{
    struct epoll_event events[EVENTS_AT_ONCE];
    int count = epoll_wait(loop->epoll, events, EVENTS_AT_ONCE, timeout_ms);

    for (int i = 0; i < count; i++)
        handle(events[i].data.ptr, events[i].events);
    bury(loop);
}
