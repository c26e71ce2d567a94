/* The keys folder as the server reads it: who is given what, whose chains hold, what is told. */
#include "config_fixture.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "people/key_files.h"
#include "people/keys.h"
#include "sealed/chain.h"

#define NOW_S (utc("2027-01-15 08:00:00") / 1000)
#define NOW (NOW_S * 1000)
#define DAY_S 86400
#define PHRASE "vier woorden of liever meer"

/* The folder of an organisation `o` with its root; ann and bob are its people. */
struct fixture {
    char dir[64];
    struct config *config;
    struct keys *keys;
    struct text said;
    unsigned char root[32], root_secret[64];
    unsigned char seeds[2][32], publics[2][32], secrets[2][64];
    struct certificate enrolments[2];
};

enum { ANN, BOB };
static const char *const names[] = {"ann", "bob"};

static void say(void *context, const char *sentence)
{
    assert_true(text_format(context, "%s\n", sentence));
}

static void write_file(const struct fixture *fixture, const char *name, const char *text)
{
    char path[128];

    (void)snprintf(path, sizeof path, "%s/%s", fixture->dir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
}

static void write_base64(const struct fixture *fixture, const char *name,
                         const unsigned char *bytes, size_t length)
{
    char text[1024];

    (void)sodium_bin2base64(text, sizeof text, bytes, length, sodium_base64_VARIANT_ORIGINAL);
    write_file(fixture, name, text);
}

static void write_root(struct fixture *fixture)
{
    char hex[65];

    write_file(fixture, "o/root.pub", sodium_bin2hex(hex, sizeof hex, fixture->root, 32));
}

/* Signs what `enrolments` says of somebody, and puts it on file. */
static void enrol(const struct fixture *fixture, int who)
{
    unsigned char certificate[CERTIFICATE_SIZE], bytes[ENROLMENT_SIZE];
    char name[32];

    certificate_sign(&fixture->enrolments[who], fixture->root_secret, certificate);
    assert_true(enrolment_wrap(fixture->seeds[who], certificate, PHRASE, strlen(PHRASE),
                               wrapping_quick, bytes));
    (void)snprintf(name, sizeof name, "o/%s.enrolment", names[who]);
    write_base64(fixture, name, bytes, sizeof bytes);
}

static void put_on_list(const struct fixture *fixture, const unsigned char serial[8])
{
    unsigned char bytes[REVOCATION_SIZE(1)];
    const struct revocation list = {.issued = NOW_S, .count = 1, .serials = serial};

    revocation_sign(&list, fixture->root_secret, bytes);
    write_base64(fixture, "o/revoked", bytes, sizeof bytes);
}

/* Reads the folder; what is wrong stands in `said`. */
static void load(struct fixture *fixture)
{
    keys_destroy(fixture->keys);
    text_reset(&fixture->said);
    fixture->keys = keys_load(fixture->dir, fixture->config, say, &fixture->said);
    assert_non_null(fixture->keys);
}

static const char *said(const struct fixture *fixture)
{
    return fixture->said.length > 0 ? fixture->said.data : "";
}

static size_t review(struct fixture *fixture, int64_t wall_ms)
{
    text_reset(&fixture->said);
    return keys_review(fixture->keys, wall_ms, 14, say, &fixture->said);
}

static const struct config_staff *person(const struct fixture *fixture, int who)
{
    char id[16];

    (void)snprintf(id, sizeof id, "o/%s", names[who]);
    return config_staff_find(fixture->config, id);
}

/* The chain of somebody's shift, in base64. */
static const char *chain_of(const struct fixture *fixture, int who)
{
    static char text[CHAIN_BASE64_SIZE];
    unsigned char chain[CHAIN_SIZE];
    struct certificate shift = fixture->enrolments[who];
    const unsigned char scalar[32] = {9};

    shift.type = CERTIFICATE_SHIFT;
    shift.from = NOW_S;
    shift.until = NOW_S + 3600;
    (void)crypto_scalarmult_base(shift.key, scalar);
    certificate_sign(&fixture->enrolments[who], fixture->root_secret, chain);
    certificate_sign(&shift, fixture->secrets[who], chain + CERTIFICATE_SIZE);
    return sodium_bin2base64(text, sizeof text, chain, sizeof chain,
                             sodium_base64_VARIANT_ORIGINAL);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    char path[128];

    assert_true(sodium_init() >= 0);
    strcpy(fixture->dir, "/tmp/veer-keys-XXXXXX");
    assert_non_null(mkdtemp(fixture->dir));
    (void)snprintf(path, sizeof path, "%s/o", fixture->dir);
    assert_int_equal(mkdir(path, 0700), 0);
    fixture->config = network_with("", "\"hours\":\"always\"");
    assert_int_equal(crypto_sign_keypair(fixture->root, fixture->root_secret), 0);
    for (int who = ANN; who <= BOB; who++) {
        struct certificate *enrolment = &fixture->enrolments[who];
        randombytes_buf(fixture->seeds[who], 32);
        assert_int_equal(crypto_sign_seed_keypair(fixture->publics[who], fixture->secrets[who],
                                                  fixture->seeds[who]),
                         0);
        *enrolment = (struct certificate){.type = CERTIFICATE_ENROLMENT,
                                          .from = (uint32_t)(NOW_S - DAY_S),
                                          .until = (uint32_t)(NOW_S + 30 * DAY_S),
                                          .subject = {1},
                                          .serial = {(unsigned char)(5 + who)}};
        certificate_organisation(fixture->root, enrolment->organisation);
        memcpy(enrolment->key, fixture->publics[who], 32);
    }
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    static const char *const files[] = {"o/root.pub",
                                        "o/revoked",
                                        "o/ann.enrolment",
                                        "o/bob.enrolment",
                                        "roots.json",
                                        "roots.json.sig",
                                        "o",
                                        ""};
    struct fixture *fixture = *state;
    char path[128];

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", fixture->dir, files[i]);
        (void)remove(path);
    }
    keys_destroy(fixture->keys);
    config_destroy(fixture->config);
    text_finish(&fixture->said);
    free(fixture);
    return 0;
}

