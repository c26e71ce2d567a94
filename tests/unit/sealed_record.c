/* The form of a record: what is none is refused, and what is one is read as it is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "sealed/bytes.h"
#include "sealed/record.h"

enum { SMALLEST = 84 + 24 + 256 + 16, ENTRY = 186 };

static void make_header(unsigned char *bytes, enum record_type type)
{
    memset(bytes, 0, RECORD_SIZE_MAX);
    memcpy(bytes, "HLE1", 4);
    bytes[4] = type;
    bytes[5] = RECORD_OWNER;
    memset(bytes + 8, 0xaa, 16);
    bytes_put_u32(bytes + 24, 7);
    memcpy(bytes + 28, "m12", 3);
    bytes_put_u64(bytes + 36, 5);
    memset(bytes + 44, 0xcc, 32);
    bytes_put_u64(bytes + 76, 3);
}

/* A record that gives keys to m1, m2 and so on; returns its size. */
static size_t make_keys(unsigned char *bytes, enum record_type type, unsigned count)
{
    make_header(bytes, type);
    bytes[5] = RECORD_VISITOR;
    if (type == RECORD_GRANT)
        bytes_put_u32(bytes + 24, 0);
    memcpy(bytes + 28, "m0\0", 3);
    bytes_put_u64(bytes + 76, 0);
    bytes[84 + 64] = (unsigned char)count;
    for (unsigned i = 0; i < count; i++) {
        bytes[84 + 65 + i * ENTRY] = 'm';
        bytes[84 + 66 + i * ENTRY] = (unsigned char)('1' + i % 9);
    }
    return 84 + 65 + count * ENTRY + 64;
}

static void test_reads_what_is_written(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE_MAX];
    struct record record;

    make_header(bytes, RECORD_MESSAGE);
    assert_true(record_read(bytes, SMALLEST, &record));
    assert_int_equal(record.type, RECORD_MESSAGE);
    assert_int_equal(record.role, RECORD_OWNER);
    assert_int_equal(record.epoch, 7);
    assert_string_equal(record.sender, "m12");
    assert_int_equal(record.seq, 5);
    assert_int_equal(record.peer_ack, 3);
    assert_memory_equal(record.conversation, bytes + 8, 16);
    assert_memory_equal(record.previous, bytes + 44, 32);
    assert_int_equal(record.entries, 0);
}

static void test_names_the_readers(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE_MAX];
    struct record record;
    size_t size = make_keys(bytes, RECORD_EPOCH_OPEN, 2);

    assert_true(record_read(bytes, size, &record));
    assert_int_equal(record.entries, 2);
    assert_string_equal(record.readers[0], "m1");
    assert_string_equal(record.readers[1], "m2");
    size = make_keys(bytes, RECORD_GRANT, RECORD_ENTRIES_MAX);
    assert_true(size <= RECORD_SIZE_MAX);
    assert_true(record_read(bytes, size, &record));
    assert_false(record_read(bytes, make_keys(bytes, RECORD_GRANT, 0), &record));
    make_keys(bytes, RECORD_GRANT, 2);
    bytes[84 + 65 + ENTRY] = 'x'; /* no member */
    assert_false(record_read(bytes, 84 + 65 + 2 * ENTRY + 64, &record));
}

/* Several keys in a grant, but one key for each in an epoch. */
static void test_names_nobody_twice_in_an_epoch(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE_MAX];
    struct record record;

    for (unsigned count = 2; count <= RECORD_ENTRIES_MAX; count++) {
        size_t size = make_keys(bytes, RECORD_EPOCH_OPEN, count);

        assert_int_equal(record_read(bytes, size, &record), count <= 9);
        bytes[84 + 66 + ENTRY] = '1';
        assert_false(record_read(bytes, size, &record));
    }
    assert_true(record_read(bytes, make_keys(bytes, RECORD_GRANT, 10), &record));
}

static void test_only_these_lengths(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE_MAX + 1];
    struct record record;
    unsigned found = 0;

    make_header(bytes, RECORD_MESSAGE);
    for (size_t size = 0; size <= sizeof bytes; size++)
        found += record_read(bytes, size, &record);
    assert_int_equal(found, 5);

    size_t whole = make_keys(bytes, RECORD_EPOCH_OPEN, 1);
    for (size_t size = 0; size < whole; size++)
        assert_false(record_read(bytes, size, &record));
}

