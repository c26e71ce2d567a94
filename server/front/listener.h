/* A listening TCP socket of our own. Several processes can share one port (SO_REUSEPORT), which
 * libwebsockets as packaged cannot; stopping to accept is closing the socket. */
#ifndef VEER_FRONT_LISTENER_H
#define VEER_FRONT_LISTENER_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/log.h"

struct listener;

/* Gets each new connection (non-blocking, TCP_NODELAY) and owns its descriptor. */
typedef void (*listener_accepted_fn)(void *context, int fd);

/* Whether nobody listens on this address ("127.0.0.1", "::1", "0.0.0.0") and port. Returns 0, or
 * an errno value: EADDRINUSE, EACCES, EADDRNOTAVAIL, EINVAL when the address is none. */
int listener_probe(const char *address, uint16_t port);

/* Listens, and calls accepted() for each connection until listener_close(). Port 0 takes a free
 * one. Returns NULL and sets *error to an errno value when that fails. */
struct listener *listener_create(uv_loop_t *loop, const char *address, uint16_t port,
                                 listener_accepted_fn accepted, void *context, struct log *log,
                                 int *error);

/* The port that it listens on. */
uint16_t listener_port(const struct listener *listener);

/* Hands over the connections that the kernel has accepted already, closes the socket, and frees
 * the listener from the loop. Takes NULL. */
void listener_close(struct listener *listener);

#endif
