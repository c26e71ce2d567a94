/* Whether a request may become a WebSocket: pure questions about its headers. */
#ifndef VEER_FRONT_HANDSHAKE_H
#define VEER_FRONT_HANDSHAKE_H

#include <stdbool.h>
#include <stddef.h>

#define HANDSHAKE_PATH "/ws"

/* Headers that are absent are NULL. */
struct handshake {
    const char *path; /* NULL: not a GET */
    const char *upgrade, *connection, *host, *origin, *version, *key, *protocols;
    bool has_query;
};

/* Returns 0 when it may, else the HTTP status of the refusal: 400, 403 (origin), 404 (path), 405
 * (method) or 426 (version). `origins` are allowed beside the server's own. */
unsigned handshake_check(const struct handshake *request, const char *const *origins,
                         size_t origin_count);

/* Whether the origin is http:// or https:// followed by exactly the value of the Host header, or
 * one of the list. */
bool handshake_origin_allowed(const char *origin, const char *host, const char *const *origins,
                              size_t origin_count);

/* Whether a comma-separated header value has this token, whatever its case. */
bool handshake_has_token(const char *value, const char *token);

#endif
