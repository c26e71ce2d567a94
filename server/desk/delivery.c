/* Delivery of lines: in order, each once per connection, as far as the party may read. A line goes
 * straight to those who have all before it; everybody else gets what he lacks from the stream. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "desk/hub.h"
#include "desk/rooms_private.h"
#include "store/generated/calls.h"

struct pull {
    struct hub *hub;
    uint64_t party;
    char conversation[IDS_SIZE];
    enum wire_channel channel;
};

static void begin_event(struct text *text, const char *conversation, enum wire_channel channel)
{
    text_format(text, "{\"type\":\"records\",\"conversation\":\"%s\",\"channel\":\"%s\",\"lines\":",
                conversation, wire_channel_name(channel));
}

static void send_lines(struct seat *seat, const struct pull *pull, const json_t *lines)
{
    char *json = json_dumps(lines, JSON_COMPACT);
    struct text text = {0};
    begin_event(&text, pull->conversation, pull->channel);
    text_append_string(&text, json ? json : "[]");
    text_append_string(&text, "}");
    if (json && !text.failed) {
        const json_t *last = json_array_get(lines, json_array_size(lines) - 1);
        seat->channels[pull->channel].sent = json_integer_value(json_object_get(last, "seq"));
        party_send(seat->party, text.data, text.length);
    }
    free(json);
    text_finish(&text);
}

static void take_lines(struct hub *hub, struct room *room, struct seat *seat,
                       const struct pull *pull, const json_t *answer)
{
    struct seat_channel *channel = &seat->channels[pull->channel];
    const json_t *lines = json_object_get(answer, "lines");
    bool again = channel->fetch_again || json_is_true(json_object_get(answer, "more"));
    channel->fetch_again = false;
    if (json_array_size(lines) > 0)
        send_lines(seat, pull, lines);
    else if (!again)
        channel->newest = channel->sent; /* the rest is not for him */
    if (again || channel->sent < channel->newest)
        room_pull(hub, room, seat, pull->channel);
}

static void pulled(void *context, const char *json, size_t length, enum wire_error error)
{
    struct pull *pull = context;
    struct hub *hub = pull->hub;
    struct party *party = hub_party(hub, pull->party);
    struct room *room = room_find(hub, pull->conversation);
    struct seat *seat = party ? room_seat(room, party) : NULL;
    if (seat && seat->channels[pull->channel].fetching) {
        seat->channels[pull->channel].fetching = false;
        json_t *answer = error == WIRE_OK ? json_loadb(json, length, 0, NULL) : NULL;
        if (answer)
            take_lines(hub, room, seat, pull, answer);
        json_decref(answer);
    }
    free(pull);
}

void room_pull(struct hub *hub, struct room *room, struct seat *seat, enum wire_channel name)
{
    struct seat_channel *channel = &seat->channels[name];
    if (!channel->following || channel->sent >= channel->newest)
        return;
    if (channel->fetching) {
        channel->fetch_again = true;
        return;
    }
    struct pull *pull = malloc(sizeof *pull);
    if (!pull)
        return;
    *pull = (struct pull){.hub = hub, .party = seat->party->serial, .channel = name};
    memcpy(pull->conversation, room->conversation, sizeof pull->conversation);
    struct store_records args = {
        .party = party_name(seat->party),
        .conversation = pull->conversation,
        .channel = wire_channel_name(name),
        .after = channel->sent,
    };
    channel->fetching = store_records(hub->store, &args, pulled, pull);
    if (channel->fetching)
        return;
    room->wanted = store_is_ready(hub->store);
    free(pull);
}

bool room_follow(struct hub *hub, struct party *party, const char *conversation,
                 enum wire_channel name, int64_t after)
{
    struct room *room = room_find(hub, conversation);
    struct seat *seat = room_seat(room, party);
    if (!seat || !seat->channels[name].known)
        return false;
    seat->channels[name].following = true;
    seat->channels[name].sent = after;
    room_pull(hub, room, seat, name);
    return true;
}

void room_grown(struct hub *hub, const char *conversation, enum wire_channel name, int64_t seq)
{
    struct room *room = room_find(hub, conversation);
    for (struct seat *seat = room ? room->seats : NULL; seat; seat = seat->next) {
        struct seat_channel *channel = &seat->channels[name];
        if (!channel->known || channel->newest >= seq)
            continue;
        channel->newest = seq;
        room_pull(hub, room, seat, name);
    }
}

/* Everybody's notes are a stream of his own. */
static bool is_for(const struct seat *seat, const struct room_line *line)
{
    return line->channel != WIRE_CHANNEL_NOTES || seat->party->serial == line->party;
}

void room_deliver(struct hub *hub, const struct room_line *line)
{
    struct room *room = room_find(hub, line->conversation);
    struct text text = {0};
    for (struct seat *seat = room ? room->seats : NULL; seat; seat = seat->next) {
        struct seat_channel *channel = &seat->channels[line->channel];
        bool straight = is_for(seat, line) && channel->following && channel->open &&
                        !channel->fetching && room->revision == line->revision &&
                        channel->sent == line->seq - 1;
        if (!straight)
            continue;
        if (!text.data) {
            begin_event(&text, line->conversation, line->channel);
            text_format(&text, "[%s]}", line->line);
        }
        if (text.failed)
            break;
        channel->sent = channel->newest = line->seq;
        party_send(seat->party, text.data, text.length);
    }
    text_finish(&text);
    room_grown(hub, line->conversation, line->channel, line->seq);
}
