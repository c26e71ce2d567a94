/* Certificates, chains, revocation lists and enrolments: each fault alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "sealed/chain.h"
#include "sealed/enrolment.h"

#include "low_order.h"

#define NOW INT64_C(1800000000)
#define PHRASE "samen veilig"

/* An organisation, a counsellor's enrolment and his shift, with all secrets: a test changes what it
 * is about and signs again. */
struct scene {
    unsigned char root[32], root_secret[64];
    unsigned char key_secret[64];
    struct certificate enrolment, shift;
    struct revocation revoked;
};

static void make_keys(unsigned char public_key[32], unsigned char secret[64], unsigned char first)
{
    unsigned char seed[32] = {first};

    assert_int_equal(crypto_sign_seed_keypair(public_key, secret, seed), 0);
}

static struct scene make_scene(void)
{
    struct scene scene = {.enrolment = {.type = CERTIFICATE_ENROLMENT,
                                        .subject = "subject",
                                        .from = NOW - 1000,
                                        .until = NOW + 86400,
                                        .serial = "serial"},
                          .shift = {.type = CERTIFICATE_SHIFT,
                                    .subject = "subject",
                                    .from = NOW - 10,
                                    .until = NOW - 10 + CERTIFICATE_SHIFT_MAX_S,
                                    .serial = "shift"}};
    const unsigned char scalar[32] = {9, 9, 9};

    make_keys(scene.root, scene.root_secret, 1);
    make_keys(scene.enrolment.key, scene.key_secret, 2);
    (void)crypto_scalarmult_base(scene.shift.key, scalar);
    certificate_organisation(scene.root, scene.enrolment.organisation);
    certificate_organisation(scene.root, scene.shift.organisation);
    return scene;
}

static void write_chain(const struct scene *scene, unsigned char chain[CHAIN_SIZE])
{
    certificate_sign(&scene->enrolment, scene->root_secret, chain);
    certificate_sign(&scene->shift, scene->key_secret, chain + CERTIFICATE_SIZE);
}

static enum chain_fault check_at(const struct scene *scene, int64_t now, int64_t slack)
{
    unsigned char chain[CHAIN_SIZE];

    write_chain(scene, chain);
    return chain_check(chain, scene->root, &scene->revoked, now, slack, NULL, NULL);
}

static enum chain_fault check(const struct scene *scene)
{
    return check_at(scene, NOW, 0);
}

static void a_right_chain_holds_and_says_who(void **state)
{
    struct scene scene = make_scene();
    struct certificate enrolment, shift;
    unsigned char chain[CHAIN_SIZE];

    (void)state;
    write_chain(&scene, chain);
    assert_int_equal(chain_check(chain, scene.root, &scene.revoked, NOW, 0, &enrolment, &shift),
                     CHAIN_HOLDS);
    assert_memory_equal(enrolment.key, scene.enrolment.key, 32);
    assert_memory_equal(shift.key, scene.shift.key, 32);
    assert_memory_equal(shift.serial, "shift\0\0", 8);
    assert_int_equal(shift.until, scene.shift.until);
}

static void every_flipped_bit_is_seen(void **state)
{
    struct scene scene = make_scene();
    unsigned char chain[CHAIN_SIZE];

    (void)state;
    write_chain(&scene, chain);
    for (size_t i = 0; i < CHAIN_SIZE * 8; i++) {
        chain[i / 8] ^= (unsigned char)(1 << i % 8);
        assert_int_not_equal(chain_check(chain, scene.root, &scene.revoked, NOW, 0, NULL, NULL),
                             CHAIN_HOLDS);
        chain[i / 8] ^= (unsigned char)(1 << i % 8);
    }
}

static void forms_that_are_no_certificates(void **state)
{
    struct scene scene = make_scene();
    unsigned char chain[CHAIN_SIZE];

    (void)state;
    scene.enrolment.type = CERTIFICATE_SHIFT;
    assert_int_equal(check(&scene), CHAIN_NOT_CERTIFICATES);
    scene = make_scene();
    scene.shift.type = CERTIFICATE_ENROLMENT;
    assert_int_equal(check(&scene), CHAIN_NOT_CERTIFICATES);
    scene = make_scene();
    memset(scene.shift.serial, 0, 8);
    assert_int_equal(check(&scene), CHAIN_NOT_CERTIFICATES);
    memset(chain, 0, sizeof chain);
    assert_int_equal(chain_check(chain, scene.root, &scene.revoked, NOW, 0, NULL, NULL),
                     CHAIN_NOT_CERTIFICATES);
}

