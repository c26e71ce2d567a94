#include "sealing/key_record.h"

#include <sodium.h>
#include <string.h>

#include "sealing/seal.h"

enum {
    AT_KEY = RECORD_HEADER_SIZE,
    AT_COMMITMENT = AT_KEY + crypto_sign_PUBLICKEYBYTES,
    AT_COUNT = AT_COMMITMENT + EPOCH_COMMITMENT_SIZE,
    AT_ENTRIES = AT_COUNT + 1,
    SERIAL_SIZE = 8,
    ENTRY_SIZE = RECORD_MEMBER_SIZE + SERIAL_SIZE + ENVELOPE_SEALED_SIZE
};

/* What is signed: the record up to its signature, with a name before it. */
struct signed_text {
    unsigned char name[9];
    unsigned char bytes[RECORD_SIZE_MAX];
};

static size_t name_text(struct signed_text *text, const unsigned char *bytes, size_t size)
{
    memcpy(text->name, "HLE1-sign", sizeof text->name);
    memcpy(text->bytes, bytes, size);
    return sizeof text->name + size;
}

static void read_entry(const unsigned char *at, const char *member, struct key_entry *entry)
{
    memcpy(entry->member, member, sizeof entry->member);
    memcpy(entry->serial, at + RECORD_MEMBER_SIZE, SERIAL_SIZE);
    memcpy(entry->sealed, at + RECORD_MEMBER_SIZE + SERIAL_SIZE, ENVELOPE_SEALED_SIZE);
}

static void write_entry(const struct key_entry *entry, unsigned char *at)
{
    memset(at, 0, RECORD_MEMBER_SIZE);
    memcpy(at, entry->member, strnlen(entry->member, RECORD_MEMBER_SIZE));
    memcpy(at + RECORD_MEMBER_SIZE, entry->serial, SERIAL_SIZE);
    memcpy(at + RECORD_MEMBER_SIZE + SERIAL_SIZE, entry->sealed, ENVELOPE_SEALED_SIZE);
}

static bool names_each_once(const struct record *record)
{
    for (size_t i = 1; i < record->entries; i++) {
        for (size_t other = 0; other < i; other++) {
            if (strcmp(record->readers[i], record->readers[other]) == 0)
                return false;
        }
    }
    return true;
}

bool key_record_read(const unsigned char *bytes, size_t size, struct key_record *record)
{
    if (!record_read(bytes, size, &record->header) || record->header.entries == 0)
        return false;
    memcpy(record->visitor_key, bytes + AT_KEY, sizeof record->visitor_key);
    memcpy(record->commitment, bytes + AT_COMMITMENT, sizeof record->commitment);
    for (size_t i = 0; i < record->header.entries; i++)
        read_entry(bytes + AT_ENTRIES + i * ENTRY_SIZE, record->header.readers[i],
                   &record->entries[i]);
    return record->header.type == RECORD_GRANT ||
           (!sodium_is_zero(record->commitment, sizeof record->commitment) &&
            names_each_once(&record->header));
}

bool key_record_is_signed(const unsigned char *bytes, size_t size)
{
    struct signed_text text;
    size_t length = name_text(&text, bytes, size - crypto_sign_BYTES);

    return crypto_sign_verify_detached(bytes + size - crypto_sign_BYTES, text.name, length,
                                       bytes + AT_KEY) == 0;
}

size_t key_record_write(const struct key_record *record,
                        const unsigned char secret[KEY_RECORD_SIGNER_SIZE], unsigned char *bytes)
{
    struct signed_text text;
    struct key_record read;
    size_t count = record->header.entries, end = AT_ENTRIES + count * ENTRY_SIZE;

    if (count > RECORD_ENTRIES_MAX)
        return 0;
    seal_header(&record->header, bytes);
    (void)crypto_sign_ed25519_sk_to_pk(bytes + AT_KEY, secret);
    memcpy(bytes + AT_COMMITMENT, record->commitment, sizeof record->commitment);
    bytes[AT_COUNT] = (unsigned char)count;
    for (size_t i = 0; i < count; i++)
        write_entry(&record->entries[i], bytes + AT_ENTRIES + i * ENTRY_SIZE);
    (void)crypto_sign_detached(bytes + end, NULL, text.name, name_text(&text, bytes, end), secret);
    return key_record_read(bytes, end + crypto_sign_BYTES, &read) ? end + crypto_sign_BYTES : 0;
}
