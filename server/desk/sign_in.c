/* Hello, and the sessions of staff. A session's token is kept only as a digest. */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "desk/answers.h"
#include "desk/board.h"
#include "desk/generated/requests.h"
#include "desk/hello.h"
#include "desk/presence.h"
#include "desk/sealing.h"
#include "desk/staffing.h"
#include "desk/waiting.h"
#include "sealed/chain.h"
#include "store/generated/calls.h"

#define SESSION_MS ((int64_t)12 * 60 * 60 * 1000)

/* A sign-in or a session on its way to an attached party. */
struct entry {
    struct answer *answer;
    const struct config_staff *staff;
    enum wire_role role;
    char secret[IDS_SECRET_SIZE]; /* the new session's token; empty for one that goes on */
    char token[IDS_DIGEST_SIZE];
    char wrap[IDS_SECRET_SIZE];    /* the tab secret, or empty */
    char chain[CHAIN_BASE64_SIZE]; /* of his shift key, or empty */
    int64_t ends;                  /* the session, ms since 1970 */
    json_t *session;               /* what the ticket of the session says, or NULL */
    json_t *held;                  /* what those of his conversations say */
};

static void entry_free(struct entry *entry)
{
    json_decref(entry->session);
    json_decref(entry->held);
    sodium_memzero(entry, sizeof *entry);
    free(entry);
}

static void entry_refuse(struct entry *entry, enum wire_error error)
{
    struct party *party = hub_party(entry->answer->hub, entry->answer->party);
    if (party)
        party->greeting = false;
    answer_error(entry->answer, error);
    entry_free(entry);
}

static struct entry *entry_begin(struct party *party, const char *id)
{
    struct entry *entry = calloc(1, sizeof *entry);
    struct answer *answer = entry ? answer_begin(party, id) : NULL;
    if (!answer) {
        free(entry);
        return NULL;
    }
    entry->answer = answer;
    entry->role = party->role;
    return entry;
}

static bool may_be(const struct config_staff *staff, enum wire_role role)
{
    return role == WIRE_ROLE_COUNSELLOR ? staff->counsellor : staff->coordinator;
}

static json_t *list_of_desks(const struct config_staff *staff)
{
    json_t *list = json_array();
    for (size_t i = 0; i < staff->desk_count; i++)
        json_array_append_new(list, json_string(staff->desks[i]->id));
    return list;
}

static json_t *list_of_languages(const struct config_staff *staff)
{
    json_t *list = json_array();
    for (size_t i = 0; i < staff->language_count; i++)
        json_array_append_new(list, json_string(staff->languages[i]));
    return list;
}

static json_t *list_of_roles(const struct config_staff *staff)
{
    json_t *list = json_array();
    if (staff->counsellor)
        json_array_append_new(list, json_string(wire_role_name(WIRE_ROLE_COUNSELLOR)));
    if (staff->coordinator)
        json_array_append_new(list, json_string(wire_role_name(WIRE_ROLE_COORDINATOR)));
    return list;
}

/* The reply to a sign-in or to a hello with a token. */
static char *entry_reply(const struct entry *entry, const struct party *party)
{
    const struct config_staff *staff = entry->staff;
    json_t *done =
        json_pack("{s:{s:s, s:s, s:s, s:o, s:o, s:o, s:i}}", "staff", "counsellor", staff->id,
                  "alias", staff->alias, "organisation", staff->organisation->id, "roles",
                  list_of_roles(staff), "desks", list_of_desks(staff), "languages",
                  list_of_languages(staff), "capacity", staff->capacity);
    const char *enrolment = keys_enrolment(party->hub->keys, staff);
    if (done && enrolment && party->role == WIRE_ROLE_COUNSELLOR)
        json_object_set_new(json_object_get(done, "staff"), "enrolment", json_string(enrolment));
    if (done && entry->secret[0])
        json_object_set_new(done, "token", json_string(entry->secret));
    else if (done && entry->wrap[0])
        json_object_set_new(done, "wrap", json_string(entry->wrap));
    if (done && party->role == WIRE_ROLE_COORDINATOR)
        sealing_add_session(party, done, NULL); /* a counsellor's comes with his picture */
    char *text = done ? json_dumps(done, JSON_COMPACT) : NULL;
    json_decref(done);
    return text;
}

