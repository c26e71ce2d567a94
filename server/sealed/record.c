#include "sealed/record.h"

#include <sodium.h>
#include <string.h>

#include "sealed/bytes.h"

enum {
    NONCE_SIZE = 24,
    TAG_SIZE = 16,
    KEY_SIZE = 32,                              /* the visitor's public key */
    COMMITMENT_SIZE = 32,                       /* zeros in a grant */
    KEYS_SIZE = KEY_SIZE + COMMITMENT_SIZE + 1, /* and how many entries */
    SERIAL_SIZE = 8,
    ENVELOPE_SIZE = 170,
    ENTRY_SIZE = RECORD_MEMBER_SIZE + SERIAL_SIZE + ENVELOPE_SIZE,
    SIGNATURE_SIZE = 64
};

/* Clear texts are padded to one of these. */
static const size_t CLASSES[] = {256, 512, 1024, 2048, 4096};

enum epochs { EPOCHS_LOW, EPOCHS_NONE, EPOCHS_OF_NOTES };

enum { VISITOR = RECORD_VISITOR, OWNER = RECORD_OWNER, RECEIVER = RECORD_RECEIVER, ROLES };

/* What is true of each type, whoever looks at it: who says it, and which epochs it names. */
static const struct {
    bool said_by[ROLES];
    enum epochs epochs;
} RULES[] = {
    [RECORD_MESSAGE] = {{[VISITOR] = true, [OWNER] = true, [RECEIVER] = true}, EPOCHS_LOW},
    [RECORD_EPOCH_OPEN] = {{[VISITOR] = true}, EPOCHS_LOW},
    [RECORD_KEY_ACK] = {{[OWNER] = true, [RECEIVER] = true}, EPOCHS_LOW},
    [RECORD_CLOSE] = {{[VISITOR] = true, [OWNER] = true}, EPOCHS_LOW},
    [RECORD_HAND_OVER] = {{[VISITOR] = true, [OWNER] = true}, EPOCHS_OF_NOTES},
    [RECORD_GRANT] = {{[VISITOR] = true}, EPOCHS_NONE},
    [RECORD_BRIEFING] = {{[OWNER] = true, [RECEIVER] = true}, EPOCHS_NONE},
    [RECORD_NOTE] = {{[OWNER] = true, [RECEIVER] = true}, EPOCHS_NONE},
    [RECORD_VOUCH] = {{[OWNER] = true}, EPOCHS_NONE},
};

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

/* A type or role that does not exist stands in the table as one that says nothing. */
static bool may_say(unsigned char role, unsigned char type)
{
    return type < sizeof RULES / sizeof *RULES && role < ROLES && RULES[type].said_by[role];
}

static bool has_fitting_epoch(const struct record *record)
{
    switch (RULES[record->type].epochs) {
    case EPOCHS_NONE:
        return record->epoch == 0;
    case EPOCHS_OF_NOTES: /* an owner's is under the key of an epoch */
        return (record->epoch >= RECORD_NOTE_EPOCHS) == (record->role == RECORD_VISITOR);
    default:
        return record->epoch < RECORD_NOTE_EPOCHS;
    }
}

/* A hand-over stands outside every row of numbers. */
static bool has_fitting_numbers(const struct record *record)
{
    if (record->seq > RECORD_NUMBER_MAX || record->peer_ack > RECORD_NUMBER_MAX)
        return false;
    if ((record->seq == 0) != (record->type == RECORD_HAND_OVER))
        return false;
    if (record->seq == 0 && !sodium_is_zero(record->previous, sizeof record->previous))
        return false;
    return record->peer_ack == 0 || record->type == RECORD_MESSAGE || record->type == RECORD_CLOSE;
}

static bool is_allowed(const struct record *record)
{
    return has_fitting_epoch(record) && has_fitting_numbers(record) &&
           (strcmp(record->sender, "m0") == 0) == (record->role == RECORD_VISITOR);
}

static bool read_header(const unsigned char *bytes, struct record *record)
{
    if (memcmp(bytes, "HLE1", 4) != 0 || !may_say(bytes[5], bytes[4]) || bytes_u16(bytes + 6) != 0)
        return false;
    record->type = bytes[4];
    record->role = bytes[5];
    memcpy(record->conversation, bytes + 8, sizeof record->conversation);
    record->epoch = bytes_u32(bytes + 24);
    record->seq = bytes_u64(bytes + 36);
    memcpy(record->previous, bytes + 44, sizeof record->previous);
    record->peer_ack = bytes_u64(bytes + 76);
    return read_member(bytes + 28, record->sender) && is_allowed(record);
}

static bool is_sealed_size(size_t size)
{
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++) {
        if (size == RECORD_HEADER_SIZE + NONCE_SIZE + CLASSES[i] + TAG_SIZE)
            return true;
    }
    return false;
}

/* Whether the reader at `at` is named before. */
static bool is_named(const struct record *record, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (strcmp(record->readers[i], record->readers[at]) == 0)
            return true;
    }
    return false;
}

static bool read_entries(const unsigned char *bytes, size_t size, struct record *record)
{
    const unsigned char *commitment = bytes + RECORD_HEADER_SIZE + KEY_SIZE;
    const unsigned char *entry = commitment + COMMITMENT_SIZE + 1;

    if (size < RECORD_HEADER_SIZE + KEYS_SIZE ||
        (record->type == RECORD_GRANT && !sodium_is_zero(commitment, COMMITMENT_SIZE)))
        return false;
    record->entries = entry[-1];
    if (record->entries < 1 || record->entries > RECORD_ENTRIES_MAX ||
        size != RECORD_HEADER_SIZE + KEYS_SIZE + record->entries * ENTRY_SIZE + SIGNATURE_SIZE)
        return false;
    for (size_t i = 0; i < record->entries; i++, entry += ENTRY_SIZE) {
        if (!read_member(entry, record->readers[i]) ||
            (record->type == RECORD_EPOCH_OPEN && is_named(record, i)))
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
