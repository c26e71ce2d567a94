/* What arrives changed on the way, or was made by somebody who should not: each alone. Rows that
 * only a page can judge (a repeat, another order, a lost end) are tested with the pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "sealed/bytes.h"
#include "sealing/briefing.h"
#include "sealing/seal.h"
#include "sealing/transcript.h"

#include "low_order.h"

static const unsigned char KEY[EPOCH_KEY_SIZE] = {1, 2, 3}, OTHER_KEY[EPOCH_KEY_SIZE] = {4};
static const unsigned char NONCE[SEAL_NONCE_SIZE] = {5};
static const unsigned char CLEAR[] = "Hallo, ik ben er.";

/* A message of the owner that holds, and what came of opening it. */
struct scene {
    struct record header, read;
    unsigned char bytes[RECORD_SIZE_MAX];
    size_t size;
    unsigned char clear[PADDING_SIZE_MAX];
    size_t length;
};

static void make_scene(struct scene *scene)
{
    *scene = (struct scene){.header = {.type = RECORD_MESSAGE,
                                       .role = RECORD_OWNER,
                                       .conversation = "conversation",
                                       .epoch = 3,
                                       .sender = "m12",
                                       .seq = 5,
                                       .previous = "previous",
                                       .peer_ack = 2}};
    assert_true(
        seal_record(&scene->header, KEY, NONCE, CLEAR, sizeof CLEAR, scene->bytes, &scene->size));
}

static bool opens(struct scene *scene)
{
    return seal_open(scene->bytes, scene->size, KEY, &scene->read, scene->clear, &scene->length);
}

static void what_is_right_opens(void **state)
{
    (void)state;
    struct scene scene;

    make_scene(&scene);
    assert_true(opens(&scene));
    assert_int_equal(scene.length, sizeof CLEAR);
    assert_memory_equal(scene.clear, CLEAR, sizeof CLEAR);
}

static void a_flipped_bit_in_the_header(void **state)
{
    (void)state;
    struct scene scene;

    make_scene(&scene);
    for (size_t bit = 0; bit < 8 * (size_t)RECORD_HEADER_SIZE; bit++) {
        unsigned char flip = (unsigned char)(1u << bit % 8);

        scene.bytes[bit / 8] ^= flip;
        assert_false(opens(&scene));
        /* Nor does the seal hold for whoever does not look at the header. */
        assert_false(seal_open_padded(scene.bytes, scene.size, KEY, scene.clear));
        scene.bytes[bit / 8] ^= flip;
    }
    assert_true(opens(&scene));
}

static void a_flipped_bit_behind_the_header(void **state)
{
    (void)state;
    struct scene scene;

    make_scene(&scene);
    for (size_t at = RECORD_HEADER_SIZE; at < scene.size; at++) {
        scene.bytes[at] ^= 1;
        assert_false(opens(&scene));
        scene.bytes[at] ^= 1;
    }
}

/* The owner's own words, shown to him as those of another. */
static void a_role_that_is_reflected(void **state)
{
    (void)state;
    struct scene scene;

    for (unsigned char role = RECORD_VISITOR; role <= RECORD_RECEIVER; role++) {
        make_scene(&scene);
        scene.bytes[5] = role;
        if (role == RECORD_VISITOR)
            memcpy(scene.bytes + 28, "m0\0", 3);
        assert_int_equal(opens(&scene), role == RECORD_OWNER);
    }

    /* Each role has a key of its own, even where the rest of the header is the same. */
    unsigned char one[EPOCH_KEY_SIZE], other[EPOCH_KEY_SIZE];
    for (unsigned role = RECORD_VISITOR; role < RECORD_RECEIVER; role++) {
        epoch_key_derive(KEY, role, one);
        epoch_key_derive(KEY, role + 1, other);
        assert_memory_not_equal(one, other, sizeof one);
    }
}

