/* Prints what the C side makes, with new keys each time, for tests/vectors/check.py: a JSON object
 * a line, {"do": NAME, ...}, bytes in hex. */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sealed/chain.h"
#include "sealed/enrolment.h"
#include "sealing/briefing.h"
#include "sealing/seal.h"
#include "sealing/transcript.h"
#include "sealing/vault.h"

enum { RUNS = 40, PHRASE_SIZE = 16 };

static void add_hex(json_t *line, const char *name, const unsigned char *bytes, size_t size)
{
    char text[2 * RECORD_SIZE_MAX + 1];

    sodium_bin2hex(text, sizeof text, bytes, size);
    json_object_set_new(line, name, json_string(text));
}

static void print_line(json_t *line, const char *name)
{
    json_object_set_new(line, "do", json_string(name));
    if (json_dumpf(line, stdout, JSON_COMPACT | JSON_SORT_KEYS) != 0 || putchar('\n') == EOF)
        exit(EXIT_FAILURE);
    json_decref(line);
}

static uint64_t random_number(void)
{
    uint64_t number;

    randombytes_buf(&number, sizeof number);
    return number % RECORD_NUMBER_MAX + 1;
}

static struct record random_header(enum record_type type, enum record_role role)
{
    struct record header = {.type = type, .role = role, .seq = random_number()};
    unsigned member = role == RECORD_VISITOR ? 0 : 1 + randombytes_uniform(999);

    randombytes_buf(header.conversation, sizeof header.conversation);
    randombytes_buf(header.previous, sizeof header.previous);
    (void)snprintf(header.sender, sizeof header.sender, "m%u", member % 1000);
    if (type == RECORD_MESSAGE)
        header.peer_ack = random_number();
    if (type == RECORD_MESSAGE || type == RECORD_EPOCH_OPEN)
        header.epoch = randombytes_uniform(RECORD_NOTE_EPOCHS);
    return header;
}

static void add_header(json_t *line, const struct record *header)
{
    json_t *object = json_object();

    json_object_set_new(object, "type", json_integer(header->type));
    json_object_set_new(object, "role", json_integer(header->role));
    add_hex(object, "conversation", header->conversation, sizeof header->conversation);
    json_object_set_new(object, "epoch", json_integer(header->epoch));
    json_object_set_new(object, "sender", json_string(header->sender));
    json_object_set_new(object, "seq", json_integer((json_int_t)header->seq));
    add_hex(object, "prev", header->previous, sizeof header->previous);
    json_object_set_new(object, "peer_ack", json_integer((json_int_t)header->peer_ack));
    json_object_set_new(line, "header", object);
}

/* Lengths at and around the borders of the sizes, then others. */
static size_t length_of(size_t run)
{
    static const size_t borders[] = {0, 1, 255, 256, 511, 512, 1023, 1024, 2047, 2048, 4095};

    return run < sizeof borders / sizeof *borders ? borders[run]
                                                  : randombytes_uniform(PADDING_SIZE_MAX);
}

static void print_record(size_t run)
{
    static const enum record_type types[] = {RECORD_MESSAGE, RECORD_BRIEFING, RECORD_NOTE};
    json_t *line = json_object();
    struct record header = random_header(types[run % 3], run % 2 ? RECORD_OWNER : RECORD_RECEIVER);
    unsigned char key[EPOCH_KEY_SIZE], nonce[SEAL_NONCE_SIZE], clear[PADDING_SIZE_MAX];
    unsigned char bytes[RECORD_SIZE_MAX];
    size_t length = length_of(run), size;

    randombytes_buf(key, sizeof key);
    randombytes_buf(nonce, sizeof nonce);
    randombytes_buf(clear, length);
    if (!seal_record(&header, key, nonce, clear, length, bytes, &size))
        exit(EXIT_FAILURE);
    add_header(line, &header);
    add_hex(line, "key", key, sizeof key);
    add_hex(line, "clear", clear, length);
    add_hex(line, "record", bytes, size);
    print_line(line, "record");
}

