#include "desk/sealing.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "people/tickets.h"

/* A conversation that goes on for longer makes steps meanwhile, and each renews the ticket. */
static void add(const struct hub *hub, json_t *message, json_t *clear, const char *holder,
                int64_t expires)
{
    char *ticket = clear ? tickets_seal(hub->tickets, clear, holder, expires) : NULL;

    if (ticket)
        json_object_set_new(message, "ticket", json_string(ticket));
    free(ticket);
    json_decref(clear);
}

void sealing_add(const struct hub *hub, json_t *message, const json_t *clear, const char *holder)
{
    if (json_is_object(clear))
        add(hub, message, json_copy((json_t *)clear), holder, clock_wall_ms() + SEALING_TICKET_MS);
}

void sealing_add_session(const struct party *party, json_t *message, const json_t *duty)
{
    json_t *clear = duty ? json_copy((json_t *)duty) : json_object();

    json_object_set_new(clear, "incarnation", json_integer(store_incarnation(party->hub->store)));
    json_object_set_new(clear, "token", json_string(party->token));
    json_object_set_new(clear, "role", json_string(wire_role_name(party->role)));
    add(party->hub, message, clear, party->staff->id, party->session_ends);
}

json_t *sealing_open(const struct hub *hub, const char *ticket, const char *holder)
{
    return tickets_open(hub->tickets, ticket, holder, clock_wall_ms());
}

char *sealing_open_text(const struct hub *hub, const char *ticket, const char *holder)
{
    json_t *said = sealing_open(hub, ticket, holder);
    char *text = said ? json_dumps(said, JSON_COMPACT) : strdup("null");

    json_decref(said);
    return text;
}
