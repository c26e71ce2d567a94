#include "desk/answers.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "wire/codec.h"

struct answer *answer_begin(struct party *party, const char *id)
{
    struct answer *answer = calloc(1, sizeof *answer);
    if (!answer) {
        answer_refuse(party, id, WIRE_ERROR_INTERNAL);
        return NULL;
    }
    answer->hub = party->hub;
    answer->party = party->serial;
    memcpy(answer->id, id, strnlen(id, sizeof answer->id - 1));
    return answer;
}

void answer_now(struct party *party, const char *id, const char *done)
{
    struct text text = {0};
    wire_reply_done(&text, id, done);
    if (!text.failed)
        party_send(party, text.data, text.length);
    text_finish(&text);
}

void answer_refuse(struct party *party, const char *id, enum wire_error error)
{
    struct text text = {0};
    wire_reply_error(&text, id, error);
    if (!text.failed)
        party_send(party, text.data, text.length);
    text_finish(&text);
}

void answer_done(struct answer *answer, const char *done, size_t length)
{
    struct party *party = hub_party(answer->hub, answer->party);
    char *copy = party ? strndup(done, length) : NULL;
    if (copy)
        answer_now(party, answer->id, copy);
    free(copy);
    free(answer);
}

void answer_error(struct answer *answer, enum wire_error error)
{
    struct party *party = hub_party(answer->hub, answer->party);
    if (party)
        answer_refuse(party, answer->id, error);
    free(answer);
}

void answer_forward(void *context, const char *json, size_t length, enum wire_error error)
{
    if (error == WIRE_OK)
        answer_done(context, json, length);
    else
        answer_error(context, error);
}

void answer_plain(void *context, const char *json, size_t length, enum wire_error error)
{
    (void)json;
    (void)length;
    answer_forward(context, "{}", 2, error);
}

void answer_sent(struct answer *answer, bool sent)
{
    if (!sent)
        answer_error(answer, store_is_ready(answer->hub->store) ? WIRE_ERROR_TOO_MANY
                                                                : WIRE_ERROR_STORE_AWAY);
}