/* Seals a new key to a new shift key; fills the entry, and adds what must come out of it. */
static void add_entry(json_t *entries, const struct record *header, const unsigned char *transcript,
                      uint32_t epoch, const unsigned char *key, struct key_entry *entry)
{
    json_t *object = json_object();
    unsigned char secret[ENVELOPE_KEY_SIZE];
    struct envelope envelope = {.epoch = epoch};

    randombytes_buf(secret, sizeof secret);
    (void)crypto_scalarmult_base(envelope.recipient, secret);
    memcpy(envelope.conversation, header->conversation, sizeof envelope.conversation);
    memcpy(envelope.key, key, sizeof envelope.key);
    memcpy(envelope.transcript, transcript, sizeof envelope.transcript);
    envelope.first_epoch = epoch & ~RECORD_NOTE_EPOCHS;
    if (!envelope_seal(&envelope, entry->sealed))
        exit(EXIT_FAILURE);
    json_object_set_new(object, "member", json_string(entry->member));
    add_hex(object, "serial", entry->serial, sizeof entry->serial);
    add_hex(object, "secret", secret, sizeof secret);
    json_object_set_new(object, "epoch", json_integer(epoch));
    json_object_set_new(object, "first_epoch", json_integer(envelope.first_epoch));
    add_hex(object, "key", key, EPOCH_KEY_SIZE);
    add_hex(object, "transcript", transcript, TRANSCRIPT_SIZE);
    json_array_append_new(entries, object);
}

static void name_entries(struct key_record *record, size_t count)
{
    record->header.entries = count;
    for (size_t i = 0; i < count; i++) {
        struct key_entry *entry = &record->entries[i];

        (void)snprintf(entry->member, sizeof entry->member, "m%u", (unsigned)(i + 1) % 1000);
        randombytes_buf(entry->serial, sizeof entry->serial);
    }
}

static void print_key_record(enum record_type type, size_t count)
{
    json_t *line = json_object(), *entries = json_array();
    struct key_record record = {.header = random_header(type, RECORD_VISITOR)};
    unsigned char visitor[32], secret[64], key[EPOCH_KEY_SIZE], transfer[16];
    unsigned char before[TRANSCRIPT_SIZE], transcript[TRANSCRIPT_SIZE], bytes[RECORD_SIZE_MAX];
    uint32_t epoch = record.header.epoch;

    (void)crypto_sign_keypair(visitor, secret);
    randombytes_buf(key, sizeof key);
    randombytes_buf(transfer, sizeof transfer);
    name_entries(&record, count);
    if (type == RECORD_EPOCH_OPEN)
        epoch_key_commit(key, record.commitment);
    else
        epoch = RECORD_NOTE_EPOCHS + randombytes_uniform(9);
    transcript_begin(record.header.conversation, visitor, before);
    transcript_next(before, &record, transcript);
    for (size_t i = 0; i < count; i++) {
        if (type == RECORD_GRANT)
            transcript_grant(transfer, record.entries[i].serial, visitor, transcript);
        add_entry(entries, &record.header, transcript, epoch, key, &record.entries[i]);
    }
    size_t size = key_record_write(&record, secret, bytes);
    if (size == 0)
        exit(EXIT_FAILURE);
    add_header(line, &record.header);
    add_hex(line, "visitor_key", visitor, sizeof visitor);
    add_hex(line, "commitment", record.commitment, sizeof record.commitment);
    add_hex(line, "transfer", transfer, sizeof transfer);
    add_hex(line, "record", bytes, size);
    json_object_set_new(line, "entries", entries);
    print_line(line, "key_record");
}

static void print_words(void)
{
    json_t *line = json_object(), *list = json_array();
    unsigned char transcript[TRANSCRIPT_SIZE];
    unsigned words[TRANSCRIPT_WORDS];

    randombytes_buf(transcript, sizeof transcript);
    transcript_words(transcript, words);
    for (size_t i = 0; i < TRANSCRIPT_WORDS; i++)
        json_array_append_new(list, json_integer(words[i]));
    add_hex(line, "transcript", transcript, sizeof transcript);
    json_object_set_new(line, "words", list);
    print_line(line, "words");
}

static void print_briefing(void)
{
    json_t *line = json_object();
    unsigned char secret[32], other_secret[32], other[32], transfer[16], key[EPOCH_KEY_SIZE];

    randombytes_buf(secret, sizeof secret);
    randombytes_buf(other_secret, sizeof other_secret);
    randombytes_buf(transfer, sizeof transfer);
    (void)crypto_scalarmult_base(other, other_secret);
    if (!briefing_key(secret, other, transfer, key))
        exit(EXIT_FAILURE);
    add_hex(line, "secret", secret, sizeof secret);
    add_hex(line, "other_secret", other_secret, sizeof other_secret);
    add_hex(line, "transfer", transfer, sizeof transfer);
    add_hex(line, "key", key, sizeof key);
    print_line(line, "briefing");
}

