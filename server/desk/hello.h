/* The end of every hello. */
#ifndef VEER_DESK_HELLO_H
#define VEER_DESK_HELLO_H

#include "desk/party.h"

/* The party is known from now on; sends what everybody of his role gets at once. Call it after the
 * reply. Does nothing the second time. */
void hello_done(struct party *party);

#endif
