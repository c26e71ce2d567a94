/* What the parties ask of the server. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "world.h"

/* A little below the server's limit for one connection: 50 a second, 200 at once. */
#define ALLOWANCE_PER_S 48.0
#define ALLOWANCE_MOST 150.0

static double allowance_of(struct party *party)
{
    uint64_t now_ns = loop_now_ns();

    if (party->allowance_ns == 0)
        party->allowance = ALLOWANCE_MOST;
    else
        party->allowance += (double)(now_ns - party->allowance_ns) / 1e9 * ALLOWANCE_PER_S;
    if (party->allowance > ALLOWANCE_MOST)
        party->allowance = ALLOWANCE_MOST;
    party->allowance_ns = now_ns;
    return party->allowance;
}

static void send_request(struct party *party, const char *text, int length, int room)
{
    if (length < 0 || length >= room) {
        fputs("veer-load: a request is too long\n", stderr);
        exit(2);
    }
    if (!party->link)
        return;
    allowance_of(party);
    party->allowance -= 1;
    party->world->tally.requests++;
    link_send(party->link, text, (size_t)length);
}

/* An id is the first letters of `kind`, the talk's place and a number that is used once. */
static int start_request(struct party *party, char *text, size_t size, const char *type,
                         const char *kind, const struct talk *talk)
{
    struct world *world = party->world;
    unsigned place = talk ? (unsigned)(talk - world->talks) : 0;
    int length = snprintf(text, size, "{\"type\":\"%s\",\"id\":\"%.2s%06x%08" PRIx32 "%08" PRIx64 "\"",
                          type, kind, place, (uint32_t)world->nonce, ++world->serial);

    if (talk)
        length += snprintf(text + length, size - (size_t)length, ",\"conversation\":\"%s\"",
                           talk->id);
    return length;
}

void world_request(struct party *party, const char *type, const struct talk *talk,
                   const char *format, ...)
{
    char text[2048];
    int length = start_request(party, text, sizeof text, type, type, talk);
    va_list arguments;

    va_start(arguments, format);
    length += vsnprintf(text + length, sizeof text - (size_t)length, format, arguments);
    va_end(arguments);
    length += snprintf(text + length, sizeof text - (size_t)length, "}");
    send_request(party, text, length, sizeof text);
}

static struct record record_of(const struct talk *talk, const struct seat *seat,
                               enum record_type type, int64_t number)
{
    enum record_role role = seat == &talk->seats[0] ? RECORD_VISITOR
                            : seat == talk->owner   ? RECORD_OWNER
                                                    : RECORD_RECEIVER;

    return (struct record){.type = type, .role = role, .conversation = talk->id,
                           .member = seat->member, .epoch = (uint32_t)seat->epoch,
                           .number = number};
}

static void say_keys(const struct talk *talk, const struct seat *seat, const char *sealed,
                     int64_t number)
{
    char text[RECORD_TEXT_SIZE + 256];
    int length = start_request(seat->party, text, sizeof text, "say", "keys", talk);

    length += snprintf(text + length, sizeof text - (size_t)length,
                       ",\"channel\":\"keys\",\"number\":%" PRId64 ",\"record\":\"%s\"}", number,
                       sealed);
    send_request(seat->party, text, length, sizeof text);
}

void world_open_epoch(const struct talk *talk, const struct seat *visitor,
                      const struct slice *readers, size_t count, int64_t number)
{
    struct record record = record_of(talk, visitor, RECORD_EPOCH_OPEN, number);
    char sealed[RECORD_TEXT_SIZE];

    record.epoch++;
    records_open_epoch(&record, readers, count, sealed);
    say_keys(talk, visitor, sealed, number);
}

void world_ack(const struct talk *talk, const struct seat *receiver, int64_t number)
{
    const struct record record = record_of(talk, receiver, RECORD_KEY_ACK, number);
    char sealed[RECORD_TEXT_SIZE];

    records_seal(&record, 0, sealed);
    say_keys(talk, receiver, sealed, number);
}

bool world_say(struct world *world, struct talk *talk, struct seat *seat, uint64_t intended_ns)
{
    char text[RECORD_TEXT_SIZE + 256], sealed[RECORD_TEXT_SIZE];
    int length;

    if (seat->stopped || !seat->keyed || !seat->party || allowance_of(seat->party) < 1)
        return false;
    const struct record record = record_of(talk, seat, RECORD_MESSAGE, ++seat->number);
    records_seal(&record, intended_ns, sealed);
    length = start_request(seat->party, text, sizeof text, "say", "say", talk);
    length += snprintf(text + length, sizeof text - (size_t)length,
                       ",\"channel\":\"talk\",\"number\":%" PRId64 ",\"record\":\"%s\"}",
                       seat->number, sealed);
    world->tally.said++;
    send_request(seat->party, text, length, sizeof text);
    return true;
}

void world_enter(struct party *visitor)
{
    struct world *world = visitor->world;

    world_request(visitor, "enter", NULL,
                  ",\"desk\":\"%s\",\"language\":\"nl\",\"tags\":[],\"wrap\":\"%043d\","
                  "\"secret\":\"%011" PRIx64 "%016" PRIx64 "%016" PRIx64 "\"",
                  world->desks[visitor->index % world->desk_count], 0, world->serial, world->nonce,
                  loop_now_ns());
}

/* The transfer goes to the desk that stands behind the present one in the list. */
void world_ask(struct world *world, struct talk *talk)
{
    const char *desk = world->desks[(talk->visitor->index + 1) % world->desk_count];

    const struct record record = record_of(talk, talk->owner, RECORD_HAND_OVER, 0);
    char note[RECORD_TEXT_SIZE];

    records_seal(&record, 0, note);
    world_request(talk->owner->party, "ask", talk, ",\"desk\":\"%s\",\"tags\":[],\"note\":\"%s\"",
                  desk, note);
}

void world_consent(const struct talk *talk, const char *hash)
{
    struct record record = record_of(talk, &talk->seats[0], RECORD_HAND_OVER, 0);
    char note[RECORD_TEXT_SIZE];

    record.epoch = RECORD_NOTE_EPOCHS;
    records_seal(&record, 0, note);
    world_request(talk->visitor, "consent", talk,
                  ",\"transfer\":\"%s\",\"hash\":\"%s\",\"amount\":\"note\",\"tags\":[],"
                  "\"note\":\"%s\"",
                  talk->transfer, hash, note);
}

void world_end(struct talk *talk)
{
    talk->ended = true;
    world_request(talk->visitor, "end", talk, "%s", "");
}

void world_wrap_up(struct talk *talk, struct seat *seat)
{
    seat->wrapping = false;
    seat->wrapped = true;
    if (talk->ended && seat == talk->owner)
        talk->wrapped = true;
    world_request(seat->party, "wrap_up", talk, "%s", ",\"outcome\":\"helped\"");
    world_request(seat->party, "ready", NULL, "%s", ""); /* needs no breather */
}
