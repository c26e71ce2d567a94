/* protocol/vectors/encryption.json, for tests: bytes stand there in hex. */
#ifndef VEER_TESTS_VECTORS_H
#define VEER_TESTS_VECTORS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <sodium.h>

#include "sealed/record.h"

/* The vectors of one name; the caller drops `*all` when it is done. */
static inline json_t *vectors_load(const char *name, json_t **all)
{
    json_error_t error;

    *all = json_load_file(VEER_SOURCE_DIR "/protocol/vectors/encryption.json",
                          JSON_REJECT_DUPLICATES, &error);
    if (!*all)
        fail_msg("line %d: %s", error.line, error.text);
    json_t *found = json_object_get(*all, name);
    assert_non_null(found);
    return found;
}

static inline const char *vectors_text(const json_t *vector, const char *name)
{
    const char *text = json_string_value(json_object_get(vector, name));

    if (!text)
        fail_msg("there is no text \"%s\"", name);
    return text;
}

static inline uint64_t vectors_number(const json_t *vector, const char *name)
{
    const json_t *number = json_object_get(vector, name);

    if (!json_is_integer(number))
        fail_msg("there is no number \"%s\"", name);
    return (uint64_t)json_integer_value(number);
}

/* Returns how many bytes there are, at most `room`. */
static inline size_t vectors_bytes(const json_t *vector, const char *name, unsigned char *bytes,
                                   size_t room)
{
    const char *text = vectors_text(vector, name);
    size_t size = 0;

    if (sodium_hex2bin(bytes, room, text, strlen(text), NULL, &size, NULL) != 0)
        fail_msg("\"%s\" is longer than %zu bytes, or not in hex", name, room);
    return size;
}

/* Exactly as many bytes as there is room for. */
static inline void vectors_exact(const json_t *vector, const char *name, unsigned char *bytes,
                                 size_t size)
{
    assert_int_equal(vectors_bytes(vector, name, bytes, size), size);
}

/* These bytes are what the vector has under the name. */
static inline void vectors_same(const json_t *vector, const char *name, const unsigned char *bytes,
                                size_t size)
{
    unsigned char expected[16384];

    assert_int_equal(vectors_bytes(vector, name, expected, sizeof expected), size);
    assert_memory_equal(bytes, expected, size);
}

/* The header that stands under "header". */
static inline struct record vectors_header(const json_t *vector)
{
    const json_t *header = json_object_get(vector, "header");
    struct record record = {.type = (enum record_type)vectors_number(header, "type"),
                            .role = (enum record_role)vectors_number(header, "role"),
                            .epoch = (uint32_t)vectors_number(header, "epoch"),
                            .seq = vectors_number(header, "seq"),
                            .peer_ack = vectors_number(header, "peer_ack")};

    vectors_exact(header, "conversation", record.conversation, sizeof record.conversation);
    vectors_exact(header, "prev", record.previous, sizeof record.previous);
    (void)snprintf(record.sender, sizeof record.sender, "%s", vectors_text(header, "sender"));
    return record;
}

static inline void vectors_same_header(const struct record *one, const struct record *other)
{
    assert_int_equal(one->type, other->type);
    assert_int_equal(one->role, other->role);
    assert_memory_equal(one->conversation, other->conversation, sizeof one->conversation);
    assert_int_equal(one->epoch, other->epoch);
    assert_string_equal(one->sender, other->sender);
    assert_int_equal(one->seq, other->seq);
    assert_memory_equal(one->previous, other->previous, sizeof one->previous);
    assert_int_equal(one->peer_ack, other->peer_ack);
}

#endif
