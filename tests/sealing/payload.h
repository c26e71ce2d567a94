/* What stands sealed in the records that hold no text. */
#ifndef VEER_SEALING_PAYLOAD_H
#define VEER_SEALING_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAYLOAD_KEY_ACK_SIZE 60
#define PAYLOAD_CLOSE_SIZE 16
#define PAYLOAD_VOUCH_SIZE 68

/* A counsellor holds the key of an epoch. */
struct key_ack {
    unsigned char transfer[16]; /* zeros: none */
    uint32_t epoch;
    unsigned char serial[8]; /* of his shift key */
    unsigned char transcript[32];
};

/* The last numbers in the talk, this record included. */
struct close {
    uint64_t visitor, owner;
};

/* What the owner tells the receiver of the visitor. */
struct vouch {
    unsigned char visitor_key[32];
    uint32_t epoch; /* the newest */
    unsigned char transcript[32];
};

void payload_write_key_ack(const struct key_ack *ack, unsigned char bytes[PAYLOAD_KEY_ACK_SIZE]);
void payload_write_close(const struct close *last, unsigned char bytes[PAYLOAD_CLOSE_SIZE]);
void payload_write_vouch(const struct vouch *vouch, unsigned char bytes[PAYLOAD_VOUCH_SIZE]);

/* Each returns false when the bytes are of another length, or hold a number above
 * RECORD_NUMBER_MAX. */
bool payload_read_key_ack(const unsigned char *bytes, size_t size, struct key_ack *ack);
bool payload_read_close(const unsigned char *bytes, size_t size, struct close *last);
bool payload_read_vouch(const unsigned char *bytes, size_t size, struct vouch *vouch);

#endif
