#include "front/server.h"

#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "front/connections.h"
#include "front/handshake.h"
#include "front/headers.h"
#include "front/http.h"
#include "wire/generated/limits.h"

#define READ_BYTES 1024       /* read at a time; each connection holds a buffer of it */
#define WRITE_BYTES 65536     /* written at a time */
#define QUEUE_BYTES 262144u   /* of one connection, waiting to be sent */
#define HEADER_BYTES 4096     /* of all headers of a request together */
#define KEEP_ALIVE_S 15       /* an HTTP connection without a request */
#define REFUSED_LOG_MS 1000   /* between two lines that say that we are full */
#define HEADER_VALUE_SIZE 512 /* the longest header value that matters here */

struct front {
    struct front_settings settings;
    struct front_owner owner;
    struct log *log;
    uv_loop_t *loop;
    struct connections connections;
    struct http http;
    struct lws_context *context; /* lws sets it to NULL when it has freed it */
    struct lws_vhost *vhost;
    bool stopped;
    unsigned sockets;    /* that lws has */
    uint64_t refused_ms; /* when a line last said that we are full */
};

static struct front *front_of(struct lws *wsi)
{
    return lws_context_user(lws_get_context(wsi));
}

static const char *header(struct lws *wsi, enum lws_token_indexes token,
                          char buffer[HEADER_VALUE_SIZE])
{
    return lws_hdr_copy(wsi, buffer, HEADER_VALUE_SIZE, token) > 0 ? buffer : NULL;
}

/* Everything that may not be known to lws' parser is asked of it anew: after it has refused an
 * upgrade itself it still calls this, with a pointer to headers that it has freed. */
static int confirm_upgrade(struct lws *wsi)
{
    struct front *front = front_of(wsi);
    char path[HEADER_VALUE_SIZE], upgrade[HEADER_VALUE_SIZE], connection[HEADER_VALUE_SIZE],
        host[HEADER_VALUE_SIZE], origin[HEADER_VALUE_SIZE], version[HEADER_VALUE_SIZE],
        key[HEADER_VALUE_SIZE], offered[HEADER_VALUE_SIZE];
    const struct handshake request = {.path = header(wsi, WSI_TOKEN_GET_URI, path),
                                      .upgrade = header(wsi, WSI_TOKEN_UPGRADE, upgrade),
                                      .connection = header(wsi, WSI_TOKEN_CONNECTION, connection),
                                      .host = header(wsi, WSI_TOKEN_HOST, host),
                                      .origin = header(wsi, WSI_TOKEN_ORIGIN, origin),
                                      .version = header(wsi, WSI_TOKEN_VERSION, version),
                                      .key = header(wsi, WSI_TOKEN_KEY, key),
                                      .protocols = header(wsi, WSI_TOKEN_PROTOCOL, offered),
                                      .has_query =
                                          lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_URI_ARGS) > 0};
    unsigned status;

    if (!request.upgrade)
        return -1;
    status = handshake_check(&request, front->settings.origins, front->settings.origin_count);
    if (status == 0 && front->connections.draining)
        status = 503;
    return status == 0 ? 0 : http_refuse_upgrade(wsi, status);
}

static int on_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                   size_t length)
{
    struct http_session *session = user;

    switch (reason) {
    case LWS_CALLBACK_WSI_CREATE:
        front_of(wsi)->sockets++;
        return 0;
    case LWS_CALLBACK_WSI_DESTROY:
        front_of(wsi)->sockets--;
        return 0;
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return confirm_upgrade(wsi);
    case LWS_CALLBACK_HTTP:
        return http_answer(&front_of(wsi)->http, session, wsi, in);
    case LWS_CALLBACK_HTTP_WRITEABLE:
        return http_writable(&front_of(wsi)->http, session, wsi);
    case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
    case LWS_CALLBACK_CLOSED_HTTP:
        http_forget(session);
        return 0;
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: /* a WebSocket without our protocol ends here */
    case LWS_CALLBACK_RAW_ADOPT:                  /* and so does the method CONNECT */
    case LWS_CALLBACK_RAW_RX:
    case LWS_CALLBACK_RAW_WRITEABLE:
        return -1;
    default:
        return lws_callback_http_dummy(wsi, reason, user, in, length);
    }
}

/* `user` is where lws keeps the pointer to our record. */
static int on_websocket(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                        size_t length)
{
    struct connection **slot = user;

    if (reason == LWS_CALLBACK_ESTABLISHED) {
        *slot = connection_create(&front_of(wsi)->connections, wsi);
        return *slot ? 0 : -1;
    }
    if (!slot || !*slot)
        return 0;
    switch (reason) {
    case LWS_CALLBACK_RECEIVE:
        connection_receive(*slot, in, length);
        return 0;
    case LWS_CALLBACK_RECEIVE_PONG:
        connection_heard(*slot);
        return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE:
        connection_writable(*slot);
        return 0;
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
        connection_lost(*slot);
        return 0;
    case LWS_CALLBACK_CLOSED:
        connection_gone(*slot);
        *slot = NULL;
        return 0;
    default:
        return 0;
    }
}