/* Somebody who made two keys cannot make one record that opens with both. */
static void a_wrong_commitment(void **state)
{
    (void)state;
    struct scene scene;
    unsigned char derived[EPOCH_KEY_SIZE], padded[PADDING_SIZE_MAX] = "Hallo";
    struct {
        unsigned char header[RECORD_HEADER_SIZE], commitment[EPOCH_COMMITMENT_SIZE];
    } bound;

    make_scene(&scene);
    memcpy(bound.header, scene.bytes, sizeof bound.header);
    epoch_key_commit(OTHER_KEY, bound.commitment);
    epoch_key_derive(KEY, RECORD_OWNER, derived);
    assert_true(padding_add(padded, 5));
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(scene.bytes + 108, NULL, padded, 256,
                                                     (unsigned char *)&bound, sizeof bound, NULL,
                                                     NONCE, derived);
    assert_false(opens(&scene));

    make_scene(&scene);
    assert_false(
        seal_open(scene.bytes, scene.size, OTHER_KEY, &scene.read, scene.clear, &scene.length));
}

static void a_record_that_is_cut(void **state)
{
    (void)state;
    struct scene scene;

    make_scene(&scene);
    size_t whole = scene.size;
    for (scene.size = 0; scene.size < whole; scene.size++)
        assert_false(opens(&scene));
    for (scene.size = whole + 1; scene.size <= sizeof scene.bytes; scene.size++)
        assert_false(opens(&scene));
}

static void seal_as_it_is(struct scene *scene, const unsigned char *padded, size_t size)
{
    unsigned char header[RECORD_HEADER_SIZE];

    seal_header(&scene->header, header);
    seal_padded(header, KEY, NONCE, padded, size, scene->bytes);
    scene->size = SEAL_SIZE(size);
}

static void padding_that_is_malformed(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        unsigned char mark;
        unsigned char last;
    } wrong[] = {{0, 0, 0}, {17, 0x81, 0}, {17, 0x80, 1}, {17, 0x40, 0}, {255, 'a', 'a'}};
    struct scene scene;

    make_scene(&scene);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        unsigned char padded[256] = {0};

        memset(padded, wrong[i].mark ? 'a' : 0, wrong[i].at);
        padded[wrong[i].at] = wrong[i].mark;
        padded[255] |= wrong[i].last;
        seal_as_it_is(&scene, padded, sizeof padded);
        assert_true(seal_open_padded(scene.bytes, scene.size, KEY, scene.clear));
        assert_false(opens(&scene));
    }
}

static void padding_to_another_size(void **state)
{
    (void)state;
    struct scene scene;
    unsigned char padded[PADDING_SIZE_MAX - 1] = "a\x80";

    make_scene(&scene);
    for (size_t size = 2; size < sizeof padded; size += 17) {
        seal_as_it_is(&scene, padded, size);
        assert_true(seal_open_padded(scene.bytes, scene.size, KEY, scene.clear));
        assert_int_equal(opens(&scene), size == 512 || size == 1024 || size == 2048);
    }
}

static void a_text_that_is_too_long(void **state)
{
    (void)state;
    struct scene scene;
    unsigned char clear[PADDING_SIZE_MAX] = {0};

    make_scene(&scene);
    assert_true(
        seal_record(&scene.header, KEY, NONCE, clear, PADDING_CLEAR_MAX, scene.bytes, &scene.size));
    assert_int_equal(scene.size, RECORD_SIZE_MAX);
    assert_false(
        seal_record(&scene.header, KEY, NONCE, clear, PADDING_SIZE_MAX, scene.bytes, &scene.size));
}

static void seq_as_high_as_it_goes(void **state)
{
    (void)state;
    static const uint64_t numbers[] = {UINT64_MAX, UINT64_MAX - 1, (uint64_t)1 << 63,
                                       RECORD_NUMBER_MAX + UINT64_C(1)};
    struct scene scene;

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        make_scene(&scene);
        scene.header.seq = numbers[i];
        assert_false(
            seal_record(&scene.header, KEY, NONCE, CLEAR, sizeof CLEAR, scene.bytes, &scene.size));
        assert_true(seal_open_padded(scene.bytes, scene.size, KEY, scene.clear));
        assert_false(opens(&scene));
    }
    make_scene(&scene);
    scene.header.seq = RECORD_NUMBER_MAX;
    assert_true(
        seal_record(&scene.header, KEY, NONCE, CLEAR, sizeof CLEAR, scene.bytes, &scene.size));
    assert_true(opens(&scene));
    assert_true(scene.read.seq == RECORD_NUMBER_MAX);
}

