/* Envelopes: the clear text, what is sealed, and what the other clear texts of records hold. */
#include <sodium.h>
#include <string.h>

#include "fuzz.h"
#include "sealing/envelope.h"
#include "sealing/padding.h"
#include "sealing/payload.h"

static void check_payloads(const uint8_t *data, size_t size)
{
    unsigned char bytes[PAYLOAD_VOUCH_SIZE];
    struct key_ack ack;
    struct close last;
    struct vouch vouch;
    size_t length;

    if (payload_read_key_ack(data, size, &ack)) {
        payload_write_key_ack(&ack, bytes);
        must(memcmp(bytes, data, size) == 0);
    }
    if (payload_read_close(data, size, &last)) {
        payload_write_close(&last, bytes);
        must(memcmp(bytes, data, size) == 0);
    }
    if (payload_read_vouch(data, size, &vouch)) {
        payload_write_vouch(&vouch, bytes);
        must(memcmp(bytes, data, size) == 0);
    }
    if (padding_length(data, size, &length))
        must(length < size && data[length] == 0x80);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char secret[ENVELOPE_KEY_SIZE] = {8};
    static const struct envelope_expected expected = {.epoch = 1};
    unsigned char bytes[ENVELOPE_SIZE], recipient[ENVELOPE_KEY_SIZE];
    struct envelope envelope;

    if (envelope_read(data, size, &envelope)) {
        envelope_write(&envelope, bytes);
        must(memcmp(bytes, data, size) == 0);
    }
    (void)envelope_open(data, size, secret, &expected, &envelope);
    if (size == ENVELOPE_SIZE) { /* what somebody sealed who may write anything */
        unsigned char sealed[ENVELOPE_SEALED_SIZE];

        (void)crypto_scalarmult_base(recipient, secret);
        must(crypto_box_seal(sealed, data, size, recipient) == 0);
        enum envelope_fault fault =
            envelope_open(sealed, sizeof sealed, secret, &expected, &envelope);
        must(fault != ENVELOPE_SEALED && envelope_fault_name(fault) != NULL);
    }
    check_payloads(data, size);
    return 0;
}
