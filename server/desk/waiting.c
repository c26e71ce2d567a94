/* A visitor enters a desk, waits, or moves to another one. */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/answers.h"
#include "desk/generated/requests.h"
#include "desk/hello.h"
#include "desk/presence.h"
#include "desk/sealing.h"
#include "desk/tags.h"
#include "desk/waiting.h"
#include "store/generated/calls.h"

void waiting_attached(void *context, const char *json, size_t length, enum wire_error error)
{
    struct answer *answer = context;
    struct hub *hub = answer->hub;
    struct party *party = hub_party(hub, answer->party);
    json_t *result = error == WIRE_OK ? json_loadb(json, length, 0, NULL) : NULL;
    const char *conversation = json_string_value(json_object_get(result, "conversation"));
    if (!conversation) {
        answer_error(answer, error == WIRE_OK ? WIRE_ERROR_INTERNAL : error);
        if (party && error != WIRE_ERROR_STORE_AWAY)
            hello_done(party); /* not known any more: a visitor like any other */
        else if (party)
            party->greeting = false;
        json_decref(result);
        return;
    }
    int64_t attach = json_integer_value(json_object_get(result, "attach"));
    char key[64];
    snprintf(key, sizeof key, "visitor:%s", conversation);
    json_t *done = json_pack("{s:s}", "conversation", conversation);
    sealing_add(hub, done, json_object_get(result, "ticket"), "visitor");
    if (done && json_is_string(json_object_get(result, "wrap")))
        json_object_set(done, "wrap", json_object_get(result, "wrap"));
    char *text = json_dumps(done, JSON_COMPACT);
    json_decref(done);
    answer_done(answer, text ? text : "{}", text ? strlen(text) : 2);
    free(text);
    if (party) {
        presence_attach(party, key, attach);
        hello_done(party);
    } else {
        presence_abandon(hub, key, attach);
    }
    json_decref(result);
}

void desk_enter(struct party *party, const struct wire_enter *request)
{
    struct hub *hub = party->hub;
    const struct config_desk *desk = config_desk_find(hub->config, request->desk);
    if (!desk || !desk->listed) {
        answer_refuse(party, request->id, WIRE_ERROR_UNKNOWN_DESK);
        return;
    }
    if (!tags_are_known(hub->config, request->tags)) {
        answer_refuse(party, request->id, WIRE_ERROR_UNKNOWN_TAG);
        return;
    }
    char *tags = json_dumps(request->tags, JSON_COMPACT);
    struct answer *answer = tags ? answer_begin(party, request->id) : NULL;
    if (answer) {
        char conversation[IDS_SIZE], secret[IDS_DIGEST_SIZE];
        ids_random(conversation);
        ids_digest(request->secret, secret);
        struct store_enter args = {
            .command = request->id,
            .conversation = conversation,
            .secret = secret,
            .desk = request->desk,
            .language = request->language,
            .tags = tags,
            .acute = tags_are_acute(hub->config, request->tags),
            .wrap = request->wrap,
        };
        answer_sent(answer, store_enter(hub->store, &args, waiting_attached, answer));
    }
    free(tags);
}
