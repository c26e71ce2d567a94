/* An enrolment: a counsellor's signing key under his key phrase, with its certificate. The server
 * keeps it and gives it to whoever signed in as him; without the phrase it opens nothing. */
#ifndef VEER_SEALED_ENROLMENT_H
#define VEER_SEALED_ENROLMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "sealed/certificate.h"
#include "sealed/wrapping.h"

#define ENROLMENT_SIZE (WRAPPING_SIZE + CERTIFICATE_SIZE) /* 233 bytes */
#define ENROLMENT_BASE64_SIZE 313                         /* with its NUL */
#define ENROLMENT_AT_CERTIFICATE WRAPPING_SIZE

/* Wraps the seed under the phrase (UTF-8 in NFC, length in bytes), and adds the certificate. Slow,
 * as the limits say. Returns false when memory runs out. */
bool enrolment_wrap(const unsigned char seed[WRAPPING_SEED_SIZE],
                    const unsigned char certificate[CERTIFICATE_SIZE], const char *phrase,
                    size_t length, struct wrapping_limits limits,
                    unsigned char bytes[ENROLMENT_SIZE]);

/* Takes apart what is readable without the phrase. Returns false when it is no enrolment; says
 * nothing about the signature. */
bool enrolment_read(const unsigned char bytes[ENROLMENT_SIZE], struct certificate *certificate);

/* Opens it into seed, which the caller wipes. WRAPPING_WRONG also when the seed is not that of the
 * certificate's key. */
enum wrapping_answer enrolment_unwrap(const unsigned char bytes[ENROLMENT_SIZE], const char *phrase,
                                      size_t length, unsigned char seed[WRAPPING_SEED_SIZE]);

#endif
