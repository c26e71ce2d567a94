/* The vectors of certificates, chains, revocation lists, enrolments and signed roots. */
#include "vectors.h"

#include "sealed/chain.h"
#include "sealed/enrolment.h"

static void test_certificates(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("certificates", &all), *vector;
    size_t index;

    json_array_foreach(vectors, index, vector)
    {
        const json_t *says = json_object_get(vector, "certificate");
        unsigned char seed[32], signer[32], secret[64], bytes[CERTIFICATE_SIZE];
        struct certificate certificate;

        vectors_exact(vector, "seed", seed, sizeof seed);
        (void)crypto_sign_seed_keypair(signer, secret, seed);
        vectors_exact(vector, "bytes", bytes, sizeof bytes);
        assert_true(certificate_read(bytes, &certificate));
        assert_true(certificate_is_signed(bytes, signer));
        assert_int_equal(certificate.type, vectors_number(says, "type"));
        vectors_same(says, "organisation", certificate.organisation, CERTIFICATE_ID_SIZE);
        vectors_same(says, "subject", certificate.subject, CERTIFICATE_ID_SIZE);
        vectors_same(says, "key", certificate.key, CERTIFICATE_KEY_SIZE);
        assert_int_equal(certificate.from, vectors_number(says, "from"));
        assert_int_equal(certificate.until, vectors_number(says, "until"));
        vectors_same(says, "serial", certificate.serial, CERTIFICATE_ID_SIZE);
        certificate_sign(&certificate, secret, bytes);
        vectors_same(vector, "bytes", bytes, sizeof bytes);
    }
    assert_true(index > 0);
    json_decref(all);
}

static void check_chain(const json_t *vector)
{
    unsigned char bytes[CHAIN_SIZE], root[CERTIFICATE_KEY_SIZE], list[REVOCATION_SIZE(64)];
    struct revocation revoked = {0};
    const char *expected = json_string_value(json_object_get(vector, "fault"));

    vectors_exact(vector, "chain", bytes, sizeof bytes);
    vectors_exact(vector, "root", root, sizeof root);
    if (json_object_get(vector, "revoked")) {
        size_t size = vectors_bytes(vector, "revoked", list, sizeof list);
        assert_true(revocation_read(list, size, root, &revoked));
    }
    enum chain_fault fault = chain_check(
        bytes, root, &revoked, (int64_t)vectors_number(vector, "now"), CHAIN_CLOCK_S, NULL, NULL);
    if (strcmp(chain_fault_name(fault), expected ? expected : "holds") != 0)
        fail_msg("%s: %s", vectors_text(vector, "name"), chain_fault_name(fault));
}

static void test_chains(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("chains", &all), *vector;
    size_t index;

    json_array_foreach(vectors, index, vector) check_chain(vector);
    assert_true(index > 0);
    json_decref(all);
}

static void test_revocations(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("revocations", &all), *vector;
    size_t index;

    json_array_foreach(vectors, index, vector)
    {
        unsigned char seed[32], root[32], secret[64], bytes[REVOCATION_SIZE(64)];
        unsigned char again[REVOCATION_SIZE(64)];
        const json_t *serials = json_object_get(vector, "serials");
        size_t size = vectors_bytes(vector, "bytes", bytes, sizeof bytes), at;
        struct revocation list;
        json_t *serial;

        vectors_exact(vector, "seed", seed, sizeof seed);
        (void)crypto_sign_seed_keypair(root, secret, seed);
        vectors_same(vector, "root", root, sizeof root);
        assert_true(revocation_read(bytes, size, root, &list));
        assert_int_equal(list.issued, vectors_number(vector, "issued"));
        assert_int_equal(list.count, json_array_size(serials));
        json_array_foreach(serials, at, serial)
        {
            unsigned char id[CERTIFICATE_ID_SIZE];
            const char *text = json_string_value(serial);

            assert_int_equal(sodium_hex2bin(id, sizeof id, text, strlen(text), NULL, NULL, NULL),
                             0);
            assert_true(revocation_has(&list, id));
        }
        revocation_sign(&list, secret, again);
        assert_memory_equal(again, bytes, size);
    }
    assert_true(index > 0);
    json_decref(all);
}

/* Salt and nonce are random: the other direction is that of tests/vectors/check.py. */
static void test_enrolments(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("enrolments", &all), *vector;
    size_t index;

    json_array_foreach(vectors, index, vector)
    {
        unsigned char bytes[ENROLMENT_SIZE], seed[WRAPPING_SEED_SIZE];
        const char *phrase = vectors_text(vector, "phrase");
        struct certificate certificate;

        vectors_exact(vector, "bytes", bytes, sizeof bytes);
        assert_true(enrolment_read(bytes, &certificate));
        vectors_same(vector, "certificate", bytes + ENROLMENT_AT_CERTIFICATE, CERTIFICATE_SIZE);
        assert_int_equal(enrolment_unwrap(bytes, phrase, strlen(phrase), seed), WRAPPING_OPEN);
        vectors_same(vector, "seed", seed, sizeof seed);
        assert_int_equal(enrolment_unwrap(bytes, "another", 7, seed), WRAPPING_WRONG);
    }
    assert_true(index > 0);
    json_decref(all);
}

static void test_signed_roots(void **state)
{
    (void)state;
    json_t *all, *vector = vectors_load("roots", &all);
    const char *text = vectors_text(vector, "text"), *line = vectors_text(vector, "signature");
    unsigned char key[32], signature[crypto_sign_BYTES];
    size_t size;

    vectors_exact(vector, "key", key, sizeof key);
    assert_int_equal(sodium_base642bin(signature, sizeof signature, line, strlen(line), "\n", &size,
                                       NULL, sodium_base64_VARIANT_ORIGINAL),
                     0);
    assert_int_equal(size, sizeof signature);
    assert_int_equal(
        crypto_sign_verify_detached(signature, (const unsigned char *)text, strlen(text), key), 0);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificates), cmocka_unit_test(test_chains),
        cmocka_unit_test(test_revocations),  cmocka_unit_test(test_enrolments),
        cmocka_unit_test(test_signed_roots),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
