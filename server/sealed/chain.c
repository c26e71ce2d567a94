#include "sealed/chain.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

static bool is_same(const unsigned char *one, const unsigned char *other)
{
    return memcmp(one, other, CERTIFICATE_ID_SIZE) == 0;
}

/* libsodium refuses a product that is zero. Any scalar shows it: all are multiples of eight. */
static bool is_low_order(const unsigned char point[CERTIFICATE_KEY_SIZE])
{
    unsigned char scalar[crypto_scalarmult_SCALARBYTES] = {8}, product[crypto_scalarmult_BYTES];

    return crypto_scalarmult(product, scalar, point) != 0;
}

static enum chain_fault check_period(const struct certificate *certificate, int64_t now_s,
                                     int64_t slack_s)
{
    if (certificate->until < certificate->from || now_s - slack_s > certificate->until)
        return CHAIN_EXPIRED;
    return now_s + slack_s < certificate->from ? CHAIN_TOO_EARLY : CHAIN_HOLDS;
}

static enum chain_fault check_signatures(const unsigned char chain[CHAIN_SIZE],
                                         const unsigned char root[CERTIFICATE_KEY_SIZE],
                                         const struct certificate *enrolment)
{
    if (!certificate_is_signed(chain, root))
        return CHAIN_ENROLMENT_UNSIGNED;
    return certificate_is_signed(chain + CERTIFICATE_SIZE, enrolment->key) ? CHAIN_HOLDS
                                                                           : CHAIN_SHIFT_UNSIGNED;
}

static enum chain_fault check_both(const unsigned char chain[CHAIN_SIZE],
                                   const unsigned char root[CERTIFICATE_KEY_SIZE],
                                   const struct revocation *revoked, int64_t now_s, int64_t slack_s,
                                   const struct certificate *enrolment,
                                   const struct certificate *shift)
{
    unsigned char organisation[CERTIFICATE_ID_SIZE];
    enum chain_fault fault;

    certificate_organisation(root, organisation);
    if (!is_same(enrolment->organisation, organisation) ||
        !is_same(shift->organisation, organisation))
        return CHAIN_OTHER_ORGANISATION;
    if (!is_same(enrolment->subject, shift->subject))
        return CHAIN_OTHER_SUBJECT;
    if ((fault = check_signatures(chain, root, enrolment)) != CHAIN_HOLDS)
        return fault;
    if (revocation_has(revoked, enrolment->serial))
        return CHAIN_REVOKED;
    if ((fault = check_period(enrolment, now_s, slack_s)) != CHAIN_HOLDS ||
        (fault = check_period(shift, now_s, slack_s)) != CHAIN_HOLDS)
        return fault;
    if (shift->until - shift->from > CERTIFICATE_SHIFT_MAX_S)
        return CHAIN_SHIFT_TOO_LONG;
    return is_low_order(shift->key) ? CHAIN_LOW_ORDER : CHAIN_HOLDS;
}

enum chain_fault chain_check(const unsigned char chain[CHAIN_SIZE],
                             const unsigned char root[CERTIFICATE_KEY_SIZE],
                             const struct revocation *revoked, int64_t now_s, int64_t slack_s,
                             struct certificate *enrolment, struct certificate *shift)
{
    struct certificate first, second;
    enum chain_fault fault;

    if (!certificate_read(chain, &first) || first.type != CERTIFICATE_ENROLMENT ||
        !certificate_read(chain + CERTIFICATE_SIZE, &second) || second.type != CERTIFICATE_SHIFT)
        return CHAIN_NOT_CERTIFICATES;
    fault = check_both(chain, root, revoked, now_s, slack_s, &first, &second);
    if (fault == CHAIN_HOLDS && enrolment)
        *enrolment = first;
    if (fault == CHAIN_HOLDS && shift)
        *shift = second;
    return fault;
}

const char *chain_fault_name(enum chain_fault fault)
{
    static const char *const names[] = {
        [CHAIN_HOLDS] = "holds",
        [CHAIN_NOT_CERTIFICATES] = "not_certificates",
        [CHAIN_OTHER_ORGANISATION] = "other_organisation",
        [CHAIN_OTHER_SUBJECT] = "other_subject",
        [CHAIN_ENROLMENT_UNSIGNED] = "enrolment_unsigned",
        [CHAIN_SHIFT_UNSIGNED] = "shift_unsigned",
        [CHAIN_REVOKED] = "revoked",
        [CHAIN_TOO_EARLY] = "too_early",
        [CHAIN_EXPIRED] = "expired",
        [CHAIN_SHIFT_TOO_LONG] = "shift_too_long",
        [CHAIN_LOW_ORDER] = "low_order",
    };

    return names[fault];
}
