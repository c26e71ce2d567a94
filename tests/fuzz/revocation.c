/* Revocation lists, as they come and signed by the root that may. */
#include <sodium.h>
#include <string.h>

#include "fuzz.h"
#include "sealed/revocation.h"

enum { AT_ORGANISATION = 4 };

static void check_signed(const uint8_t *data, size_t size, const unsigned char root[32],
                         const unsigned char secret[64])
{
    size_t end = size - crypto_sign_BYTES;
    unsigned char *bytes = malloc(size), *again = malloc(size);
    struct revocation list;

    must(bytes != NULL && again != NULL);
    memcpy(bytes, data, size);
    certificate_organisation(root, bytes + AT_ORGANISATION);
    (void)crypto_sign_detached(bytes + end, NULL, bytes, end, secret);
    if (revocation_read(bytes, size, root, &list)) {
        must(size == REVOCATION_SIZE(list.count));
        for (size_t i = 0; i < list.count; i++)
            must(revocation_has(&list, list.serials + i * CERTIFICATE_ID_SIZE));
        revocation_sign(&list, secret, again);
        must(memcmp(bytes, again, size) == 0);
    }
    free(again);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char seed[32] = {1};
    unsigned char root[32], secret[64];
    struct revocation list;

    (void)crypto_sign_seed_keypair(root, secret, seed);
    must(!revocation_read(data, size, root, &list));
    if (size >= REVOCATION_SIZE(0))
        check_signed(data, size, root, secret);
    return 0;
}