static unsigned number_or(unsigned value, unsigned otherwise)
{
    return value ? value : otherwise;
}

static void fill_in(struct front_settings *settings)
{
    settings->connections_max = number_or(settings->connections_max, 16000);
    settings->ping_ms = number_or(settings->ping_ms, 20000);
    settings->silence_ms = number_or(settings->silence_ms, 50000);
    settings->hello_ms = number_or(settings->hello_ms, 10000);
    settings->close_ms = number_or(settings->close_ms, 5000);
    settings->request_s = number_or(settings->request_s, 10);
    settings->messages_per_s = number_or(settings->messages_per_s, 50);
    settings->messages_burst = number_or(settings->messages_burst, 200);
    settings->message_fragments = number_or(settings->message_fragments, 32);
    if (settings->message_bytes == 0)
        settings->message_bytes = WIRE_MOST_MESSAGE_BYTES;
    if (settings->queue_bytes == 0)
        settings->queue_bytes = QUEUE_BYTES;
}

static const struct lws_protocols protocols[] = {
    {.name = "http-only",
     .callback = on_http,
     .per_session_data_size = sizeof(struct http_session),
     .tx_packet_size = WRITE_BYTES},
    {.name = WIRE_PROTOCOL,
     .callback = on_websocket,
     .per_session_data_size = sizeof(struct connection *),
     .rx_buffer_size = READ_BYTES,
     .tx_packet_size = WRITE_BYTES},
    {0},
};

/* The lws context without its own listener, pings (they cost O(n) per handshake) and extensions
 * (permessage-deflate is memory-unsafe in the packaged versions), and without HTTP/2. */
static bool open_lws(struct front *front)
{
    static const lws_retry_bo_t no_pings = {0};
    void *loops[] = {front->loop};
    struct lws_context_creation_info info = {0};

    info.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
                   LWS_SERVER_OPTION_VALIDATE_UTF8 | LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME;
    info.foreign_loops = loops;
    info.user = front;
    info.pcontext = &front->context;
    info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
    info.protocols = protocols;
    info.headers = headers_for_all();
    info.vhost_name = "veer";
    info.alpn = "http/1.1";
    info.retry_and_idle_policy = &no_pings;
    info.max_http_header_data = HEADER_BYTES;
    info.timeout_secs = front->settings.request_s;
    info.timeout_secs_ah_idle = front->settings.request_s;
    info.keepalive_timeout = KEEP_ALIVE_S;

    /* Its lines would name addresses and quote requests. */
    lws_set_log_level(0, NULL);
    front->context = lws_create_context(&info);
    if (!front->context)
        return false;
    front->vhost = lws_create_vhost(front->context, &info);
    return front->vhost != NULL;
}

static void on_step(void *context)
{
    struct front *front = context;

    http_step(&front->http);
}

struct front *front_create(uv_loop_t *loop, const struct front_settings *settings,
                           const struct front_owner *owner, struct log *log)
{
    struct front *front = calloc(1, sizeof(*front));

    if (!front)
        return NULL;
    front->settings = *settings;
    fill_in(&front->settings);
    front->owner = *owner;
    front->log = log;
    front->loop = loop;
    http_init(&front->http, loop, &front->settings, &front->owner);
    if (!open_lws(front)) {
        log_write(log, LOG_LEVEL_ERROR, "front_failed", NULL);
        /* With a context lws has handles on the loop that point to the front: it stays until the
         * process, which has no door now, ends. */
        if (!front->context)
            free(front);
        return NULL;
    }
    connections_init(&front->connections, loop, &front->settings, &front->owner, log);
    front->connections.step = on_step;
    front->connections.step_context = front;
    return front;
}

void front_adopt(void *context, int fd)
{
    struct front *front = context;
    uint64_t now_ms = uv_now(front->loop);

    if (front->sockets < front->settings.connections_max) {
        lws_adopt_socket_vhost(front->vhost, fd); /* closes it when it fails */
        return;
    }
    close(fd);
    if (now_ms - front->refused_ms >= REFUSED_LOG_MS) {
        front->refused_ms = now_ms;
        log_write(front->log, LOG_LEVEL_WARN, "connections_full", NULL);
    }
}

size_t front_connections(const struct front *front)
{
    return front->connections.count;
}

void front_hush(struct front *front)
{
    connections_hush(&front->connections);
}

void front_drain(struct front *front, void (*drained)(void *context), void *context)
{
    connections_drain(&front->connections, drained, context);
}

void front_stop(struct front *front)
{
    if (!front || front->stopped)
        return;
    front->stopped = true;
    lws_context_destroy(front->context);
    connections_stop(&front->connections);
}

void front_destroy(struct front *front)
{
    if (!front)
        return;
    /* On a loop that is not its own lws 4.1 leaves the last step of it to us; 4.3 does not. */
    if (front->context)
        lws_context_destroy(front->context);
    connections_finish(&front->connections);
    free(front);
}
