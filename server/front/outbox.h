/* The messages that wait until a connection can be written to. */
#ifndef VEER_FRONT_OUTBOX_H
#define VEER_FRONT_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

/* A message with the room in front of it that lws_write() asks for. */
struct outbox_item {
    struct outbox_item *next;
    size_t length;
    unsigned char bytes[]; /* LWS_PRE, then length bytes of text */
};

/* Start with {0}. */
struct outbox {
    struct outbox_item *first, *last;
    size_t bytes; /* of all texts */
};

/* Appends a copy of the text. False when memory runs out. */
bool outbox_add(struct outbox *outbox, const char *text, size_t length);

/* The text of the first message, ready for lws_write(). The box must not be empty. */
unsigned char *outbox_text(const struct outbox *outbox);

/* Frees the first message. */
void outbox_drop(struct outbox *outbox);

void outbox_clear(struct outbox *outbox);

#endif
