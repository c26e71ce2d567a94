#include "desk/party.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "desk/hub.h"
#include "desk/presence.h"

#define VISITOR_PREFIX "visitor:"

struct party *party_create(struct hub *hub, const struct party_sink *sink)
{
    struct party *party = calloc(1, sizeof *party);
    if (!party)
        return NULL;
    party->hub = hub;
    party->sink = *sink;
    party->serial = ++hub->last_serial;
    HASH_ADD(by_serial, hub->parties, serial, sizeof party->serial, party);
    return party;
}

void party_destroy(struct party *party)
{
    if (!party)
        return;
    accounts_cancel(party->hub->accounts, party->sign_in);
    presence_detach(party);
    HASH_DELETE(by_serial, party->hub->parties, party);
    sodium_memzero(party->token, sizeof party->token);
    free(party);
}

void party_send(struct party *party, const char *text, size_t length)
{
    if (!party->closing)
        party->sink.send(party->sink.context, text, length);
}

void party_close(struct party *party, enum wire_close code)
{
    if (party->closing)
        return;
    party->closing = true;
    party->sink.close(party->sink.context, code);
}

const char *party_conversation(const struct party *party)
{
    size_t prefix = sizeof VISITOR_PREFIX - 1;
    return strncmp(party->key, VISITOR_PREFIX, prefix) == 0 ? party->key + prefix : NULL;
}

const char *party_name(const struct party *party)
{
    return party->role == WIRE_ROLE_VISITOR ? "visitor" : party->key;
}
