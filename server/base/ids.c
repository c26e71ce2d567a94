#include "base/ids.h"

#include <sodium.h>
#include <string.h>

void ids_random(char out[IDS_SIZE])
{
    unsigned char bytes[(IDS_SIZE - 1) / 2];

    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(out, IDS_SIZE, bytes, sizeof bytes);
}

void ids_secret(char out[IDS_SECRET_SIZE])
{
    unsigned char bytes[32];

    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(out, IDS_SECRET_SIZE, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

void ids_digest(const char *secret, char out[IDS_DIGEST_SIZE])
{
    unsigned char digest[(IDS_DIGEST_SIZE - 1) / 2];

    crypto_generichash(digest, sizeof digest, (const unsigned char *)secret, strlen(secret), NULL,
                       0);
    sodium_bin2hex(out, IDS_DIGEST_SIZE, digest, sizeof digest);
    sodium_memzero(digest, sizeof digest);
}
