/* Envelopes: a key, sealed to one shift key. */
#ifndef VEER_SEALING_ENVELOPE_H
#define VEER_SEALING_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sealed/record.h"
#include "sealing/epoch_key.h"

#define ENVELOPE_SIZE 122
#define ENVELOPE_SEALED_SIZE 170
#define ENVELOPE_KEY_SIZE 32 /* X25519 */

struct envelope {
    unsigned char conversation[RECORD_CONVERSATION_SIZE];
    uint32_t epoch;                             /* from RECORD_NOTE_EPOCHS on: a note key */
    unsigned char recipient[ENVELOPE_KEY_SIZE]; /* a shift key */
    unsigned char key[EPOCH_KEY_SIZE];
    uint32_t first_epoch;
    unsigned char transcript[RECORD_HASH_SIZE];
};

/* What the recipient knows before he opens it. */
struct envelope_expected {
    unsigned char conversation[RECORD_CONVERSATION_SIZE];
    uint32_t epoch;
    unsigned char transcript[RECORD_HASH_SIZE];
    const unsigned char *commitment; /* EPOCH_COMMITMENT_SIZE bytes; NULL for a note key */
};

/* The first thing that is wrong, in this order. */
enum envelope_fault {
    ENVELOPE_HOLDS,
    ENVELOPE_SEALED, /* it does not open: for another key, changed, or of low order */
    ENVELOPE_FORM,
    ENVELOPE_RECIPIENT,
    ENVELOPE_CONVERSATION,
    ENVELOPE_EPOCH,
    ENVELOPE_TRANSCRIPT,
    ENVELOPE_COMMITMENT
};

/* The clear text; the caller wipes it. */
void envelope_write(const struct envelope *envelope, unsigned char bytes[ENVELOPE_SIZE]);

/* Takes a clear text apart; the caller wipes `envelope`. Returns false when it is none. */
bool envelope_read(const unsigned char *bytes, size_t size, struct envelope *envelope);

/* Seals it to its recipient. Returns false when that is a point of low order. */
bool envelope_seal(const struct envelope *envelope, unsigned char sealed[ENVELOPE_SEALED_SIZE]);

/* Opens it with the secret of a shift key and compares every field. `envelope` is only right when
 * it holds, and the caller wipes it. */
enum envelope_fault envelope_open(const unsigned char *sealed, size_t size,
                                  const unsigned char secret[ENVELOPE_KEY_SIZE],
                                  const struct envelope_expected *expected,
                                  struct envelope *envelope);

/* The name of a fault, as in the vectors: "recipient". */
const char *envelope_fault_name(enum envelope_fault fault);

#endif
