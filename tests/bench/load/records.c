#include "records.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEADER = 84, /* a multiple of three: what stands behind it begins a group of base64 */
    MEMBER_AT = 28,
    SEALED = HEADER + 24 + 256 + 16,
    KEYS = HEADER + 32 + 32 + 1,
    ENTRY = 186,
    SIGNATURE = 64,
    LARGEST = KEYS + RECORD_READERS * ENTRY + SIGNATURE
};

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void put(unsigned char *at, uint64_t value, size_t size)
{
    while (size > 0) {
        at[--size] = (unsigned char)value;
        value >>= 8;
    }
}

static void put_member(unsigned char *at, struct slice member)
{
    memcpy(at, member.at, member.length < 8 ? member.length : 8);
}

static void put_header(unsigned char *bytes, const struct record *record)
{
    memcpy(bytes, "HLE1", 4);
    bytes[4] = (unsigned char)record->type;
    bytes[5] = (unsigned char)record->role;
    for (size_t i = 0; i < 16; i++) {
        char digits[3] = {record->conversation[2 * i], record->conversation[2 * i + 1], '\0'};
        bytes[8 + i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    put(bytes + 24, record->epoch, 4);
    put_member(bytes + MEMBER_AT, (struct slice){record->member, strlen(record->member)});
    put(bytes + 36, (uint64_t)record->number, 8);
}

static void write_base64(const unsigned char *bytes, size_t size, char *text)
{
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        unsigned group = (unsigned)bytes[i] << 16 | (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) |
                         (left > 2 ? bytes[i + 2] : 0);
        *text++ = ALPHABET[group >> 18];
        *text++ = ALPHABET[group >> 12 & 63];
        *text++ = left > 1 ? ALPHABET[group >> 6 & 63] : '=';
        *text++ = left > 2 ? ALPHABET[group & 63] : '=';
    }
    *text = '\0';
}

void records_seal(const struct record *record, uint64_t intended_ns, char text[RECORD_TEXT_SIZE])
{
    unsigned char bytes[SEALED] = {0};

    put_header(bytes, record);
    put(bytes + HEADER, intended_ns, 9); /* whole groups of base64 */
    write_base64(bytes, sizeof bytes, text);
}

void records_open_epoch(const struct record *record, const struct slice *readers, size_t count,
                        char text[RECORD_TEXT_SIZE])
{
    unsigned char bytes[LARGEST] = {0};

    put_header(bytes, record);
    bytes[KEYS - 1] = (unsigned char)count;
    for (size_t i = 0; i < count; i++)
        put_member(bytes + KEYS + i * ENTRY, readers[i]);
    write_base64(bytes, KEYS + count * ENTRY + SIGNATURE, text);
}

uint64_t records_time(struct slice record)
{
    uint64_t time_ns = 0;

    if (record.length < (HEADER + 9) / 3 * 4)
        return 0;
    for (const char *at = record.at + HEADER / 3 * 4, *end = at + 12; at < end; at++) {
        const char *place = memchr(ALPHABET, *at, 64);
        time_ns = time_ns << 6 | (uint64_t)(place ? place - ALPHABET : 0);
    }
    return time_ns;
}
