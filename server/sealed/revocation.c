#include "sealed/revocation.h"

#include <sodium.h>
#include <string.h>

#include "sealed/bytes.h"

static const unsigned char magic[4] = "HLR1";

enum { AT_ORGANISATION = 4, AT_ISSUED = 12, AT_COUNT = 16, AT_SERIALS = 18 };

_Static_assert(REVOCATION_SIZE(0) == (size_t)AT_SERIALS + crypto_sign_BYTES, "as specified");

bool revocation_read(const unsigned char *bytes, size_t length,
                     const unsigned char root[CERTIFICATE_KEY_SIZE], struct revocation *revocation)
{
    unsigned char organisation[CERTIFICATE_ID_SIZE];
    size_t count, signed_length;

    if (length < REVOCATION_SIZE(0) || memcmp(bytes, magic, sizeof magic) != 0)
        return false;
    count = bytes_u16(bytes + AT_COUNT);
    certificate_organisation(root, organisation);
    if (count > REVOCATION_MAX || length != REVOCATION_SIZE(count) ||
        memcmp(bytes + AT_ORGANISATION, organisation, sizeof organisation) != 0)
        return false;
    signed_length = length - crypto_sign_BYTES;
    if (crypto_sign_verify_detached(bytes + signed_length, bytes, signed_length, root) != 0)
        return false;
    *revocation = (struct revocation){
        .issued = bytes_u32(bytes + AT_ISSUED), .count = count, .serials = bytes + AT_SERIALS};
    return true;
}

bool revocation_has(const struct revocation *revocation,
                    const unsigned char serial[CERTIFICATE_ID_SIZE])
{
    for (size_t i = 0; i < revocation->count; i++)
        if (memcmp(revocation->serials + i * CERTIFICATE_ID_SIZE, serial, CERTIFICATE_ID_SIZE) == 0)
            return true;
    return false;
}

void revocation_sign(const struct revocation *revocation,
                     const unsigned char signer[CERTIFICATE_SIGNER_SIZE], unsigned char *bytes)
{
    unsigned char root[crypto_sign_PUBLICKEYBYTES];
    size_t serials = revocation->count * CERTIFICATE_ID_SIZE;
    size_t signed_length = AT_SERIALS + serials;

    (void)crypto_sign_ed25519_sk_to_pk(root, signer);
    memcpy(bytes, magic, sizeof magic);
    certificate_organisation(root, bytes + AT_ORGANISATION);
    bytes_put_u32(bytes + AT_ISSUED, revocation->issued);
    bytes_put_u16(bytes + AT_COUNT, (uint16_t)revocation->count);
    if (serials > 0)
        memcpy(bytes + AT_SERIALS, revocation->serials, serials);
    (void)crypto_sign_detached(bytes + signed_length, NULL, bytes, signed_length, signer);
}
