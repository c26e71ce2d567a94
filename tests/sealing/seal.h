/* Sealing and opening records. A record that is made here is one by record_read(). */
#ifndef VEER_SEALING_SEAL_H
#define VEER_SEALING_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "sealed/record.h"
#include "sealing/epoch_key.h"
#include "sealing/padding.h"

#define SEAL_NONCE_SIZE 24
#define SEAL_SIZE(padded) (RECORD_HEADER_SIZE + SEAL_NONCE_SIZE + (size_t)(padded) + 16)

/* Writes the header of a record, whatever it says. */
void seal_header(const struct record *record, unsigned char header[RECORD_HEADER_SIZE]);

/* Seals a text of `length` bytes under the key. `bytes` has room for RECORD_SIZE_MAX and gets
 * `*size` of them. Returns false when the text is too long or no record may have this header. */
bool seal_record(const struct record *record, const unsigned char key[EPOCH_KEY_SIZE],
                 const unsigned char nonce[SEAL_NONCE_SIZE], const unsigned char *clear,
                 size_t length, unsigned char *bytes, size_t *size);

/* Opens a record into `clear` (room for PADDING_SIZE_MAX; the caller wipes it), `*length` bytes of
 * which are the text. Returns false when it is no record that was sealed under this key. */
bool seal_open(const unsigned char *bytes, size_t size, const unsigned char key[EPOCH_KEY_SIZE],
               struct record *record, unsigned char *clear, size_t *length);

/* The same without a look at the header or the padding: writes SEAL_SIZE(size) bytes. */
void seal_padded(const unsigned char header[RECORD_HEADER_SIZE],
                 const unsigned char key[EPOCH_KEY_SIZE],
                 const unsigned char nonce[SEAL_NONCE_SIZE], const unsigned char *padded,
                 size_t size, unsigned char *bytes);

/* Opens `size` bytes into size - SEAL_SIZE(0). Returns false when they were not sealed under this
 * key. */
bool seal_open_padded(const unsigned char *bytes, size_t size,
                      const unsigned char key[EPOCH_KEY_SIZE], unsigned char *padded);

#endif