static void test_refuses_other_headers(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        unsigned char value;
    } wrong[] = {{0, 'X'},  {1, 'X'},   {2, 'X'},   {3, '2'}, {4, 0},    {4, 4},  {4, 11},
                 {5, 0},    {5, 4},     {6, 1},     {7, 1},   {28, 'n'}, {29, 0}, {29, 'x'},
                 {31, 'a'}, {35, 1},    {5, 1},     {4, 2},   {4, 7},    {4, 8},  {4, 9},
                 {4, 10},   {24, 0x80}, {36, 0x20}, {43, 0},  {76, 0x20}};
    struct record record;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        unsigned char bytes[RECORD_SIZE_MAX];

        make_header(bytes, RECORD_MESSAGE);
        bytes[wrong[i].at] = wrong[i].value;
        assert_false(record_read(bytes, SMALLEST, &record));
    }
}

/* Who says what, by role; each with the epoch that fits it. */
static void test_who_says_what(void **state)
{
    (void)state;
    static const struct {
        enum record_type type;
        uint32_t epoch;
        bool by[4];
    } rows[] = {{RECORD_MESSAGE, 1, {0, 1, 1, 1}},    {RECORD_KEY_ACK, 1, {0, 0, 1, 1}},
                {RECORD_CLOSE, 1, {0, 1, 1, 0}},      {RECORD_BRIEFING, 0, {0, 0, 1, 1}},
                {RECORD_NOTE, 0, {0, 0, 1, 1}},       {RECORD_VOUCH, 0, {0, 0, 1, 0}},
                {RECORD_EPOCH_OPEN, 1, {0, 0, 0, 0}}, {RECORD_GRANT, 0, {0, 0, 0, 0}},
                {RECORD_HAND_OVER, 1, {0, 0, 0, 0}}};
    struct record record;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (unsigned char role = 0; role < 4; role++) {
            unsigned char bytes[RECORD_SIZE_MAX];

            make_header(bytes, rows[i].type);
            bytes[5] = role;
            bytes_put_u32(bytes + 24, rows[i].epoch);
            memcpy(bytes + 28, role == RECORD_VISITOR ? "m0\0" : "m12", 3);
            bytes_put_u64(bytes + 76, 0);
            assert_int_equal(record_read(bytes, SMALLEST, &record), rows[i].by[role]);
            bytes_put_u32(bytes + 24, rows[i].epoch ? RECORD_NOTE_EPOCHS : 1);
            assert_false(record_read(bytes, SMALLEST, &record));
        }
    }
}

static void test_a_hand_over_has_no_place_in_a_row(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE_MAX];
    struct record record;

    make_header(bytes, RECORD_HAND_OVER);
    memset(bytes + 36, 0, 48);
    assert_true(record_read(bytes, SMALLEST, &record));
    bytes[44] = 1;
    assert_false(record_read(bytes, SMALLEST, &record));
    bytes[44] = 0;
    bytes[43] = 1;
    assert_false(record_read(bytes, SMALLEST, &record));
    bytes[43] = 0;
    bytes[24] = 0x80; /* the key of a consent, which an owner does not make */
    assert_false(record_read(bytes, SMALLEST, &record));
    bytes[5] = RECORD_VISITOR;
    memcpy(bytes + 28, "m0\0", 3);
    assert_true(record_read(bytes, SMALLEST, &record));
}

static void test_base64(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE_MAX];
    char text[RECORD_BASE64_MAX + 8];
    struct record record;

    make_header(bytes, RECORD_MESSAGE);
    sodium_bin2base64(text, sizeof text, bytes, RECORD_SIZE_MAX, sodium_base64_VARIANT_ORIGINAL);
    assert_int_equal(strlen(text), RECORD_BASE64_MAX);
    assert_true(record_read_base64(text, &record));
    text[100] = '!';
    assert_false(record_read_base64(text, &record));
    assert_false(record_read_base64("", &record));
    assert_false(record_read_base64("SGFsbG8sIGlrIGJlbiBlci4=", &record)); /* a clear text */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_what_is_written),
        cmocka_unit_test(test_names_the_readers),
        cmocka_unit_test(test_names_nobody_twice_in_an_epoch),
        cmocka_unit_test(test_only_these_lengths),
        cmocka_unit_test(test_refuses_other_headers),
        cmocka_unit_test(test_who_says_what),
        cmocka_unit_test(test_a_hand_over_has_no_place_in_a_row),
        cmocka_unit_test(test_base64),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
