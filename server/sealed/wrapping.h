/* A key's seed under a phrase: Argon2id makes a key of the phrase, crypto_secretbox closes the box.
 * An enrolment and the file of a root begin with it (protocol/encryption.md). */
#ifndef VEER_SEALED_WRAPPING_H
#define VEER_SEALED_WRAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WRAPPING_SIZE 100     /* bytes */
#define WRAPPING_SEED_SIZE 32 /* of an Ed25519 key pair */
#define WRAPPING_MAGIC_SIZE 4

/* What a guess costs. They stand in the wrapping. */
struct wrapping_limits {
    uint32_t operations;
    uint32_t memory_kib;
};

/* More than this no wrapping may ask of the machine that opens it. */
#define WRAPPING_OPERATIONS_MAX 16
#define WRAPPING_MEMORY_KIB_MAX (1024U * 1024U)

extern const struct wrapping_limits wrapping_moderate, wrapping_interactive, wrapping_quick;

enum wrapping_answer {
    WRAPPING_OPEN,
    WRAPPING_NONE,     /* these bytes are no wrapping, or its limits are out of bounds */
    WRAPPING_WRONG,    /* another phrase, or changed bytes */
    WRAPPING_NO_MEMORY /* Argon2id did not get what it needs */
};

/* Wraps the seed with a new salt and nonce. Slow, as the limits say. Returns false when memory runs
 * out. The phrase is UTF-8 in NFC; its length is in bytes. */
bool wrapping_close(const char magic[WRAPPING_MAGIC_SIZE], struct wrapping_limits limits,
                    const char *phrase, size_t length, const unsigned char seed[WRAPPING_SEED_SIZE],
                    unsigned char bytes[WRAPPING_SIZE]);

/* Opens it into seed, which the caller wipes; it is only written with WRAPPING_OPEN. */
enum wrapping_answer wrapping_open(const char magic[WRAPPING_MAGIC_SIZE],
                                   const unsigned char bytes[WRAPPING_SIZE], const char *phrase,
                                   size_t length, unsigned char seed[WRAPPING_SEED_SIZE]);

#endif
