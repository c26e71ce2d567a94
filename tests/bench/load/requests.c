/* What the parties ask of the server. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

/* A little below the server's limit for one connection: 50 a second, 200 at once. */
#define ALLOWANCE_PER_S 48.0
#define ALLOWANCE_MOST 150.0

static const char RECORD_FILLER[] = /* as long as a short sentence once it is encrypted */
    "QSBzaG9ydCBzZW50ZW5jZSwgc2VhbGVkIGZvciB0aGUgb3RoZXIgc2lkZSBvZiB0aGUgdGFsayBhbmQgbm9ib2R5IGVsc2Uu"
    "AAAA";

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

/* An id is the first letters of the type, the talk's place and a number that is used once. */
static int start_request(struct party *party, char *text, size_t size, const char *type,
                         const struct talk *talk)
{
    struct world *world = party->world;
    unsigned place = talk ? (unsigned)(talk - world->talks) : 0;
    int length = snprintf(text, size, "{\"type\":\"%s\",\"id\":\"%.2s%06x%08" PRIx32 "%08" PRIx64 "\"",
                          type, type, place, (uint32_t)world->nonce, ++world->serial);

    if (talk)
        length += snprintf(text + length, size - (size_t)length, ",\"conversation\":\"%s\"",
                           talk->id);
    return length;
}

void world_request(struct party *party, const char *type, const struct talk *talk,
                   const char *format, ...)
{
    char text[1024];
    int length = start_request(party, text, sizeof text, type, talk);
    va_list arguments;

    va_start(arguments, format);
    length += vsnprintf(text + length, sizeof text - (size_t)length, format, arguments);
    va_end(arguments);
    length += snprintf(text + length, sizeof text - (size_t)length, "}");
    send_request(party, text, length, sizeof text);
}

bool world_say(struct world *world, struct talk *talk, struct seat *seat, uint64_t intended_ns)
{
    char text[512];
    int length;

    if (seat->stopped || !seat->party || allowance_of(seat->party) < 1)
        return false;
    length = start_request(seat->party, text, sizeof text, "say", talk);
    length += snprintf(text + length, sizeof text - (size_t)length,
                       ",\"channel\":\"talk\",\"number\":%" PRId64 ",\"record\":\"%016" PRIx64
                       "%s\"}",
                       ++seat->number, intended_ns, RECORD_FILLER);
    world->tally.said++;
    send_request(seat->party, text, length, sizeof text);
    return true;
}

void world_enter(struct party *visitor)
{
    struct world *world = visitor->world;

    world_request(visitor, "enter", NULL,
                  ",\"desk\":\"%s\",\"language\":\"nl\",\"tags\":[],\"secret\":\"%011" PRIx64
                  "%016" PRIx64 "%016" PRIx64 "\"",
                  world->desks[visitor->index % world->desk_count], world->serial, world->nonce,
                  loop_now_ns());
}

/* The transfer goes to the desk that stands behind the present one in the list. */
void world_ask(struct world *world, struct talk *talk)
{
    const char *desk = world->desks[(talk->visitor->index + 1) % world->desk_count];

    world_request(talk->owner->party, "ask", talk,
                  ",\"desk\":\"%s\",\"tags\":[],\"note\":\"%s\"", desk, RECORD_FILLER);
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
