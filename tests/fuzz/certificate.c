/* Certificates and chains, as they come and signed by those who may. */
#include <sodium.h>
#include <string.h>

#include "fuzz.h"
#include "sealed/chain.h"

enum { NOW_S = 1767268800 };

static const struct revocation NONE;

/* A certificate that is read and signed again is the same up to its signature. */
static void check_certificate(const uint8_t *data, const unsigned char *secret)
{
    unsigned char bytes[CERTIFICATE_SIZE];
    struct certificate certificate;

    if (!certificate_read(data, &certificate))
        return;
    certificate_sign(&certificate, secret, bytes);
    must(memcmp(bytes, data, CERTIFICATE_SIZE - crypto_sign_BYTES) == 0);
}

/* The rules behind the signatures: a root and a counsellor who sign whatever is there. */
static void check_signed(const uint8_t *data, const unsigned char root[32],
                         const unsigned char root_secret[64])
{
    unsigned char chain[CHAIN_SIZE], secret[64], seed[32] = {2};
    struct certificate enrolment, shift;

    if (!certificate_read(data, &enrolment) || !certificate_read(data + CERTIFICATE_SIZE, &shift))
        return;
    certificate_organisation(root, enrolment.organisation);
    certificate_organisation(root, shift.organisation);
    memcpy(shift.subject, enrolment.subject, sizeof shift.subject);
    (void)crypto_sign_seed_keypair(enrolment.key, secret, seed);
    certificate_sign(&enrolment, root_secret, chain);
    certificate_sign(&shift, secret, chain + CERTIFICATE_SIZE);
    enum chain_fault fault =
        chain_check(chain, root, &NONE, NOW_S, CHAIN_CLOCK_S, &enrolment, &shift);
    must(fault != CHAIN_OTHER_ORGANISATION && fault != CHAIN_ENROLMENT_UNSIGNED &&
         fault != CHAIN_SHIFT_UNSIGNED);
    if (fault == CHAIN_HOLDS)
        must(shift.until - shift.from <= CERTIFICATE_SHIFT_MAX_S && shift.from <= shift.until);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char seed[32] = {1};
    unsigned char root[32], secret[64];

    (void)crypto_sign_seed_keypair(root, secret, seed);
    if (size >= CERTIFICATE_SIZE)
        check_certificate(data, secret);
    if (size >= CHAIN_SIZE) {
        must(chain_check(data, root, &NONE, NOW_S, CHAIN_CLOCK_S, NULL, NULL) != CHAIN_HOLDS);
        check_signed(data, root, secret);
    }
    return 0;
}
