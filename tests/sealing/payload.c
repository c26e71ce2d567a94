#include "sealing/payload.h"

#include <string.h>

#include "sealed/bytes.h"
#include "sealed/record.h"

void payload_write_key_ack(const struct key_ack *ack, unsigned char bytes[PAYLOAD_KEY_ACK_SIZE])
{
    memcpy(bytes, ack->transfer, sizeof ack->transfer);
    bytes_put_u32(bytes + 16, ack->epoch);
    memcpy(bytes + 20, ack->serial, sizeof ack->serial);
    memcpy(bytes + 28, ack->transcript, sizeof ack->transcript);
}

bool payload_read_key_ack(const unsigned char *bytes, size_t size, struct key_ack *ack)
{
    if (size != PAYLOAD_KEY_ACK_SIZE)
        return false;
    memcpy(ack->transfer, bytes, sizeof ack->transfer);
    ack->epoch = bytes_u32(bytes + 16);
    memcpy(ack->serial, bytes + 20, sizeof ack->serial);
    memcpy(ack->transcript, bytes + 28, sizeof ack->transcript);
    return true;
}

void payload_write_close(const struct close *last, unsigned char bytes[PAYLOAD_CLOSE_SIZE])
{
    bytes_put_u64(bytes, last->visitor);
    bytes_put_u64(bytes + 8, last->owner);
}

bool payload_read_close(const unsigned char *bytes, size_t size, struct close *last)
{
    if (size != PAYLOAD_CLOSE_SIZE)
        return false;
    last->visitor = bytes_u64(bytes);
    last->owner = bytes_u64(bytes + 8);
    return last->visitor <= RECORD_NUMBER_MAX && last->owner <= RECORD_NUMBER_MAX;
}

void payload_write_vouch(const struct vouch *vouch, unsigned char bytes[PAYLOAD_VOUCH_SIZE])
{
    memcpy(bytes, vouch->visitor_key, sizeof vouch->visitor_key);
    bytes_put_u32(bytes + 32, vouch->epoch);
    memcpy(bytes + 36, vouch->transcript, sizeof vouch->transcript);
}

bool payload_read_vouch(const unsigned char *bytes, size_t size, struct vouch *vouch)
{
    if (size != PAYLOAD_VOUCH_SIZE)
        return false;
    memcpy(vouch->visitor_key, bytes, sizeof vouch->visitor_key);
    vouch->epoch = bytes_u32(bytes + 32);
    memcpy(vouch->transcript, bytes + 36, sizeof vouch->transcript);
    return true;
}
