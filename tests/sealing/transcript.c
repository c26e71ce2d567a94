#include "sealing/transcript.h"

#include <sodium.h>
#include <string.h>

#include "sealed/bytes.h"

enum { NAME_SIZE = 10, WORD_BITS = 10, WORDS_BYTES = 5 };

static void begin(crypto_generichash_state *state, const char name[NAME_SIZE + 1])
{
    (void)crypto_generichash_init(state, NULL, 0, TRANSCRIPT_SIZE);
    (void)crypto_generichash_update(state, (const unsigned char *)name, NAME_SIZE);
}

static void add(crypto_generichash_state *state, const unsigned char *bytes, size_t size)
{
    (void)crypto_generichash_update(state, bytes, size);
}

static void end(crypto_generichash_state *state, unsigned char out[TRANSCRIPT_SIZE])
{
    (void)crypto_generichash_final(state, out, TRANSCRIPT_SIZE);
}

void transcript_begin(const unsigned char conversation[RECORD_CONVERSATION_SIZE],
                      const unsigned char visitor_key[32], unsigned char out[TRANSCRIPT_SIZE])
{
    crypto_generichash_state state;

    begin(&state, "HLE1-begin");
    add(&state, conversation, RECORD_CONVERSATION_SIZE);
    add(&state, visitor_key, 32);
    end(&state, out);
}

void transcript_next(const unsigned char before[TRANSCRIPT_SIZE], const struct key_record *record,
                     unsigned char out[TRANSCRIPT_SIZE])
{
    crypto_generichash_state state;
    unsigned char epoch[4];

    begin(&state, "HLE1-chain");
    add(&state, before, TRANSCRIPT_SIZE);
    bytes_put_u32(epoch, record->header.epoch);
    add(&state, epoch, sizeof epoch);
    add(&state, record->commitment, sizeof record->commitment);
    for (size_t i = 0; i < record->header.entries; i++) {
        unsigned char member[RECORD_MEMBER_SIZE] = {0};
        memcpy(member, record->entries[i].member,
               strnlen(record->entries[i].member, sizeof member));
        add(&state, member, sizeof member);
        add(&state, record->entries[i].serial, sizeof record->entries[i].serial);
    }
    end(&state, out);
}

void transcript_grant(const unsigned char transfer[16], const unsigned char serial[8],
                      const unsigned char visitor_key[32], unsigned char out[TRANSCRIPT_SIZE])
{
    crypto_generichash_state state;

    begin(&state, "HLE1-grant");
    add(&state, transfer, 16);
    add(&state, serial, 8);
    add(&state, visitor_key, 32);
    end(&state, out);
}

void transcript_words(const unsigned char transcript[TRANSCRIPT_SIZE],
                      unsigned words[TRANSCRIPT_WORDS])
{
    crypto_generichash_state state;
    unsigned char hash[TRANSCRIPT_SIZE];

    begin(&state, "HLE1-words");
    add(&state, transcript, TRANSCRIPT_SIZE);
    end(&state, hash);
    uint64_t bits = bytes_number(hash, WORDS_BYTES);
    for (size_t i = TRANSCRIPT_WORDS; i > 0; i--) {
        words[i - 1] = bits & ((1u << WORD_BITS) - 1);
        bits >>= WORD_BITS;
    }
}
