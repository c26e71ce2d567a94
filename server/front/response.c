#include "front/response.h"

#include <string.h>

#define HEAD_ROOM 2048 /* bytes; the fixed headers take 700 */

struct head {
    struct lws *wsi;
    unsigned char *at, *end;
    bool failed;
};

static void add(struct head *head, const char *name, const char *value)
{
    if (value && lws_add_http_header_by_name(head->wsi, (const unsigned char *)name,
                                             (const unsigned char *)value, (int)strlen(value),
                                             &head->at, head->end))
        head->failed = true;
}

bool response_write_head(struct lws *wsi, const struct response *response)
{
    unsigned char buffer[LWS_PRE + HEAD_ROOM];
    unsigned char *start = buffer + LWS_PRE;
    struct head head = {.wsi = wsi, .at = start, .end = buffer + sizeof(buffer) - 1};

    if (lws_add_http_header_status(wsi, response->status | LWSAHH_FLAG_NO_SERVER_NAME, &head.at,
                                   head.end))
        return false;
    add(&head, "content-type:", response->type);
    add(&head, "content-encoding:", response->coding);
    add(&head, "etag:", response->tag);
    add(&head, "location:", response->location);
    add(&head, "allow:", response->allow);
    add(&head, "sec-websocket-version:", response->version);
    add(&head, "vary:", response->varies ? "accept-encoding" : NULL);
    add(&head, "connection:", response->closes ? "close" : NULL);
    add(&head,
        "cache-control:", response->lasting ? "public, max-age=31536000, immutable" : "no-store");
    if (response->status != 304 &&
        lws_add_http_header_content_length(wsi, response->length, &head.at, head.end))
        return false;
    return !head.failed && !lws_finalize_write_http_header(wsi, start, &head.at, head.end);
}

bool response_write_chunk(struct lws *wsi, const char *bytes, size_t length, bool last)
{
    unsigned char buffer[LWS_PRE + RESPONSE_CHUNK];

    memcpy(buffer + LWS_PRE, bytes, length);
    return lws_write(wsi, buffer + LWS_PRE, length, last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) >=
           (int)length;
}
