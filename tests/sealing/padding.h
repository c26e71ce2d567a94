/* Clear texts are padded to one of five sizes, so that their length says little. */
#ifndef VEER_SEALING_PADDING_H
#define VEER_SEALING_PADDING_H

#include <stdbool.h>
#include <stddef.h>

#define PADDING_SIZE_MAX 4096
#define PADDING_CLEAR_MAX (PADDING_SIZE_MAX - 1)

/* The size that a text of this length is padded to; 0 when it is too long. */
size_t padding_size(size_t length);

/* Pads the text in place to padding_size(length) bytes, which must be there. Returns false when it
 * is too long. */
bool padding_add(unsigned char *bytes, size_t length);

/* How long the text in these bytes is. Returns false when they are not padded in this way. */
bool padding_length(const unsigned char *bytes, size_t size, size_t *length);

#endif
