/* What a tab keeps for a reload: a box under the secret of the tab. */
#ifndef VEER_SEALING_VAULT_H
#define VEER_SEALING_VAULT_H

#include <stdbool.h>
#include <stddef.h>

#define VAULT_KEY_SIZE 32
#define VAULT_NONCE_SIZE 24
#define VAULT_SIZE(length) (VAULT_NONCE_SIZE + 16 + (size_t)(length))

/* Writes VAULT_SIZE(length) bytes. */
void vault_lock(const unsigned char key[VAULT_KEY_SIZE],
                const unsigned char nonce[VAULT_NONCE_SIZE], const unsigned char *clear,
                size_t length, unsigned char *locked);

/* Opens `size` bytes into size - VAULT_SIZE(0). Returns false when they were not locked with this
 * key. */
bool vault_open(const unsigned char key[VAULT_KEY_SIZE], const unsigned char *locked, size_t size,
                unsigned char *clear);

#endif
