#include "sealed/certificate.h"

#include <sodium.h>
#include <string.h>

#include "sealed/bytes.h"

static const unsigned char magic[4] = "HLC1";

/* Where each field stands. */
enum {
    AT_TYPE = 4,
    AT_ORGANISATION = 5,
    AT_SUBJECT = 13,
    AT_KEY = 21,
    AT_FROM = 53,
    AT_UNTIL = 57,
    AT_SERIAL = 61,
    AT_SIGNATURE = 69
};

_Static_assert(AT_SIGNATURE + crypto_sign_BYTES == CERTIFICATE_SIZE, "as specified");
_Static_assert(CERTIFICATE_KEY_SIZE == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(CERTIFICATE_SIGNER_SIZE == crypto_sign_SECRETKEYBYTES, "Ed25519");

void certificate_organisation(const unsigned char root[CERTIFICATE_KEY_SIZE],
                              unsigned char organisation[CERTIFICATE_ID_SIZE])
{
    unsigned char hash[32];

    (void)crypto_generichash(hash, sizeof hash, root, CERTIFICATE_KEY_SIZE, NULL, 0);
    memcpy(organisation, hash, CERTIFICATE_ID_SIZE);
}

bool certificate_read(const unsigned char bytes[CERTIFICATE_SIZE], struct certificate *certificate)
{
    if (memcmp(bytes, magic, sizeof magic) != 0 ||
        (bytes[AT_TYPE] != CERTIFICATE_ENROLMENT && bytes[AT_TYPE] != CERTIFICATE_SHIFT) ||
        sodium_is_zero(bytes + AT_SERIAL, CERTIFICATE_ID_SIZE))
        return false;
    *certificate = (struct certificate){.type = (enum certificate_type)bytes[AT_TYPE],
                                        .from = bytes_u32(bytes + AT_FROM),
                                        .until = bytes_u32(bytes + AT_UNTIL)};
    memcpy(certificate->organisation, bytes + AT_ORGANISATION, CERTIFICATE_ID_SIZE);
    memcpy(certificate->subject, bytes + AT_SUBJECT, CERTIFICATE_ID_SIZE);
    memcpy(certificate->key, bytes + AT_KEY, CERTIFICATE_KEY_SIZE);
    memcpy(certificate->serial, bytes + AT_SERIAL, CERTIFICATE_ID_SIZE);
    return true;
}

bool certificate_is_signed(const unsigned char bytes[CERTIFICATE_SIZE],
                           const unsigned char signer[CERTIFICATE_KEY_SIZE])
{
    return crypto_sign_verify_detached(bytes + AT_SIGNATURE, bytes, AT_SIGNATURE, signer) == 0;
}

void certificate_sign(const struct certificate *certificate,
                      const unsigned char signer[CERTIFICATE_SIGNER_SIZE],
                      unsigned char bytes[CERTIFICATE_SIZE])
{
    memcpy(bytes, magic, sizeof magic);
    bytes[AT_TYPE] = (unsigned char)certificate->type;
    memcpy(bytes + AT_ORGANISATION, certificate->organisation, CERTIFICATE_ID_SIZE);
    memcpy(bytes + AT_SUBJECT, certificate->subject, CERTIFICATE_ID_SIZE);
    memcpy(bytes + AT_KEY, certificate->key, CERTIFICATE_KEY_SIZE);
    bytes_put_u32(bytes + AT_FROM, certificate->from);
    bytes_put_u32(bytes + AT_UNTIL, certificate->until);
    memcpy(bytes + AT_SERIAL, certificate->serial, CERTIFICATE_ID_SIZE);
    (void)crypto_sign_detached(bytes + AT_SIGNATURE, NULL, bytes, AT_SIGNATURE, signer);
}
