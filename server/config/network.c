#include "config/network.h"

#include "config/values.h"

enum { LABEL_MAX = 200 };

static const struct reader_key keys[] = {
    {"network", true},  {"demo", false},        {"time_zone", true},     {"languages", true},
    {"origins", false}, {"neutral_page", true}, {"emergency", true},     {"limits", false},
    {"triage", true},   {"staff", true},        {"organisations", true}, {"holidays", false},
    {NULL, false}};

static const struct reader_key emergency_keys[] = {{"phone", true}, {"text", true}, {NULL, false}};

/*
 * The limits that a network may set, in milliseconds. Their defaults are in protocol/machine.json,
 * from which server/wire has the same names; this room does not know that one, so a unit test
 * holds the two together.
 */
static const struct reader_key limit_keys[] = {
    {"offer_ms", false},    {"asked_ms", false},      {"seeking_ms", false},
    {"briefing_ms", false}, {"introduced_ms", false}, {"grace_visitor_ms", false},
    {"wrap_up_ms", false},  {"retention_ms", false},  {"grace_counsellor_ms", false},
    {"exclude_ms", false},  {"process_ms", false},    {"breather_ms", false},
    {"aging_ms", false},    {"closing_ms", false},    {"grace_budget_ms", false},
    {"no_show_ms", false},  {"idle_ms", false},       {"on_call_offer_ms", false},
    {NULL, false}};
enum { LIMIT_LEAST = 100, LIMIT_MOST = 24 * 60 * 60 * 1000 };

static void read_languages(const struct reader *reader, const struct place *root,
                           const json_t *object)
{
    struct config *config = reader->config;
    const struct place here = place_key(root, "languages");
    const json_t *list = reader_list(reader, root, object, "languages");
    size_t count = json_array_size(list);

    if (count > CONFIG_LANGUAGES_MAX) {
        reader_wrong(reader, &here, "has more than %d languages", CONFIG_LANGUAGES_MAX);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct place at = place_index(&here, i);
        const char *name = reader_name(reader, &at, list, i);
        if (name != NULL && !values_is_language(name)) {
            reader_wrong(reader, &at, "\"%.20s\" is not the short name of a language (like nl)",
                         name);
        } else if (name != NULL) {
            config->languages[config->language_count++] = name;
        }
    }
}

static void read_origins(const struct reader *reader, const struct place *root,
                         const json_t *object)
{
    struct config *config = reader->config;
    const struct place here = place_key(root, "origins");
    const json_t *list = json_object_get(object, "origins");

    if (json_is_array(list) && json_array_size(list) == 0) {
        return; /* none beside the server's own is what most networks want */
    }
    list = reader_list(reader, root, object, "origins");
    config->origins = reader_pointers(reader, json_array_size(list));
    for (size_t i = 0; config->origins != NULL && i < json_array_size(list); i++) {
        const struct place at = place_index(&here, i);
        const char *name = reader_name(reader, &at, list, i);
        if (name != NULL && !values_is_origin(name)) {
            reader_wrong(reader, &at,
                         "\"%.80s\" is not an origin (https://host, nothing behind it; "
                         "http:// for localhost only)",
                         name);
        } else if (name != NULL) {
            config->origins[config->origin_count++] = name;
        }
    }
}

static void read_emergency(const struct reader *reader, const struct place *root,
                           const json_t *object)
{
    struct config *config = reader->config;
    const struct place here = place_key(root, "emergency");
    const json_t *value = json_object_get(object, "emergency");

    if (value == NULL || !reader_object(reader, &here, value, emergency_keys)) {
        return;
    }
    const struct place phone_place = place_key(&here, "phone");
    const char *phone = reader_string(reader, &here, value, "phone");
    if (phone != NULL && !values_is_phone(phone)) {
        reader_wrong(reader, &phone_place, "\"%.40s\" is not a phone number", phone);
    }
    config->emergency_phone = phone;
    reader_text(reader, &here, value, "text", LABEL_MAX, &config->emergency_text);
}

static void read_limits(const struct reader *reader, const struct place *root, const json_t *object)
{
    struct config *config = reader->config;
    const struct place here = place_key(root, "limits");
    const json_t *value = json_object_get(object, "limits");

    if (value == NULL || !reader_object(reader, &here, value, limit_keys)) {
        return;
    }
    config->limits = reader_room(reader, json_object_size(value), sizeof *config->limits);
    for (const struct reader_key *key = limit_keys; config->limits != NULL && key->name != NULL;
         key++) {
        json_int_t limit = reader_number(reader, &here, value, key->name, LIMIT_LEAST, LIMIT_MOST);
        if (limit > 0) {
            config->limits[config->limit_count++] = (struct config_limit){key->name, limit};
        }
    }
}

void network_read(const struct reader *reader, const struct place *root, const json_t *object)
{
    struct config *config = reader->config;
    const struct place zone_place = place_key(root, "time_zone");
    const struct place page_place = place_key(root, "neutral_page");

    if (!reader_object(reader, root, object, keys)) {
        return;
    }
    config->name = reader_id(reader, root, object, "network");
    config->demo = reader_flag(reader, root, object, "demo", false);
    config->time_zone = reader_string(reader, root, object, "time_zone");
    if (config->time_zone != NULL && !values_is_time_zone(config->time_zone)) {
        reader_wrong(reader, &zone_place,
                     "\"%.64s\" is not a time zone of this machine (like Europe/Amsterdam; "
                     "they come with the package tzdata)",
                     config->time_zone);
    }
    config->neutral_page = reader_label(reader, root, object, "neutral_page", LABEL_MAX);
    if (config->neutral_page != NULL && !values_is_page(config->neutral_page)) {
        reader_wrong(reader, &page_place, "is not a page (https://host/...)");
    }
    read_languages(reader, root, object);
    read_origins(reader, root, object);
    read_emergency(reader, root, object);
    read_limits(reader, root, object);
}
