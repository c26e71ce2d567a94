/* Certificates: who vouches for a key, and for how long (protocol/encryption.md). Nothing here asks
 * for a clock or for memory. The program must have called sodium_init() before. */
#ifndef VEER_SEALED_CERTIFICATE_H
#define VEER_SEALED_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

#define CERTIFICATE_SIZE 133          /* bytes */
#define CERTIFICATE_BASE64_SIZE 181   /* with its NUL */
#define CERTIFICATE_KEY_SIZE 32       /* an Ed25519 or X25519 public key */
#define CERTIFICATE_SIGNER_SIZE 64    /* an Ed25519 secret key as libsodium has it */
#define CERTIFICATE_ID_SIZE 8         /* organisation, subject and serial */
#define CERTIFICATE_SHIFT_MAX_S 43200 /* a shift is no longer than this, seconds */

enum certificate_type { CERTIFICATE_ENROLMENT = 1, CERTIFICATE_SHIFT = 2 };

struct certificate {
    enum certificate_type type;
    unsigned char organisation[CERTIFICATE_ID_SIZE];
    unsigned char subject[CERTIFICATE_ID_SIZE];
    unsigned char key[CERTIFICATE_KEY_SIZE]; /* Ed25519 of an enrolment, X25519 of a shift */
    uint32_t from, until;                    /* seconds since 1970, both included */
    unsigned char serial[CERTIFICATE_ID_SIZE];
};

/* How an organisation is called in certificates: by its root's public key. */
void certificate_organisation(const unsigned char root[CERTIFICATE_KEY_SIZE],
                              unsigned char organisation[CERTIFICATE_ID_SIZE]);

/* Takes the bytes apart. Returns false when they are no certificate: another magic, an unknown
 * type, or the serial 0. Says nothing about the signature. */
bool certificate_read(const unsigned char bytes[CERTIFICATE_SIZE], struct certificate *certificate);

/* Whether this public key signed the certificate. */
bool certificate_is_signed(const unsigned char bytes[CERTIFICATE_SIZE],
                           const unsigned char signer[CERTIFICATE_KEY_SIZE]);

/* Writes the certificate, signed. */
void certificate_sign(const struct certificate *certificate,
                      const unsigned char signer[CERTIFICATE_SIGNER_SIZE],
                      unsigned char bytes[CERTIFICATE_SIZE]);

#endif
