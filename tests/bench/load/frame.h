/* WebSocket frames: written as a client does, read as a server sends them. */
#ifndef LOAD_FRAME_H
#define LOAD_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_HEAD 8    /* bytes before the content that is written */
#define FRAME_MOST 8192 /* bytes of content that is written */

enum frame_kind { FRAME_TEXT = 1, FRAME_CLOSE = 8, FRAME_PING = 9, FRAME_PONG = 10 };

struct frame {
    enum frame_kind kind;
    bool whole; /* a message in one frame */
    const char *bytes;
    size_t length;
};

/* Writes a masked frame to `out`, which has room for it; returns its size. */
size_t frame_write(char *out, enum frame_kind kind, uint32_t mask, const char *bytes,
                   size_t length);

/* Reads one frame; returns its size, or 0 when it is not complete. */
size_t frame_read(const char *bytes, size_t length, struct frame *frame);

/* The code of a close frame, 0 when it has none. */
unsigned frame_close_code(const struct frame *frame);

#endif
