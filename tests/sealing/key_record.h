/* The records that give keys, epoch_open and grant: readable, and signed by the visitor. */
#ifndef VEER_SEALING_KEY_RECORD_H
#define VEER_SEALING_KEY_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "sealed/record.h"
#include "sealing/envelope.h"
#include "sealing/epoch_key.h"

#define KEY_RECORD_SIGNER_SIZE 64 /* an Ed25519 secret key as libsodium has it */

/* One key: for whom, and the envelope. */
struct key_entry {
    char member[RECORD_MEMBER_SIZE + 1];
    unsigned char serial[8]; /* of his shift key */
    unsigned char sealed[ENVELOPE_SEALED_SIZE];
};

struct key_record {
    struct record header;
    unsigned char visitor_key[32];
    unsigned char commitment[EPOCH_COMMITMENT_SIZE]; /* zeros in a grant */
    struct key_entry entries[RECORD_ENTRIES_MAX];    /* header.entries of them */
};

/* Takes it apart. Returns false when it is none; says nothing about the signature. */
bool key_record_read(const unsigned char *bytes, size_t size, struct key_record *record);

/* Whether the key that it names has signed it; to be asked after key_record_read(). Whether that is
 * the visitor's key is up to the caller. */
bool key_record_is_signed(const unsigned char *bytes, size_t size);

/* Writes it, signed; the visitor's key is that of the secret. `bytes` has room for RECORD_SIZE_MAX.
 * Returns the size, or 0 when it is none by key_record_read(). */
size_t key_record_write(const struct key_record *record,
                        const unsigned char secret[KEY_RECORD_SIGNER_SIZE], unsigned char *bytes);

#endif
