#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct world *world_create(const struct world_settings *settings)
{
    struct world *world = calloc(1, sizeof *world);

    if (!world)
        return NULL;
    world->loop = settings->loop;
    world->desks = settings->desks;
    world->desk_count = settings->desk_count;
    world->password = settings->password;
    world->chains = settings->chains;
    world->visitor_count = settings->visitors;
    world->counsellor_count = settings->counsellors;
    world->nonce = loop_now_ns();
    for (world->by_id_size = 1024; world->by_id_size < 4 * settings->visitors;)
        world->by_id_size *= 2;
    world->visitors = calloc(settings->visitors, sizeof *world->visitors);
    world->counsellors = calloc(settings->counsellors, sizeof *world->counsellors);
    world->talks = calloc(settings->visitors, sizeof *world->talks);
    world->by_id = calloc(world->by_id_size, sizeof *world->by_id);
    if (!world->visitors || !world->counsellors || !world->talks || !world->by_id) {
        world_destroy(world);
        return NULL;
    }
    for (size_t i = 0; i < settings->visitors; i++)
        world->visitors[i] = (struct party){.world = world, .index = i};
    for (size_t i = 0; i < settings->counsellors; i++)
        world->counsellors[i] = (struct party){.world = world, .index = i, .counsellor = true};
    return world;
}

static void hang_up(struct party *party)
{
    if (party->link)
        link_close(party->link);
    party->link = NULL;
    if (party->ready)
        party->world->ready--;
    party->ready = false;
}

void world_destroy(struct world *world)
{
    if (!world)
        return;
    for (size_t i = 0; world->visitors && i < world->visitor_count; i++)
        hang_up(&world->visitors[i]);
    for (size_t i = 0; world->counsellors && i < world->counsellor_count; i++)
        hang_up(&world->counsellors[i]);
    free(world->visitors);
    free(world->counsellors);
    free(world->talks);
    free(world->by_id);
    free(world);
}

/* Finds the talk; a new one the first time. The ids are random, so their first digits will do. */
struct talk *world_talk(struct world *world, struct slice id)
{
    char digits[9];
    size_t place;

    if (id.length != HANDLE_SIZE - 1)
        return NULL;
    memcpy(digits, id.at, 8);
    digits[8] = '\0';
    place = strtoul(digits, NULL, 16) % world->by_id_size;
    while (world->by_id[place] != 0) {
        struct talk *talk = &world->talks[world->by_id[place] - 1];
        if (scan_is(id, talk->id))
            return talk;
        place = (place + 1) % world->by_id_size;
    }
    if (world->talk_count == world->visitor_count)
        return NULL;
    struct talk *talk = &world->talks[world->talk_count++];
    world->by_id[place] = (uint32_t)world->talk_count;
    *talk = (struct talk){.began_ns = 0};
    scan_copy(id, talk->id, sizeof talk->id);
    return talk;
}

void world_count_error(struct world *world, struct slice code)
{
    struct tally *tally = &world->tally;

    for (size_t i = 0; i < ERRORS; i++) {
        if (tally->errors[i].count == 0 &&
            !scan_copy(code, tally->errors[i].code, sizeof tally->errors[i].code))
            return;
        if (scan_is(code, tally->errors[i].code)) {
            tally->errors[i].count++;
            return;
        }
    }
}

/* Replies ----------------------------------------------------------------------------------- */

static void become_ready(struct party *party)
{
    party->ready = true;
    party->world->ready++;
}

static void sign_in(struct party *party)
{
    const char *desk = party->world->desks[party->index % party->world->desk_count];

    world_request(party, "sign_in", NULL,
                  ",\"organisation\":\"%.*s\",\"name\":\"bench-%zu\",\"password\":\"%s\","
                  "\"wrap\":\"%043d\"",
                  (int)strcspn(desk, "/"), desk, party->index, party->world->password, 0);
}

