/* Revocation lists: which enrolments of an organisation count no more (protocol/encryption.md). */
#ifndef VEER_SEALED_REVOCATION_H
#define VEER_SEALED_REVOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sealed/certificate.h"

#define REVOCATION_MAX 4096 /* serials */
#define REVOCATION_SIZE(count) (82 + CERTIFICATE_ID_SIZE * (size_t)(count))

/* A list as it stands in bytes that belong to somebody else and outlive it. {0} is an empty one. */
struct revocation {
    uint32_t issued; /* seconds since 1970 */
    size_t count;
    const unsigned char *serials; /* count times 8 bytes */
};

/* Reads a list that this root has signed for its own organisation. Returns false when it is none.
 */
bool revocation_read(const unsigned char *bytes, size_t length,
                     const unsigned char root[CERTIFICATE_KEY_SIZE], struct revocation *revocation);

bool revocation_has(const struct revocation *revocation,
                    const unsigned char serial[CERTIFICATE_ID_SIZE]);

/* Writes the list, signed by the root: REVOCATION_SIZE(revocation->count) bytes. At most
 * REVOCATION_MAX serials. */
void revocation_sign(const struct revocation *revocation,
                     const unsigned char signer[CERTIFICATE_SIGNER_SIZE], unsigned char *bytes);

#endif
