/* The vectors of records that give keys, of envelopes, transcripts and briefing keys. */
#include "vectors.h"

#include "sealing/briefing.h"
#include "sealing/transcript.h"

static void read_entry(const json_t *vector, struct key_entry *entry)
{
    (void)snprintf(entry->member, sizeof entry->member, "%s", vectors_text(vector, "member"));
    vectors_exact(vector, "serial", entry->serial, sizeof entry->serial);
    vectors_exact(vector, "sealed", entry->sealed, sizeof entry->sealed);
}

static struct key_record read_record(const json_t *vector)
{
    struct key_record record = {.header = vectors_header(vector)};
    json_t *entries = json_object_get(vector, "entries"), *entry;
    size_t index;

    vectors_exact(vector, "commitment", record.commitment, sizeof record.commitment);
    json_array_foreach(entries, index, entry)
    {
        assert_true(index < RECORD_ENTRIES_MAX);
        read_entry(entry, &record.entries[index]);
    }
    record.header.entries = json_array_size(entries);
    return record;
}

/* The signature is the same each time: what C writes is the vector, byte for byte. */
static void test_written(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("key_records", &all), *vector;
    size_t index;

    json_array_foreach(vectors, index, vector)
    {
        unsigned char seed[32], visitor[32], secret[64], bytes[RECORD_SIZE_MAX], hash[32];
        struct key_record record = read_record(vector);

        vectors_exact(vector, "visitor_seed", seed, sizeof seed);
        (void)crypto_sign_seed_keypair(visitor, secret, seed);
        vectors_same(vector, "visitor_key", visitor, sizeof visitor);
        size_t size = key_record_write(&record, secret, bytes);
        vectors_same(vector, "record", bytes, size);
        (void)crypto_generichash(hash, sizeof hash, bytes, size, NULL, 0);
        vectors_same(vector, "hash", hash, sizeof hash);
    }
    assert_true(index > 0);
    json_decref(all);
}

static void check_entry(const json_t *vector, const struct key_record *record,
                        const struct key_entry *entry, const unsigned char *transcript)
{
    unsigned char secret[32], clear[ENVELOPE_SIZE], sealed[ENVELOPE_SEALED_SIZE];
    struct envelope_expected expected = {.epoch = (uint32_t)vectors_number(vector, "epoch")};
    struct envelope envelope;

    assert_string_equal(entry->member, vectors_text(vector, "member"));
    vectors_same(vector, "serial", entry->serial, sizeof entry->serial);
    vectors_same(vector, "transcript", transcript, TRANSCRIPT_SIZE);
    vectors_exact(vector, "shift_secret", secret, sizeof secret);
    memcpy(expected.conversation, record->header.conversation, sizeof expected.conversation);
    memcpy(expected.transcript, transcript, sizeof expected.transcript);
    if (record->header.type == RECORD_EPOCH_OPEN)
        expected.commitment = record->commitment;
    assert_int_equal(
        envelope_open(entry->sealed, sizeof entry->sealed, secret, &expected, &envelope),
        ENVELOPE_HOLDS);
    vectors_same(vector, "shift_key", envelope.recipient, sizeof envelope.recipient);
    vectors_same(vector, "key", envelope.key, sizeof envelope.key);
    assert_int_equal(envelope.first_epoch, vectors_number(vector, "first_epoch"));
    envelope_write(&envelope, clear);
    vectors_same(vector, "clear", clear, sizeof clear);

    struct envelope again = {0};
    assert_true(envelope_seal(&envelope, sealed));
    assert_int_equal(envelope_open(sealed, sizeof sealed, secret, &expected, &again),
                     ENVELOPE_HOLDS);
    assert_memory_equal(&again, &envelope, sizeof again);
}

/* What every envelope of this entry must be bound to. */
static void bind_entry(const json_t *vector, const struct key_record *record,
                       const struct key_entry *entry, unsigned char transcript[TRANSCRIPT_SIZE])
{
    unsigned char given[32];

    if (record->header.type == RECORD_GRANT) {
        vectors_exact(vector, "transfer", given, 16);
        transcript_grant(given, entry->serial, record->visitor_key, transcript);
    } else {
        vectors_exact(vector, "before", given, sizeof given);
        transcript_next(given, record, transcript);
        vectors_same(vector, "transcript", transcript, TRANSCRIPT_SIZE);
    }
}