static void without_a_folder_no_chain_holds(void **state)
{
    struct fixture *fixture = *state;

    load(fixture);
    assert_string_equal(said(fixture), "");
    assert_null(keys_enrolment(fixture->keys, person(fixture, ANN)));
    assert_string_equal(
        keys_chain_fault(fixture->keys, person(fixture, ANN), chain_of(fixture, ANN), NOW),
        "no_root");
    assert_string_equal(keys_chain_fault(NULL, person(fixture, ANN), chain_of(fixture, ANN), NOW),
                        "no_root");
    assert_null(keys_enrolment(NULL, person(fixture, ANN)));
    assert_null(keys_roots(fixture->keys));
    assert_int_equal(review(fixture, NOW), 1);
    assert_non_null(strstr(said(fixture), "nobody can go on duty"));
}

static void whose_chain_holds(void **state)
{
    struct fixture *fixture = *state;
    const struct config_staff *ann = person(fixture, ANN);
    char text[CHAIN_BASE64_SIZE];

    write_root(fixture);
    load(fixture);
    /* also when the enrolment key is not on file here: it was signed elsewhere */
    assert_null(keys_chain_fault(fixture->keys, ann, chain_of(fixture, ANN), NOW));
    enrol(fixture, ANN);
    enrol(fixture, BOB);
    load(fixture);
    assert_string_equal(said(fixture), "");
    assert_null(keys_chain_fault(fixture->keys, ann, chain_of(fixture, ANN), NOW));
    assert_string_equal(keys_chain_fault(fixture->keys, ann, chain_of(fixture, BOB), NOW),
                        "other_person");
    assert_null(keys_chain_fault(fixture->keys, ann, chain_of(fixture, ANN), NOW - 900 * 1000));
    assert_string_equal(
        keys_chain_fault(fixture->keys, ann, chain_of(fixture, ANN), NOW - 902 * 1000),
        "too_early");
    assert_string_equal(
        keys_chain_fault(fixture->keys, ann, chain_of(fixture, ANN), NOW + 4502 * 1000), "expired");
    assert_string_equal(keys_chain_fault(fixture->keys, ann, "", NOW), "not_certificates");
    strcpy(text, chain_of(fixture, ANN));
    text[300] = text[300] == 'A' ? 'B' : 'A';
    assert_string_equal(keys_chain_fault(fixture->keys, ann, text, NOW), "shift_unsigned");
    text[CHAIN_BASE64_SIZE - 5] = '\0';
    assert_string_equal(keys_chain_fault(fixture->keys, ann, text, NOW), "not_certificates");
}

