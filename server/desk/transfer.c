/* The warm transfer. The steps themselves are the store's functions; here requests become calls. */
#include <jansson.h>
#include <stdlib.h>

#include "base/text.h"
#include "desk/answers.h"
#include "desk/generated/requests.h"
#include "desk/records.h"
#include "desk/tags.h"
#include "store/generated/calls.h"

/* What consent binds to: a digest of exactly what the visitor is asked. The desk goes with the
 * transfer. */
static bool digest_ask(const char *transfer, const char *tags, const char *note,
                       char out[IDS_DIGEST_SIZE])
{
    struct text text = {0};
    text_format(&text, "%s\n%s\n%s", transfer, tags, note);
    bool fine = !text.failed;
    if (fine)
        ids_digest(text.data, out);
    text_finish(&text);
    return fine;
}

/* Whether this is a hand-over record of the conversation, by its owner or by the visitor. */
static bool is_note(const char *conversation, const char *note, enum record_role role,
                    struct record *record)
{
    return records_read(conversation, note, record) && record->type == RECORD_HAND_OVER &&
           record->role == role;
}

/* The tags as JSON text (the caller frees it), or NULL when the request has been refused.
 * `has_note`: whether the note beside them is a record. */
static char *checked_tags(struct party *party, const char *id, const json_t *tags, bool has_note)
{
    if (!has_note) {
        answer_refuse(party, id, WIRE_ERROR_NOT_A_RECORD);
        return NULL;
    }
    if (!tags_are_known(party->hub->config, tags)) {
        answer_refuse(party, id, WIRE_ERROR_UNKNOWN_TAG);
        return NULL;
    }
    char *text = json_dumps(tags, JSON_COMPACT);
    if (!text)
        answer_refuse(party, id, WIRE_ERROR_INTERNAL);
    return text;
}

void desk_ask(struct party *party, const struct wire_ask *request)
{
    struct record note;
    char *tags = checked_tags(party, request->id, request->tags,
                              is_note(request->conversation, request->note, RECORD_OWNER, &note));
    struct answer *answer = tags ? answer_begin(party, request->id) : NULL;
    char transfer[IDS_SIZE], hash[IDS_DIGEST_SIZE];
    ids_random(transfer);
    if (answer && !digest_ask(transfer, tags, request->note, hash)) {
        answer_error(answer, WIRE_ERROR_INTERNAL);
    } else if (answer) {
        struct store_ask args = {
            .command = request->id,
            .counsellor = party->key,
            .conversation = request->conversation,
            .transfer = transfer,
            .desk = request->desk,
            .colleague = request->colleague ? request->colleague : "",
            .tags = tags,
            .note = request->note,
            .sender = note.sender,
            .hash = hash,
        };
        answer_sent(answer, store_ask(party->hub->store, &args, answer_forward, answer));
    }
    free(tags);
}

void desk_edit(struct party *party, const struct wire_edit *request)
{
    struct record note;
    char *tags = checked_tags(party, request->id, request->tags,
                              is_note(request->conversation, request->note, RECORD_OWNER, &note));
    struct answer *answer = tags ? answer_begin(party, request->id) : NULL;
    char hash[IDS_DIGEST_SIZE];
    if (answer && !digest_ask(request->transfer, tags, request->note, hash)) {
        answer_error(answer, WIRE_ERROR_INTERNAL);
    } else if (answer) {
        struct store_edit args = {
            .command = request->id,
            .counsellor = party->key,
            .conversation = request->conversation,
            .transfer = request->transfer,
            .tags = tags,
            .note = request->note,
            .sender = note.sender,
            .hash = hash,
        };
        answer_sent(answer, store_edit(party->hub->store, &args, answer_forward, answer));
    }
    free(tags);
}

void desk_consent(struct party *party, const struct wire_consent *request)
{
    struct record note;
    char *tags = checked_tags(party, request->id, request->tags,
                              is_note(request->conversation, request->note, RECORD_VISITOR, &note));
    struct answer *answer = tags ? answer_begin(party, request->id) : NULL;
    if (answer) {
        struct store_consent args = {
            .command = request->id,
            .conversation = request->conversation,
            .transfer = request->transfer,
            .hash = request->hash,
            .amount = wire_amount_name(request->amount),
            .tags = tags,
            .note = request->note,
            .acute = tags_are_acute(party->hub->config, request->tags),
        };
        answer_sent(answer, store_consent(party->hub->store, &args, answer_forward, answer));
    }
    free(tags);
}
