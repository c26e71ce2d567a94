#include "front/connections.h"

#include <stdlib.h>
#include <string.h>

#include "front/cut.h"

#define SCRATCH_LEAST 16384 /* bytes */

static void start_limit(struct connection *connection, struct ring *ring, unsigned limit_ms)
{
    ring_remove(&connection->limit);
    connection->deadline_ms = uv_now(connection->all->loop) + limit_ms;
    ring_append(ring, &connection->limit);
}

struct connection *connection_create(struct connections *all, struct lws *wsi)
{
    struct connection *connection = calloc(1, sizeof(*connection));
    uint64_t now_ms = uv_now(all->loop);

    if (!connection)
        return NULL;
    connection->all = all;
    connection->wsi = wsi;
    connection->heard_ms = now_ms;
    ring_init(&connection->seat);
    ring_init(&connection->limit);
    ring_init(&connection->due);
    bucket_init(&connection->bucket, all->settings->messages_burst, now_ms);
    wheel_add(&all->wheel, &connection->seat);
    start_limit(connection, &all->waiting, all->settings->hello_ms);
    all->count++;

    connection->user = all->owner->opened(all->owner->context, connection);
    if (!connection->user) {
        connection->told = true;
        connection_close(connection, WIRE_CLOSE_RESTART, NULL);
    } else if (all->draining) {
        connection_close(connection, WIRE_CLOSE_DRAINING, NULL);
    }
    return connection;
}

static void tell_closed(struct connection *connection)
{
    const struct front_owner *owner = connection->all->owner;

    if (connection->told)
        return;
    connection->told = true;
    owner->closed(owner->context, connection->user);
}

/* Nothing is sent any more; lws has close_ms to let go of it. */
static void start_leaving(struct connection *connection)
{
    connection->stage = CONNECTION_LEAVING;
    outbox_clear(&connection->outbox);
    start_limit(connection, &connection->all->ending, connection->all->settings->close_ms);
}

/* Writes a frame. What the socket does not take at once lws keeps, one frame at most since nobody
 * writes while lws_partial_buffered(). `bytes` has LWS_PRE of room in front. */
static bool write_frame(struct connection *connection, unsigned char *bytes, size_t length,
                        enum lws_write_protocol kind)
{
    if (lws_write(connection->wsi, bytes, length, kind) >= (int)length)
        return true;
    connection->broken = true;
    start_leaving(connection);
    connections_later(connection->all, connection);
    return false;
}

static unsigned char *scratch_for(struct connections *all, size_t length)
{
    size_t size = LWS_PRE + length;

    if (size > all->scratch_size) {
        size = size < SCRATCH_LEAST ? SCRATCH_LEAST : size;
        unsigned char *scratch = realloc(all->scratch, size);
        if (!scratch)
            return NULL;
        all->scratch = scratch;
        all->scratch_size = size;
    }
    return all->scratch + LWS_PRE;
}

static void give_up(struct connection *connection, const char *why)
{
    log_write(connection->all->log, LOG_LEVEL_INFO, why, NULL);
    outbox_clear(&connection->outbox);
    connection_close(connection, WIRE_CLOSE_TOO_SLOW, NULL);
}

void connection_send(struct connection *connection, const char *text, size_t length)
{
    struct connections *all = connection->all;
    struct outbox *outbox = &connection->outbox;

    if (connection->stage != CONNECTION_OPEN)
        return;
    if (!outbox->first && !lws_partial_buffered(connection->wsi)) {
        unsigned char *bytes = scratch_for(all, length);
        if (bytes) {
            memcpy(bytes, text, length);
            write_frame(connection, bytes, length, LWS_WRITE_TEXT);
            return;
        }
    }
    if (outbox->bytes + length > all->settings->queue_bytes || !outbox_add(outbox, text, length)) {
        give_up(connection, "connection_too_slow");
        return;
    }
    lws_callback_on_writable(connection->wsi);
}

void connection_writable(struct connection *connection)
{
    struct outbox *outbox = &connection->outbox;

    /* lws asks again while it closes; what was left then stays unsent. */
    if (connection->stage == CONNECTION_LEAVING)
        return;
    connection->heard_ms = uv_now(connection->all->loop); /* it reads, so it lives */
    while (outbox->first && !lws_partial_buffered(connection->wsi)) {
        if (!write_frame(connection, outbox_text(outbox), outbox->first->length, LWS_WRITE_TEXT))
            return;
        outbox_drop(outbox);
    }
    if (outbox->first || lws_partial_buffered(connection->wsi))
        lws_callback_on_writable(connection->wsi);
    else if (connection->stage == CONNECTION_FLUSHING)
        connections_later(connection->all, connection);
}

static void take_message(struct connection *connection, const char *text, size_t length)
{
    const struct front_settings *settings = connection->all->settings;
    const struct front_owner *owner = connection->all->owner;
    uint64_t now_ms = uv_now(connection->all->loop);

    if (connection->all->draining)
        return;
    if (!bucket_take(&connection->bucket, settings->messages_per_s, settings->messages_burst,
                     now_ms)) {
        log_write(connection->all->log, LOG_LEVEL_INFO, "connection_rate", NULL);
        connection_close(connection, WIRE_CLOSE_RATE, NULL);
        return;
    }
    owner->message(owner->context, connection->user, text, length);
}

