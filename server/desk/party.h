/* One connected person: an anonymous visitor, a counsellor or a coordinator. */
#ifndef VEER_DESK_PARTY_H
#define VEER_DESK_PARTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uthash.h>

#include "base/ids.h"
#include "config/config.h"
#include "wire/generated/errors.h"
#include "wire/generated/messages.h"

struct hub;
struct party;

/* Where to reach the person; both calls are safe at any time between party_create() and
 * party_destroy(). */
struct party_sink {
    void (*send)(void *context, const char *text, size_t length);
    void (*close)(void *context, enum wire_close code);
    void *context;
};

/* The members are the desk room's own; others use the functions. */
struct party {
    struct hub *hub;
    struct party_sink sink;
    uint64_t serial;        /* never used again: what an answer to come is kept under */
    bool greeting, greeted; /* hello is being answered; was answered */
    bool closing;           /* a close was asked for: nothing more is sent */
    enum wire_role role;
    const struct config_staff *staff; /* who signed in, or NULL */
    char token[IDS_DIGEST_SIZE];      /* digest of the session's token, or empty */
    uint64_t sign_in;                 /* ticket of a sign-in under way, or 0 */
    char key[CONFIG_ID_SIZE + 16];    /* in the store: `visitor:CONVERSATION` or a counsellor's id;
                                         empty while attached to nothing */
    int64_t attach;
    bool confirmed;                     /* while presence_compare() runs: the store has him, too */
    bool fetching, fetch_again, wanted; /* the counsellor's view */
    UT_hash_handle by_serial, by_key;
};

/* A new connection. NULL when memory runs out. */
struct party *party_create(struct hub *hub, const struct party_sink *sink);

/* The connection is gone: tells the store, leaves everything. Takes NULL. */
void party_destroy(struct party *party);

void party_send(struct party *party, const char *text, size_t length);
void party_close(struct party *party, enum wire_close code);

/* The visitor's conversation, or NULL. */
const char *party_conversation(const struct party *party);

/* How the party is called in a conversation: "visitor" or the counsellor's id. */
const char *party_name(const struct party *party);

#endif
