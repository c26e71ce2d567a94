/* Answers to requests: at once, or when the store has answered. */
#ifndef VEER_DESK_ANSWERS_H
#define VEER_DESK_ANSWERS_H

#include <stddef.h>
#include <stdint.h>

#include "desk/hub.h"

/* A request under way: it finds its party again by serial, for he may be gone by then. */
struct answer {
    struct hub *hub;
    uint64_t party;
    char id[65];
};

/* The answer to come for this request. NULL when memory runs out (the request has then been
 * refused). */
struct answer *answer_begin(struct party *party, const char *id);

/* Sends the reply, if the party is still there, and frees the answer. `done`: a JSON object. */
void answer_done(struct answer *answer, const char *done, size_t length);
void answer_error(struct answer *answer, enum wire_error error);

/* A store_reply_fn for requests whose reply is just what the store's function says. */
void answer_forward(void *context, const char *json, size_t length, enum wire_error error);

/* The same for functions whose answer says more than the reply does: done is {}. */
void answer_plain(void *context, const char *json, size_t length, enum wire_error error);

/* Replies at once. */
void answer_now(struct party *party, const char *id, const char *done);
void answer_refuse(struct party *party, const char *id, enum wire_error error);

/* Ends what a call could not take: sent tells whether the call was sent; if not, the answer is a
 * refusal that says that the store is away, or that too much is under way. */
void answer_sent(struct answer *answer, bool sent);

#endif
