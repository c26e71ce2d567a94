#include "config/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/values.h"

enum { REASON_SIZE = 320 };

void reader_wrong(const struct reader *reader, const struct place *place, const char *format, ...)
{
    char reason[REASON_SIZE];
    char text[CONFIG_ERROR_SIZE];
    const char *key = NULL; /* the member of the subject in which the mistake is */
    const struct place *at = place;
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    for (; at != NULL && at->subject == NULL; at = at->parent) {
        if (at->key != NULL) {
            key = at->key;
        }
    }
    (void)snprintf(text, sizeof text, "%s%s%s%s%s", at != NULL ? at->subject : "",
                   at != NULL ? ": " : "", key != NULL ? key : "", key != NULL ? ": " : "", reason);
    config_errors_add(reader->errors, reader->file, place_line(place, reader->text), text);
}

const char *reader_subject(char out[READER_SUBJECT_SIZE], const char *kind, const char *id,
                           size_t index)
{
    if (id != NULL) {
        (void)snprintf(out, READER_SUBJECT_SIZE, "%s \"%.80s\"", kind, id);
    } else {
        (void)snprintf(out, READER_SUBJECT_SIZE, "%s %zu", kind, index + 1);
    }
    return out;
}

static const struct reader_key *find_key(const struct reader_key *keys, const char *name)
{
    for (; keys->name != NULL; keys++) {
        if (strcmp(keys->name, name) == 0) {
            return keys;
        }
    }
    return NULL;
}

bool reader_object(const struct reader *reader, const struct place *place, const json_t *value,
                   const struct reader_key *keys)
{
    if (!json_is_object(value)) {
        reader_wrong(reader, place, "must be an object {...}");
        return false;
    }
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)value, name, member)
    {
        if (find_key(keys, name) == NULL) {
            struct place here = place_key(place, name);
            reader_wrong(reader, &here, "is not a key that belongs here");
        }
    }
    for (; keys->name != NULL; keys++) {
        if (keys->required && json_object_get(value, keys->name) == NULL) {
            reader_wrong(reader, place, "the key \"%s\" is missing", keys->name);
        }
    }
    return true;
}

void *reader_room(const struct reader *reader, size_t count, size_t size)
{
    void *room = calloc(count > 0 ? count : 1, size);

    if (room == NULL) {
        config_errors_add(reader->errors, reader->file, 0, "out of memory");
    }
    return room;
}

void *reader_pointers(const struct reader *reader, size_t count)
{
    return reader_room(reader, count, sizeof(void *));
}

static const char *string_at(const struct reader *reader, const struct place *place,
                             const json_t *value)
{
    const char *text = json_string_value(value);

    if (text == NULL || text[0] == '\0') {
        reader_wrong(reader, place,
                     text == NULL ? "must be a string \"...\"" : "must not be empty");
        return NULL;
    }
    return text;
}

const char *reader_string(const struct reader *reader, const struct place *parent,
                          const json_t *object, const char *key)
{
    const struct place here = place_key(parent, key);
    const json_t *value = json_object_get(object, key);

    return value != NULL ? string_at(reader, &here, value) : NULL;
}

const char *reader_label(const struct reader *reader, const struct place *parent,
                         const json_t *object, const char *key, size_t max)
{
    const struct place here = place_key(parent, key);
    const char *text = reader_string(reader, parent, object, key);

    if (text == NULL) {
        return NULL;
    }
    if (strlen(text) > max) {
        reader_wrong(reader, &here, "is longer than %zu bytes", max);
        return NULL;
    }
    if (!text_is_plain_label(text, strlen(text))) {
        reader_wrong(reader, &here, "holds a control, direction or invisible character");
        return NULL;
    }
    return text;
}

const char *reader_id(const struct reader *reader, const struct place *parent, const json_t *object,
                      const char *key)
{
    const struct place here = place_key(parent, key);
    const char *text = reader_string(reader, parent, object, key);

    if (text != NULL && !values_is_id(text)) {
        reader_wrong(reader, &here,
                     "\"%.40s\" is not an id (up to 31 of a-z, 0-9 and -, not beginning with -)",
                     text);
        return NULL;
    }
    return text;
}

