#include "sealed/record.h"

#include <sodium.h>
#include <string.h>

#include "sealed/bytes.h"

enum {
    NONCE_SIZE = 24,
    TAG_SIZE = 16,
    KEYS_SIZE = 32 + 32 + 1, /* the visitor's public key, the commitment, how many entries */
    SERIAL_SIZE = 8,
    ENVELOPE_SIZE = 170,
    ENTRY_SIZE = RECORD_MEMBER_SIZE + SERIAL_SIZE + ENVELOPE_SIZE,
    SIGNATURE_SIZE = 64
};

/* Clear texts are padded to one of these. */
static const size_t CLASSES[] = {256, 512, 1024, 2048, 4096};

static bool is_type(unsigned char type)
{
    return type >= RECORD_MESSAGE && type <= RECORD_VOUCH && type != 4;
}

static bool gives_keys(enum record_type type)
{
    return type == RECORD_EPOCH_OPEN || type == RECORD_GRANT;
}

/* A member id: m, one to three digits, and zeros to the end. */
static bool read_member(const unsigned char *at, char member[RECORD_MEMBER_SIZE + 1])
{
    size_t digits = 0;

    while (digits < 3 && at[1 + digits] >= '0' && at[1 + digits] <= '9')
        digits++;
    if (at[0] != 'm' || digits == 0 ||
        !sodium_is_zero(at + 1 + digits, RECORD_MEMBER_SIZE - 1 - digits))
        return false;
    memcpy(member, at, RECORD_MEMBER_SIZE);
    member[RECORD_MEMBER_SIZE] = '\0';
    return true;
}

static bool read_header(const unsigned char *bytes, struct record *record)
{
    if (memcmp(bytes, "HLE1", 4) != 0 || !is_type(bytes[4]) || bytes[5] < RECORD_VISITOR ||
        bytes[5] > RECORD_RECEIVER || bytes_u16(bytes + 6) != 0)
        return false;
    record->type = bytes[4];
    record->role = bytes[5];
    memcpy(record->conversation, bytes + 8, sizeof record->conversation);
    record->epoch = bytes_u32(bytes + 24);
    record->seq = bytes_u64(bytes + 36);
    memcpy(record->previous, bytes + 44, sizeof record->previous);
    record->peer_ack = bytes_u64(bytes + 76);
    return read_member(bytes + 28, record->sender);
}

static bool is_sealed_size(size_t size)
{
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++) {
        if (size == RECORD_HEADER_SIZE + NONCE_SIZE + CLASSES[i] + TAG_SIZE)
            return true;
    }
    return false;
}

static bool read_entries(const unsigned char *bytes, size_t size, struct record *record)
{
    const unsigned char *entry = bytes + RECORD_HEADER_SIZE + KEYS_SIZE;

    if (size < RECORD_HEADER_SIZE + KEYS_SIZE)
        return false;
    record->entries = entry[-1];
    if (record->entries < 1 || record->entries > RECORD_ENTRIES_MAX ||
        size != RECORD_HEADER_SIZE + KEYS_SIZE + record->entries * ENTRY_SIZE + SIGNATURE_SIZE)
        return false;
    for (size_t i = 0; i < record->entries; i++, entry += ENTRY_SIZE) {
        if (!read_member(entry, record->readers[i]))
            return false;
    }
    return true;
}

bool record_read(const unsigned char *bytes, size_t size, struct record *record)
{
    *record = (struct record){0};
    if (size < RECORD_HEADER_SIZE || !read_header(bytes, record))
        return false;
    return gives_keys(record->type) ? read_entries(bytes, size, record) : is_sealed_size(size);
}

bool record_read_base64(const char *text, struct record *record)
{
    unsigned char bytes[RECORD_SIZE_MAX];
    size_t size = 0;

    return sodium_base642bin(bytes, sizeof bytes, text, strlen(text), NULL, &size, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           record_read(bytes, size, record);
}
