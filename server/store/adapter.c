#include "store/adapter.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct adapter {
    uv_loop_t *loop;
    struct adapter_events events;
    redisContext *connection; /* NULL while the host name is looked up, and once closed */
    uv_getaddrinfo_t lookup;
    uv_poll_t poll;
    uv_prepare_t flush;
    unsigned attempt;
    unsigned parts; /* handles and requests that still use this memory */
    bool looking_up;
    bool open;
    bool unsent;  /* hiredis' buffer got something since the last write */
    bool writing; /* writability is asked for */
    bool closing;
};

static void part_gone(struct adapter *adapter)
{
    const struct adapter_events events = adapter->events;

    if (--adapter->parts > 0)
        return;
    free(adapter);
    events.on_closed(events.context);
}

static void on_handle_closed(uv_handle_t *handle)
{
    part_gone(handle->data);
}

static void fail(struct adapter *adapter, const char *reason)
{
    char copy[128]; /* the reason may stand in the connection that the owner closes now */

    snprintf(copy, sizeof copy, "%s", reason);
    if (adapter->connection != NULL)
        uv_poll_stop(&adapter->poll);
    adapter->open = false;
    adapter->events.on_failed(adapter->events.context, copy);
}

static void on_poll(uv_poll_t *handle, int status, int events);

static void ask_for_writability(struct adapter *adapter, bool wanted)
{
    if (adapter->writing == wanted)
        return;
    adapter->writing = wanted;
    uv_poll_start(&adapter->poll, wanted ? UV_READABLE | UV_WRITABLE : UV_READABLE, on_poll);
}

static void write_out(struct adapter *adapter)
{
    int done;

    adapter->unsent = false;
    /* After an error the socket turns readable and reading reports it: replies and losses are
     * told from one place only, and never from uv_prepare, whose callbacks may not count on
     * another turn before the loop waits. */
    if (redisBufferWrite(adapter->connection, &done) == REDIS_OK)
        ask_for_writability(adapter, !done);
}

static void on_prepare(uv_prepare_t *handle)
{
    struct adapter *adapter = handle->data;

    if (adapter->open && adapter->unsent && !adapter->writing)
        write_out(adapter);
}

static void read_replies(struct adapter *adapter)
{
    bool readable = redisBufferRead(adapter->connection) == REDIS_OK;

    while (readable && adapter->open) {
        void *reply = NULL;

        readable = redisGetReplyFromReader(adapter->connection, &reply) == REDIS_OK;
        if (!readable || reply == NULL)
            break;
        adapter->events.on_reply(adapter->events.context, reply);
        freeReplyObject(reply);
    }
    if (!readable)
        fail(adapter, adapter->connection->errstr);
}

