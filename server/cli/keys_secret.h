/* Secrets in locked memory: passphrases, and the signing keys that they open. */
#ifndef VEER_CLI_KEYS_SECRET_H
#define VEER_CLI_KEYS_SECRET_H

#include <stdbool.h>

#include "cli/keys_private.h"

/* An Ed25519 key pair; {0} is none. */
struct keys_signer {
    unsigned char *secret; /* CERTIFICATE_SIGNER_SIZE bytes in locked memory */
    unsigned char public_key[CERTIFICATE_KEY_SIZE];
};

/* Wipes and frees. Takes one that is none. */
void keys_signer_finish(struct keys_signer *signer);

/* Asks for a phrase that is there already; NULL after having said what is wrong. The caller gives
 * it to sodium_free(). */
char *keys_ask(const char *prompt);

/* Asks for a new phrase, on a terminal twice. It has at least `least` bytes, and only characters
 * that are written in one way (NFC). */
char *keys_ask_new(const char *what, size_t least);

/* A new key pair; its seed, of WRAPPING_SEED_SIZE bytes, is for the caller to give to
 * sodium_free(). NULL after having said what is wrong. */
unsigned char *keys_signer_make(struct keys_signer *signer);

/* The key pair of a seed. Returns false after it has said that memory ran out. */
bool keys_signer_of(struct keys_signer *signer, const unsigned char *seed);

/* Makes the root of an organisation under this passphrase, and its files. */
bool keys_root_make(const char *dir, const char *organisation, const char *passphrase,
                    struct wrapping_limits limits, bool replace);

/* Opens the root with a passphrase (NULL: asks for it). Returns false after it has said what is
 * wrong. */
bool keys_root_open(const char *dir, const char *organisation, const char *passphrase,
                    struct keys_signer *root);

#endif
