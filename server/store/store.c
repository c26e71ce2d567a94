#include "store/store.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/generated/calls.h"
#include "store/redis.h"

#define RETRY_MS 500
#define ARGUMENTS_MAX 24
#define PREFIX_COUNT 7 /* FCALL, function, key count, key, now, process, generation */

struct store {
    struct redis *redis;
    struct log *log;
    char *process;
    char *bus_channel;
    int64_t generation;  /* 0: not known yet */
    int64_t incarnation; /* of the store, as it was last */
    bool ready;
    uv_timer_t retry;
    struct store_settings settings;
    bool closing;
    void (*closed)(void *context);
    void *closed_context;
    int open_handles;
};

/* One call under way. */
struct pending_call {
    struct store *store;
    store_reply_fn reply;
    void *context;
};

static void become_away(struct store *store)
{
    if (!store->ready)
        return;
    store->ready = false;
    store->settings.on_away(store->settings.context);
}

static void begin(struct store *store);

static void retry_begin(uv_timer_t *timer)
{
    begin(timer->data);
}

static void begin_later(struct store *store)
{
    if (!store->closing)
        uv_timer_start(&store->retry, retry_begin, RETRY_MS, 0);
}

/* Takes the new generation from the answer, and hands on the people in it. */
static void take_answer(struct store *store, const json_t *answer)
{
    int64_t generation = json_integer_value(json_object_get(answer, "generation"));

    if (generation == 0) {
        begin_later(store);
        return;
    }
    store->generation = generation;
    store->incarnation = json_integer_value(json_object_get(answer, "incarnation"));
    store->ready = true;
    log_write(store->log, LOG_LEVEL_INFO, "store_ready", NULL);
    store->settings.on_ready(store->settings.context, json_object_get(answer, "people"));
}

static void begun(void *context, const char *json, size_t length, enum wire_error error)
{
    struct store *store = context;
    json_t *answer = error == WIRE_OK ? json_loadb(json, length, 0, NULL) : NULL;

    if (error != WIRE_OK && error != WIRE_ERROR_STALE_PROCESS)
        log_write(store->log, LOG_LEVEL_WARN, "store_start_failed", "error", wire_error_name(error),
                  NULL);
    if (!store->closing)
        take_answer(store, answer);
    json_decref(answer);
}

/* A process that was known before goes on, if it was not given up, under a new generation: what
 * was on its way when the connection broke may still arrive in Redis, after its sender was told
 * that the outcome is unknown, and must not be carried out behind the back of what comes now. */
static void begin(struct store *store)
{
    struct store_process_start start = {.incarnation = store->incarnation};
    struct store_process_resume resume = {.incarnation = store->incarnation};
    bool sent = store->generation == 0 ? store_process_start(store, &start, begun, store)
                                       : store_process_resume(store, &resume, begun, store);
    if (!sent && redis_is_up(store->redis))
        begin_later(store);
}

static void redis_up(void *context)
{
    struct store *store = context;
    begin(store);
}

static void redis_down(void *context)
{
    struct store *store = context;
    uv_timer_stop(&store->retry);
    log_write(store->log, LOG_LEVEL_WARN, "store_away", NULL);
    become_away(store);
}

/* This process was given up by the others: it starts anew, with nobody. */
static void become_stale(struct store *store)
{
    if (store->generation == 0)
        return;
    log_write(store->log, LOG_LEVEL_WARN, "process_given_up", NULL);
    store->generation = 0;
    become_away(store);
    begin_later(store);
}

/* Redis answers, but not as we need it: its disk or memory is full, it is a replica now, it has no
 * functions. Nothing was carried out. We ask again and again until it does. */
static void become_refused(struct store *store)
{
    if (!store->ready)
        return;
    become_away(store);
    begin_later(store);
}

/* A mistake in a function, as against a refusal by Redis itself. */
static bool failed_in_function(const redisReply *reply)
{
    return strncmp(reply->str, "ERR user_function", 17) == 0;
}

static enum wire_error error_of(struct store *store, const redisReply *reply)
{
    if (!reply)
        return WIRE_ERROR_STORE_AWAY;
    if (reply->type == REDIS_REPLY_ERROR) {
        /* The first word is Redis' own code; the rest may name keys. */
        char code[32];
        snprintf(code, sizeof code, "%.*s", (int)strcspn(reply->str, " "), reply->str);
        if (store->ready)
            log_write(store->log, LOG_LEVEL_ERROR, "function_failed", "redis", code, NULL);
        return failed_in_function(reply) ? WIRE_ERROR_INTERNAL : WIRE_ERROR_STORE_AWAY;
    }
    enum wire_error error = WIRE_ERROR_INTERNAL;
    if (reply->type != REDIS_REPLY_STRING)
        return error;
    if (reply->str[0] != '-')
        return WIRE_OK;
    if (!wire_error_find(reply->str + 1, &error))
        log_write(store->log, LOG_LEVEL_ERROR, "unknown_error_code", "error", reply->str + 1, NULL);
    return error;
}

