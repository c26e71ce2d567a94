#include "store/bus.h"

#include <stdlib.h>
#include <string.h>

#include "store/redis.h"

struct bus {
    struct bus_settings settings;
    struct log *log;
    char **channels;
    struct redis *redis;
    size_t confirmed; /* channels, on this connection */
    bool up;
    bus_closed_fn closed;
    void *closed_context;
};

static void destroy(struct bus *bus)
{
    for (size_t i = 0; bus->channels != NULL && i < bus->settings.channel_count; i++)
        free(bus->channels[i]);
    free(bus->channels);
    free(bus);
}

/* The reply to one SUBSCRIBE of one channel. */
static void on_subscribed(void *context, const redisReply *reply)
{
    struct bus *bus = context;

    if (reply == NULL)
        return;
    if (reply->type == REDIS_REPLY_ERROR) {
        log_write(bus->log, LOG_LEVEL_ERROR, "bus_refused", NULL);
        redis_reconnect(bus->redis);
        return;
    }
    if (++bus->confirmed < bus->settings.channel_count)
        return;
    bus->up = true;
    if (bus->settings.on_up != NULL)
        bus->settings.on_up(bus->settings.context);
}

/* One command for each channel: so each command has one reply, like all others. */
static void subscribe(void *context)
{
    struct bus *bus = context;

    bus->confirmed = 0;
    for (size_t i = 0; i < bus->settings.channel_count; i++) {
        const char *command[] = {"SUBSCRIBE", bus->channels[i]};

        if (!redis_command(bus->redis, on_subscribed, bus, 2, command, NULL)) {
            redis_reconnect(bus->redis);
            return;
        }
    }
}

static void on_down(void *context)
{
    struct bus *bus = context;

    if (!bus->up)
        return;
    bus->up = false;
    if (bus->settings.on_down != NULL)
        bus->settings.on_down(bus->settings.context);
}

static void on_push(void *context, const redisReply *message)
{
    struct bus *bus = context;
    const redisReply *channel = message->element[1], *text = message->element[2];

    if (channel->type == REDIS_REPLY_STRING && text->type == REDIS_REPLY_STRING)
        bus->settings.on_message(bus->settings.context, channel->str, text->str, text->len);
}

static bool copy_channels(struct bus *bus)
{
    size_t count = bus->settings.channel_count;

    bus->channels = calloc(count, sizeof *bus->channels);
    if (bus->channels == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        bus->channels[i] = strdup(bus->settings.channels[i]);
        if (bus->channels[i] == NULL)
            return false;
    }
    return true;
}

struct bus *bus_create(uv_loop_t *loop, const struct bus_settings *settings, struct log *log)
{
    struct bus *bus = calloc(1, sizeof *bus);
    struct redis_settings connection = {.address = settings->address,
                                        .user = settings->user,
                                        .password = settings->password,
                                        .name = "bus",
                                        .on_up = subscribe,
                                        .on_down = on_down,
                                        .on_push = on_push,
                                        .context = bus,
                                        .max_commands = settings->channel_count + 1};

    if (bus == NULL)
        return NULL;
    bus->settings = *settings;
    bus->log = log;
    if (copy_channels(bus))
        bus->redis = redis_create(loop, &connection, log);
    if (bus->redis == NULL) {
        destroy(bus);
        return NULL;
    }
    return bus;
}

bool bus_is_up(const struct bus *bus)
{
    return bus->up;
}

static void on_closed(void *context)
{
    struct bus *bus = context;
    bus_closed_fn closed = bus->closed;
    void *closed_context = bus->closed_context;

    destroy(bus);
    if (closed != NULL)
        closed(closed_context);
}

void bus_close(struct bus *bus, bus_closed_fn closed, void *context)
{
    if (bus == NULL)
        return;
    bus->closed = closed;
    bus->closed_context = context;
    redis_close(bus->redis, on_closed, bus);
}