static void done(struct party *party, const char *id, struct slice result)
{
    static const char *const keys[] = {"conversation"};
    struct slice conversation;

    if (memcmp(id, "sa", 2) == 0) {
        party->world->tally.acknowledged++;
    } else if (memcmp(id, "he", 2) == 0) {
        if (party->counsellor)
            sign_in(party);
        else
            become_ready(party);
    } else if (memcmp(id, "si", 2) == 0) {
        world_request(party, "shift_key", NULL, ",\"chain\":\"%s\"",
                      party->world->chains[party->index % party->world->desk_count]);
    } else if (memcmp(id, "sh", 2) == 0) {
        world_request(party, "duty", NULL, "%s", ",\"duty\":\"on\"");
    } else if (memcmp(id, "du", 2) == 0) {
        become_ready(party);
    } else if (memcmp(id, "en", 2) == 0 && !party->counsellor) {
        scan_object(result, keys, &conversation, 1);
        if (conversation.at)
            talk_entered(party, conversation);
    }
}

static void refused(struct party *party, const char *id, struct slice error)
{
    static const char *const keys[] = {"code"};
    struct world *world = party->world;
    char digits[7] = "";
    struct slice code;
    size_t place;

    scan_object(error, keys, &code, 1);
    world->tally.refused++;
    world_count_error(world, code);
    if (memcmp(id, "sa", 2) != 0)
        return;
    memcpy(digits, id + 2, sizeof digits - 1); /* the talk's place, see start_request() */
    place = strtoul(digits, NULL, 16);
    if (place >= world->talk_count)
        return;
    for (size_t i = 0; i < SEATS; i++)
        if (world->talks[place].seats[i].party == party)
            world->talks[place].seats[i].stopped = true;
}

static void on_text(void *context, const char *text, size_t length)
{
    static const char *const keys[] = {"type", "id", "done", "error"};
    struct party *party = context;
    struct slice message = {text, length}, values[4];

    scan_object(message, keys, values, 4);
    if (!scan_is(values[0], "reply")) {
        talk_event(party, message, values[0]);
        return;
    }
    party->world->tally.replies++;
    if (!values[1].at || values[1].length < 2)
        return;
    if (values[3].at)
        refused(party, values[1].at, values[3]);
    else
        done(party, values[1].at, values[2]);
}

static void on_opened(void *context)
{
    struct party *party = context;

    world_request(party, "hello", NULL, ",\"role\":\"%s\"",
                  party->counsellor ? "counsellor" : "visitor");
}

static void on_closed(void *context, unsigned code)
{
    struct party *party = context;
    char name[32];
    int length = snprintf(name, sizeof name, "closed_%u", code);

    party->link = NULL;
    hang_up(party);
    party->world->tally.lost++;
    world_count_error(party->world, (struct slice){name, (size_t)length});
}

/* Coming and going -------------------------------------------------------------------------- */

static void call(struct party *party)
{
    const struct link_events events = {
        .opened = on_opened, .text = on_text, .closed = on_closed};

    party->allowance_ns = 0;
    party->link = link_open(party->world->loop, &events, party);
    if (!party->link) {
        party->world->tally.lost++;
        world_count_error(party->world, (struct slice){"no_socket", 9});
    }
}

void world_call_counsellor(struct world *world, size_t index)
{
    call(&world->counsellors[index]);
}

void world_call_visitor(struct world *world, size_t index)
{
    call(&world->visitors[index]);
}

void world_forget_visitors(struct world *world)
{
    for (size_t i = 0; i < world->visitor_count; i++) {
        hang_up(&world->visitors[i]);
        world->visitors[i].talk = NULL;
    }
    world->talk_count = 0;
    memset(world->by_id, 0, world->by_id_size * sizeof *world->by_id);
}

bool world_settle(struct world *world, unsigned limit_ms)
{
    uint64_t end_ns = loop_now_ns() + (uint64_t)limit_ms * 1000000u;

    while (world->tally.replies < world->tally.requests && loop_now_ns() < end_ns)
        loop_turn(world->loop, 10);
    return world->tally.replies >= world->tally.requests;
}