/* The last step: the party is who he says, is told so, and sees where things stand. */
static void let_in(struct entry *entry, int64_t attach)
{
    struct hub *hub = entry->answer->hub;
    struct party *party = hub_party(hub, entry->answer->party);
    char *done = NULL;
    if (party) {
        party->staff = entry->staff;
        party->session_ends = entry->ends;
        memcpy(party->token, entry->token, sizeof party->token);
        done = entry_reply(entry, party);
    }
    if (!done) {
        if (attach)
            presence_abandon(hub, entry->staff->id, attach);
        free(done);
        entry_refuse(entry, WIRE_ERROR_INTERNAL);
        return;
    }
    answer_done(entry->answer, done, strlen(done));
    sodium_memzero(done, strlen(done));
    free(done);
    if (attach)
        presence_attach(party, entry->staff->id, attach);
    hello_done(party);
    entry_free(entry);
}

static void attached(void *context, const char *json, size_t length, enum wire_error error)
{
    struct entry *entry = context;
    json_t *result = error == WIRE_OK ? json_loadb(json, length, 0, NULL) : NULL;
    if (result)
        let_in(entry, json_integer_value(json_object_get(result, "attach")));
    else
        entry_refuse(entry, error == WIRE_OK ? WIRE_ERROR_INTERNAL : error);
    json_decref(result);
}

/* The tickets of conversations that are his, as text for the store; NULL when memory runs out. */
static char *held_text(const struct entry *entry)
{
    json_t *own = json_array();
    size_t i;
    json_t *each;
    json_array_foreach(entry->held, i, each)
    {
        const char *holder = json_string_value(json_object_get(each, "holder"));
        if (holder && strcmp(holder, entry->staff->id) == 0)
            json_array_append(own, each);
    }
    char *text = json_dumps(own, JSON_COMPACT);
    json_decref(own);
    return text;
}

/* A coordinator is there as soon as he is known; a counsellor is attached first. */
static void attach(struct entry *entry)
{
    if (entry->role == WIRE_ROLE_COORDINATOR) {
        let_in(entry, 0);
        return;
    }
    const struct config_staff *staff = entry->staff;
    json_t *place = staffing_of(staff, clock_wall_ms());
    char *desks = json_dumps(json_object_get(place, "desks"), JSON_COMPACT);
    char *languages = json_dumps(json_object_get(place, "languages"), JSON_COMPACT);
    char *skills = json_dumps(json_object_get(place, "skills"), JSON_COMPACT);
    char *ticket = entry->session ? json_dumps(entry->session, JSON_COMPACT) : strdup("null");
    char *tickets = held_text(entry);
    bool sent = false;
    if (desks && languages && skills && ticket && tickets) {
        struct store_staff_attach args = {
            .counsellor = staff->id,
            .alias = staff->alias,
            .organisation = staff->organisation->id,
            .capacity = staff->capacity,
            .desks = desks,
            .languages = languages,
            .skills = skills,
            .ticket = ticket,
            .tickets = tickets,
            .chain = entry->chain,
        };
        sent = store_staff_attach(entry->answer->hub->store, &args, attached, entry);
    }
    free(desks);
    free(languages);
    free(skills);
    free(ticket);
    free(tickets);
    json_decref(place);
    if (!sent)
        entry_refuse(entry, WIRE_ERROR_STORE_AWAY);
}

/* --- Hello --- */

/* There is no such session. He may sign in on this connection. */
static void session_over(struct entry *entry)
{
    struct party *party = hub_party(entry->answer->hub, entry->answer->party);
    entry_refuse(entry, WIRE_ERROR_SESSION_OVER);
    if (party)
        hello_done(party);
}

/* A chain that does not hold is none: his page is locked until it presents another one. */
static void check_chain(struct entry *entry)
{
    if (entry->staff && entry->chain[0] &&
        keys_chain_fault(entry->answer->hub->keys, entry->staff, entry->chain, clock_wall_ms()))
        entry->chain[0] = '\0';
}