static void others_organisations_subjects_and_signers(void **state)
{
    struct scene scene = make_scene();
    unsigned char other[32], other_secret[64];

    (void)state;
    make_keys(other, other_secret, 7);
    certificate_organisation(other, scene.shift.organisation);
    assert_int_equal(check(&scene), CHAIN_OTHER_ORGANISATION);

    scene = make_scene();
    memcpy(scene.root, other, 32); /* signed by another root under its own name */
    assert_int_equal(check(&scene), CHAIN_OTHER_ORGANISATION);

    scene = make_scene();
    memcpy(scene.root_secret, other_secret, 64);
    assert_int_equal(check(&scene), CHAIN_ENROLMENT_UNSIGNED);

    scene = make_scene();
    memcpy(scene.key_secret, other_secret, 64);
    assert_int_equal(check(&scene), CHAIN_SHIFT_UNSIGNED);

    scene = make_scene();
    scene.shift.subject[7] = 1;
    assert_int_equal(check(&scene), CHAIN_OTHER_SUBJECT);
}

static void periods_and_clocks(void **state)
{
    struct scene scene = make_scene();

    (void)state;
    assert_int_equal(check_at(&scene, scene.shift.from, 0), CHAIN_HOLDS);
    assert_int_equal(check_at(&scene, scene.shift.from - 1, 0), CHAIN_TOO_EARLY);
    assert_int_equal(check_at(&scene, scene.shift.from - CHAIN_CLOCK_S, CHAIN_CLOCK_S),
                     CHAIN_HOLDS);
    assert_int_equal(check_at(&scene, scene.shift.from - CHAIN_CLOCK_S - 1, CHAIN_CLOCK_S),
                     CHAIN_TOO_EARLY);
    assert_int_equal(check_at(&scene, scene.shift.until, 0), CHAIN_HOLDS);
    assert_int_equal(check_at(&scene, scene.shift.until + INT64_C(1), 0), CHAIN_EXPIRED);
    assert_int_equal(check_at(&scene, scene.shift.until + INT64_C(900), 900), CHAIN_HOLDS);
    assert_int_equal(check_at(&scene, scene.shift.until + INT64_C(901), 900), CHAIN_EXPIRED);

    scene.enrolment.until = NOW - 1;
    assert_int_equal(check(&scene), CHAIN_EXPIRED);
    scene = make_scene();
    scene.enrolment.from = NOW + 1;
    assert_int_equal(check(&scene), CHAIN_TOO_EARLY);
    scene = make_scene();
    scene.shift.from = NOW + 5;
    scene.shift.until = NOW - 5;
    assert_int_equal(check(&scene), CHAIN_EXPIRED);
    scene = make_scene();
    scene.shift.until += 1;
    assert_int_equal(check(&scene), CHAIN_SHIFT_TOO_LONG);
}

static void points_of_low_order(void **state)
{
    struct scene scene = make_scene();

    (void)state;
    for (size_t i = 0; i < sizeof LOW_ORDER / sizeof *LOW_ORDER; i++) {
        assert_int_equal(sodium_hex2bin(scene.shift.key, 32, LOW_ORDER[i], 64, NULL, NULL, NULL),
                         0);
        assert_int_equal(check(&scene), CHAIN_LOW_ORDER);
    }
}

static void a_revoked_enrolment(void **state)
{
    struct scene scene = make_scene();
    unsigned char bytes[REVOCATION_SIZE(2)], other[32], other_secret[64];
    struct revocation list = {
        .issued = NOW, .count = 2, .serials = (const unsigned char *)"another\0serial\0"};

    (void)state;
    revocation_sign(&list, scene.root_secret, bytes);
    assert_true(revocation_read(bytes, sizeof bytes, scene.root, &scene.revoked));
    assert_int_equal(scene.revoked.count, 2);
    assert_int_equal(scene.revoked.issued, NOW);
    assert_int_equal(check(&scene), CHAIN_REVOKED);
    scene.enrolment.serial[0] = 'S';
    assert_int_equal(check(&scene), CHAIN_HOLDS);

    for (size_t length = 0; length < sizeof bytes; length++)
        assert_false(revocation_read(bytes, length, scene.root, &list));
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] ^= 1;
        assert_false(revocation_read(bytes, sizeof bytes, scene.root, &list));
        bytes[i] ^= 1;
    }
    make_keys(other, other_secret, 7);
    assert_false(revocation_read(bytes, sizeof bytes, other, &list));

    list = (struct revocation){.issued = 1};
    revocation_sign(&list, scene.root_secret, bytes);
    assert_true(revocation_read(bytes, REVOCATION_SIZE(0), scene.root, &list));
    assert_false(revocation_has(&list, scene.enrolment.serial));
}

