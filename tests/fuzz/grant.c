/* Records that give keys: what is read and written again is the same, but for who signed it. */
#include <sodium.h>
#include <string.h>

#include "fuzz.h"
#include "sealing/transcript.h"

enum { AT_KEY = RECORD_HEADER_SIZE, KEY_SIZE = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char seed[32] = {1};
    unsigned char visitor[KEY_SIZE], secret[KEY_RECORD_SIGNER_SIZE], bytes[RECORD_SIZE_MAX];
    unsigned char transcript[TRANSCRIPT_SIZE] = {0};
    struct key_record record;

    if (!key_record_read(data, size, &record))
        return 0;
    (void)key_record_is_signed(data, size);
    transcript_next(transcript, &record, transcript);
    (void)crypto_sign_seed_keypair(visitor, secret, seed);
    must(key_record_write(&record, secret, bytes) == size);
    must(key_record_is_signed(bytes, size));
    must(memcmp(bytes, data, AT_KEY) == 0);
    must(memcmp(bytes + AT_KEY + KEY_SIZE, data + AT_KEY + KEY_SIZE,
                size - AT_KEY - KEY_SIZE - crypto_sign_BYTES) == 0);
    return 0;
}
