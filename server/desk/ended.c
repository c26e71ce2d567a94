#include "desk/ended.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/ids.h"
#include "desk/sealing.h"
#include "store/generated/calls.h"
#include "wire/generated/limits.h"
#include "wire/generated/messages.h"

#define KEPT_MOST 20000

/* In the order in which they ended: the table keeps that. */
struct ended {
    char conversation[IDS_SIZE];
    enum wire_ended_by by;
    uint64_t at_ms;
    UT_hash_handle hh;
};

static uint64_t retention_ms(const struct config *config)
{
    const char *name = wire_limit_name(WIRE_LIMIT_RETENTION_MS);

    for (size_t i = 0; i < config_limit_count(config); i++)
        if (strcmp(config_limit_at(config, i)->name, name) == 0)
            return (uint64_t)config_limit_at(config, i)->value;
    return (uint64_t)wire_limit_default(WIRE_LIMIT_RETENTION_MS);
}

static void drop(struct hub *hub, struct ended *ended)
{
    HASH_DEL(hub->ended, ended);
    free(ended);
}

/* The oldest stands first. */
static void drop_old(struct hub *hub)
{
    while (hub->ended && (uv_now(hub->loop) - hub->ended->at_ms > SEALING_TICKET_MS ||
                          HASH_COUNT(hub->ended) > KEPT_MOST))
        drop(hub, hub->ended);
}

void ended_note(struct hub *hub, const char *conversation, const char *by)
{
    struct ended *ended = NULL;
    enum wire_ended_by who;

    HASH_FIND_STR(hub->ended, conversation, ended);
    if (ended || !wire_ended_by_find(by, &who))
        return;
    drop_old(hub);
    ended = calloc(1, sizeof *ended);
    if (!ended)
        return;
    memcpy(ended->conversation, conversation,
           strnlen(conversation, sizeof ended->conversation - 1));
    ended->by = who;
    ended->at_ms = uv_now(hub->loop);
    HASH_ADD_STR(hub->ended, conversation, ended);
}

static void recalled(void *context, const char *json, size_t length, enum wire_error error)
{
    struct hub *hub = context;

    (void)json;
    (void)length;
    if (error != WIRE_OK)
        log_write(hub->log, LOG_LEVEL_WARN, "ended_not_recalled", "error", wire_error_name(error),
                  NULL);
}

/* A visitor who was lost may come back for the retention time; then it ended like any other. */
static enum wire_ended_by ended_by(const struct hub *hub, const struct ended *ended)
{
    bool over = uv_now(hub->loop) - ended->at_ms > retention_ms(hub->config);

    return ended->by == WIRE_ENDED_BY_LOST && over ? WIRE_ENDED_BY_VISITOR : ended->by;
}

void ended_recall(struct hub *hub)
{
    drop_old(hub);
    json_t *all = json_object();
    for (const struct ended *each = hub->ended; each; each = each->hh.next)
        json_object_set_new(all, each->conversation,
                            json_string(wire_ended_by_name(ended_by(hub, each))));
    char *text = json_object_size(all) > 0 ? json_dumps(all, JSON_COMPACT) : NULL;
    if (text) {
        struct store_recall_ended args = {.conversations = text};
        (void)store_recall_ended(hub->store, &args, recalled, hub);
    }
    free(text);
    json_decref(all);
}

void ended_finish(struct hub *hub)
{
    while (hub->ended)
        drop(hub, hub->ended);
}
