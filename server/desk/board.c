#include "desk/board.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "desk/estimate.h"
#include "desk/rooms.h"
#include "store/generated/calls.h"

#define LOOK_MS 1000
#define PLACES_AT_ONCE 200
#define PLACES_A_LOOK 1000 /* of more a part has its turn at each look: Redis has other work, too  \
                            */

struct board {
    struct hub *hub;
    uv_timer_t look;
    bool looking;
    json_t *rows;             /* what was last sent, as wire board_desk objects */
    struct text public_text;  /* the desks event as last sent */
    char looked_to[IDS_SIZE]; /* the conversation whose place is asked for next, or empty */
};

/* --- Making the picture --- */

static int64_t number(const json_t *row, const char *field)
{
    return json_integer_value(json_object_get(row, field));
}

static enum wire_desk_state state_of(const json_t *row)
{
    if (!json_is_true(json_object_get(row, "intake")) || number(row, "on_duty") == 0)
        return WIRE_DESK_STATE_CLOSED;
    if (json_is_true(json_object_get(row, "full")))
        return WIRE_DESK_STATE_FULL;
    if (number(row, "free") == 0 || number(row, "waiting") > 0)
        return WIRE_DESK_STATE_BUSY;
    return WIRE_DESK_STATE_OPEN;
}

static struct estimate_pace pace_of(const json_t *row)
{
    const json_t *pace = json_object_get(row, "pace");
    bool first = json_is_true(json_object_get(row, "first"));
    return (struct estimate_pace){
        .servers = number(pace, "servers"),
        .mean_ms = number(pace, "mean_ms"),
        .patience_ms = number(pace, "patience_ms"),
        .first_ms = first ? 0 : number(pace, "first_ms"),
        .answer_ms = number(pace, "answer_ms"),
    };
}

/* What somebody who comes now may expect. */
static enum wire_wait wait_of(const json_t *row, enum wire_desk_state state)
{
    if (state == WIRE_DESK_STATE_OPEN || state == WIRE_DESK_STATE_CLOSED)
        return WIRE_WAIT_NONE;
    struct estimate_pace pace = pace_of(row);
    return estimate_wait(&pace, number(row, "waiting")).wait;
}

static json_t *row_for_staff(const json_t *row)
{
    enum wire_desk_state state = state_of(row);
    return json_pack("{s:O, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:O}", "desk",
                     json_object_get(row, "desk"), "state", wire_desk_state_name(state), "wait",
                     wire_wait_name(wait_of(row, state)), "waiting", number(row, "waiting"),
                     "longest_ms", number(row, "longest_ms"), "on_duty", number(row, "on_duty"),
                     "free", number(row, "free"), "transfers", number(row, "transfers"), "alerts",
                     json_object_get(row, "alerts"));
}

static json_t *rows_for_staff(const json_t *desks)
{
    json_t *rows = json_array();
    size_t i;
    json_t *row;
    json_array_foreach(desks, i, row) json_array_append_new(rows, row_for_staff(row));
    return rows;
}

static void write_public(const struct board *board, const json_t *rows, struct text *text)
{
    const char *separator = "";
    text_append_string(text, "{\"type\":\"desks\",\"desks\":[");
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        const char *id = json_string_value(json_object_get(row, "desk"));
        const struct config_desk *desk = config_desk_find(board->hub->config, id);
        if (!desk || !desk->listed)
            continue;
        text_format(text, "%s{\"desk\":\"%s\",\"state\":\"%s\",\"wait\":\"%s\"}", separator, id,
                    json_string_value(json_object_get(row, "state")),
                    json_string_value(json_object_get(row, "wait")));
        separator = ",";
    }
    text_append_string(text, "]}");
}

/* Sending it ------------------------------------------------------------------------------------
 */

/* A coordinator sees the desks that he watches; a counsellor sees all, for transfers. */
static void send_rows(struct party *party, const json_t *rows)
{
    json_t *seen = json_array();
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        const char *id = json_string_value(json_object_get(row, "desk"));
        const struct config_desk *desk = config_desk_find(party->hub->config, id);
        if (desk &&
            (party->role == WIRE_ROLE_COUNSELLOR || config_staff_watches(party->staff, desk)))
            json_array_append(seen, row);
    }
    json_t *event = json_pack("{s:s, s:o}", "type", "board", "desks", seen);
    char *text = event ? json_dumps(event, JSON_COMPACT) : NULL;
    if (text)
        party_send(party, text, strlen(text));
    free(text);
    json_decref(event);
}

void board_send(struct party *party)
{
    const struct board *board = party->hub->board;
    if (!party->greeted)
        return;
    if (party->role == WIRE_ROLE_VISITOR && board->public_text.length > 0)
        party_send(party, board->public_text.data, board->public_text.length);
    else if (party->staff && board->rows)
        send_rows(party, board->rows);
}