/* An envelope that holds, and its recipient. */
struct letter {
    unsigned char secret[ENVELOPE_KEY_SIZE];
    unsigned char commitment[EPOCH_COMMITMENT_SIZE];
    struct envelope envelope, read;
    struct envelope_expected expected;
    unsigned char sealed[ENVELOPE_SEALED_SIZE];
};

static void make_letter(struct letter *letter)
{
    *letter = (struct letter){
        .secret = {7},
        .envelope = {.conversation = "conversation",
                     .epoch = 3,
                     .key = {1, 2, 3},
                     .first_epoch = 1,
                     .transcript = "transcript"},
        .expected = {.conversation = "conversation", .epoch = 3, .transcript = "transcript"},
    };
    (void)crypto_scalarmult_base(letter->envelope.recipient, letter->secret);
    epoch_key_commit(letter->envelope.key, letter->commitment);
    letter->expected.commitment = letter->commitment;
    assert_true(envelope_seal(&letter->envelope, letter->sealed));
}

static enum envelope_fault open_letter(struct letter *letter)
{
    return envelope_open(letter->sealed, sizeof letter->sealed, letter->secret, &letter->expected,
                         &letter->read);
}

static void an_envelope_for_another_key(void **state)
{
    (void)state;
    struct letter letter;

    make_letter(&letter);
    assert_int_equal(open_letter(&letter), ENVELOPE_HOLDS);
    letter.secret[0] ^= 8;
    assert_int_equal(open_letter(&letter), ENVELOPE_SEALED);

    /* Sealed to this one, but it names another: passed on by somebody who could open it. */
    make_letter(&letter);
    unsigned char clear[ENVELOPE_SIZE], own[ENVELOPE_KEY_SIZE];
    memcpy(own, letter.envelope.recipient, sizeof own);
    letter.envelope.recipient[0] ^= 1;
    envelope_write(&letter.envelope, clear);
    assert_int_equal(crypto_box_seal(letter.sealed, clear, sizeof clear, own), 0);
    assert_int_equal(open_letter(&letter), ENVELOPE_RECIPIENT);
}

static void an_envelope_that_is_cut_or_changed(void **state)
{
    (void)state;
    struct letter letter;

    make_letter(&letter);
    for (size_t size = 0; size < sizeof letter.sealed; size++)
        assert_int_equal(
            envelope_open(letter.sealed, size, letter.secret, &letter.expected, &letter.read),
            ENVELOPE_FORM);
    for (size_t at = 0; at < sizeof letter.sealed; at++) {
        letter.sealed[at] ^= 1;
        assert_int_equal(open_letter(&letter), ENVELOPE_SEALED);
        letter.sealed[at] ^= 1;
    }
}

static void an_envelope_of_another_place(void **state)
{
    (void)state;
    struct letter letter;

    make_letter(&letter);
    letter.expected.conversation[0] ^= 1;
    assert_int_equal(open_letter(&letter), ENVELOPE_CONVERSATION);
    make_letter(&letter);
    letter.expected.epoch = 4;
    assert_int_equal(open_letter(&letter), ENVELOPE_EPOCH);
    make_letter(&letter);
    letter.expected.transcript[31] ^= 1;
    assert_int_equal(open_letter(&letter), ENVELOPE_TRANSCRIPT);
    make_letter(&letter);
    letter.commitment[0] ^= 1;
    assert_int_equal(open_letter(&letter), ENVELOPE_COMMITMENT);
}

