/* HTTP: the static pages, /network.json, /roots.json and its signature, /healthz and /readyz. */
#ifndef VEER_FRONT_HTTP_H
#define VEER_FRONT_HTTP_H

#include <libwebsockets.h>
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "front/ring.h"
#include "front/server.h"

/* What all requests of one front share. */
struct http {
    const struct front_settings *settings;
    const struct front_owner *owner;
    uv_loop_t *loop;
    struct ring stalled;  /* the transfers whose readers are slow */
    char network_tag[40]; /* the ETag of /network.json, with its quotes */
};

/* What lws keeps for one HTTP connection; all zero at its start. */
struct http_session {
    struct http_transfer *transfer; /* a response that is not written yet, or NULL */
};

/* The pointers must outlive it. */
void http_init(struct http *http, uv_loop_t *loop, const struct front_settings *settings,
               const struct front_owner *owner);

/* A request has come, with its decoded path. Returns what the lws callback must return. */
int http_answer(struct http *http, struct http_session *session, struct lws *wsi, const char *path);

/* The socket can take more. Returns what the lws callback must return. */
int http_writable(struct http *http, struct http_session *session, struct lws *wsi);

/* The connection is over, or becomes a WebSocket. Takes NULL. */
void http_forget(struct http_session *session);

/* Answers a request that may not become a WebSocket. Returns what the lws callback
 * HTTP_CONFIRM_UPGRADE must return. */
int http_refuse_upgrade(struct lws *wsi, unsigned status);

/* Ends responses that nobody reads. To be called every second or so. */
void http_step(struct http *http);

#endif