/* The first event on the socket: connecting has succeeded or failed. */
static void finish_connecting(struct adapter *adapter)
{
    int error = 0, on = 1;
    socklen_t size = sizeof error;

    if (getsockopt(adapter->connection->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        error = errno;
    if (error != 0) {
        fail(adapter, strerror(error));
        return;
    }
    /* Fails on a unix socket, where nothing waits for more anyway. */
    (void)setsockopt(adapter->connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    adapter->open = true;
    ask_for_writability(adapter, false);
    adapter->events.on_open(adapter->events.context);
}

static void on_poll(uv_poll_t *handle, int status, int events)
{
    struct adapter *adapter = handle->data;

    if (!adapter->open) {
        finish_connecting(adapter);
        return; /* what is readable stays so */
    }
    if (status < 0 || (events & UV_READABLE)) /* reading finds out what is wrong */
        read_replies(adapter);
    if (adapter->open && (events & UV_WRITABLE))
        write_out(adapter);
}

/* Takes over the connection. Returns false, with the reason, when it is of no use; it is freed
 * then. */
static bool watch(struct adapter *adapter, redisContext *connection, char *reason,
                  size_t reason_size)
{
    const char *problem = NULL;
    int status;

    if (connection == NULL) {
        snprintf(reason, reason_size, "out of memory");
        return false;
    }
    if (connection->err)
        problem = connection->errstr;
    else if ((status = uv_poll_init(adapter->loop, &adapter->poll, connection->fd)) != 0)
        problem = uv_strerror(status);
    if (problem != NULL) {
        snprintf(reason, reason_size, "%s", problem);
        redisFree(connection);
        return false;
    }
    adapter->connection = connection;
    adapter->parts++;
    adapter->poll.data = adapter;
    ask_for_writability(adapter, true);
    return true;
}

static redisContext *connect_to(const struct addrinfo *found)
{
    char host[NI_MAXHOST], port[NI_MAXSERV];

    if (getnameinfo(found->ai_addr, found->ai_addrlen, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return NULL;
    return redisConnectNonBlock(host, (int)strtol(port, NULL, 10));
}

static const struct addrinfo *choose(const struct addrinfo *list, unsigned attempt)
{
    unsigned count = 0;

    for (const struct addrinfo *each = list; each != NULL; each = each->ai_next)
        count++;
    for (unsigned skip = count > 1 ? attempt % count : 0; skip > 0; skip--)
        list = list->ai_next;
    return list;
}

static void on_looked_up(uv_getaddrinfo_t *request, int status, struct addrinfo *list)
{
    struct adapter *adapter = request->data;
    char reason[128];

    adapter->looking_up = false;
    if (!adapter->closing) {
        if (status != 0)
            fail(adapter, uv_strerror(status));
        else if (!watch(adapter, connect_to(choose(list, adapter->attempt)), reason, sizeof reason))
            fail(adapter, reason);
    }
    uv_freeaddrinfo(list);
    part_gone(adapter);
}

static bool look_up(struct adapter *adapter, const struct address *address, char *reason,
                    size_t reason_size)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    int status = uv_getaddrinfo(adapter->loop, &adapter->lookup, on_looked_up, address->host,
                                address->port, &hints);

    if (status != 0) {
        snprintf(reason, reason_size, "%s", uv_strerror(status));
        return false;
    }
    adapter->lookup.data = adapter;
    adapter->looking_up = true;
    adapter->parts++;
    return true;
}

struct adapter *adapter_create(uv_loop_t *loop, const struct address *address, unsigned attempt,
                               const struct adapter_events *events, char *reason,
                               size_t reason_size)
{
    struct adapter *adapter = calloc(1, sizeof *adapter);
    bool started;

    if (adapter == NULL) {
        snprintf(reason, reason_size, "out of memory");
        return NULL;
    }
    adapter->loop = loop;
    adapter->events = *events;
    adapter->attempt = attempt;
    if (address->path != NULL)
        started = watch(adapter, redisConnectUnixNonBlock(address->path), reason, reason_size);
    else
        started = look_up(adapter, address, reason, reason_size);
    if (!started) {
        free(adapter);
        return NULL;
    }
    uv_prepare_init(loop, &adapter->flush);
    adapter->flush.data = adapter;
    adapter->parts++;
    uv_prepare_start(&adapter->flush, on_prepare);
    return adapter;
}

bool adapter_send(struct adapter *adapter, int argc, const char **argv, const size_t *lengths)
{
    if (!adapter->open ||
        redisAppendCommandArgv(adapter->connection, argc, argv, lengths) != REDIS_OK)
        return false;
    adapter->unsent = true;
    return true;
}

void adapter_close(struct adapter *adapter)
{
    if (adapter->open && adapter->unsent)
        (void)redisBufferWrite(adapter->connection, NULL); /* a last command may still go out */
    adapter->closing = true;
    adapter->open = false;
    if (adapter->looking_up)
        uv_cancel((uv_req_t *)&adapter->lookup); /* its callback comes in any case */
    uv_close((uv_handle_t *)&adapter->flush, on_handle_closed);
    if (adapter->connection != NULL) {
        uv_close((uv_handle_t *)&adapter->poll, on_handle_closed);
        redisFree(adapter->connection);
        adapter->connection = NULL;
    }
}
