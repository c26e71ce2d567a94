#include "front/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/ids.h"
#include "front/cut.h"
#include "front/response.h"

/* A response whose reader does not take it all at once. */
struct http_transfer {
    struct ring stalled;
    struct lws *wsi;
    const char *left; /* in memory that outlives the front */
    size_t length;
    uint64_t moved_ms; /* when the socket last took something */
};

static const char not_found[] =
    "<!doctype html>\n<html lang=\"nl\">\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Niet gevonden</title>\n"
    "<h1>Deze pagina is er niet</h1>\n<p><a href=\"/\">Naar het begin</a></p>\n"
    "<div lang=\"en\">\n<h2>There is no such page</h2>\n<p><a href=\"/\">To the start</a></p>\n"
    "</div>\n</html>\n";

void http_init(struct http *http, uv_loop_t *loop, const struct front_settings *settings,
               const struct front_owner *owner)
{
    char digest[IDS_DIGEST_SIZE];

    *http = (struct http){.settings = settings, .owner = owner, .loop = loop};
    ring_init(&http->stalled);
    ids_digest(settings->network_json, digest);
    snprintf(http->network_tag, sizeof(http->network_tag), "\"%.32s\"", digest);
}

static int complete(struct lws *wsi)
{
    return lws_http_transaction_completed(wsi) ? -1 : 0;
}

/* Writes what the socket takes. Returns false when the connection is of no use any more. */
static bool push(struct lws *wsi, const char **left, size_t *length)
{
    while (*length > 0 && !lws_send_pipe_choked(wsi)) {
        size_t chunk = *length < RESPONSE_CHUNK ? *length : RESPONSE_CHUNK;
        if (!response_write_chunk(wsi, *left, chunk, chunk == *length))
            return false;
        *left += chunk;
        *length -= chunk;
    }
    return true;
}

static int start_transfer(struct http *http, struct http_session *session, struct lws *wsi,
                          const char *left, size_t length)
{
    struct http_transfer *transfer = malloc(sizeof(*transfer));

    if (!transfer)
        return -1;
    *transfer = (struct http_transfer){
        .wsi = wsi, .left = left, .length = length, .moved_ms = uv_now(http->loop)};
    ring_append(&http->stalled, &transfer->stalled);
    session->transfer = transfer;
    /* lws would give all of a response the time that it gives the headers of a request. */
    lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
    lws_callback_on_writable(wsi);
    return 0;
}

/* The first chunk of the body is copied by lws if need be, so only a longer one must last. */
static int send_response(struct http *http, struct http_session *session, struct lws *wsi,
                         const struct response *response)
{
    bool head_only = lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0;
    const char *left = response->body;
    size_t length = head_only ? 0 : response->length;
    size_t chunk = length < RESPONSE_CHUNK ? length : RESPONSE_CHUNK;

    if (!response_write_head(wsi, response))
        return -1;
    if (chunk > 0 && !response_write_chunk(wsi, left, chunk, chunk == length))
        return -1;
    left += chunk;
    length -= chunk;
    if (!push(wsi, &left, &length))
        return -1;
    if (length > 0 || lws_partial_buffered(wsi))
        return start_transfer(http, session, wsi, left, length);
    return response->closes ? -1 : complete(wsi);
}

int http_writable(struct http *http, struct http_session *session, struct lws *wsi)
{
    struct http_transfer *transfer = session->transfer;

    if (!transfer)
        return 0;
    if (!push(wsi, &transfer->left, &transfer->length))
        return -1;
    transfer->moved_ms = uv_now(http->loop);
    if (transfer->length > 0 || lws_partial_buffered(wsi)) {
        lws_callback_on_writable(wsi);
        return 0;
    }
    http_forget(session);
    return complete(wsi);
}

void http_forget(struct http_session *session)
{
    if (!session || !session->transfer)
        return;
    ring_remove(&session->transfer->stalled);
    free(session->transfer);
    session->transfer = NULL;
}

/* While a response waits for its reader lws leaves what comes in where it is, and the loop would
 * report it on every turn: who sends on without reading is let go. */
