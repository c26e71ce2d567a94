/* One WebSocket connection, as the rest of the front room sees it. */
#ifndef VEER_FRONT_CONNECTION_H
#define VEER_FRONT_CONNECTION_H

#include <stddef.h>

#include "wire/generated/errors.h"

struct connection;

/* Sends one text message; the text is copied. It is written at once when nothing waits before it,
 * else queued; when the queue is over its bound the connection is closed with WIRE_CLOSE_TOO_SLOW.
 * Nothing is told to the caller: whoever must know that a message arrived asks for an
 * acknowledgement. Does nothing on a connection that is being closed. */
void connection_send(struct connection *connection, const char *text, size_t length);

/* Sends what is queued, then a close frame with the code (enum wire_close) and the reason (a static
 * code word; NULL: the code's name), and ends the connection after 5 s at the latest, even if the
 * other side reads nothing. The owner's closed() is called from the loop, never from within this
 * call; after closed() the connection must not be used. Does nothing when it is being closed
 * already. */
void connection_close(struct connection *connection, unsigned code, const char *reason);

/* The owner is content with who this is: ends the time limit for the first message. */
void connection_hello_done(struct connection *connection);

/* What the owner remembers with the connection; opened() returns the first value. */
void connection_set_user(struct connection *connection, void *user);
void *connection_user(const struct connection *connection);

#endif