static void points_of_low_order(void **state)
{
    (void)state;
    const unsigned char transfer[16] = {0};

    for (size_t i = 0; i < sizeof LOW_ORDER / sizeof *LOW_ORDER; i++) {
        unsigned char point[ENVELOPE_KEY_SIZE], key[EPOCH_KEY_SIZE];
        struct letter letter;

        assert_int_equal(sodium_hex2bin(point, sizeof point, LOW_ORDER[i], 64, NULL, NULL, NULL),
                         0);
        make_letter(&letter);
        assert_false(briefing_key(letter.secret, point, transfer, key));
        memcpy(letter.envelope.recipient, point, sizeof point);
        assert_false(envelope_seal(&letter.envelope, letter.sealed));
        make_letter(&letter);
        memcpy(letter.sealed, point, sizeof point); /* where the sender's key stands */
        assert_int_equal(open_letter(&letter), ENVELOPE_SEALED);
    }
}

/* A record that opens an epoch for two members. */
static size_t make_key_record(unsigned char *bytes)
{
    struct key_record record = {
        .header = {.type = RECORD_EPOCH_OPEN,
                   .role = RECORD_VISITOR,
                   .sender = "m0",
                   .epoch = 1,
                   .seq = 2,
                   .entries = 2},
        .entries = {{.member = "m1", .serial = "serial"}, {.member = "m2", .serial = "other"}}};
    unsigned char seed[32] = {9}, visitor[32], secret[64];

    (void)crypto_sign_seed_keypair(visitor, secret, seed);
    epoch_key_commit(KEY, record.commitment);
    return key_record_write(&record, secret, bytes);
}

static void a_key_record_that_is_changed_or_cut(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE_MAX];
    size_t whole = make_key_record(bytes);
    struct key_record read;

    assert_true(whole > 0);
    assert_true(key_record_read(bytes, whole, &read) && key_record_is_signed(bytes, whole));
    for (size_t bit = 0; bit < 8 * whole; bit++) {
        unsigned char flip = (unsigned char)(1u << bit % 8);

        bytes[bit / 8] ^= flip;
        assert_false(key_record_read(bytes, whole, &read) && key_record_is_signed(bytes, whole));
        bytes[bit / 8] ^= flip;
    }
    for (size_t size = 0; size <= sizeof bytes; size++)
        assert_int_equal(key_record_read(bytes, size, &read), size == whole);
}

/* Without the visitor's secret nobody adds himself: neither to the record nor to the transcript. */
static void a_member_who_adds_himself(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_SIZE_MAX], begin[TRANSCRIPT_SIZE] = {0};
    unsigned char with[TRANSCRIPT_SIZE], without[TRANSCRIPT_SIZE], seed[32] = {10}, other[32];
    unsigned char other_secret[64];
    size_t size = make_key_record(bytes);
    struct key_record record;

    assert_true(key_record_read(bytes, size, &record));
    transcript_next(begin, &record, with);
    memcpy(record.entries[1].member, "m3", 3);
    transcript_next(begin, &record, without);
    assert_memory_not_equal(with, without, sizeof with);

    (void)crypto_sign_seed_keypair(other, other_secret, seed);
    assert_int_equal(key_record_write(&record, other_secret, bytes), size);
    assert_true(key_record_read(bytes, size, &record));
    assert_memory_equal(record.visitor_key, other, sizeof other); /* another visitor: an alarm */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_right_opens),
        cmocka_unit_test(a_flipped_bit_in_the_header),
        cmocka_unit_test(a_flipped_bit_behind_the_header),
        cmocka_unit_test(a_role_that_is_reflected),
        cmocka_unit_test(a_wrong_commitment),
        cmocka_unit_test(a_record_that_is_cut),
        cmocka_unit_test(padding_that_is_malformed),
        cmocka_unit_test(padding_to_another_size),
        cmocka_unit_test(a_text_that_is_too_long),
        cmocka_unit_test(seq_as_high_as_it_goes),
        cmocka_unit_test(an_envelope_for_another_key),
        cmocka_unit_test(an_envelope_that_is_cut_or_changed),
        cmocka_unit_test(an_envelope_of_another_place),
        cmocka_unit_test(points_of_low_order),
        cmocka_unit_test(a_key_record_that_is_changed_or_cut),
        cmocka_unit_test(a_member_who_adds_himself),
    };

    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
