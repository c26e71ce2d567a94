/* What is made of the key of an epoch (or of a hand-over, a briefing, notes). */
#ifndef VEER_SEALING_EPOCH_KEY_H
#define VEER_SEALING_EPOCH_KEY_H

#define EPOCH_KEY_SIZE 32
#define EPOCH_COMMITMENT_SIZE 32

/* By what the key is known to those who do not have it. */
void epoch_key_commit(const unsigned char key[EPOCH_KEY_SIZE],
                      unsigned char commitment[EPOCH_COMMITMENT_SIZE]);

/* The key under which this role (enum record_role) seals; the caller wipes it. */
void epoch_key_derive(const unsigned char key[EPOCH_KEY_SIZE], unsigned role,
                      unsigned char derived[EPOCH_KEY_SIZE]);

#endif