static void print_vault(size_t run)
{
    json_t *line = json_object();
    unsigned char key[VAULT_KEY_SIZE], nonce[VAULT_NONCE_SIZE], clear[RUNS * 7];
    unsigned char locked[VAULT_SIZE(sizeof clear)];
    size_t length = run * 7;

    randombytes_buf(key, sizeof key);
    randombytes_buf(nonce, sizeof nonce);
    randombytes_buf(clear, length);
    vault_lock(key, nonce, clear, length, locked);
    add_hex(line, "key", key, sizeof key);
    add_hex(line, "clear", clear, length);
    add_hex(line, "locked", locked, VAULT_SIZE(length));
    print_line(line, "vault");
}

static struct certificate random_certificate(enum certificate_type type,
                                             const unsigned char root[CERTIFICATE_KEY_SIZE])
{
    struct certificate certificate = {
        .type = type, .from = randombytes_random(), .until = randombytes_random()};

    certificate_organisation(root, certificate.organisation);
    randombytes_buf(certificate.subject, sizeof certificate.subject);
    randombytes_buf(certificate.serial, sizeof certificate.serial);
    randombytes_buf(certificate.key, sizeof certificate.key);
    return certificate;
}

static void add_certificate(json_t *line, const char *name, const struct certificate *certificate)
{
    json_t *object = json_object();

    json_object_set_new(object, "type", json_integer(certificate->type));
    add_hex(object, "organisation", certificate->organisation, CERTIFICATE_ID_SIZE);
    add_hex(object, "subject", certificate->subject, CERTIFICATE_ID_SIZE);
    add_hex(object, "key", certificate->key, CERTIFICATE_KEY_SIZE);
    json_object_set_new(object, "from", json_integer(certificate->from));
    json_object_set_new(object, "until", json_integer(certificate->until));
    add_hex(object, "serial", certificate->serial, CERTIFICATE_ID_SIZE);
    json_object_set_new(line, name, object);
}

static void print_chain(void)
{
    json_t *line = json_object(), *wrapped = json_object();
    unsigned char root[32], root_secret[64], secret[64], seed[WRAPPING_SEED_SIZE];
    unsigned char phrase[PHRASE_SIZE], chain[CHAIN_SIZE], blob[ENROLMENT_SIZE];

    (void)crypto_sign_keypair(root, root_secret);
    struct certificate enrolment = random_certificate(CERTIFICATE_ENROLMENT, root);
    struct certificate shift = random_certificate(CERTIFICATE_SHIFT, root);
    randombytes_buf(seed, sizeof seed);
    randombytes_buf(phrase, sizeof phrase);
    (void)crypto_sign_seed_keypair(enrolment.key, secret, seed);
    certificate_sign(&enrolment, root_secret, chain);
    certificate_sign(&shift, secret, chain + CERTIFICATE_SIZE);
    add_hex(line, "root", root, sizeof root);
    add_hex(line, "chain", chain, sizeof chain);
    add_certificate(line, "enrolment", &enrolment);
    add_certificate(line, "shift", &shift);
    print_line(line, "chain");

    if (!enrolment_wrap(seed, chain, (const char *)phrase, sizeof phrase, wrapping_quick, blob))
        exit(EXIT_FAILURE);
    add_hex(wrapped, "seed", seed, sizeof seed);
    add_hex(wrapped, "phrase", phrase, sizeof phrase);
    add_hex(wrapped, "bytes", blob, sizeof blob);
    print_line(wrapped, "enrolment");
}

static void print_revocation(size_t count)
{
    json_t *line = json_object();
    unsigned char root[32], secret[64], serials[RUNS * CERTIFICATE_ID_SIZE];
    unsigned char bytes[REVOCATION_SIZE(RUNS)];
    struct revocation list = {.issued = randombytes_random(), .count = count, .serials = serials};

    (void)crypto_sign_keypair(root, secret);
    randombytes_buf(serials, sizeof serials);
    revocation_sign(&list, secret, bytes);
    add_hex(line, "root", root, sizeof root);
    json_object_set_new(line, "issued", json_integer(list.issued));
    add_hex(line, "serials", serials, count * CERTIFICATE_ID_SIZE);
    add_hex(line, "bytes", bytes, REVOCATION_SIZE(count));
    print_line(line, "revocation");
}

int main(void)
{
    static const size_t counts[] = {1, 2, RECORD_ENTRIES_MAX};

    if (sodium_init() < 0)
        return EXIT_FAILURE;
    for (size_t run = 0; run < RUNS; run++) {
        print_record(run);
        print_vault(run);
        print_words();
        print_briefing();
        print_revocation(run);
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        print_key_record(RECORD_EPOCH_OPEN, counts[i]);
        print_key_record(RECORD_GRANT, counts[i]);
        print_chain();
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