static void test_read(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("key_records", &all), *vector;
    size_t index;

    json_array_foreach(vectors, index, vector)
    {
        unsigned char bytes[RECORD_SIZE_MAX], transcript[TRANSCRIPT_SIZE];
        size_t size = vectors_bytes(vector, "record", bytes, sizeof bytes);
        struct record header = vectors_header(vector);
        struct key_record record;
        const json_t *entries = json_object_get(vector, "entries");

        assert_true(key_record_read(bytes, size, &record));
        assert_true(key_record_is_signed(bytes, size));
        vectors_same_header(&record.header, &header);
        vectors_same(vector, "visitor_key", record.visitor_key, sizeof record.visitor_key);
        vectors_same(vector, "commitment", record.commitment, sizeof record.commitment);
        assert_int_equal(record.header.entries, json_array_size(entries));
        for (size_t i = 0; i < record.header.entries; i++) {
            bind_entry(vector, &record, &record.entries[i], transcript);
            check_entry(json_array_get(entries, i), &record, &record.entries[i], transcript);
        }
    }
    assert_true(index > 0);
    json_decref(all);
}

static void test_refused(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("refused_key_records", &all), *vector;
    unsigned char bytes[2 * RECORD_SIZE_MAX];
    struct key_record record;
    size_t index, size;

    json_array_foreach(json_object_get(vectors, "wrong"), index, vector)
    {
        size = vectors_bytes(vector, "record", bytes, sizeof bytes);
        if (key_record_read(bytes, size, &record))
            fail_msg("read: %s", vectors_text(vector, "name"));
    }
    assert_true(index > 0);
    json_array_foreach(json_object_get(vectors, "unsigned"), index, vector)
    {
        size = vectors_bytes(vector, "record", bytes, sizeof bytes);
        assert_true(key_record_read(bytes, size, &record));
        if (key_record_is_signed(bytes, size))
            fail_msg("signed: %s", vectors_text(vector, "name"));
    }
    assert_true(index > 0);
    json_decref(all);
}

static void test_refused_envelopes(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("refused_envelopes", &all), *vector;
    unsigned char secret[32], sealed[256], commitment[EPOCH_COMMITMENT_SIZE];
    struct envelope_expected expected = {.epoch = (uint32_t)vectors_number(vectors, "epoch"),
                                         .commitment = commitment};
    struct envelope envelope;
    size_t index;

    vectors_exact(vectors, "shift_secret", secret, sizeof secret);
    vectors_exact(vectors, "commitment", commitment, sizeof commitment);
    vectors_exact(vectors, "conversation", expected.conversation, sizeof expected.conversation);
    vectors_exact(vectors, "transcript", expected.transcript, sizeof expected.transcript);
    json_array_foreach(json_object_get(vectors, "wrong"), index, vector)
    {
        size_t size = vectors_bytes(vector, "sealed", sealed, sizeof sealed);
        enum envelope_fault fault = envelope_open(sealed, size, secret, &expected, &envelope);

        assert_string_equal(envelope_fault_name(fault), vectors_text(vector, "fault"));
    }
    assert_true(index > 0);
    json_decref(all);
}

static void test_transcripts(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("transcripts", &all), *vector;
    unsigned char conversation[16], serial[8], visitor[32], made[TRANSCRIPT_SIZE];
    unsigned words[TRANSCRIPT_WORDS];
    size_t index;

    vector = json_object_get(vectors, "begin");
    vectors_exact(vector, "conversation", conversation, sizeof conversation);
    vectors_exact(vector, "visitor_key", visitor, sizeof visitor);
    transcript_begin(conversation, visitor, made);
    vectors_same(vector, "transcript", made, sizeof made);

    json_array_foreach(json_object_get(vectors, "grant"), index, vector)
    {
        unsigned char transfer[16];

        vectors_exact(vector, "transfer", transfer, sizeof transfer);
        vectors_exact(vector, "serial", serial, sizeof serial);
        transcript_grant(transfer, serial, visitor, made);
        vectors_same(vector, "transcript", made, sizeof made);
    }
    assert_true(index > 0);
    json_array_foreach(json_object_get(vectors, "words"), index, vector)
    {
        const json_t *expected = json_object_get(vector, "words");

        vectors_exact(vector, "transcript", made, sizeof made);
        transcript_words(made, words);
        for (size_t i = 0; i < TRANSCRIPT_WORDS; i++)
            assert_int_equal(words[i], json_integer_value(json_array_get(expected, i)));
    }
    assert_true(index > 0);
    json_decref(all);
}

static void test_briefing_keys(void **state)
{
    (void)state;
    json_t *all, *vectors = vectors_load("briefings", &all), *vector;
    size_t index;

    json_array_foreach(vectors, index, vector)
    {
        unsigned char secret[32], other[32], transfer[16], key[32];

        vectors_exact(vector, "secret", secret, sizeof secret);
        vectors_exact(vector, "other", other, sizeof other);
        vectors_exact(vector, "transfer", transfer, sizeof transfer);
        assert_true(briefing_key(secret, other, transfer, key));
        vectors_same(vector, "key", key, sizeof key);
    }
    assert_true(index > 0);
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written),     cmocka_unit_test(test_read),
        cmocka_unit_test(test_refused),     cmocka_unit_test(test_refused_envelopes),
        cmocka_unit_test(test_transcripts), cmocka_unit_test(test_briefing_keys),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