static void who_is_revoked_gets_nothing(void **state)
{
    struct fixture *fixture = *state;

    write_root(fixture);
    enrol(fixture, ANN);
    enrol(fixture, BOB);
    put_on_list(fixture, fixture->enrolments[ANN].serial);
    load(fixture);
    assert_null(keys_enrolment(fixture->keys, person(fixture, ANN)));
    assert_non_null(keys_enrolment(fixture->keys, person(fixture, BOB)));
    assert_string_equal(
        keys_chain_fault(fixture->keys, person(fixture, ANN), chain_of(fixture, ANN), NOW),
        "revoked");
    assert_null(keys_chain_fault(fixture->keys, person(fixture, BOB), chain_of(fixture, BOB), NOW));
}

static void a_wrong_list_stops_the_organisation(void **state)
{
    struct fixture *fixture = *state;

    write_root(fixture);
    enrol(fixture, ANN);
    write_file(fixture, "o/revoked", "AAAA\n");
    load(fixture);
    assert_non_null(strstr(said(fixture), "o/revoked cannot be read, or was not signed"));
    assert_string_equal(
        keys_chain_fault(fixture->keys, person(fixture, ANN), chain_of(fixture, ANN), NOW),
        "no_root");
}

static void files_that_are_wrong_are_left_out(void **state)
{
    struct fixture *fixture = *state;

    write_root(fixture);
    enrol(fixture, ANN);
    write_file(fixture, "o/bob.enrolment", "SExXMQ==\n");
    load(fixture);
    assert_non_null(strstr(said(fixture), "o/bob.enrolment cannot be read, or is not as"));
    assert_null(keys_enrolment(fixture->keys, person(fixture, BOB)));
    assert_int_equal(strlen(keys_enrolment(fixture->keys, person(fixture, ANN))), 312);

    randombytes_buf(fixture->root, 32);
    write_root(fixture);
    load(fixture);
    assert_non_null(strstr(said(fixture), "o/ann.enrolment was not signed by the root"));
    assert_null(keys_enrolment(fixture->keys, person(fixture, ANN)));
    write_file(fixture, "o/root.pub", "xyz");
    load(fixture);
    assert_non_null(strstr(said(fixture), "o/root.pub cannot be read, or is not"));
}

static void the_review_says_what_ends(void **state)
{
    struct fixture *fixture = *state;

    write_root(fixture);
    enrol(fixture, ANN);
    fixture->enrolments[BOB].until = NOW_S + 5 * DAY_S;
    enrol(fixture, BOB);
    load(fixture);
    assert_int_equal(review(fixture, NOW), 2);
    assert_non_null(strstr(said(fixture), "enrolment of o/bob ends in 5 days"));
    assert_non_null(strstr(said(fixture), "roots.json is missing or not signed"));
    (void)review(fixture, NOW + INT64_C(6000) * DAY_S);
    assert_non_null(strstr(said(fixture), "enrolment of o/bob has expired"));
    assert_null(strstr(said(fixture), "o/ann"));
    assert_non_null(keys_enrolment(fixture->keys, person(fixture, BOB)));
}

static void roots_are_served_as_they_are(void **state)
{
    struct fixture *fixture = *state;
    struct text json = {0};
    char error[256];

    write_root(fixture);
    assert_true(key_files_roots(fixture->dir, &json, error, sizeof error));
    write_file(fixture, "roots.json", json.data);
    write_file(fixture, "roots.json.sig", "signature\n");
    enrol(fixture, ANN);
    enrol(fixture, BOB);
    load(fixture);
    assert_string_equal(keys_roots(fixture->keys), json.data);
    assert_string_equal(keys_roots_signature(fixture->keys), "signature\n");
    assert_int_equal(review(fixture, NOW), 0);
    put_on_list(fixture, fixture->enrolments[ANN].serial);
    load(fixture);
    (void)review(fixture, NOW);
    assert_non_null(strstr(said(fixture), "roots.json is not what the folder holds now"));
    text_finish(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_a_folder_no_chain_holds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whose_chain_holds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_is_revoked_gets_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_wrong_list_stops_the_organisation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_that_are_wrong_are_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_review_says_what_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(roots_are_served_as_they_are, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
