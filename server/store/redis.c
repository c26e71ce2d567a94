#include "store/redis.h"

#include <stdlib.h>
#include <string.h>

#include "store/adapter.h"
#include "store/address.h"
#include "store/backoff.h"
#include "store/pending.h"
#include "store/redis_settings.h"
#include "store/sentinel.h"

#define LAST_RETRY_MS 2000
#define WATCHES_PER_TIMEOUT 5

/* RESTING -> CONNECTING -> GREETING -> UP, with ASKING a Sentinel before CONNECTING where there is
 * one; a failure in any of them leads back to RESTING, where the timer waits for the next attempt.
 * CLOSED is for good. */
enum state { RESTING, ASKING, CONNECTING, GREETING, UP, CLOSED };

struct redis {
    uv_loop_t *loop;
    struct redis_settings settings; /* with texts of its own */
    struct log *log;
    struct address address;    /* with a Sentinel: what it said last */
    struct sentinel *sentinel; /* NULL: the address is in the settings */
    struct adapter *adapter; /* NULL while resting or closed */
    struct pending pending;
    uv_timer_t timer;
    enum state state;
    unsigned parts; /* the timer and the adapters that still use this memory */
    unsigned attempt;
    struct backoff backoff;
    uint64_t since_ms;   /* when this state began */
    uint64_t heard_ms;   /* when the last reply came */
    uint64_t watched_ms; /* when the timer last looked */
    const char *told;    /* the failure that stands in the log; NULL: none since it was up */
    redis_closed_fn closed;
    void *closed_context;
};

static void connect_to(struct redis *redis, const struct address *address, enum state state);
static void on_rested(uv_timer_t *timer);
static void on_watch(uv_timer_t *timer);

static void enter_state(struct redis *redis, enum state state)
{
    redis->state = state;
    redis->since_ms = uv_now(redis->loop);
}

static void destroy(struct redis *redis)
{
    address_finish(&redis->address);
    sentinel_destroy(redis->sentinel);
    pending_finish(&redis->pending);
    redis_settings_finish(&redis->settings);
    free(redis);
}

static void part_gone(struct redis *redis)
{
    redis_closed_fn closed = redis->closed;
    void *context = redis->closed_context;

    if (--redis->parts > 0)
        return;
    destroy(redis);
    if (closed != NULL)
        closed(context);
}

static void on_adapter_closed(void *context)
{
    part_gone(context);
}

static void on_timer_closed(uv_handle_t *handle)
{
    part_gone(handle->data);
}

/* Lets go of the connection; whoever waits gets NULL. */
static void abandon(struct redis *redis)
{
    struct pending_command command;

    if (redis->adapter != NULL)
        adapter_close(redis->adapter);
    redis->adapter = NULL;
    while (pending_pop(&redis->pending, &command))
        command.reply(command.context, NULL);
}

/* Leaves any state but RESTING and CLOSED for RESTING. */
static void fail(struct redis *redis, const char *code, const char *reason)
{
    bool was_up = redis->state == UP;

    /* The same failure again and again is one line. */
    if (redis->told == NULL || strcmp(redis->told, code) != 0)
        log_write(redis->log, LOG_LEVEL_WARN, code, "connection", redis->settings.name, "reason",
                  reason, NULL);
    redis->told = code;
    if (was_up)
        backoff_lived(&redis->backoff, uv_now(redis->loop) - redis->since_ms);
    enter_state(redis, RESTING);
    uv_timer_start(&redis->timer, on_rested, backoff_next(&redis->backoff), 0);
    abandon(redis);
    if (was_up && redis->state != CLOSED && redis->settings.on_down != NULL)
        redis->settings.on_down(redis->settings.context);
}

/* Sends whatever the state is. */
static bool transmit(struct redis *redis, redis_reply_fn reply, void *context, int argc,
                     const char **argv, const size_t *lengths)
{
    struct pending_command command = {
        .reply = reply, .context = context, .sent_ms = uv_now(redis->loop)};

    for (int i = 0; i < argc; i++)
        command.bytes += lengths != NULL ? lengths[i] : strlen(argv[i]);
    return pending_has_room(&redis->pending, command.bytes) &&
           adapter_send(redis->adapter, argc, argv, lengths) &&
           pending_push(&redis->pending, &command);
}

