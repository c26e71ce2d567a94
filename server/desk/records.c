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
    return strcmp(name, conversation) == 0;
}

static bool goes_with(enum wire_channel channel, enum record_type type)
{
    switch (channel) {
    case WIRE_CHANNEL_TALK:
        return type == RECORD_MESSAGE || type == RECORD_CLOSE;
    case WIRE_CHANNEL_KEYS:
        return type == RECORD_EPOCH_OPEN || type == RECORD_GRANT || type == RECORD_KEY_ACK;
    case WIRE_CHANNEL_BRIEFING:
        return type == RECORD_BRIEFING || type == RECORD_VOUCH;
    case WIRE_CHANNEL_NOTES:
        return type == RECORD_NOTE;
    default:
        return false;
    }
}

bool records_said(const struct wire_say *request, struct record *record)
{
    return records_read(request->conversation, request->record, record) &&
           goes_with(request->channel, record->type) && record->seq == (uint64_t)request->number;
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
