/* Transcripts: hashes that say who was given which keys, the same for everybody who reads along. */
#ifndef VEER_SEALING_TRANSCRIPT_H
#define VEER_SEALING_TRANSCRIPT_H

#include "sealing/key_record.h"

#define TRANSCRIPT_SIZE 32
#define TRANSCRIPT_WORDS 4

/* What there is before the first epoch. */
void transcript_begin(const unsigned char conversation[RECORD_CONVERSATION_SIZE],
                      const unsigned char visitor_key[32], unsigned char out[TRANSCRIPT_SIZE]);

/* With the epoch that this record opens; its envelopes do not count. */
void transcript_next(const unsigned char before[TRANSCRIPT_SIZE], const struct key_record *record,
                     unsigned char out[TRANSCRIPT_SIZE]);

/* What an envelope in a grant is bound to. `transfer`: zeros for none. */
void transcript_grant(const unsigned char transfer[16], const unsigned char serial[8],
                      const unsigned char visitor_key[32], unsigned char out[TRANSCRIPT_SIZE]);

/* Which four of 1024 words stand for a transcript. */
void transcript_words(const unsigned char transcript[TRANSCRIPT_SIZE],
                      unsigned words[TRANSCRIPT_WORDS]);

#endif
