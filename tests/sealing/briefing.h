/* The key that two counsellors share for the briefing of one transfer. */
#ifndef VEER_SEALING_BRIEFING_H
#define VEER_SEALING_BRIEFING_H

#include <stdbool.h>

#include "sealing/envelope.h"
#include "sealing/epoch_key.h"

/* The same for both. `secret` is of one's own shift key, `other` the colleague's. The caller wipes
 * the key. Returns false when `other` is a point of low order. */
bool briefing_key(const unsigned char secret[ENVELOPE_KEY_SIZE],
                  const unsigned char other[ENVELOPE_KEY_SIZE], const unsigned char transfer[16],
                  unsigned char key[EPOCH_KEY_SIZE]);

#endif
