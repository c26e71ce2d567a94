/* Writes one HTTP response. */
#ifndef VEER_FRONT_RESPONSE_H
#define VEER_FRONT_RESPONSE_H

#include <libwebsockets.h>
#include <stdbool.h>
#include <stddef.h>

#define RESPONSE_CHUNK 16384 /* bytes written at a time */

/* What to answer; the texts may be NULL where nothing is said of them. */
struct response {
    unsigned status;
    const char *type;     /* Content-Type */
    const char *coding;   /* Content-Encoding */
    const char *tag;      /* ETag */
    const char *location; /* of a redirect */
    const char *allow;    /* the methods, for 405 */
    const char *version;  /* Sec-WebSocket-Version, for 426 */
    bool lasting;         /* may be kept for ever; else it must not be kept at all */
    bool varies;          /* by Accept-Encoding */
    bool closes;          /* the connection ends after it */
    const char *body;
    size_t length;
};

/* Writes the status line and all headers. Returns false when that fails. */
bool response_write_head(struct lws *wsi, const struct response *response);

/* Writes a chunk of a body; `last` when nothing follows. lws keeps what the socket does not take.
 * length: at most RESPONSE_CHUNK. Returns false when that fails. */
bool response_write_chunk(struct lws *wsi, const char *bytes, size_t length, bool last);

#endif
