#include "front/dispatch.h"

#include <jansson.h>
#include <stdlib.h>

#include "desk/answers.h"
#include "front/generated/handlers.h"
#include "wire/codec.h"

struct dispatch {
    struct hub *hub;
    struct log *log;
};

/* The gate: who may send this now? A visitor may speak only of his own conversation. What a
 * counsellor may do in which one, and in which state, the store's functions decide. */
static enum wire_error gate(const struct party *party, enum wire_request type,
                            const json_t *message)
{
    if (type == WIRE_HELLO)
        return party->greeted || party->greeting ? WIRE_ERROR_HELLO_TWICE : WIRE_OK;
    if (!party->greeted)
        return WIRE_ERROR_HELLO_FIRST;
    if (!(wire_request_roles(type) & (1u << party->role)))
        return WIRE_ERROR_WRONG_ROLE;
    if (type == WIRE_PING || type == WIRE_SIGN_IN)
        return WIRE_OK;
    if (party->role != WIRE_ROLE_VISITOR)
        return party->staff ? WIRE_OK : WIRE_ERROR_NOT_SIGNED_IN;
    const char *named = json_string_value(json_object_get(message, "conversation"));
    const char *own = party_conversation(party);
    if (named && (!own || strcmp(named, own) != 0))
        return WIRE_ERROR_UNKNOWN_CONVERSATION;
    return WIRE_OK;
}

static void on_send(void *context, const char *text, size_t length)
{
    connection_send(context, text, length);
}

static void on_close(void *context, enum wire_close code)
{
    connection_close(context, code, NULL);
}

struct dispatch *dispatch_create(struct hub *hub, struct log *log)
{
    struct dispatch *dispatch = malloc(sizeof *dispatch);
    if (dispatch)
        *dispatch = (struct dispatch){hub, log};
    return dispatch;
}

void dispatch_destroy(struct dispatch *dispatch)
{
    free(dispatch);
}

void *dispatch_opened(void *context, struct connection *connection)
{
    struct dispatch *dispatch = context;
    struct party_sink sink = {on_send, on_close, connection};
    return party_create(dispatch->hub, &sink);
}

void dispatch_message(void *context, void *user, const char *text, size_t length)
{
    struct dispatch *dispatch = context;
    struct party *party = user;
    json_t *message = NULL;
    enum wire_request type;
    const char *id = NULL;
    struct wire_fault fault = {0};
    enum wire_error error = WIRE_OK;
    if (wire_parse(text, length, &message, &type, &id, &error))
        error = gate(party, type, message);
    if (error == WIRE_OK && !handlers[type](party, message, &fault)) {
        error = WIRE_ERROR_BAD_MESSAGE;
        log_write(dispatch->log, LOG_LEVEL_INFO, "bad_message", "type", wire_request_name(type),
                  "field", fault.field, "reason", fault.reason, NULL);
    }
    if (error == WIRE_OK && type == WIRE_HELLO)
        connection_hello_done(party->sink.context);
    if (error != WIRE_OK)
        answer_refuse(party, id, error);
    json_decref(message);
}

void dispatch_closed(void *context, void *user)
{
    (void)context;
    party_destroy(user);
}