static void call_replied(void *context, const redisReply *reply)
{
    struct pending_call *call = context;
    struct store *store = call->store;
    enum wire_error error = error_of(store, reply);
    bool is_replica =
        reply && reply->type == REDIS_REPLY_ERROR && strncmp(reply->str, "READONLY", 8) == 0;
    if (error == WIRE_ERROR_STALE_PROCESS)
        become_stale(store);
    else if (reply && error == WIRE_ERROR_STORE_AWAY)
        become_refused(store);
    if (error == WIRE_OK)
        call->reply(call->context, reply->str, reply->len, WIRE_OK);
    else
        call->reply(call->context, NULL, 0, error);
    free(call);
    if (is_replica)
        redis_reconnect(store->redis); /* Sentinel, if there is one, knows another one by now */
}

bool store_call(struct store *store, const char *function, bool read, int argc, const char **argv,
                const size_t *lengths, store_reply_fn reply, void *context)
{
    bool starting = !store->ready && !store->closing && redis_is_up(store->redis);
    if (!store->ready && !(starting && reply == begun))
        return false;
    if (argc > ARGUMENTS_MAX)
        return false;
    char name[64], now[24], generation[24];
    snprintf(name, sizeof name, "veer_%s", function);
    snprintf(now, sizeof now, "%" PRId64, clock_wall_ms());
    snprintf(generation, sizeof generation, "%" PRId64, store->generation);
    const char *all[PREFIX_COUNT + ARGUMENTS_MAX] = {
        read ? "FCALL_RO" : "FCALL", name, "1", "{veer}", now, store->process, generation,
    };
    size_t all_lengths[PREFIX_COUNT + ARGUMENTS_MAX];
    for (int i = 0; i < PREFIX_COUNT; i++)
        all_lengths[i] = strlen(all[i]);
    for (int i = 0; i < argc; i++) {
        all[PREFIX_COUNT + i] = argv[i];
        all_lengths[PREFIX_COUNT + i] = lengths[i];
    }
    struct pending_call *call = malloc(sizeof *call);
    if (!call)
        return false;
    *call = (struct pending_call){store, reply, context};
    if (redis_command(store->redis, call_replied, call, PREFIX_COUNT + argc, all, all_lengths))
        return true;
    free(call);
    return false;
}

struct store *store_create(uv_loop_t *loop, const struct store_settings *settings, struct log *log)
{
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        return NULL;
    store->log = log;
    store->settings = *settings;
    store->process = strdup(settings->process);
    if (!store->process || asprintf(&store->bus_channel, "{veer}:bus:%s", settings->process) < 0)
        goto fail;
    struct redis_settings redis = {
        .address = settings->address,
        .user = settings->user,
        .password = settings->password,
        .on_up = redis_up,
        .on_down = redis_down,
        .context = store,
    };
    store->redis = redis_create(loop, &redis, log);
    if (!store->redis)
        goto fail;
    uv_timer_init(loop, &store->retry);
    store->retry.data = store;
    return store;
fail:
    free(store->process);
    free(store);
    return NULL;
}

bool store_is_ready(const struct store *store)
{
    return store->ready;
}

int64_t store_incarnation(const struct store *store)
{
    return store->incarnation;
}

const char *store_bus_channel(const struct store *store)
{
    return store->bus_channel;
}

static void part_closed(struct store *store)
{
    if (--store->open_handles > 0)
        return;
    void (*closed)(void *) = store->closed;
    void *context = store->closed_context;
    free(store->bus_channel);
    free(store->process);
    free(store);
    if (closed)
        closed(context);
}

static void redis_closed(void *context)
{
    part_closed(context);
}

static void timer_closed(uv_handle_t *handle)
{
    part_closed(handle->data);
}

void store_close(struct store *store, void (*closed)(void *context), void *context)
{
    if (!store)
        return;
    store->closing = true;
    store->closed = closed;
    store->closed_context = context;
    store->open_handles = 2;
    store->ready = false;
    redis_close(store->redis, redis_closed, store);
    uv_close((uv_handle_t *)&store->retry, timer_closed);
}