static void an_enrolment_opens_with_its_phrase_only(void **state)
{
    struct scene scene = make_scene();
    const unsigned char seed[32] = {2}, other_seed[32] = {3};
    unsigned char certificate[CERTIFICATE_SIZE], bytes[ENROLMENT_SIZE], opened[32] = {0};
    struct certificate read;

    (void)state;
    certificate_sign(&scene.enrolment, scene.root_secret, certificate);
    assert_true(enrolment_wrap(seed, certificate, PHRASE, strlen(PHRASE), wrapping_quick, bytes));
    assert_true(enrolment_read(bytes, &read));
    assert_memory_equal(read.key, scene.enrolment.key, 32);
    assert_int_equal(enrolment_unwrap(bytes, PHRASE, strlen(PHRASE), opened), WRAPPING_OPEN);
    assert_memory_equal(opened, seed, 32);
    assert_int_equal(enrolment_unwrap(bytes, PHRASE, strlen(PHRASE) - 1, opened), WRAPPING_WRONG);
    for (size_t i = 12; i < WRAPPING_SIZE; i += 11) { /* salt, nonce, box */
        bytes[i] ^= 1;
        assert_int_equal(enrolment_unwrap(bytes, PHRASE, strlen(PHRASE), opened), WRAPPING_WRONG);
        bytes[i] ^= 1;
    }
    assert_true(
        enrolment_wrap(other_seed, certificate, PHRASE, strlen(PHRASE), wrapping_quick, bytes));
    assert_int_equal(enrolment_unwrap(bytes, PHRASE, strlen(PHRASE), opened), WRAPPING_WRONG);
}

static void wrappings_that_ask_too_much_are_not_tried(void **state)
{
    struct scene scene = make_scene();
    const unsigned char seed[32] = {2};
    unsigned char certificate[CERTIFICATE_SIZE], bytes[ENROLMENT_SIZE], opened[32];
    struct certificate read;

    (void)state;
    certificate_sign(&scene.enrolment, scene.root_secret, certificate);
    assert_true(enrolment_wrap(seed, certificate, PHRASE, strlen(PHRASE), wrapping_quick, bytes));
    for (size_t at = 4; at < 12; at += 4) {
        unsigned char kept[4];
        memcpy(kept, bytes + at, 4);
        memset(bytes + at, 0xff, 4);
        assert_int_equal(enrolment_unwrap(bytes, PHRASE, strlen(PHRASE), opened), WRAPPING_NONE);
        memset(bytes + at, 0, 4);
        assert_int_equal(enrolment_unwrap(bytes, PHRASE, strlen(PHRASE), opened), WRAPPING_NONE);
        memcpy(bytes + at, kept, 4);
    }
    bytes[3] = '2';
    assert_false(enrolment_read(bytes, &read));
    assert_int_equal(enrolment_unwrap(bytes, PHRASE, strlen(PHRASE), opened), WRAPPING_NONE);
    bytes[3] = '1';
    bytes[ENROLMENT_AT_CERTIFICATE + 4] = CERTIFICATE_SHIFT;
    assert_false(enrolment_read(bytes, &read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_chain_holds_and_says_who),
        cmocka_unit_test(every_flipped_bit_is_seen),
        cmocka_unit_test(forms_that_are_no_certificates),
        cmocka_unit_test(others_organisations_subjects_and_signers),
        cmocka_unit_test(periods_and_clocks),
        cmocka_unit_test(points_of_low_order),
        cmocka_unit_test(a_revoked_enrolment),
        cmocka_unit_test(an_enrolment_opens_with_its_phrase_only),
        cmocka_unit_test(wrappings_that_ask_too_much_are_not_tried),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