/* The first word of an error reply ("NOAUTH"): a code, where the rest may quote arguments. */
static void error_word(const redisReply *reply, char *word, size_t size)
{
    size_t length = strspn(reply->str, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    if (length >= size)
        length = size - 1;
    memcpy(word, reply->str, length);
    word[length] = '\0';
}

/* Whether the reply is an error; then the connection is given up. */
static bool was_refused(struct redis *redis, const redisReply *reply, const char *code)
{
    char word[32];

    if (reply->type != REDIS_REPLY_ERROR)
        return false;
    error_word(reply, word, sizeof word);
    fail(redis, code, word);
    return true;
}

static void become_up(struct redis *redis)
{
    enter_state(redis, UP);
    redis->told = NULL;
    log_write(redis->log, LOG_LEVEL_INFO, "redis_up", "connection", redis->settings.name, NULL);
    if (redis->settings.on_up != NULL)
        redis->settings.on_up(redis->settings.context);
}

static void on_role(void *context, const redisReply *reply)
{
    struct redis *redis = context;

    if (reply == NULL || was_refused(redis, reply, "redis_not_ready"))
        return;
    if (sentinel_is_primary(reply))
        become_up(redis);
    else
        fail(redis, "redis_not_primary", NULL);
}

static void on_greeted(void *context, const redisReply *reply)
{
    struct redis *redis = context;
    const char *role[] = {"ROLE"};

    if (reply == NULL || was_refused(redis, reply, "redis_not_ready"))
        return;
    if (redis->sentinel == NULL)
        become_up(redis);
    else if (!transmit(redis, on_role, redis, 1, role, NULL))
        fail(redis, "redis_not_ready", "out of memory");
}

/* PING is refused while Redis loads its data, and to those who have not signed in. */
static void greet(struct redis *redis)
{
    const char *ping[] = {"PING"};

    if (!transmit(redis, on_greeted, redis, 1, ping, NULL))
        fail(redis, "redis_not_ready", "out of memory");
}

static void on_signed_in(void *context, const redisReply *reply)
{
    struct redis *redis = context;

    if (reply != NULL && !was_refused(redis, reply, "redis_sign_in_refused"))
        greet(redis);
}

/* The Sentinel has answered; its connection is of no more use. */
static void on_asked(void *context, const redisReply *reply)
{
    struct redis *redis = context;
    struct address address;

    if (reply == NULL || was_refused(redis, reply, "sentinel_refused"))
        return;
    if (!sentinel_read(reply, &address)) {
        fail(redis, "sentinel_knows_none", NULL);
        return;
    }
    address_finish(&redis->address);
    redis->address = address;
    abandon(redis);
    connect_to(redis, &redis->address, CONNECTING);
}

static void ask(struct redis *redis)
{
    int argc;
    const char **question = sentinel_question(redis->sentinel, &argc);

    if (!transmit(redis, on_asked, redis, argc, question, NULL))
        fail(redis, "sentinel_unreachable", "out of memory");
}

static void greet_in(struct redis *redis)
{
    const char *sign_in[] = {"AUTH", redis->settings.user, redis->settings.password};

    enter_state(redis, GREETING);
    if (redis->settings.password == NULL)
        greet(redis);
    else if (!transmit(redis, on_signed_in, redis, 3, sign_in, NULL))
        fail(redis, "redis_not_ready", "out of memory");
}

static void on_open(void *context)
{
    struct redis *redis = context;

    if (redis->state == ASKING)
        ask(redis);
    else
        greet_in(redis);
}

static bool is_published(const struct redis *redis, const redisReply *reply)
{
    return redis->settings.on_push != NULL && reply->type == REDIS_REPLY_ARRAY &&
           reply->elements == 3 && reply->element[0]->type == REDIS_REPLY_STRING &&
           strcmp(reply->element[0]->str, "message") == 0;
}

static void on_reply(void *context, const redisReply *reply)
{
    struct redis *redis = context;
    struct pending_command command;

    redis->heard_ms = uv_now(redis->loop);
    if (is_published(redis, reply))
        redis->settings.on_push(redis->settings.context, reply);
    else if (pending_pop(&redis->pending, &command))
        command.reply(command.context, reply);
    else if (!was_refused(redis, reply, "redis_sent_away")) /* too many clients, for one */
        fail(redis, "redis_out_of_step", NULL);
}

static void on_failed(void *context, const char *reason)
{
    struct redis *redis = context;

    fail(redis,
         redis->state == ASKING       ? "sentinel_unreachable"
         : redis->state == CONNECTING ? "redis_unreachable"
                                      : "redis_lost",
         reason);
}

static void connect_to(struct redis *redis, const struct address *address, enum state state)
{
    const struct adapter_events events = {.on_open = on_open,
                                          .on_reply = on_reply,
                                          .on_failed = on_failed,
                                          .on_closed = on_adapter_closed,
                                          .context = redis};
    uint64_t interval = redis->settings.command_timeout_ms / WATCHES_PER_TIMEOUT + 1;
    char reason[128];

    enter_state(redis, state);
    redis->watched_ms = redis->heard_ms = redis->since_ms;
    redis->adapter = adapter_create(redis->loop, address, redis->attempt++, &events, reason,
                                    sizeof reason);
    if (redis->adapter == NULL) {
        fail(redis, "redis_unreachable", reason);
        return;
    }
    redis->parts++;
    uv_timer_start(&redis->timer, on_watch, interval, interval);
}

static void on_rested(uv_timer_t *timer)
{
    struct redis *redis = timer->data;

    if (redis->sentinel != NULL)
        connect_to(redis, sentinel_next(redis->sentinel), ASKING);
    else
        connect_to(redis, &redis->address, CONNECTING);
}

static void on_idle_answer(void *context, const redisReply *reply)
{
    (void)context; /* that it came is enough, and that it did not is seen by on_watch() */
    (void)reply;
}

/* hiredis has no time-outs that work in all its versions: this is ours. A connection on which
 * nothing was asked for a while is asked PING, so that a dead line is noticed. */
static void on_watch(uv_timer_t *timer)
{
    struct redis *redis = timer->data;
    const struct pending_command *oldest = pending_oldest(&redis->pending);
    const char *ping[] = {"PING"};
    uint64_t limit = redis->settings.command_timeout_ms;
    uint64_t now = uv_now(redis->loop);
    uint64_t slept = now - redis->watched_ms;

    redis->watched_ms = now;
    if (slept > limit / 2)
        return; /* it was this process that stood still: replies may be waiting to be read */
    if (redis->state != UP ? now - redis->since_ms >= limit
                           : oldest != NULL && now - oldest->sent_ms >= limit)
        fail(redis, "redis_silent", NULL);
    else if (redis->state == UP && oldest == NULL && now - redis->heard_ms >= limit)
        transmit(redis, on_idle_answer, NULL, 1, ping, NULL);
}

static bool find_address(struct redis *redis)
{
    if (!sentinel_is_meant(redis->settings.address))
        return address_init(&redis->address, redis->settings.address);
    redis->sentinel = sentinel_create(redis->settings.address);
    return redis->sentinel != NULL;
}

struct redis *redis_create(uv_loop_t *loop, const struct redis_settings *settings, struct log *log)
{
    struct redis *redis = calloc(1, sizeof *redis);

    if (redis == NULL)
        return NULL;
    redis->loop = loop;
    redis->log = log;
    if (!redis_settings_init(&redis->settings, settings) || !find_address(redis) ||
        !pending_init(&redis->pending, redis->settings.max_commands, redis->settings.max_bytes)) {
        destroy(redis);
        return NULL;
    }
    backoff_init(&redis->backoff, redis->settings.first_retry_ms, LAST_RETRY_MS);
    uv_timer_init(loop, &redis->timer);
    redis->timer.data = redis;
    redis->parts = 1;
    enter_state(redis, RESTING);
    uv_timer_start(&redis->timer, on_rested, 0, 0);
    return redis;
}

bool redis_command(struct redis *redis, redis_reply_fn reply, void *context, int argc,
                   const char **argv, const size_t *lengths)
{
    return redis->state == UP && transmit(redis, reply, context, argc, argv, lengths);
}

bool redis_is_up(const struct redis *redis)
{
    return redis->state == UP;
}

void redis_reconnect(struct redis *redis)
{
    if (redis->state == UP)
        fail(redis, "redis_given_up", NULL);
}

void redis_close(struct redis *redis, redis_closed_fn closed, void *context)
{
    if (redis == NULL || redis->state == CLOSED)
        return;
    redis->state = CLOSED;
    redis->closed = closed;
    redis->closed_context = context;
    uv_close((uv_handle_t *)&redis->timer, on_timer_closed);
    abandon(redis);
}
