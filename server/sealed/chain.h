/* A chain: the certificate of a counsellor's enrolment key, then that of his shift key. */
#ifndef VEER_SEALED_CHAIN_H
#define VEER_SEALED_CHAIN_H

#include <stdint.h>

#include "sealed/certificate.h"
#include "sealed/revocation.h"

#define CHAIN_SIZE (2 * CERTIFICATE_SIZE)
#define CHAIN_BASE64_SIZE 357 /* with its NUL */
#define CHAIN_CLOCK_S 900     /* by which the clocks of two machines may differ, seconds */

/* The first thing that is wrong, in this order. */
enum chain_fault {
    CHAIN_HOLDS,
    CHAIN_NOT_CERTIFICATES,   /* a magic, a type or a serial 0 */
    CHAIN_OTHER_ORGANISATION, /* not that of the root */
    CHAIN_OTHER_SUBJECT,      /* the shift is not that of the enrolment */
    CHAIN_ENROLMENT_UNSIGNED, /* not by the root */
    CHAIN_SHIFT_UNSIGNED,     /* not by the enrolment key */
    CHAIN_REVOKED,
    CHAIN_TOO_EARLY,      /* a period has not begun */
    CHAIN_EXPIRED,        /* a period is over, or ends before it begins */
    CHAIN_SHIFT_TOO_LONG, /* longer than CERTIFICATE_SHIFT_MAX_S */
    CHAIN_LOW_ORDER       /* the shift key is a point with which everybody shares a secret */
};

/* What is wrong with the chain under the organisation's root at `now_s` (seconds since 1970), give
 * or take slack_s; CHAIN_HOLDS when nothing is. `enrolment` and `shift` (each may be NULL) get what
 * the certificates say when the chain holds. */
enum chain_fault chain_check(const unsigned char chain[CHAIN_SIZE],
                             const unsigned char root[CERTIFICATE_KEY_SIZE],
                             const struct revocation *revoked, int64_t now_s, int64_t slack_s,
                             struct certificate *enrolment, struct certificate *shift);

/* The name of a fault, for logs and tests: "revoked". */
const char *chain_fault_name(enum chain_fault fault);

#endif
