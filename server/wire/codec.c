#include "wire/codec.h"

#include <string.h>

#include "wire/generated/limits.h"
#include "wire/generated/shapes.h"

/* The deepest request has 2 levels; jansson alone would follow 2048. */
#define DEEPEST_NESTING 8

/* Looks at brackets only, outside of strings; whether they match is for the parser. */
static bool is_shallow(const char *text, size_t length)
{
    size_t depth = 0;
    bool in_string = false;

    for (size_t i = 0; i < length; i++) {
        if (in_string) {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                in_string = false;
        } else if (text[i] == '"') {
            in_string = true;
        } else if (text[i] == '{' || text[i] == '[') {
            if (++depth > DEEPEST_NESTING)
                return false;
        } else if ((text[i] == '}' || text[i] == ']') && depth > 0) {
            depth--;
        }
    }
    return true;
}

static const char *id_of(const json_t *message)
{
    const json_t *id = json_object_get(message, "id");

    if (!json_is_string(id) ||
        !wire_shape_fits(&wire_shape_request_id, json_string_value(id), json_string_length(id)))
        return NULL;
    return json_string_value(id);
}

static enum wire_error parse(const char *text, size_t length, json_t **root,
                             enum wire_request *type, const char **id)
{
    const char *name;

    if (length > WIRE_MOST_MESSAGE_BYTES)
        return WIRE_ERROR_TOO_LARGE;
    if (!is_shallow(text, length))
        return WIRE_ERROR_BAD_JSON;
    /* jansson itself refuses NUL escapes, lone surrogates, overflowing numbers and what follows
     * the value. DECODE_ANY: a number at the top is JSON, but no message. */
    *root = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    if (*root == NULL)
        return WIRE_ERROR_BAD_JSON;
    *id = id_of(*root);
    name = json_string_value(json_object_get(*root, "type"));
    if (*id == NULL || name == NULL)
        return WIRE_ERROR_BAD_MESSAGE;
    return wire_request_find(name, type) ? WIRE_OK : WIRE_ERROR_UNKNOWN_TYPE;
}

bool wire_parse(const char *text, size_t length, json_t **root, enum wire_request *type,
                const char **id, enum wire_error *error)
{
    *root = NULL;
    *id = NULL;
    *error = parse(text, length, root, type, id);
    return *error == WIRE_OK;
}

static void append_start(struct text *text, const char *id)
{
    text_append_string(text, "{\"type\":\"reply\",\"id\":");
    if (id == NULL)
        text_append_string(text, "null");
    else
        text_append_json_string(text, id, strlen(id));
}

void wire_reply_done(struct text *text, const char *id, const char *done_json)
{
    append_start(text, id);
    text_append_string(text, ",\"done\":");
    text_append_string(text, done_json);
    text_append_string(text, "}");
}

void wire_reply_error(struct text *text, const char *id, enum wire_error error)
{
    append_start(text, id);
    text_format(text, ",\"error\":{\"code\":\"%s\",\"text\":\"%s\",\"again\":%s}}",
                wire_error_name(error), wire_error_text(error),
                wire_error_again(error) ? "true" : "false");
}
