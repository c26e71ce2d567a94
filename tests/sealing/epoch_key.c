#include "sealing/epoch_key.h"

#include <sodium.h>

void epoch_key_commit(const unsigned char key[EPOCH_KEY_SIZE],
                      unsigned char commitment[EPOCH_COMMITMENT_SIZE])
{
    static const unsigned char name[] = {'H', 'L', 'E', '1', '-', 'c', 'o', 'm', 'm', 'i', 't'};

    (void)crypto_generichash(commitment, EPOCH_COMMITMENT_SIZE, name, sizeof name, key,
                             EPOCH_KEY_SIZE);
}

void epoch_key_derive(const unsigned char key[EPOCH_KEY_SIZE], unsigned role,
                      unsigned char derived[EPOCH_KEY_SIZE])
{
    (void)crypto_kdf_derive_from_key(derived, EPOCH_KEY_SIZE, role, "HLE1-enc", key);
}
