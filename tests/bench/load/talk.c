/* What the parties do about the events of a talk. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    world_request(talk->visitor, "consent", talk,
                  ",\"transfer\":\"%s\",\"hash\":\"%s\",\"amount\":\"note\",\"tags\":[],"
                  "\"note\":\"\"",
                  talk->transfer, kept);
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
    static const char *const keys[] = {"transfer", "state", "hash"};
    struct slice values[3];
    bool visitor = seat == &talk->seats[0];

    scan_object(transfer, keys, values, 3);
    if (talk->transfer[0] == '\0')
        scan_copy(values[0], talk->transfer, sizeof talk->transfer);
    if (!scan_is(values[0], talk->transfer))
        return;
    if (visitor && scan_is(values[1], "asked"))
        consent(talk, values[2]);
    else if (scan_is(part, "owner") && scan_is(values[1], "briefing"))
        step(talk, seat, "introduce", &talk->introduced);
    else if (scan_is(part, "receiver") && scan_is(values[1], "introduced"))
        step(talk, seat, "take_over", &talk->taken);
    if (scan_is(part, "receiver"))
        talk->receiver = seat;
    if (visitor && scan_is(values[1], "completed"))
        talk->visitor_completed = true;
    if (seat == talk->receiver && scan_is(values[1], "completed"))
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
    if (!party->counsellor && scan_is(values[1], "active"))
        talk->visitor_active = true;
    if (scan_is(values[2], "owner") && scan_is(values[1], "active")) {
        talk->owner_active = true;
        if (!talk->owner)
            talk->owner = seat;
    }
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
    char digits[17];

    party->world->tally.delivered++;
    if (!watcher->delivered || record.length < 16)
        return;
    memcpy(digits, record.at, 16);
    digits[16] = '\0';
    watcher->delivered(watcher->context, talk, sender, strtoull(digits, NULL, 16));
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
