#include "sealing/seal.h"

#include <sodium.h>
#include <string.h>

#include "sealed/bytes.h"

enum { AT_ROLE = 5, AT_NONCE = RECORD_HEADER_SIZE, AT_BOX = AT_NONCE + SEAL_NONCE_SIZE };

static const unsigned char magic[4] = "HLE1";

_Static_assert(SEAL_SIZE(PADDING_SIZE_MAX) == RECORD_SIZE_MAX, "as specified");
_Static_assert(SEAL_NONCE_SIZE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "XChaCha20");

/* A header is sealed together with the commitment of the key. */
struct bound {
    unsigned char header[RECORD_HEADER_SIZE];
    unsigned char commitment[EPOCH_COMMITMENT_SIZE];
};

static void bind_key(struct bound *bound, const unsigned char header[RECORD_HEADER_SIZE],
                     const unsigned char key[EPOCH_KEY_SIZE])
{
    memcpy(bound->header, header, RECORD_HEADER_SIZE);
    epoch_key_commit(key, bound->commitment);
}

void seal_header(const struct record *record, unsigned char header[RECORD_HEADER_SIZE])
{
    memset(header, 0, RECORD_HEADER_SIZE);
    memcpy(header, magic, sizeof magic);
    header[4] = (unsigned char)record->type;
    header[AT_ROLE] = (unsigned char)record->role;
    memcpy(header + 8, record->conversation, RECORD_CONVERSATION_SIZE);
    bytes_put_u32(header + 24, record->epoch);
    memcpy(header + 28, record->sender, strnlen(record->sender, RECORD_MEMBER_SIZE));
    bytes_put_u64(header + 36, record->seq);
    memcpy(header + 44, record->previous, RECORD_HASH_SIZE);
    bytes_put_u64(header + 76, record->peer_ack);
}

void seal_padded(const unsigned char header[RECORD_HEADER_SIZE],
                 const unsigned char key[EPOCH_KEY_SIZE],
                 const unsigned char nonce[SEAL_NONCE_SIZE], const unsigned char *padded,
                 size_t size, unsigned char *bytes)
{
    struct bound bound;
    unsigned char derived[EPOCH_KEY_SIZE];

    bind_key(&bound, header, key);
    epoch_key_derive(key, header[AT_ROLE], derived);
    memcpy(bytes, header, RECORD_HEADER_SIZE);
    memcpy(bytes + AT_NONCE, nonce, SEAL_NONCE_SIZE);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + AT_BOX, NULL, padded, size,
                                                     (const unsigned char *)&bound, sizeof bound,
                                                     NULL, nonce, derived);
    sodium_memzero(derived, sizeof derived);
}

bool seal_open_padded(const unsigned char *bytes, size_t size,
                      const unsigned char key[EPOCH_KEY_SIZE], unsigned char *padded)
{
    struct bound bound;
    unsigned char derived[EPOCH_KEY_SIZE];
    int opened;

    if (size < SEAL_SIZE(0))
        return false;
    bind_key(&bound, bytes, key);
    epoch_key_derive(key, bytes[AT_ROLE], derived);
    opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
        padded, NULL, NULL, bytes + AT_BOX, size - AT_BOX, (const unsigned char *)&bound,
        sizeof bound, bytes + AT_NONCE, derived);
    sodium_memzero(derived, sizeof derived);
    return opened == 0;
}

bool seal_record(const struct record *record, const unsigned char key[EPOCH_KEY_SIZE],
                 const unsigned char nonce[SEAL_NONCE_SIZE], const unsigned char *clear,
                 size_t length, unsigned char *bytes, size_t *size)
{
    unsigned char header[RECORD_HEADER_SIZE], padded[PADDING_SIZE_MAX];
    struct record read;

    if (length > PADDING_CLEAR_MAX)
        return false;
    if (length > 0)
        memcpy(padded, clear, length);
    (void)padding_add(padded, length);
    seal_header(record, header);
    seal_padded(header, key, nonce, padded, padding_size(length), bytes);
    sodium_memzero(padded, sizeof padded);
    *size = SEAL_SIZE(padding_size(length));
    return record_read(bytes, *size, &read) && read.entries == 0;
}

bool seal_open(const unsigned char *bytes, size_t size, const unsigned char key[EPOCH_KEY_SIZE],
               struct record *record, unsigned char *clear, size_t *length)
{
    return record_read(bytes, size, record) && record->entries == 0 &&
           seal_open_padded(bytes, size, key, clear) &&
           padding_length(clear, size - SEAL_SIZE(0), length);
}