/* The session is this counsellor's, or this coordinator's. */
static void session_is(struct entry *entry, const char *id)
{
    entry->staff = id ? config_staff_find(entry->answer->hub->config, id) : NULL;
    check_chain(entry);
    if (!entry->staff)
        session_over(entry);
    else if (!may_be(entry->staff, entry->role))
        entry_refuse(entry, WIRE_ERROR_WRONG_ROLE);
    else
        attach(entry);
}

static void session_restored(void *context, const char *json, size_t length, enum wire_error error)
{
    struct entry *entry = context;
    (void)json;
    (void)length;
    if (error == WIRE_ERROR_SESSION_OVER)
        session_over(entry);
    else if (error != WIRE_OK)
        entry_refuse(entry, error);
    else
        session_is(entry, json_string_value(json_object_get(entry->session, "holder")));
}

/* The store does not know the session: it may have lost it, and then the ticket counts. */
static void session_restore(struct entry *entry)
{
    const char *token = json_string_value(json_object_get(entry->session, "token"));
    const char *role = json_string_value(json_object_get(entry->session, "role"));
    if (!token || sodium_memcmp(token, entry->token, sizeof entry->token) != 0 || !role ||
        strcmp(role, wire_role_name(entry->role)) != 0) {
        session_over(entry);
        return;
    }
    entry->ends = json_integer_value(json_object_get(entry->session, "expires"));
    struct store_session_restore args = {
        .token = entry->token,
        .counsellor = json_string_value(json_object_get(entry->session, "holder")),
        .role = role,
        .life_ms = entry->ends - clock_wall_ms(),
        .incarnation = json_integer_value(json_object_get(entry->session, "incarnation")),
        .wrap = entry->wrap,
    };
    if (!store_session_restore(entry->answer->hub->store, &args, session_restored, entry))
        entry_refuse(entry, WIRE_ERROR_STORE_AWAY);
}

static void session_found(void *context, const char *json, size_t length, enum wire_error error)
{
    struct entry *entry = context;
    if (error == WIRE_ERROR_SESSION_OVER) {
        session_restore(entry);
        return;
    }
    json_t *result = error == WIRE_OK ? json_loadb(json, length, 0, NULL) : NULL;
    const char *wrap = json_string_value(json_object_get(result, "wrap"));
    entry->ends = clock_wall_ms() + json_integer_value(json_object_get(result, "left_ms"));
    if (wrap)
        snprintf(entry->wrap, sizeof entry->wrap, "%s", wrap);
    if (result)
        session_is(entry, json_string_value(json_object_get(result, "counsellor")));
    else
        entry_refuse(entry, error == WIRE_OK ? WIRE_ERROR_INTERNAL : error);
    json_decref(result);
}

/* Opens what he presents: the texts are there during this call only. */
static void take_tickets(struct entry *entry, const struct wire_hello *request)
{
    const struct hub *hub = entry->answer->hub;
    size_t i;
    json_t *each;
    entry->session = sealing_open(hub, request->ticket, NULL);
    entry->held = json_array();
    json_array_foreach(request->tickets, i, each)
    {
        json_t *said = sealing_open(hub, json_string_value(each), NULL);
        if (said)
            json_array_append_new(entry->held, said);
    }
}

static void hello_staff(struct party *party, const struct wire_hello *request)
{
    if (!request->token) {
        answer_now(party, request->id, "{}");
        hello_done(party);
        return;
    }
    struct entry *entry = entry_begin(party, request->id);
    if (!entry)
        return;
    ids_digest(request->token, entry->token);
    take_tickets(entry, request);
    if (request->wrap)
        snprintf(entry->wrap, sizeof entry->wrap, "%s", request->wrap);
    if (request->chain)
        snprintf(entry->chain, sizeof entry->chain, "%s", request->chain);
    struct store_session_find args = {.token = entry->token};
    if (!store_session_find(party->hub->store, &args, session_found, entry))
        entry_refuse(entry, WIRE_ERROR_STORE_AWAY);
}

