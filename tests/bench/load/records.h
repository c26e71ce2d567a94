/* Records of the form that the server checks (protocol/encryption.md). Where a page has put the
 * ciphertext they tell when they should have been said: the server cannot see the difference. */
#ifndef LOAD_RECORDS_H
#define LOAD_RECORDS_H

#include <stddef.h>
#include <stdint.h>

#include "scan.h"

#define RECORD_TEXT_SIZE 1024 /* of the longest record here, in base64, with its NUL */
#define RECORD_READERS 2
#define RECORD_NOTE_EPOCHS 0x80000000u /* from here on an epoch counts the keys of hand-overs */

enum record_type {
    RECORD_MESSAGE = 1,
    RECORD_EPOCH_OPEN = 2,
    RECORD_KEY_ACK = 3,
    RECORD_HAND_OVER = 6
};

enum record_role { RECORD_VISITOR = 1, RECORD_OWNER = 2, RECORD_RECEIVER = 3 };

struct record {
    enum record_type type;
    enum record_role role;
    const char *conversation; /* 32 hex digits */
    const char *member;
    uint32_t epoch;
    int64_t number; /* 0 for a hand-over */
};

/* Writes a record as long as one with a short text, in base64. */
void records_seal(const struct record *record, uint64_t intended_ns, char text[RECORD_TEXT_SIZE]);

/* Writes a record that gives a key to these members: one, or two of them. */
void records_open_epoch(const struct record *record, const struct slice *readers, size_t count,
                        char text[RECORD_TEXT_SIZE]);

/* When a record should have been said, ns; 0 for what is too short to tell. */
uint64_t records_time(struct slice record);

#endif
