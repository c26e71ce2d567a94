/* Ends a socket that belongs to lws, now. */
#ifndef VEER_FRONT_CUT_H
#define VEER_FRONT_CUT_H

#include <libwebsockets.h>

/* The loop reports the end of the stream at once and lws closes the connection then; its own time
 * limits would start late when nothing else happens on the loop. What was not sent is thrown away
 * by the kernel, too, where it would wait for a reader that does not read. */
void cut_socket(struct lws *wsi);

#endif