static void hello_visitor(struct party *party, const struct wire_hello *request)
{
    if (!request->has_resume) {
        answer_now(party, request->id, "{}");
        hello_done(party);
        return;
    }
    struct answer *answer = answer_begin(party, request->id);
    if (!answer)
        return;
    char secret[IDS_DIGEST_SIZE], next[IDS_DIGEST_SIZE];
    ids_digest(request->resume.secret, secret);
    ids_digest(request->resume.next, next);
    char *ticket = sealing_open_text(party->hub, request->resume.ticket, "visitor");
    struct store_visitor_resume args = {
        .conversation = request->resume.conversation,
        .secret = secret,
        .next = next,
        .ticket = ticket ? ticket : "null",
        .note = request->resume.note ? request->resume.note : "",
        .wrap = request->resume.wrap ? request->resume.wrap : "",
    };
    answer_sent(answer, store_visitor_resume(party->hub->store, &args, waiting_attached, answer));
    free(ticket);
}

void hello_done(struct party *party)
{
    struct hub *hub = party->hub;
    if (party->greeted)
        return;
    party->greeting = false;
    party->greeted = true;
    if (!store_is_ready(hub->store) || hub->rebuilding)
        party_send(party, hub_store_event(hub), strlen(hub_store_event(hub)));
    board_send(party);
}

void desk_hello(struct party *party, const struct wire_hello *request)
{
    party->greeting = true;
    party->role = request->role;
    if (request->role == WIRE_ROLE_VISITOR)
        hello_visitor(party, request);
    else
        hello_staff(party, request);
}

void desk_ping(struct party *party, const struct wire_ping *request)
{
    answer_now(party, request->id, "{}");
}

/* --- Signing in and out --- */

static void session_started(void *context, const char *json, size_t length, enum wire_error error)
{
    struct entry *entry = context;
    (void)json;
    (void)length;
    if (error == WIRE_OK)
        attach(entry);
    else
        entry_refuse(entry, error);
}

static void start_session(struct entry *entry)
{
    entry->ends = clock_wall_ms() + SESSION_MS;
    ids_secret(entry->secret);
    ids_digest(entry->secret, entry->token);
    struct store_session_start args = {
        .token = entry->token,
        .counsellor = entry->staff->id,
        .role = wire_role_name(entry->role),
        .life_ms = SESSION_MS,
        .wrap = entry->wrap,
    };
    if (!store_session_start(entry->answer->hub->store, &args, session_started, entry))
        entry_refuse(entry, WIRE_ERROR_STORE_AWAY);
}

static void password_checked(void *context, enum accounts_answer result,
                             const struct config_staff *staff)
{
    struct entry *entry = context;
    struct party *party = hub_party(entry->answer->hub, entry->answer->party);
    if (party)
        party->sign_in = 0;
    entry->staff = staff;
    if (result == ACCOUNTS_BUSY)
        entry_refuse(entry, WIRE_ERROR_SIGN_IN_BUSY);
    else if (result == ACCOUNTS_WRONG)
        entry_refuse(entry, WIRE_ERROR_SIGN_IN_FAILED);
    else if (!may_be(staff, entry->role))
        entry_refuse(entry, WIRE_ERROR_WRONG_ROLE);
    else
        start_session(entry);
}

void desk_sign_in(struct party *party, const struct wire_sign_in *request)
{
    if (party->staff || party->sign_in) {
        answer_refuse(party, request->id, WIRE_ERROR_HELLO_TWICE);
        return;
    }
    struct entry *entry = entry_begin(party, request->id);
    if (!entry)
        return;
    snprintf(entry->wrap, sizeof entry->wrap, "%s", request->wrap);
    party->sign_in = accounts_sign_in(party->hub->accounts, request->organisation, request->name,
                                      request->password, password_checked, entry);
    if (!party->sign_in)
        entry_refuse(entry, WIRE_ERROR_SIGN_IN_BUSY);
}

static void session_ended(void *context, const char *json, size_t length, enum wire_error error)
{
    struct answer *answer = context;
    struct party *party = hub_party(answer->hub, answer->party);
    if (error == WIRE_OK && party) {
        presence_detach(party);
        party->staff = NULL;
        party->token[0] = '\0';
    }
    answer_plain(answer, json, length, error);
}

void desk_sign_out(struct party *party, const struct wire_sign_out *request)
{
    struct answer *answer = answer_begin(party, request->id);
    if (!answer)
        return;
    struct store_session_end args = {.token = party->token, .counsellor = party->staff->id};
    answer_sent(answer, store_session_end(party->hub->store, &args, session_ended, answer));
}
