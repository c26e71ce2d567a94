#include "sealing/briefing.h"

#include <sodium.h>
#include <string.h>

bool briefing_key(const unsigned char secret[ENVELOPE_KEY_SIZE],
                  const unsigned char other[ENVELOPE_KEY_SIZE], const unsigned char transfer[16],
                  unsigned char key[EPOCH_KEY_SIZE])
{
    unsigned char own[crypto_scalarmult_BYTES], shared[crypto_scalarmult_BYTES];
    unsigned char text[13 + 16 + 2 * crypto_scalarmult_BYTES] = "HLE1-briefing";

    if (crypto_scalarmult(shared, secret, other) != 0)
        return false;
    (void)crypto_scalarmult_base(own, secret);
    bool is_first = memcmp(own, other, sizeof own) < 0;
    memcpy(text + 13, transfer, 16);
    memcpy(text + 29, is_first ? own : other, sizeof own);
    memcpy(text + 61, is_first ? other : own, sizeof own);
    (void)crypto_generichash(key, EPOCH_KEY_SIZE, text, sizeof text, shared, sizeof shared);
    sodium_memzero(shared, sizeof shared);
    return true;
}
