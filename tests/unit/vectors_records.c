/* The vectors of keys, padding and records, in both directions. */
#include "vectors.h"

#include "sealing/payload.h"
#include "sealing/seal.h"
#include "sealing/vault.h"

static void test_commitments_and_derived_keys(void **state)
{
    (void)state;
    static const char *const roles[] = {"1", "2", "3"};
    json_t *all, *vectors = vectors_load("keys", &all), *vector;
    size_t index;

    json_array_foreach(vectors, index, vector)
    {
        unsigned char key[EPOCH_KEY_SIZE], made[32];

        vectors_exact(vector, "key", key, sizeof key);
        epoch_key_commit(key, made);
        vectors_same(vector, "commitment", made, sizeof made);
        for (unsigned role = 1; role <= 3; role++) {
            epoch_key_derive(key, role, made);
            vectors_same(json_object_get(vector, "derived"), roles[role - 1], made, sizeof made);
        }
    }
    assert_true(index > 0);
    json_decref(all);
}

static void test_padding(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("padding", &all), *vector;
    size_t index;

    json_array_foreach(vectors, index, vector)
    {
        unsigned char bytes[PADDING_SIZE_MAX];
        size_t length = vectors_number(vector, "length"), size = padding_size(length), read;

        assert_int_equal(size, vectors_number(vector, "padded"));
        memset(bytes, 'a', sizeof bytes);
        assert_true(padding_add(bytes, length));
        assert_int_equal(bytes[length], 0x80);
        assert_true(sodium_is_zero(bytes + length + 1, size - length - 1));
        assert_true(padding_length(bytes, size, &read));
        assert_int_equal(read, length);
    }
    assert_true(index > 0);
    json_decref(all);
}

/* The one whose header no page would write. */
static void test_the_first_vector(void **state)
{
    (void)state;
    json_t *all, *vector = vectors_load("first", &all);
    unsigned char key[32], header[RECORD_HEADER_SIZE], nonce[SEAL_NONCE_SIZE];
    unsigned char padded[PADDING_SIZE_MAX], bytes[RECORD_SIZE_MAX], made[32];
    size_t length = vectors_bytes(vector, "clear", padded, sizeof padded), size, read;

    vectors_exact(vector, "key", key, sizeof key);
    vectors_exact(vector, "header", header, sizeof header);
    vectors_exact(vector, "nonce", nonce, sizeof nonce);
    epoch_key_commit(key, made);
    vectors_same(vector, "commitment", made, sizeof made);
    epoch_key_derive(key, 1, made);
    vectors_same(vector, "derived", made, sizeof made);

    assert_true(padding_add(padded, length));
    seal_padded(header, key, nonce, padded, padding_size(length), bytes);
    size = SEAL_SIZE(padding_size(length));
    vectors_same(vector, "record", bytes, size);
    (void)crypto_generichash(made, sizeof made, bytes, size, NULL, 0);
    vectors_same(vector, "hash", made, sizeof made);

    assert_true(seal_open_padded(bytes, size, key, padded));
    assert_true(padding_length(padded, padding_size(length), &read));
    vectors_same(vector, "clear", padded, read);
    json_decref(all);
}

static void test_records(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("records", &all), *vector;
    size_t index;

    json_array_foreach(vectors, index, vector)
    {
        unsigned char key[32], nonce[SEAL_NONCE_SIZE], clear[PADDING_SIZE_MAX];
        unsigned char bytes[RECORD_SIZE_MAX], hash[32];
        struct record header = vectors_header(vector), read;
        size_t length = vectors_bytes(vector, "clear", clear, sizeof clear), size;

        vectors_exact(vector, "key", key, sizeof key);
        vectors_exact(vector, "nonce", nonce, sizeof nonce);
        assert_true(seal_record(&header, key, nonce, clear, length, bytes, &size));
        vectors_same(vector, "record", bytes, size);
        (void)crypto_generichash(hash, sizeof hash, bytes, size, NULL, 0);
        vectors_same(vector, "hash", hash, sizeof hash);

        size = vectors_bytes(vector, "record", bytes, sizeof bytes);
        assert_true(seal_open(bytes, size, key, &read, clear, &length));
        vectors_same_header(&read, &header);
        vectors_same(vector, "clear", clear, length);
    }
    assert_true(index > 0);
    json_decref(all);
}

