/* What the parties do about the events of a talk. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "world.h"

static struct seat *seat_of(struct talk *talk, const struct party *party)
{
    for (size_t i = 0; i < SEATS; i++)
        if (talk->seats[i].party == party)
            return &talk->seats[i];
    return NULL;
}

/* A page that sees a talk for the first time follows it. */
static struct seat *sit_down(struct talk *talk, struct party *party, struct slice member)
{
    for (size_t i = party->counsellor ? 1 : 0; i < SEATS; i++) {
        struct seat *seat = &talk->seats[i];
        if (seat->party)
            continue;
        seat->party = party;
        seat->epoch = -1;
        scan_copy(member, seat->member, sizeof seat->member);
        world_request(party, "follow", talk, "%s", ",\"channel\":\"talk\",\"after\":0");
        return seat;
    }
    return NULL;
}

void talk_entered(struct party *visitor, struct slice id)
{
    struct talk *talk = world_talk(visitor->world, id);

    if (!talk)
        return;
    visitor->talk = talk;
    talk->visitor = visitor;
}

/* Offers ------------------------------------------------------------------------------------ */

static void take_offer(struct party *party, struct slice offer)
{
    static const char *const keys[] = {"offer"};
    struct slice id;
    char *kept = party->accepted[party->accepted_count % ACCEPTED];

    scan_object(offer, keys, &id, 1);
    for (size_t i = 0; i < ACCEPTED; i++)
        if (scan_is(id, party->accepted[i]))
            return;
    if (!scan_copy(id, kept, HANDLE_SIZE))
        return;
    party->accepted_count++;
    if (party->freed_ns && party->world->watcher.offered)
        party->world->watcher.offered(party->world->watcher.context, party);
    party->freed_ns = 0;
    world_request(party, "accept", NULL, ",\"offer\":\"%s\"", kept);
}

static void on_counsellor(struct party *party, struct slice message)
{
    static const char *const keys[] = {"offers"};
    struct slice offers, offer;
    size_t place = 0;

    scan_object(message, keys, &offers, 1);
    while (scan_next(offers, &place, &offer))
        take_offer(party, offer);
}

/* Steps ------------------------------------------------------------------------------------- */

static void consent(struct talk *talk, struct slice hash)
{
    char kept[65];

    if (talk->consented || !scan_copy(hash, kept, sizeof kept))
        return;
    talk->consented = true;
    world_consent(talk, kept);
}

static void step(struct talk *talk, const struct seat *seat, const char *type, bool *gone)
{
    if (*gone)
        return;
    *gone = true;
    world_request(seat->party, type, talk, ",\"transfer\":\"%s\"", talk->transfer);
}

static void on_transfer(struct talk *talk, struct seat *seat, struct slice part,
                        struct slice transfer)
{
    static const char *const keys[] = {"transfer", "state", "hash", "acked"};
    struct slice values[4];
    bool visitor = seat == &talk->seats[0];

    scan_object(transfer, keys, values, 4);
    if (talk->transfer[0] == '\0')
        scan_copy(values[0], talk->transfer, sizeof talk->transfer);
    if (!scan_is(values[0], talk->transfer))
        return;
    if (visitor && scan_is(values[1], "asked"))
        consent(talk, values[2]);
    else if (scan_is(part, "owner") && scan_is(values[1], "briefing"))
        step(talk, seat, "introduce", &talk->introduced);
    else if (scan_is(part, "receiver") && scan_is(values[3], "true"))
        step(talk, seat, "take_over", &talk->taken);
    if (scan_is(part, "receiver"))
        talk->receiver = seat;
    if (visitor && seat->keyed && scan_is(values[1], "completed"))
        talk->visitor_completed = true;
    if (seat == talk->receiver && seat->keyed && scan_is(values[1], "completed"))
        talk->receiver_completed = true;
}

/* Whether everybody has seen the end of a step for the first time. */
static void tell(struct world *world, struct talk *talk)
{
    const struct watcher *watcher = &world->watcher;

    if (!talk->paired && talk->visitor_active && talk->owner_active) {
        talk->paired = true;
        if (watcher->paired)
            watcher->paired(watcher->context, talk);
    }
    if (!talk->transferred && talk->visitor_completed && talk->receiver_completed &&
        talk->owner_completed) {
        talk->transferred = true;
        talk->owner = talk->receiver;
        if (watcher->transferred)
            watcher->transferred(watcher->context, talk);
    }
}

/* Keys -------------------------------------------------------------------------------------- */

/* The members who take part: the owner, and the receiver once he is introduced. */
static size_t find_present(struct slice members, struct slice transfer,
                           struct slice present[RECORD_READERS])
{
    static const char *const keys[] = {"member", "part"}, *const states[] = {"state"};
    struct slice state, member, values[2];
    size_t place = 0, count = 0;

    scan_object(transfer, states, &state, 1);
    while (count < RECORD_READERS && scan_next(members, &place, &member)) {
        scan_object(member, keys, values, 2);
        if (scan_is(values[1], "owner") ||
            (scan_is(values[1], "receiver") && scan_is(state, "introduced")))
            present[count++] = values[0];
    }
    return count;
}

/* The number of the next record in the channel of keys. */
static int64_t next_number(struct slice channels)
{
    static const char *const keys[] = {"channel", "number"};
    struct slice channel, values[2];
    size_t place = 0;

    while (scan_next(channels, &place, &channel)) {
        scan_object(channel, keys, values, 2);
        if (scan_is(values[0], "keys"))
            return scan_integer(values[1]) + 1;
    }
    return 1;
}