void reader_text(const struct reader *reader, const struct place *parent, const json_t *object,
                 const char *key, size_t max, struct config_text *text)
{
    const json_t *value = json_object_get(object, key);
    const size_t languages = config_language_count(reader->config);
    struct reader_key keys[CONFIG_LANGUAGES_MAX + 1] = {{NULL, false}};
    const struct place here = place_key(parent, key);

    if (value == NULL || languages == 0) {
        return;
    }
    for (size_t i = 0; i < languages; i++) {
        keys[i] = (struct reader_key){config_language_at(reader->config, i), true};
    }
    if (reader_object(reader, &here, value, keys)) {
        for (size_t i = 0; i < languages; i++) {
            text->in[i] = reader_label(reader, &here, value, keys[i].name, max);
        }
    }
}

bool reader_flag(const struct reader *reader, const struct place *parent, const json_t *object,
                 const char *key, bool otherwise)
{
    const struct place here = place_key(parent, key);
    const json_t *value = json_object_get(object, key);

    if (value != NULL && !json_is_boolean(value)) {
        reader_wrong(reader, &here, "must be true or false");
        return otherwise;
    }
    return value != NULL ? json_is_true(value) : otherwise;
}

json_int_t reader_number(const struct reader *reader, const struct place *parent,
                         const json_t *object, const char *key, json_int_t least, json_int_t most)
{
    const struct place here = place_key(parent, key);
    const json_t *value = json_object_get(object, key);

    if (value == NULL) {
        return 0;
    }
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < least || number > most) {
        reader_wrong(reader, &here,
                     "must be a whole number from %" JSON_INTEGER_FORMAT
                     " to %" JSON_INTEGER_FORMAT,
                     least, most);
        return 0;
    }
    return number;
}

const json_t *reader_list(const struct reader *reader, const struct place *parent,
                          const json_t *object, const char *key)
{
    const struct place here = place_key(parent, key);
    const json_t *value = json_object_get(object, key);

    if (value == NULL) {
        return NULL;
    }
    if (!json_is_array(value)) {
        reader_wrong(reader, &here, "must be a list [...]");
        return NULL;
    }
    if (json_array_size(value) == 0) {
        reader_wrong(reader, &here, "must not be empty");
        return NULL;
    }
    return value;
}

const char *reader_name(const struct reader *reader, const struct place *place, const json_t *list,
                        size_t index)
{
    const char *name = string_at(reader, place, json_array_get(list, index));

    for (size_t i = 0; name != NULL && i < index; i++) {
        const char *other = json_string_value(json_array_get(list, i));
        if (other != NULL && strcmp(name, other) == 0) {
            reader_wrong(reader, place, "\"%s\" stands here twice", name);
            return NULL;
        }
    }
    return name;
}

size_t reader_languages(const struct reader *reader, const struct place *parent,
                        const json_t *object, const char *key,
                        const char *out[CONFIG_LANGUAGES_MAX])
{
    const struct place here = place_key(parent, key);
    const json_t *list = reader_list(reader, parent, object, key);
    size_t count = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const struct place at = place_index(&here, i);
        const char *name = reader_name(reader, &at, list, i);
        if (name == NULL || config_language_count(reader->config) == 0) {
            continue;
        }
        if (!config_is_language(reader->config, name)) {
            reader_wrong(reader, &at, "\"%s\" is not a language of this network", name);
        } else {
            out[count++] = name;
        }
    }
    return count;
}

size_t reader_tags(const struct reader *reader, const struct place *parent, const json_t *object,
                   const char *key, const struct config_tag ***out)
{
    const struct place here = place_key(parent, key);
    const json_t *list = reader_list(reader, parent, object, key);
    size_t count = 0;

    *out = reader_pointers(reader, json_array_size(list));
    for (size_t i = 0; *out != NULL && i < json_array_size(list); i++) {
        const struct place at = place_index(&here, i);
        const char *id = reader_name(reader, &at, list, i);
        const struct config_tag *tag =
            id != NULL ? config_tag_find(reader->config, id, NULL) : NULL;
        if (tag != NULL) {
            (*out)[count++] = tag;
        } else if (id != NULL) {
            reader_wrong(reader, &at, "there is no tag \"%.40s\" in the triage", id);
        }
    }
    return count;
}