void connection_receive(struct connection *connection, const char *bytes, size_t length)
{
    const struct front_settings *settings = connection->all->settings;
    const struct assembly_limits limits = {.bytes = settings->message_bytes,
                                           .fragments = settings->message_fragments};
    const struct assembly_piece piece = {.bytes = bytes,
                                         .length = length,
                                         .frame_left =
                                             lws_remaining_packet_payload(connection->wsi),
                                         .first = lws_is_first_fragment(connection->wsi) != 0,
                                         .final = lws_is_final_fragment(connection->wsi) != 0};
    const char *message;
    size_t message_length;

    if (connection->stage != CONNECTION_OPEN)
        return;
    connection->heard_ms = uv_now(connection->all->loop);
    if (lws_frame_is_binary(connection->wsi)) {
        connection_close(connection, WIRE_CLOSE_UNSUPPORTED, NULL);
        return;
    }
    switch (assembly_add(&connection->assembly, &limits, &piece, &message, &message_length)) {
    case ASSEMBLY_COMPLETE:
        take_message(connection, message, message_length);
        assembly_reset(&connection->assembly);
        break;
    case ASSEMBLY_TOO_BIG:
    case ASSEMBLY_TOO_MANY:
        connection_close(connection, WIRE_CLOSE_TOO_BIG, NULL);
        break;
    case ASSEMBLY_NO_MEMORY:
        connection_close(connection, WIRE_CLOSE_RESTART, NULL);
        break;
    case ASSEMBLY_MORE:
        break;
    }
}

void connection_heard(struct connection *connection)
{
    connection->heard_ms = uv_now(connection->all->loop);
}

void connection_visit(struct connection *connection)
{
    struct connections *all = connection->all;
    unsigned char ping[LWS_PRE + 1] = {0};

    if (connection->stage != CONNECTION_OPEN)
        return;
    if (uv_now(all->loop) - connection->heard_ms >= all->settings->silence_ms) {
        give_up(connection, "connection_silent");
        return;
    }
    /* Behind a queue a ping would wait for its turn; there progress in writing shows life. lws does
     * not tell of a pong without content, so the ping has a byte. */
    if (!connection->outbox.first && !lws_partial_buffered(connection->wsi))
        write_frame(connection, ping + LWS_PRE, 1, LWS_WRITE_PING);
}

void connection_close(struct connection *connection, unsigned code, const char *reason)
{
    if (connection->stage != CONNECTION_OPEN)
        return;
    connection->stage = CONNECTION_FLUSHING;
    connection->code = code;
    connection->reason = reason ? reason : wire_close_name((enum wire_close)code);
    assembly_reset(&connection->assembly);
    start_limit(connection, &connection->all->ending, connection->all->settings->close_ms);
    connections_later(connection->all, connection);
}

/* Under libuv lws loses the close frame of a connection that is closed from its WRITEABLE callback
 * (libwebsockets issue 3569), and drops it when a frame is still half sent. So it is sent from the
 * loop, after everything else. */
static void send_close(struct connection *connection)
{
    struct lws *wsi = connection->wsi;
    unsigned char reason[32];
    size_t length = strlen(connection->reason);

    if (length > sizeof(reason))
        length = sizeof(reason);
    memcpy(reason, connection->reason, length);
    connection->stage = CONNECTION_LEAVING;
    lws_close_reason(wsi, (enum lws_close_status)connection->code, reason, length);
    /* May free the connection. */
    lws_set_timeout(wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_SYNC);
}

void connection_proceed(struct connection *connection)
{
    tell_closed(connection);
    if (connection->broken)
        connection_cut(connection);
    else if (connection->stage == CONNECTION_FLUSHING && !connection->outbox.first &&
             !lws_partial_buffered(connection->wsi))
        send_close(connection);
}

void connection_cut(struct connection *connection)
{
    connection->stage = CONNECTION_LEAVING;
    tell_closed(connection);
    cut_socket(connection->wsi);
}

void connection_lost(struct connection *connection)
{
    if (connection->stage == CONNECTION_LEAVING)
        return;
    start_leaving(connection);
    tell_closed(connection);
}

void connection_gone(struct connection *connection)
{
    struct connections *all = connection->all;

    tell_closed(connection);
    ring_remove(&connection->seat);
    ring_remove(&connection->limit);
    ring_remove(&connection->due);
    outbox_clear(&connection->outbox);
    assembly_reset(&connection->assembly);
    all->count--;
    free(connection);
    connections_wake(all);
}

void connection_hello_done(struct connection *connection)
{
    if (connection->stage == CONNECTION_OPEN)
        ring_remove(&connection->limit);
}

void connection_set_user(struct connection *connection, void *user)
{
    connection->user = user;
}

void *connection_user(const struct connection *connection)
{
    return connection->user;
}