/* Whether he has not said that yet; what changes meanwhile comes with the next picture. */
static bool is_new(struct seat *seat, const char *need)
{
    if (strcmp(seat->given, need) == 0)
        return false;
    strcpy(seat->given, need);
    return true;
}

static void open_epoch(const struct talk *talk, struct seat *visitor, struct slice members,
                       struct slice transfer, int64_t number)
{
    struct slice present[RECORD_READERS];
    size_t count = find_present(members, transfer, present);
    char need[sizeof visitor->given];
    int length = snprintf(need, sizeof need, "open %u", (unsigned)(visitor->epoch + 1));

    for (size_t i = 0; i < count; i++)
        length += snprintf(need + length, sizeof need - (size_t)length, " %.*s",
                           (int)present[i].length, present[i].at);
    if (count > 0 && is_new(visitor, need))
        world_open_epoch(talk, visitor, present, count, number);
}

static void acknowledge(const struct talk *talk, struct seat *receiver, struct slice transfer,
                        int64_t number)
{
    static const char *const keys[] = {"state", "acked"};
    struct slice values[2];
    char need[sizeof receiver->given];

    scan_object(transfer, keys, values, 2);
    snprintf(need, sizeof need, "ack %u", (unsigned)receiver->epoch);
    if (scan_is(values[0], "introduced") && !values[1].at && is_new(receiver, need))
        world_ack(talk, receiver, number);
}

/* What a page does by itself on seeing this picture. */
static void give_keys(const struct talk *talk, struct seat *seat, struct slice message)
{
    static const char *const keys[] = {"state",   "part",     "epoch",   "keyed",
                                       "members", "channels", "transfer"};
    struct slice values[7];

    scan_object(message, keys, values, 7);
    seat->epoch = values[2].at ? scan_integer(values[2]) : -1;
    seat->keyed = scan_is(values[0], "active") && scan_is(values[3], "true");
    int64_t number = next_number(values[5]);
    if (scan_is(values[1], "visitor") && scan_is(values[0], "active") && !seat->keyed)
        open_epoch(talk, seat, values[4], values[6], number);
    else if (scan_is(values[1], "receiver") && seat->keyed)
        acknowledge(talk, seat, values[6], number);
}

static void on_conversation(struct party *party, struct slice message)
{
    static const char *const keys[] = {"conversation", "state", "part", "me", "transfer"};
    struct slice values[5];
    struct talk *talk;
    struct seat *seat;

    scan_object(message, keys, values, 5);
    talk = world_talk(party->world, values[0]);
    seat = talk ? seat_of(talk, party) : NULL;
    if (talk && !seat)
        seat = sit_down(talk, party, values[3]);
    if (!seat)
        return;
    if (!talk->owner && scan_is(values[2], "owner"))
        talk->owner = seat;
    give_keys(talk, seat, message);
    if (!party->counsellor && seat->keyed)
        talk->visitor_active = true;
    if (scan_is(values[2], "owner") && seat->keyed)
        talk->owner_active = true;
    if (values[4].at)
        on_transfer(talk, seat, values[2], values[4]);
    if (scan_is(values[2], "wrap_up")) {
        seat->wrapping = !seat->wrapped;
        talk->owner_completed = talk->taken;
    }
    tell(party->world, talk);
}

/* Lines ------------------------------------------------------------------------------------- */

static struct seat *seat_named(struct talk *talk, struct slice member)
{
    for (size_t i = 0; i < SEATS; i++)
        if (talk->seats[i].party && scan_is(member, talk->seats[i].member))
            return &talk->seats[i];
    return NULL;
}

static void on_record(struct party *party, struct talk *talk, struct seat *sender,
                      struct slice record)
{
    const struct watcher *watcher = &party->world->watcher;
    party->world->tally.delivered++;
    if (watcher->delivered)
        watcher->delivered(watcher->context, talk, sender, records_time(record));
}

static void on_line(struct party *party, struct talk *talk, struct seat *seat, struct slice line)
{
    static const char *const keys[] = {"seq", "member", "record"};
    struct tally *tally = &party->world->tally;
    struct slice values[3];
    int64_t seq;

    scan_object(line, keys, values, 3);
    seq = scan_integer(values[0]);
    if (seq <= seat->seq) {
        tally->doubled++;
        return;
    }
    if (seat->seq > 0)
        tally->skipped += (uint64_t)(seq - seat->seq - 1);
    seat->seq = seq;
    if (values[2].at && !scan_is(values[1], seat->member)) {
        struct seat *sender = seat_named(talk, values[1]);
        if (sender)
            on_record(party, talk, sender, values[2]);
    }
}

static void on_records(struct party *party, struct slice message)
{
    static const char *const keys[] = {"conversation", "lines"};
    struct slice values[2], line;
    struct talk *talk;
    struct seat *seat;
    size_t place = 0;

    scan_object(message, keys, values, 2);
    talk = world_talk(party->world, values[0]);
    seat = talk ? seat_of(talk, party) : NULL;
    while (seat && scan_next(values[1], &place, &line))
        on_line(party, talk, seat, line);
}

void talk_event(struct party *party, struct slice message, struct slice type)
{
    if (scan_is(type, "records"))
        on_records(party, message);
    else if (scan_is(type, "conversation"))
        on_conversation(party, message);
    else if (scan_is(type, "counsellor"))
        on_counsellor(party, message);
}
