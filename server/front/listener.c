#include "front/listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024
#define ACCEPTS_AT_ONCE 64 /* then the other work of the loop has its turn */
#define PAUSE_MS 200       /* when the kernel has no descriptor or memory for another connection */

struct listener {
    uv_poll_t poll;
    uv_timer_t pause;
    int fd;
    uint16_t port;
    unsigned handles; /* of libuv, that are not closed yet */
    listener_accepted_fn accepted;
    void *context;
    struct log *log;
};

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* Returns the size of the address, 0 when the text is none. */
static socklen_t parse_address(const char *text, uint16_t port, union address *address)
{
    *address = (union address){0};
    if (uv_ip4_addr(text, port, &address->v4) == 0)
        return sizeof(address->v4);
    if (uv_ip6_addr(text, port, &address->v6) == 0)
        return sizeof(address->v6);
    return 0;
}

static bool set_option(int fd, int level, int option)
{
    const int on = 1;

    return setsockopt(fd, level, option, &on, sizeof(on)) == 0;
}

/* Returns a bound socket, or -1 and errno. Shared: other processes may bind the same port. */
static int bind_socket(const char *text, uint16_t port, bool shared)
{
    union address address;
    socklen_t size = parse_address(text, port, &address);
    int fd, error;

    if (size == 0) {
        errno = EINVAL;
        return -1;
    }
    fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (set_option(fd, SOL_SOCKET, SO_REUSEADDR) &&
        (!shared || set_option(fd, SOL_SOCKET, SO_REUSEPORT)) && bind(fd, &address.any, size) == 0)
        return fd;
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

int listener_probe(const char *address, uint16_t port)
{
    int fd = bind_socket(address, port, false);
    int error = fd < 0 || listen(fd, 1) < 0 ? errno : 0;

    if (fd >= 0)
        close(fd);
    return error;
}

static void on_readable(uv_poll_t *poll, int status, int events);

static void on_pause_over(uv_timer_t *timer)
{
    struct listener *listener = timer->data;

    uv_poll_start(&listener->poll, UV_READABLE, on_readable);
}

/* Without a free descriptor the connection stays in the kernel's queue, and the loop would report
 * it again at once, on and on. */
static void pause_accepting(struct listener *listener, int error)
{
    log_write(listener->log, LOG_LEVEL_WARN, "accept_failed", "error", uv_err_name(-error), NULL);
    uv_poll_stop(&listener->poll);
    uv_timer_start(&listener->pause, on_pause_over, PAUSE_MS, 0);
}

/* Returns 0, or the errno value that ended it; EAGAIN: no more connections wait. */
static int accept_one(struct listener *listener)
{
    int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd < 0)
        return errno;
    set_option(fd, IPPROTO_TCP, TCP_NODELAY);
    listener->accepted(listener->context, fd);
    return 0;
}

/* Whether accept failed for the one connection only, which was given up meanwhile. */
static bool concerns_one(int error)
{
    return error != EMFILE && error != ENFILE && error != ENOBUFS && error != ENOMEM;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct listener *listener = poll->data;

    (void)status;
    (void)events;
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        int error = accept_one(listener);
        if (error == EAGAIN || error == EWOULDBLOCK)
            return;
        if (error != 0 && !concerns_one(error)) {
            pause_accepting(listener, error);
            return;
        }
    }
}

static void on_closed(uv_handle_t *handle)
{
    struct listener *listener = handle->data;

    if (--listener->handles == 0)
        free(listener);
}

struct listener *listener_create(uv_loop_t *loop, const char *address, uint16_t port,
                                 listener_accepted_fn accepted, void *context, struct log *log,
                                 int *error)
{
    struct listener *listener = calloc(1, sizeof(*listener));
    union address bound = {0};
    socklen_t size = sizeof(bound);

    if (!listener) {
        *error = ENOMEM;
        return NULL;
    }
    listener->accepted = accepted;
    listener->context = context;
    listener->log = log;
    listener->fd = bind_socket(address, port, true);
    if (listener->fd < 0 || listen(listener->fd, BACKLOG) < 0 ||
        getsockname(listener->fd, &bound.any, &size) < 0) {
        *error = errno;
        goto failed;
    }
    /* The port stands at the same place in both kinds of address. */
    listener->port = ntohs(bound.v4.sin_port);
    *error = -uv_poll_init(loop, &listener->poll, listener->fd);
    if (*error != 0)
        goto failed;
    uv_timer_init(loop, &listener->pause);
    listener->handles = 2;
    listener->poll.data = listener;
    listener->pause.data = listener;
    uv_poll_start(&listener->poll, UV_READABLE, on_readable);
    return listener;
failed:
    if (listener->fd >= 0)
        close(listener->fd);
    free(listener);
    return NULL;
}

uint16_t listener_port(const struct listener *listener)
{
    return listener->port;
}

void listener_close(struct listener *listener)
{
    if (!listener)
        return;
    uv_poll_stop(&listener->poll);
    while (accept_one(listener) == 0) {
    }
    close(listener->fd);
    uv_close((uv_handle_t *)&listener->poll, on_closed);
    uv_close((uv_handle_t *)&listener->pause, on_closed);
}
