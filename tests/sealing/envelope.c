#include "sealing/envelope.h"

#include <sodium.h>
#include <string.h>

#include "sealed/bytes.h"

enum {
    AT_CONVERSATION = 1,
    AT_EPOCH = 17,
    AT_ROLE = 21,
    AT_RECIPIENT = 22,
    AT_KEY = 54,
    AT_FIRST_EPOCH = 86,
    AT_TRANSCRIPT = 90,
    VERSION = 1
};

_Static_assert(AT_TRANSCRIPT + RECORD_HASH_SIZE == ENVELOPE_SIZE, "as specified");
_Static_assert(ENVELOPE_SIZE + crypto_box_SEALBYTES == ENVELOPE_SEALED_SIZE, "as specified");

void envelope_write(const struct envelope *envelope, unsigned char bytes[ENVELOPE_SIZE])
{
    bytes[0] = VERSION;
    memcpy(bytes + AT_CONVERSATION, envelope->conversation, sizeof envelope->conversation);
    bytes_put_u32(bytes + AT_EPOCH, envelope->epoch);
    bytes[AT_ROLE] = RECORD_VISITOR;
    memcpy(bytes + AT_RECIPIENT, envelope->recipient, sizeof envelope->recipient);
    memcpy(bytes + AT_KEY, envelope->key, sizeof envelope->key);
    bytes_put_u32(bytes + AT_FIRST_EPOCH, envelope->first_epoch);
    memcpy(bytes + AT_TRANSCRIPT, envelope->transcript, sizeof envelope->transcript);
}

bool envelope_read(const unsigned char *bytes, size_t size, struct envelope *envelope)
{
    if (size != ENVELOPE_SIZE || bytes[0] != VERSION || bytes[AT_ROLE] != RECORD_VISITOR)
        return false;
    memcpy(envelope->conversation, bytes + AT_CONVERSATION, sizeof envelope->conversation);
    envelope->epoch = bytes_u32(bytes + AT_EPOCH);
    memcpy(envelope->recipient, bytes + AT_RECIPIENT, sizeof envelope->recipient);
    memcpy(envelope->key, bytes + AT_KEY, sizeof envelope->key);
    envelope->first_epoch = bytes_u32(bytes + AT_FIRST_EPOCH);
    memcpy(envelope->transcript, bytes + AT_TRANSCRIPT, sizeof envelope->transcript);
    return envelope->first_epoch < RECORD_NOTE_EPOCHS && envelope->first_epoch <= envelope->epoch;
}

bool envelope_seal(const struct envelope *envelope, unsigned char sealed[ENVELOPE_SEALED_SIZE])
{
    unsigned char bytes[ENVELOPE_SIZE];
    int done;

    envelope_write(envelope, bytes);
    done = crypto_box_seal(sealed, bytes, sizeof bytes, envelope->recipient);
    sodium_memzero(bytes, sizeof bytes);
    return done == 0;
}

static enum envelope_fault compare(const struct envelope *envelope,
                                   const unsigned char recipient[ENVELOPE_KEY_SIZE],
                                   const struct envelope_expected *expected)
{
    unsigned char commitment[EPOCH_COMMITMENT_SIZE];

    if (memcmp(envelope->recipient, recipient, ENVELOPE_KEY_SIZE) != 0)
        return ENVELOPE_RECIPIENT;
    if (memcmp(envelope->conversation, expected->conversation, RECORD_CONVERSATION_SIZE) != 0)
        return ENVELOPE_CONVERSATION;
    if (envelope->epoch != expected->epoch)
        return ENVELOPE_EPOCH;
    if (memcmp(envelope->transcript, expected->transcript, RECORD_HASH_SIZE) != 0)
        return ENVELOPE_TRANSCRIPT;
    epoch_key_commit(envelope->key, commitment);
    if (expected->commitment &&
        memcmp(commitment, expected->commitment, EPOCH_COMMITMENT_SIZE) != 0)
        return ENVELOPE_COMMITMENT;
    return ENVELOPE_HOLDS;
}

enum envelope_fault envelope_open(const unsigned char *sealed, size_t size,
                                  const unsigned char secret[ENVELOPE_KEY_SIZE],
                                  const struct envelope_expected *expected,
                                  struct envelope *envelope)
{
    unsigned char recipient[ENVELOPE_KEY_SIZE], bytes[ENVELOPE_SIZE];
    enum envelope_fault fault = ENVELOPE_FORM;

    if (size != ENVELOPE_SEALED_SIZE)
        return fault;
    (void)crypto_scalarmult_base(recipient, secret);
    if (crypto_box_seal_open(bytes, sealed, size, recipient, secret) != 0)
        fault = ENVELOPE_SEALED;
    else if (envelope_read(bytes, sizeof bytes, envelope))
        fault = compare(envelope, recipient, expected);
    sodium_memzero(bytes, sizeof bytes);
    return fault;
}

const char *envelope_fault_name(enum envelope_fault fault)
{
    static const char *const names[] = {
        [ENVELOPE_HOLDS] = "holds",
        [ENVELOPE_SEALED] = "sealed",
        [ENVELOPE_FORM] = "form",
        [ENVELOPE_RECIPIENT] = "recipient",
        [ENVELOPE_CONVERSATION] = "conversation",
        [ENVELOPE_EPOCH] = "epoch",
        [ENVELOPE_TRANSCRIPT] = "transcript",
        [ENVELOPE_COMMITMENT] = "commitment",
    };

    return names[fault];
}
