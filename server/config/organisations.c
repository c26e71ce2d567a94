#include <stdio.h>
#include <string.h>

#include "config/network.h"
#include "config/values.h"

enum { NAME_MAX = 80, ABOUT_MAX = 600 };

static const struct reader_key keys[] = {{"id", true},     {"name", true},  {"about", true},
                                         {"phone", false}, {"site", false}, {"desks", true},
                                         {NULL, false}};

/* What an organisation is called in the mistakes: by its id, if that is a text at all. */
static struct place organisation_place(const struct place *list, size_t index, const json_t *object,
                                       char subject[READER_SUBJECT_SIZE])
{
    struct place place = place_index(list, index);

    place.subject = reader_subject(subject, "organisation",
                                   json_string_value(json_object_get(object, "id")), index);
    return place;
}

static struct place desk_place(const struct place *list, size_t index, const json_t *object,
                               const struct config_organisation *organisation,
                               char subject[READER_SUBJECT_SIZE])
{
    struct place place = place_index(list, index);
    const char *name = json_string_value(json_object_get(object, "id"));
    char id[2 * CONFIG_ID_SIZE];

    (void)snprintf(id, sizeof id, "%s/%.40s", organisation->id != NULL ? organisation->id : "?",
                   name != NULL ? name : "");
    place.subject = reader_subject(subject, "desk", name != NULL ? id : NULL, index);
    return place;
}

static void read_contact(const struct reader *reader, const struct place *place,
                         const json_t *object, struct config_organisation *organisation)
{
    const struct place phone_place = place_key(place, "phone");
    const struct place site_place = place_key(place, "site");

    organisation->phone = reader_string(reader, place, object, "phone");
    if (organisation->phone != NULL && !values_is_phone(organisation->phone)) {
        reader_wrong(reader, &phone_place, "\"%.40s\" is not a phone number", organisation->phone);
    }
    organisation->site = reader_label(reader, place, object, "site", ABOUT_MAX);
    if (organisation->site != NULL && !values_is_page(organisation->site)) {
        reader_wrong(reader, &site_place, "is not a page (https://host/...)");
    }
}

/* Desks of all organisations share one array; those of one stand together in it. */
static void read_desks(const struct reader *reader, const struct place *place, const json_t *object,
                       struct config_organisation *organisation)
{
    struct config *config = reader->config;
    const struct place here = place_key(place, "desks");
    const json_t *list = reader_list(reader, place, object, "desks");

    organisation->desks = &config->desks[config->desk_count];
    for (size_t i = 0; i < json_array_size(list); i++) {
        char subject[READER_SUBJECT_SIZE];
        const json_t *element = json_array_get(list, i);
        const struct place at = desk_place(&here, i, element, organisation, subject);
        struct config_desk *desk = &config->desks[config->desk_count];
        desk->organisation = organisation;
        desk_read(reader, &at, element, desk);
        config->desk_count++;
        organisation->desk_count++;
    }
}

static void read_organisation(const struct reader *reader, const struct place *place,
                              const json_t *object, struct config_organisation *organisation)
{
    const struct place id_place = place_key(place, "id");

    if (!reader_object(reader, place, object, keys)) {
        return;
    }
    const char *id = reader_id(reader, place, object, "id");
    if (id != NULL && config_organisation_find(reader->config, id) != NULL) {
        reader_wrong(reader, &id_place, "there is an organisation with this id already");
        id = NULL;
    }
    organisation->id = id;
    organisation->name = reader_label(reader, place, object, "name", NAME_MAX);
    reader_text(reader, place, object, "about", ABOUT_MAX, &organisation->about);
    read_contact(reader, place, object, organisation);
    read_desks(reader, place, object, organisation);
}

/* Desks may name desks and organisations that come after them. */
static void read_links(const struct reader *reader, const struct place *here, const json_t *list)
{
    struct config_desk *desk = reader->config->desks;

    for (size_t i = 0; i < json_array_size(list); i++) {
        char subject[READER_SUBJECT_SIZE];
        const json_t *object = json_array_get(list, i);
        const json_t *desks = json_object_get(object, "desks");
        const struct place place = organisation_place(here, i, object, subject);
        const struct place desks_place = place_key(&place, "desks");
        for (size_t j = 0; j < json_array_size(desks); j++) {
            char desk_subject[READER_SUBJECT_SIZE];
            const json_t *element = json_array_get(desks, j);
            const struct place at = desk_place(&desks_place, j, element,
                                               &reader->config->organisations[i], desk_subject);
            desk_read_links(reader, &at, element, desk++);
        }
    }
}

static size_t count_desks(const json_t *list)
{
    size_t count = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        count += json_array_size(json_object_get(json_array_get(list, i), "desks"));
    }
    return count;
}

void organisations_read(const struct reader *reader, const struct place *root, const json_t *object)
{
    struct config *config = reader->config;
    const struct place here = place_key(root, "organisations");
    const json_t *list = reader_list(reader, root, object, "organisations");
    size_t count = json_array_size(list);

    config->organisations = reader_room(reader, count, sizeof *config->organisations);
    config->desks = reader_room(reader, count_desks(list), sizeof *config->desks);
    if (config->organisations == NULL || config->desks == NULL) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        char subject[READER_SUBJECT_SIZE];
        const json_t *element = json_array_get(list, i);
        const struct place place = organisation_place(&here, i, element, subject);
        read_organisation(reader, &place, element, &config->organisations[i]);
        config->organisation_count++;
    }
    read_links(reader, &here, list);
}
