/* A raw client of HTTP and WebSocket, that can do everything wrong. Includes cmocka. */
#ifndef VEER_TESTS_FRONT_CLIENT_H
#define VEER_TESTS_FRONT_CLIENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#define CLIENT_PATIENCE_MS 10000

#define FRAME_CONTINUATION 0
#define FRAME_TEXT 1
#define FRAME_BINARY 2
#define FRAME_CLOSE 8
#define FRAME_PING 9
#define FRAME_PONG 10
#define FRAME_FINAL 0x80

struct frame {
    int opcode; /* -1: the connection has ended, or nothing came in time */
    size_t length;
    unsigned char payload[70000];
};

/* receive: the size of the kernel's receive buffer, 0 for its default. */
static inline int client_connect(uint16_t port, int receive)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    if (receive > 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive, sizeof(receive));
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static inline bool client_write(int fd, const void *bytes, size_t length)
{
    return send(fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* Reads exactly length bytes. False when the connection ends before, or the time is over. */
static inline bool client_read(int fd, void *bytes, size_t length, int64_t until_ms)
{
    size_t got = 0;

    while (got < length) {
        struct pollfd waiting = {.fd = fd, .events = POLLIN};
        int64_t left_ms = until_ms - clock_monotonic_ms();
        if (left_ms < 0 || poll(&waiting, 1, (int)left_ms) <= 0)
            return false;
        ssize_t count = recv(fd, (char *)bytes + got, length - got, 0);
        if (count <= 0)
            return false;
        got += (size_t)count;
    }
    return true;
}

/* Reads until the connection ends; NUL behind it. Returns the length, or -1: it did not end. */
static inline ssize_t client_read_to_end(int fd, char *text, size_t size, int64_t within_ms)
{
    int64_t until_ms = clock_monotonic_ms() + within_ms;
    size_t length = 0;

    while (length + 1 < size && client_read(fd, text + length, 1, until_ms))
        length++;
    text[length] = '\0';
    return clock_monotonic_ms() < until_ms ? (ssize_t)length : -1;
}

/* Reads the head of an HTTP response, up to and with its empty line. */
static inline void client_read_head(int fd, char *text, size_t size)
{
    int64_t until_ms = clock_monotonic_ms() + CLIENT_PATIENCE_MS;
    size_t length = 0;

    text[0] = '\0';
    while (length + 1 < size && !strstr(text, "\r\n\r\n") &&
           client_read(fd, text + length, 1, until_ms))
        text[++length] = '\0';
}

/* Asks for a path and returns the head of the response. */
static inline int client_get(uint16_t port, const char *path, const char *more, char *head,
                             size_t size)
{
    char request[2048];
    int fd = client_connect(port, 0);

    snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: here\r\n%s\r\n", path, more);
    assert_true(client_write(fd, request, strlen(request)));
    client_read_head(fd, head, size);
    return fd;
}

static inline int client_open_with(uint16_t port, int receive)
{
    char request[512], head[2048];
    int fd = client_connect(port, receive);

    snprintf(request, sizeof(request),
             "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUpgrade: websocket\r\n"
             "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: veer.v1\r\n"
             "Origin: http://127.0.0.1:%u\r\n\r\n",
             port, port);
    assert_true(client_write(fd, request, strlen(request)));
    client_read_head(fd, head, sizeof(head));
    assert_non_null(strstr(head, " 101 "));
    assert_non_null(strstr(head, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    return fd;
}

static inline int client_open(uint16_t port)
{
    return client_open_with(port, 0);
}

/* Sends a masked frame with this first byte. */
static inline bool client_frame(int fd, int first, const char *payload, size_t length)
{
    static const unsigned char mask[4] = {0x12, 0x34, 0x56, 0x78};
    unsigned char frame[70000];
    size_t head = 2;

    frame[0] = (unsigned char)first;
    if (length < 126) {
        frame[1] = (unsigned char)(0x80 | length);
    } else {
        frame[1] = 0x80 | 126;
        frame[2] = (unsigned char)(length >> 8);
        frame[3] = (unsigned char)length;
        head = 4;
    }
    memcpy(frame + head, mask, 4);
    for (size_t i = 0; i < length; i++)
        frame[head + 4 + i] = (unsigned char)payload[i] ^ mask[i % 4];
    return client_write(fd, frame, head + 4 + length);
}

static inline bool client_text(int fd, const char *text)
{
    return client_frame(fd, FRAME_FINAL | FRAME_TEXT, text, strlen(text));
}

/* Receives the next frame, of any kind. */
static inline void client_receive_any(int fd, struct frame *frame, int64_t within_ms)
{
    int64_t until_ms = clock_monotonic_ms() + within_ms;
    unsigned char head[4];

    *frame = (struct frame){.opcode = -1};
    if (!client_read(fd, head, 2, until_ms))
        return;
    frame->length = head[1] & 0x7f;
    assert_true(frame->length < 127);
    if (frame->length == 126) {
        if (!client_read(fd, head + 2, 2, until_ms))
            return;
        frame->length = (size_t)head[2] << 8 | head[3];
    }
    if (client_read(fd, frame->payload, frame->length, until_ms))
        frame->opcode = head[0] & 0x0f;
}

/* Receives the next frame that is no ping or pong; pings are answered. */
static inline void client_receive(int fd, struct frame *frame)
{
    client_receive_any(fd, frame, CLIENT_PATIENCE_MS);
    while (frame->opcode == FRAME_PING || frame->opcode == FRAME_PONG) {
        if (frame->opcode == FRAME_PING)
            client_frame(fd, FRAME_FINAL | FRAME_PONG, (char *)frame->payload, frame->length);
        client_receive_any(fd, frame, CLIENT_PATIENCE_MS);
    }
}

/* The next frame must be this text. */
static inline void client_expect(int fd, const char *text)
{
    static struct frame frame;

    client_receive(fd, &frame);
    assert_int_equal(frame.opcode, FRAME_TEXT);
    assert_int_equal(frame.length, strlen(text));
    assert_memory_equal(frame.payload, text, frame.length);
}

static inline unsigned client_code(const struct frame *frame)
{
    if (frame->opcode != FRAME_CLOSE || frame->length < 2)
        return 0;
    return (unsigned)frame->payload[0] << 8 | frame->payload[1];
}

/* Reads up to the close frame, answers it, and waits for the end. Returns its code, 0: none. */
static inline unsigned client_read_close(int fd)
{
    static struct frame frame;
    unsigned code;
    char rest[64];

    do {
        client_receive(fd, &frame);
    } while (frame.opcode != FRAME_CLOSE && frame.opcode != -1);
    code = client_code(&frame);
    if (code != 0) {
        client_frame(fd, FRAME_FINAL | FRAME_CLOSE, (char *)frame.payload, 2);
        assert_int_equal(client_read_to_end(fd, rest, sizeof(rest), CLIENT_PATIENCE_MS), 0);
    }
    close(fd);
    return code;
}

/* The counts of the fixture: opened and closed since its start, and living now. */
struct counts {
    int opened, closed, living;
};

static inline struct counts client_counts(uint16_t port)
{
    static struct frame frame;
    struct counts counts = {0};
    int fd = client_open(port);

    assert_true(client_text(fd, "count"));
    client_receive(fd, &frame);
    assert_int_equal(frame.opcode, FRAME_TEXT);
    frame.payload[frame.length] = '\0';
    assert_int_equal(
        sscanf((char *)frame.payload, "%d %d %d", &counts.opened, &counts.closed, &counts.living),
        3);
    assert_true(client_text(fd, "close 4001"));
    assert_int_equal(client_read_close(fd), 4001);
    return counts;
}

#endif
