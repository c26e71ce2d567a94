#include "sealing/vault.h"

#include <sodium.h>
#include <string.h>

_Static_assert(VAULT_SIZE(0) == crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES,
               "as specified");

void vault_lock(const unsigned char key[VAULT_KEY_SIZE],
                const unsigned char nonce[VAULT_NONCE_SIZE], const unsigned char *clear,
                size_t length, unsigned char *locked)
{
    memcpy(locked, nonce, VAULT_NONCE_SIZE);
    (void)crypto_secretbox_easy(locked + VAULT_NONCE_SIZE, clear, length, nonce, key);
}

bool vault_open(const unsigned char key[VAULT_KEY_SIZE], const unsigned char *locked, size_t size,
                unsigned char *clear)
{
    return size >= VAULT_SIZE(0) &&
           crypto_secretbox_open_easy(clear, locked + VAULT_NONCE_SIZE, size - VAULT_NONCE_SIZE,
                                      locked, key) == 0;
}
