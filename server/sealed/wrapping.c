#include "sealed/wrapping.h"

#include <sodium.h>
#include <string.h>

#include "sealed/bytes.h"

enum {
    AT_OPERATIONS = 4,
    AT_MEMORY = 8,
    AT_SALT = 12,
    AT_NONCE = AT_SALT + crypto_pwhash_SALTBYTES,
    AT_BOX = AT_NONCE + crypto_secretbox_NONCEBYTES
};

_Static_assert(AT_BOX + crypto_secretbox_MACBYTES + WRAPPING_SEED_SIZE == WRAPPING_SIZE,
               "as specified");
_Static_assert(WRAPPING_SEED_SIZE == crypto_sign_SEEDBYTES, "Ed25519");

const struct wrapping_limits wrapping_moderate = {crypto_pwhash_OPSLIMIT_MODERATE,
                                                  crypto_pwhash_MEMLIMIT_MODERATE / 1024};
const struct wrapping_limits wrapping_interactive = {crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                                     crypto_pwhash_MEMLIMIT_INTERACTIVE / 1024};
const struct wrapping_limits wrapping_quick = {crypto_pwhash_OPSLIMIT_MIN, 8192};

/* The key of the phrase, in memory of its own that sodium_free() wipes; NULL without memory. */
static unsigned char *key_of(const char *phrase, size_t length, const unsigned char *salt,
                             struct wrapping_limits limits)
{
    unsigned char *key = sodium_malloc(crypto_secretbox_KEYBYTES);

    if (key &&
        crypto_pwhash(key, crypto_secretbox_KEYBYTES, phrase, length, salt, limits.operations,
                      (size_t)limits.memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        sodium_free(key);
        return NULL;
    }
    return key;
}

bool wrapping_close(const char magic[WRAPPING_MAGIC_SIZE], struct wrapping_limits limits,
                    const char *phrase, size_t length, const unsigned char seed[WRAPPING_SEED_SIZE],
                    unsigned char bytes[WRAPPING_SIZE])
{
    memcpy(bytes, magic, WRAPPING_MAGIC_SIZE);
    bytes_put_u32(bytes + AT_OPERATIONS, limits.operations);
    bytes_put_u32(bytes + AT_MEMORY, limits.memory_kib);
    randombytes_buf(bytes + AT_SALT, AT_BOX - AT_SALT);
    unsigned char *key = key_of(phrase, length, bytes + AT_SALT, limits);
    if (!key)
        return false;
    (void)crypto_secretbox_easy(bytes + AT_BOX, seed, WRAPPING_SEED_SIZE, bytes + AT_NONCE, key);
    sodium_free(key);
    return true;
}

static bool are_usable(struct wrapping_limits limits)
{
    return limits.operations >= crypto_pwhash_OPSLIMIT_MIN &&
           limits.operations <= WRAPPING_OPERATIONS_MAX &&
           limits.memory_kib >= crypto_pwhash_MEMLIMIT_MIN / 1024 &&
           limits.memory_kib <= WRAPPING_MEMORY_KIB_MAX;
}

enum wrapping_answer wrapping_open(const char magic[WRAPPING_MAGIC_SIZE],
                                   const unsigned char bytes[WRAPPING_SIZE], const char *phrase,
                                   size_t length, unsigned char seed[WRAPPING_SEED_SIZE])
{
    const struct wrapping_limits limits = {bytes_u32(bytes + AT_OPERATIONS),
                                           bytes_u32(bytes + AT_MEMORY)};

    if (memcmp(bytes, magic, WRAPPING_MAGIC_SIZE) != 0 || !are_usable(limits))
        return WRAPPING_NONE;
    unsigned char *key = key_of(phrase, length, bytes + AT_SALT, limits);
    if (!key)
        return WRAPPING_NO_MEMORY;
    int opened = crypto_secretbox_open_easy(seed, bytes + AT_BOX, WRAPPING_SIZE - AT_BOX,
                                            bytes + AT_NONCE, key);
    sodium_free(key);
    return opened == 0 ? WRAPPING_OPEN : WRAPPING_WRONG;
}