static void publish(struct board *board, json_t *rows)
{
    struct text text = {0};
    write_public(board, rows, &text);
    bool public_news =
        !text.failed && (text.length != board->public_text.length ||
                         memcmp(text.data, board->public_text.data, text.length) != 0);
    bool staff_news = !board->rows || !json_equal(rows, board->rows);
    json_decref(board->rows);
    board->rows = rows;
    text_finish(&board->public_text);
    board->public_text = text;
    struct party *party, *next;
    HASH_ITER(by_serial, board->hub->parties, party, next)
    if (party->role == WIRE_ROLE_VISITOR ? public_news : staff_news)
        board_send(party);
}

static void board_answered(void *context, const char *json, size_t length, enum wire_error error)
{
    struct hub *hub = context;
    struct board *board = hub->board;
    if (!board)
        return;
    board->looking = false;
    json_t *answer = error == WIRE_OK ? json_loadb(json, length, 0, NULL) : NULL;
    json_t *rows = answer ? rows_for_staff(json_object_get(answer, "desks")) : NULL;
    if (rows)
        publish(board, rows);
    json_decref(answer);
}

/* Places ------------------------------------------------------------------------------------------
 */

static void send_place(struct hub *hub, const json_t *entry)
{
    const char *conversation = json_string_value(json_object_get(entry, "conversation"));
    struct room *room = conversation ? room_find(hub, conversation) : NULL;
    int64_t place = number(entry, "place");
    const char *stranded = json_string_value(json_object_get(entry, "stranded"));
    struct estimate_pace pace = pace_of(entry);
    enum wire_wait wait = estimate_wait(&pace, number(entry, "ahead")).wait;
    if (!room || !room->waiting ||
        (room->place == place && room->wait == wait && room->stranded == (stranded != NULL)))
        return;
    room->place = place;
    room->wait = wait;
    room->stranded = stranded != NULL;
    struct text text = {0};
    text_format(&text, "{\"type\":\"place\",\"conversation\":\"%s\",\"place\":%lld,\"wait\":\"%s\"",
                conversation, (long long)place, wire_wait_name(wait));
    if (stranded)
        text_format(&text, ",\"stranded\":\"%s\"", stranded);
    text_append_string(&text, "}");
    for (struct seat *seat = room->seats; seat && !text.failed; seat = seat->next)
        if (seat->party->role == WIRE_ROLE_VISITOR)
            party_send(seat->party, text.data, text.length);
    text_finish(&text);
}

static void places_answered(void *context, const char *json, size_t length, enum wire_error error)
{
    struct hub *hub = context;
    json_t *answer = error == WIRE_OK ? json_loadb(json, length, 0, NULL) : NULL;
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(answer, "places"), i, entry) send_place(hub, entry);
    json_decref(answer);
}

static void ask_places(struct hub *hub, const json_t *conversations)
{
    char *text = json_dumps(conversations, JSON_COMPACT);
    struct store_places args = {.conversations = text};
    if (text)
        store_places(hub->store, &args, places_answered, hub);
    free(text);
}

/* Begins where the last look ended; the room of that place may be gone by now. */
static void look_at_places(struct board *board)
{
    struct hub *hub = board->hub;
    json_t *conversations = json_array();
    struct room *room = room_find(hub, board->looked_to);
    int taken = 0;
    if (!room)
        room = hub->rooms;
    for (; room && taken < PLACES_A_LOOK; room = room->hh.next) {
        if (!room->waiting)
            continue;
        taken++;
        json_array_append_new(conversations, json_string(room->conversation));
        if (json_array_size(conversations) == PLACES_AT_ONCE) {
            ask_places(hub, conversations);
            json_array_clear(conversations);
        }
    }
    memcpy(board->looked_to, room ? room->conversation : "", room ? IDS_SIZE : 1);
    if (json_array_size(conversations) > 0)
        ask_places(hub, conversations);
    json_decref(conversations);
}

/* Running
 * ------------------------------------------------------------------------------------------ */

static void look(uv_timer_t *timer)
{
    struct board *board = timer->data;
    if (!store_is_ready(board->hub->store))
        return;
    if (!board->looking)
        board->looking = store_board(board->hub->store, board_answered, board->hub);
    look_at_places(board);
}

struct board *board_create(struct hub *hub)
{
    struct board *board = calloc(1, sizeof *board);
    if (!board)
        return NULL;
    board->hub = hub;
    uv_timer_init(hub->loop, &board->look);
    board->look.data = board;
    uv_timer_start(&board->look, look, LOOK_MS, LOOK_MS);
    return board;
}

static void timer_closed(uv_handle_t *handle)
{
    struct board *board = handle->data;
    json_decref(board->rows);
    text_finish(&board->public_text);
    free(board);
}

void board_close(struct board *board)
{
    if (!board)
        return;
    board->hub->board = NULL;
    uv_close((uv_handle_t *)&board->look, timer_closed);
}