static bool is_hopeless(const struct http *http, const struct http_transfer *transfer)
{
    char byte;

    return uv_now(http->loop) - transfer->moved_ms >= (uint64_t)http->settings->request_s * 1000 ||
           recv(lws_get_socket_fd(transfer->wsi), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

void http_step(struct http *http)
{
    for (struct ring *at = http->stalled.next; at != &http->stalled; at = at->next) {
        const struct http_transfer *transfer = RING_HOLDER(at, struct http_transfer, stalled);
        if (is_hopeless(http, transfer))
            cut_socket(transfer->wsi);
    }
}

/* One of the requests' headers, or NULL when it is absent or does not fit. */
static const char *header(struct lws *wsi, enum lws_token_indexes token, char *buffer, int size)
{
    return lws_hdr_copy(wsi, buffer, size, token) > 0 ? buffer : NULL;
}

static bool has_body(struct lws *wsi)
{
    char length[24];

    return lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0 ||
           (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0 &&
            (!header(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, length, sizeof(length)) ||
             strcmp(length, "0") != 0));
}

static void set_text(struct response *response, unsigned status, const char *type, const char *text)
{
    *response =
        (struct response){.status = status, .type = type, .body = text, .length = strlen(text)};
}

static void answer_ready(const struct http *http, struct response *response, char *text,
                         size_t size)
{
    const char *missing = "unknown";

    if (http->owner->ready(http->owner->ready_context, &missing)) {
        set_text(response, 200, "application/json", "{\"ready\":true}\n");
        return;
    }
    snprintf(text, size, "{\"ready\":false,\"missing\":\"%s\"}\n", missing);
    set_text(response, 503, "application/json", text);
}

static void answer_network(const struct http *http, struct lws *wsi, struct response *response)
{
    char known[256];

    if (header(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, known, sizeof(known)) &&
        strstr(known, http->network_tag))
        *response = (struct response){.status = 304};
    else
        set_text(response, 200, "application/json", http->settings->network_json);
    response->tag = http->network_tag;
}

static void answer_page(struct lws *wsi, const struct page *page, struct response *response)
{
    static const char *const codings[PAGE_CODINGS] = {NULL, "gzip", "br"};
    char accepted[256];
    enum page_coding coding =
        page_choose(page, header(wsi, WSI_TOKEN_HTTP_ACCEPT_ENCODING, accepted, sizeof(accepted)));

    *response = (struct response){.status = 200,
                                  .type = page->type,
                                  .coding = codings[coding],
                                  .lasting = page->lasting,
                                  .varies = page->bodies[PAGE_GZIP].bytes ||
                                            page->bodies[PAGE_BROTLI].bytes,
                                  .body = page->bodies[coding].bytes,
                                  .length = page->bodies[coding].length};
}

/* The public keys that pages trust: small, and never kept, so that a revocation counts at once. */
static bool answer_roots(const struct http *http, const char *path, struct response *response)
{
    const bool signature = strcmp(path, "/roots.json.sig") == 0;
    const char *text = signature ? http->settings->roots_signature : http->settings->roots;

    if (!text || (!signature && strcmp(path, "/roots.json") != 0))
        return false;
    set_text(response, 200, signature ? "text/plain" : "application/json", text);
    return true;
}

static bool answer_redirect(const char *path, struct response *response)
{
    static const char *const folders[] = {"/console", "/wallboard"};
    static const char *const targets[] = {"/console/", "/wallboard/"};

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        if (strcmp(path, folders[i]) == 0) {
            set_text(response, 308, NULL, "");
            response->location = targets[i];
            return true;
        }
    return false;
}

int http_answer(struct http *http, struct http_session *session, struct lws *wsi, const char *path)
{
    struct response response;
    const struct page *page;
    char text[128];

    if (lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) == 0 &&
        lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) == 0) {
        set_text(&response, 405, "text/plain", "Only GET and HEAD.\n");
        response.allow = "GET, HEAD";
        response.closes = true;
    } else if (has_body(wsi)) {
        set_text(&response, 400, "text/plain", "A request without a body, please.\n");
        response.closes = true;
    } else if ((page = pages_route(http->settings->pages, path)) != NULL) {
        answer_page(wsi, page, &response);
    } else if (strcmp(path, "/network.json") == 0) {
        answer_network(http, wsi, &response);
    } else if (answer_roots(http, path, &response)) {
        /* it is filled in */
    } else if (strcmp(path, "/healthz") == 0) {
        set_text(&response, 200, "application/json", "{\"ok\":true}\n");
    } else if (strcmp(path, "/readyz") == 0) {
        answer_ready(http, &response, text, sizeof(text));
    } else if (!answer_redirect(path, &response)) {
        set_text(&response, 404, "text/html; charset=utf-8", not_found);
    }
    return send_response(http, session, wsi, &response);
}

int http_refuse_upgrade(struct lws *wsi, unsigned status)
{
    static const struct {
        unsigned status;
        const char *text;
    } reasons[] = {
        {400, "This is no WebSocket request of this server's protocol.\n"},
        {403, "This origin is not allowed.\n"},
        {404, "There is no WebSocket here.\n"},
        {405, "Only GET.\n"},
        {426, "Only WebSocket version 13.\n"},
        {503, "This process is stopping. Try again.\n"},
    };
    struct response response;

    set_text(&response, status, "text/plain", "");
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
        if (reasons[i].status == status)
            set_text(&response, status, "text/plain", reasons[i].text);
    response.version = status == 426 ? "13" : NULL;
    response.allow = status == 405 ? "GET" : NULL;
    response.closes = true;
    if (response_write_head(wsi, &response))
        response_write_chunk(wsi, response.body, response.length, true);
    return -1;
}
