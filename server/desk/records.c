#include "desk/records.h"

#include <jansson.h>
#include <sodium.h>
#include <string.h>

bool records_read(const char *conversation, const char *text, struct record *record)
{
    char name[2 * RECORD_CONVERSATION_SIZE + 1];

    if (!record_read_base64(text, record))
        return false;
    sodium_bin2hex(name, sizeof name, record->conversation, sizeof record->conversation);
    bool by_visitor = strcmp(record->sender, "m0") == 0;
    return strcmp(name, conversation) == 0 && by_visitor == (record->role == RECORD_VISITOR);
}

static bool goes_with(enum wire_channel channel, bool by_visitor, enum record_type type)
{
    switch (channel) {
    case WIRE_CHANNEL_TALK:
        return type == RECORD_MESSAGE || type == RECORD_CLOSE;
    case WIRE_CHANNEL_KEYS:
        if (by_visitor)
            return type == RECORD_EPOCH_OPEN || type == RECORD_GRANT;
        return type == RECORD_KEY_ACK;
    case WIRE_CHANNEL_BRIEFING:
        return !by_visitor && (type == RECORD_BRIEFING || type == RECORD_VOUCH);
    case WIRE_CHANNEL_NOTES:
        return !by_visitor && type == RECORD_NOTE;
    default:
        return false;
    }
}

/* Only what is under the key of an epoch, or opens one, names an epoch. */
static bool has_fitting_epoch(const struct record *record)
{
    switch (record->type) {
    case RECORD_GRANT:
    case RECORD_BRIEFING:
    case RECORD_NOTE:
    case RECORD_VOUCH:
        return record->epoch == 0;
    default:
        return record->epoch < RECORD_NOTE_EPOCHS;
    }
}

bool records_said(const struct wire_say *request, bool by_visitor, struct record *record)
{
    return records_read(request->conversation, request->record, record) &&
           goes_with(request->channel, by_visitor, record->type) &&
           (record->role == RECORD_VISITOR) == by_visitor && has_fitting_epoch(record) &&
           request->number > 0 && record->seq == (uint64_t)request->number;
}

char *records_readers(const struct record *record)
{
    json_t *readers = json_array();

    for (size_t i = 0; i < record->entries; i++)
        json_array_append_new(readers, json_string(record->readers[i]));
    char *text = json_dumps(readers, JSON_COMPACT);
    json_decref(readers);
    return text;
}