static void test_refused_records(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("refused_records", &all), *vector;
    unsigned char key[32], bytes[2 * RECORD_SIZE_MAX], clear[2 * PADDING_SIZE_MAX];
    struct record read;
    size_t index, length, size = vectors_bytes(vectors, "right", bytes, sizeof bytes);

    vectors_exact(vectors, "key", key, sizeof key);
    assert_true(seal_open(bytes, size, key, &read, clear, &length));
    json_array_foreach(json_object_get(vectors, "wrong"), index, vector)
    {
        size = vectors_bytes(vector, "record", bytes, sizeof bytes);
        if (seal_open(bytes, size, key, &read, clear, &length))
            fail_msg("opened: %s", vectors_text(vector, "name"));
    }
    assert_true(index > 0);
    json_decref(all);
}

static void test_payloads(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("payloads", &all);
    const json_t *vector = json_object_get(vectors, "key_ack");
    unsigned char bytes[PAYLOAD_VOUCH_SIZE];
    struct key_ack ack;
    struct close last;
    struct vouch vouch;

    vectors_exact(vector, "clear", bytes, PAYLOAD_KEY_ACK_SIZE);
    assert_true(payload_read_key_ack(bytes, PAYLOAD_KEY_ACK_SIZE, &ack));
    assert_int_equal(ack.epoch, vectors_number(vector, "epoch"));
    vectors_same(vector, "transfer", ack.transfer, sizeof ack.transfer);
    vectors_same(vector, "serial", ack.serial, sizeof ack.serial);
    vectors_same(vector, "transcript", ack.transcript, sizeof ack.transcript);
    payload_write_key_ack(&ack, bytes);
    vectors_same(vector, "clear", bytes, PAYLOAD_KEY_ACK_SIZE);

    vector = json_object_get(vectors, "close");
    vectors_exact(vector, "clear", bytes, PAYLOAD_CLOSE_SIZE);
    assert_true(payload_read_close(bytes, PAYLOAD_CLOSE_SIZE, &last));
    assert_int_equal(last.visitor, vectors_number(vector, "visitor"));
    assert_int_equal(last.owner, vectors_number(vector, "owner"));
    payload_write_close(&last, bytes);
    vectors_same(vector, "clear", bytes, PAYLOAD_CLOSE_SIZE);

    vector = json_object_get(vectors, "vouch");
    vectors_exact(vector, "clear", bytes, PAYLOAD_VOUCH_SIZE);
    assert_true(payload_read_vouch(bytes, PAYLOAD_VOUCH_SIZE, &vouch));
    assert_int_equal(vouch.epoch, vectors_number(vector, "epoch"));
    vectors_same(vector, "visitor_key", vouch.visitor_key, sizeof vouch.visitor_key);
    vectors_same(vector, "transcript", vouch.transcript, sizeof vouch.transcript);
    payload_write_vouch(&vouch, bytes);
    vectors_same(vector, "clear", bytes, PAYLOAD_VOUCH_SIZE);
    json_decref(all);
}

static void test_payloads_of_other_lengths(void **state)
{
    (void)state;
    const unsigned char bytes[PAYLOAD_VOUCH_SIZE + 1] = {0};
    struct key_ack ack;
    struct close last;
    struct vouch vouch;

    for (size_t size = 0; size <= sizeof bytes; size++) {
        assert_int_equal(payload_read_key_ack(bytes, size, &ack), size == PAYLOAD_KEY_ACK_SIZE);
        assert_int_equal(payload_read_close(bytes, size, &last), size == PAYLOAD_CLOSE_SIZE);
        assert_int_equal(payload_read_vouch(bytes, size, &vouch), size == PAYLOAD_VOUCH_SIZE);
    }
}

static void test_vaults(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("vaults", &all), *vector;
    size_t index;

    json_array_foreach(vectors, index, vector)
    {
        unsigned char key[VAULT_KEY_SIZE], nonce[VAULT_NONCE_SIZE], clear[256], locked[512];
        size_t length = vectors_bytes(vector, "clear", clear, sizeof clear);

        vectors_exact(vector, "key", key, sizeof key);
        vectors_exact(vector, "nonce", nonce, sizeof nonce);
        vault_lock(key, nonce, clear, length, locked);
        vectors_same(vector, "locked", locked, VAULT_SIZE(length));
        memset(clear, 0, sizeof clear);
        assert_true(vault_open(key, locked, VAULT_SIZE(length), clear));
        vectors_same(vector, "clear", clear, length);
        for (size_t size = 0; size < VAULT_SIZE(length); size++)
            assert_false(vault_open(key, locked, size, clear));
        key[0] ^= 1;
        assert_false(vault_open(key, locked, VAULT_SIZE(length), clear));
    }
    assert_true(index > 0);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commitments_and_derived_keys),
        cmocka_unit_test(test_padding),
        cmocka_unit_test(test_the_first_vector),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_refused_records),
        cmocka_unit_test(test_payloads),
        cmocka_unit_test(test_payloads_of_other_lengths),
        cmocka_unit_test(test_vaults),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
