/* Puts the pieces of one message together, within limits. */
#ifndef VEER_FRONT_ASSEMBLY_H
#define VEER_FRONT_ASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>

struct assembly_limits {
    size_t bytes;       /* of one message */
    unsigned fragments; /* frames of one message */
};

/* What came in: part of a frame, or all of it. */
struct assembly_piece {
    const char *bytes;
    size_t length;
    size_t frame_left; /* what is still to come of this frame, as its header declared */
    bool first, final; /* the first and the last piece of the message */
};

enum assembly_state {
    ASSEMBLY_MORE,     /* wait for the next piece */
    ASSEMBLY_COMPLETE, /* *message and *length are the message */
    ASSEMBLY_TOO_BIG,
    ASSEMBLY_TOO_MANY,
    ASSEMBLY_NO_MEMORY
};

/* Start with {0}. Holds memory only while a message is under way. */
struct assembly {
    char *bytes;
    size_t length;
    unsigned fragments;
};

/* Adds a piece. A message in one piece is not copied. On ASSEMBLY_COMPLETE *message is valid until
 * assembly_reset() or the end of the piece; it does not end with a NUL. */
enum assembly_state assembly_add(struct assembly *assembly, const struct assembly_limits *limits,
                                 const struct assembly_piece *piece, const char **message,
                                 size_t *length);

/* Forgets what was gathered and frees it. */
void assembly_reset(struct assembly *assembly);

#endif
