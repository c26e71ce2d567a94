/* Talking, following, marks, and the end of a conversation. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "desk/answers.h"
#include "desk/generated/requests.h"
#include "desk/records.h"
#include "desk/rooms.h"
#include "store/generated/calls.h"

void desk_follow(struct party *party, const struct wire_follow *request)
{
    /* The reply goes first: the lines may follow at once. */
    struct room *room = room_find(party->hub, request->conversation);
    struct seat *seat = room_seat(room, party);
    if (!seat) {
        answer_refuse(party, request->id, WIRE_ERROR_NOT_MEMBER);
    } else if (!seat->channels[request->channel].known) {
        answer_refuse(party, request->id, WIRE_ERROR_UNKNOWN_CHANNEL);
    } else {
        answer_now(party, request->id, "{}");
        room_follow(party->hub, party, request->conversation, request->channel, request->after);
    }
}

/* A record under way to the store, with what its delivery needs. */
struct saying {
    struct answer *answer;
    struct hub *hub;
    uint64_t party;
    char conversation[IDS_SIZE];
    enum wire_channel channel;
    int64_t number;
    char record[];
};

static void deliver(const struct saying *saying, const json_t *result)
{
    int64_t seq = json_integer_value(json_object_get(result, "seq"));
    const char *member = json_string_value(json_object_get(result, "member"));
    struct text line = {0};
    text_format(&line,
                "{\"seq\":%" PRId64 ",\"at\":%" JSON_INTEGER_FORMAT
                ",\"member\":\"%s\",\"number\":%" PRId64 ",\"record\":\"%s\"}",
                seq, json_integer_value(json_object_get(result, "at")), member, saying->number,
                saying->record);
    if (!line.failed) {
        struct room_line delivery = {
            .conversation = saying->conversation,
            .channel = saying->channel,
            .party = saying->party,
            .seq = seq,
            .revision = json_integer_value(json_object_get(result, "revision")),
            .line = line.data,
        };
        room_deliver(saying->hub, &delivery);
    }
    text_finish(&line);
}

static void said(void *context, const char *json, size_t length, enum wire_error error)
{
    struct saying *saying = context;
    json_t *result = error == WIRE_OK ? json_loadb(json, length, 0, NULL) : NULL;
    if (result) {
        struct text done = {0};
        text_format(&done, "{\"seq\":%" JSON_INTEGER_FORMAT "}",
                    json_integer_value(json_object_get(result, "seq")));
        answer_forward(saying->answer, done.data, done.length,
                       done.failed ? WIRE_ERROR_INTERNAL : WIRE_OK);
        text_finish(&done);
        if (json_is_true(json_object_get(result, "fresh")))
            deliver(saying, result);
    } else {
        answer_error(saying->answer, error == WIRE_OK ? WIRE_ERROR_INTERNAL : error);
    }
    json_decref(result);
    free(saying);
}

void desk_say(struct party *party, const struct wire_say *request)
{
    struct record record;
    if (!records_said(request, &record)) {
        answer_refuse(party, request->id, WIRE_ERROR_NOT_A_RECORD);
        return;
    }
    size_t size = strlen(request->record) + 1;
    struct saying *saying = malloc(sizeof *saying + size);
    char *readers = records_readers(&record);
    struct answer *answer = saying && readers ? answer_begin(party, request->id) : NULL;
    if (!answer) {
        free(readers);
        free(saying);
        return;
    }
    *saying = (struct saying){
        .answer = answer,
        .hub = party->hub,
        .party = party->serial,
        .channel = request->channel,
        .number = request->number,
    };
    memcpy(saying->conversation, request->conversation, strlen(request->conversation) + 1);
    memcpy(saying->record, request->record, size);
    struct store_say args = {
        .party = party_name(party),
        .conversation = request->conversation,
        .channel = wire_channel_name(request->channel),
        .number = request->number,
        .record = request->record,
        .kind = record.type,
        .role = record.role,
        .sender = record.sender,
        .epoch = record.epoch,
        .readers = readers,
    };
    if (!store_say(party->hub->store, &args, said, saying)) {
        answer_sent(answer, false);
        free(saying);
    }
    free(readers);
}
