#include "sealed/enrolment.h"

#include <sodium.h>
#include <string.h>

static const char magic[WRAPPING_MAGIC_SIZE] = {'H', 'L', 'W', '1'};

bool enrolment_wrap(const unsigned char seed[WRAPPING_SEED_SIZE],
                    const unsigned char certificate[CERTIFICATE_SIZE], const char *phrase,
                    size_t length, struct wrapping_limits limits,
                    unsigned char bytes[ENROLMENT_SIZE])
{
    memcpy(bytes + ENROLMENT_AT_CERTIFICATE, certificate, CERTIFICATE_SIZE);
    return wrapping_close(magic, limits, phrase, length, seed, bytes);
}

bool enrolment_read(const unsigned char bytes[ENROLMENT_SIZE], struct certificate *certificate)
{
    return memcmp(bytes, magic, sizeof magic) == 0 &&
           certificate_read(bytes + ENROLMENT_AT_CERTIFICATE, certificate) &&
           certificate->type == CERTIFICATE_ENROLMENT;
}

/* Whether this is the seed of that key. */
static bool is_seed_of(const unsigned char seed[WRAPPING_SEED_SIZE],
                       const unsigned char key[CERTIFICATE_KEY_SIZE])
{
    unsigned char made[crypto_sign_PUBLICKEYBYTES];
    unsigned char *secret = sodium_malloc(crypto_sign_SECRETKEYBYTES);

    if (!secret)
        return false;
    (void)crypto_sign_seed_keypair(made, secret, seed);
    sodium_free(secret);
    return memcmp(made, key, sizeof made) == 0;
}

enum wrapping_answer enrolment_unwrap(const unsigned char bytes[ENROLMENT_SIZE], const char *phrase,
                                      size_t length, unsigned char seed[WRAPPING_SEED_SIZE])
{
    struct certificate certificate;
    enum wrapping_answer answer;

    if (!enrolment_read(bytes, &certificate))
        return WRAPPING_NONE;
    answer = wrapping_open(magic, bytes, phrase, length, seed);
    if (answer == WRAPPING_OPEN && !is_seed_of(seed, certificate.key)) {
        sodium_memzero(seed, WRAPPING_SEED_SIZE);
        return WRAPPING_WRONG;
    }
    return answer;
}
