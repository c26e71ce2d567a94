#include "desk/hints.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "desk/presence.h"
#include "desk/rooms.h"

static void on_typing(struct hub *hub, const char *conversation, const json_t *hint)
{
    enum wire_channel channel;
    const char *member = json_string_value(json_object_get(hint, "t"));
    if (!member || !wire_channel_find(json_string_value(json_object_get(hint, "ch")), &channel))
        return;
    char text[192];
    int length = snprintf(text, sizeof text,
                          "{\"type\":\"typing\",\"conversation\":\"%s\",\"channel\":\"%s\","
                          "\"member\":\"%s\",\"typing\":%s}",
                          conversation, wire_channel_name(channel), member,
                          json_is_true(json_object_get(hint, "on")) ? "true" : "false");
    room_send(hub, conversation, channel, text, (size_t)length);
}

static void on_marks(struct hub *hub, const char *conversation, const json_t *hint)
{
    char text[192];
    int length =
        snprintf(text, sizeof text,
                 "{\"type\":\"marks\",\"conversation\":\"%s\",\"member\":\"%s\","
                 "\"delivered\":%" JSON_INTEGER_FORMAT ",\"seen\":%" JSON_INTEGER_FORMAT "}",
                 conversation, json_string_value(json_object_get(hint, "m")),
                 json_integer_value(json_object_get(hint, "d")),
                 json_integer_value(json_object_get(hint, "s")));
    room_send(hub, conversation, WIRE_CHANNEL_TALK, text, (size_t)length);
}

static void on_conversation(struct hub *hub, const char *conversation, const json_t *hint)
{
    enum wire_channel channel;
    const char *name = json_string_value(json_object_get(hint, "ch"));
    if (json_object_get(hint, "t"))
        on_typing(hub, conversation, hint);
    else if (json_object_get(hint, "m"))
        on_marks(hub, conversation, hint);
    else if (name && wire_channel_find(name, &channel))
        room_grown(hub, conversation, channel, json_integer_value(json_object_get(hint, "s")));
    else
        room_refresh(hub, conversation);
}

void hints_receive(struct hub *hub, const char *text, size_t length)
{
    json_t *hint = json_loadb(text, length, 0, NULL);
    const char *conversation = json_string_value(json_object_get(hint, "c"));
    const char *counsellor = json_string_value(json_object_get(hint, "k"));
    const char *dropped = json_string_value(json_object_get(hint, "x"));
    if (conversation) {
        on_conversation(hub, conversation, hint);
    } else if (counsellor) {
        struct party *party = hub_attached(hub, counsellor);
        if (party)
            presence_refresh_counsellor(party);
    } else if (dropped) {
        const char *why = json_string_value(json_object_get(hint, "w"));
        bool signed_off = why && strcmp(why, wire_close_name(WIRE_CLOSE_SIGNED_OFF)) == 0;
        presence_drop(hub, dropped, json_integer_value(json_object_get(hint, "a")),
                      signed_off ? WIRE_CLOSE_SIGNED_OFF : WIRE_CLOSE_SUPERSEDED);
    } else {
        log_write(hub->log, LOG_LEVEL_ERROR, "hint_not_understood", NULL);
    }
    json_decref(hint);
}
