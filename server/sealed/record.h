/* The form of a sealed record, as far as it can be read without a key (protocol/encryption.md).
 * Nothing here asks for memory, a clock or a key. */
#ifndef VEER_SEALED_RECORD_H
#define VEER_SEALED_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_HEADER_SIZE 84
#define RECORD_SIZE_MAX 4220                /* bytes */
#define RECORD_BASE64_MAX 5628              /* characters of the largest one */
#define RECORD_CONVERSATION_SIZE 16         /* bytes */
#define RECORD_MEMBER_SIZE 8                /* a member id, filled with zeros */
#define RECORD_HASH_SIZE 32                 /* BLAKE2b-256 */
#define RECORD_ENTRIES_MAX 21               /* envelopes in a record that gives keys */
#define RECORD_NUMBER_MAX 9007199254740991u /* 2^53 - 1: pages count no further */
#define RECORD_NOTE_EPOCHS 0x80000000u /* from here on an epoch counts the keys of hand-overs */

enum record_type {
    RECORD_MESSAGE = 1,
    RECORD_EPOCH_OPEN = 2,
    RECORD_KEY_ACK = 3,
    RECORD_CLOSE = 5,
    RECORD_HAND_OVER = 6,
    RECORD_GRANT = 7,
    RECORD_BRIEFING = 8,
    RECORD_NOTE = 9,
    RECORD_VOUCH = 10
};

enum record_role { RECORD_VISITOR = 1, RECORD_OWNER = 2, RECORD_RECEIVER = 3 };

/* What the header says, and whom a record that gives keys names. */
struct record {
    enum record_type type;
    enum record_role role;
    unsigned char conversation[RECORD_CONVERSATION_SIZE];
    uint32_t epoch;
    char sender[RECORD_MEMBER_SIZE + 1]; /* a member id */
    uint64_t seq;
    unsigned char previous[RECORD_HASH_SIZE];
    uint64_t peer_ack;
    size_t entries; /* 0 unless the record gives keys */
    char readers[RECORD_ENTRIES_MAX][RECORD_MEMBER_SIZE + 1];
};

/* Takes the record apart. Returns false when the bytes are no record: another magic, flags, a role
 * that does not say this type, a member id that is none or not of that role, an epoch or a number
 * that this type cannot have, a length that it does not have, or an epoch opened for somebody
 * twice.
 */
bool record_read(const unsigned char *bytes, size_t size, struct record *record);

/* The same for a record in base64, as it is on the wire; `text` ends with a NUL. */
bool record_read_base64(const char *text, struct record *record);

#endif
