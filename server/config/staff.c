#include <stdio.h>
#include <string.h>

#include "config/network.h"
#include "config/values.h"

enum { ALIAS_MAX = 40 };

static const struct reader_key keys[] = {
    {"organisation", true}, {"name", true},     {"alias", true},     {"roles", true},
    {"sees", false},        {"desks", false},   {"languages", true}, {"capacity", false},
    {"skills", false},      {"password", true}, {NULL, false}};

/* Organisation and name, and the id that they make. */
static void read_id(const struct reader *reader, const struct place *place, const json_t *object,
                    struct config_staff *person)
{
    const struct place organisation_place = place_key(place, "organisation");
    const struct place name_place = place_key(place, "name");
    const char *organisation = reader_string(reader, place, object, "organisation");
    char id[CONFIG_ID_SIZE];

    person->name = reader_id(reader, place, object, "name");
    if (organisation == NULL) {
        return;
    }
    person->organisation = config_organisation_find(reader->config, organisation);
    if (person->organisation == NULL) {
        reader_wrong(reader, &organisation_place, "there is no organisation \"%.40s\"",
                     organisation);
    } else if (person->name != NULL) {
        (void)snprintf(id, sizeof id, "%s/%s", person->organisation->id, person->name);
        if (config_staff_find(reader->config, id) != NULL) {
            reader_wrong(reader, &name_place, "there is somebody with this name already");
        } else {
            memcpy(person->id, id, sizeof id);
        }
    }
}

static void read_roles(const struct reader *reader, const struct place *place, const json_t *object,
                       struct config_staff *person)
{
    const struct place here = place_key(place, "roles");
    const struct place sees_place = place_key(place, "sees");
    const json_t *list = reader_list(reader, place, object, "roles");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const struct place at = place_index(&here, i);
        const char *role = reader_name(reader, &at, list, i);
        if (role != NULL && strcmp(role, "counsellor") == 0) {
            person->counsellor = true;
        } else if (role != NULL && strcmp(role, "coordinator") == 0) {
            person->coordinator = true;
        } else if (role != NULL) {
            reader_wrong(reader, &at, "\"%.40s\" is not a role (counsellor, coordinator)", role);
        }
    }
    const char *sees = reader_string(reader, place, object, "sees");
    person->sees_network = sees != NULL && strcmp(sees, "network") == 0;
    if (sees != NULL && !person->sees_network && strcmp(sees, "organisation") != 0) {
        reader_wrong(reader, &sees_place, "must be \"organisation\" or \"network\"");
    } else if (sees != NULL && !person->coordinator) {
        reader_wrong(reader, &sees_place, "is for coordinators only");
    }
}

/* People staff the desks of their own organisation, and of those that let it staff a desk. */
static bool may_staff(const struct config_desk *desk, const struct config_organisation *who)
{
    bool may = desk->organisation == who;

    for (size_t i = 0; i < desk->staffed_by_count; i++) {
        may = may || desk->staffed_by[i] == who;
    }
    return may;
}

static void read_desks(const struct reader *reader, const struct place *place, const json_t *object,
                       struct config_staff *person)
{
    const struct place here = place_key(place, "desks");
    const json_t *list = reader_list(reader, place, object, "desks");

    person->desks = reader_pointers(reader, json_array_size(list));
    for (size_t i = 0; person->desks != NULL && i < json_array_size(list); i++) {
        const struct place at = place_index(&here, i);
        const char *id = reader_name(reader, &at, list, i);
        const struct config_desk *desk = id != NULL ? config_desk_find(reader->config, id) : NULL;
        if (id != NULL && desk == NULL) {
            reader_wrong(reader, &at, "there is no desk \"%.80s\"", id);
        } else if (desk != NULL && person->organisation != NULL &&
                   !may_staff(desk, person->organisation)) {
            reader_wrong(reader, &at, "\"%s\" is not staffed by people of \"%s\"", id,
                         person->organisation->id);
        } else if (desk != NULL) {
            person->desks[person->desk_count++] = desk;
        }
    }
}

static bool is_asked_for(const struct config_staff *person, const struct config_tag *skill)
{
    for (size_t i = 0; i < person->desk_count; i++) {
        const struct config_desk *desk = person->desks[i];
        for (size_t j = 0; j < desk->skilled_count; j++) {
            if (desk->skilled[j] == skill) {
                return true;
            }
        }
    }
    return false;
}

/* A skill that none of his desks asks for is more likely a slip than a fact worth noting. */
static void read_skills(const struct reader *reader, const struct place *place,
                        const json_t *object, struct config_staff *person)
{
    const struct place here = place_key(place, "skills");

    person->skill_count = reader_tags(reader, place, object, "skills", &person->skills);
    for (size_t i = 0; i < person->skill_count; i++) {
        if (!is_asked_for(person, person->skills[i])) {
            reader_wrong(reader, &here, "none of these desks has \"%s\" in \"skilled\"",
                         person->skills[i]->id);
        }
    }
}

/* A counsellor has desks and a capacity, maybe skills; somebody who only coordinates has not. */
static void read_work(const struct reader *reader, const struct place *place, const json_t *object,
                      struct config_staff *person)
{
    static const char *const work_keys[3] = {"desks", "capacity", "skills"};

    for (size_t i = 0; i < 3; i++) {
        const struct place here = place_key(place, work_keys[i]);
        bool there = json_object_get(object, work_keys[i]) != NULL;
        if (there && !person->counsellor && person->coordinator) {
            reader_wrong(reader, &here, "is for counsellors only");
        } else if (!there && person->counsellor && i < 2) {
            reader_wrong(reader, place, "the key \"%s\" is missing", work_keys[i]);
        }
    }
    read_desks(reader, place, object, person);
    read_skills(reader, place, object, person);
    person->capacity =
        (int)reader_number(reader, place, object, "capacity", 1, CONFIG_CAPACITY_MAX);
}

static void read_person(const struct reader *reader, const struct place *place,
                        const json_t *object, struct config_staff *person)
{
    const struct place password_place = place_key(place, "password");

    if (!reader_object(reader, place, object, keys)) {
        return;
    }
    read_id(reader, place, object, person);
    person->alias = reader_label(reader, place, object, "alias", ALIAS_MAX);
    read_roles(reader, place, object, person);
    read_work(reader, place, object, person);
    person->language_count =
        reader_languages(reader, place, object, "languages", person->languages);
    person->password = reader_string(reader, place, object, "password");
    const char *mistake =
        person->password != NULL ? values_password_mistake(person->password) : NULL;
    if (mistake != NULL) {
        reader_wrong(reader, &password_place, "%s", mistake);
    }
}

void staff_read(const struct reader *reader, const struct place *root, const json_t *object)
{
    struct config *config = reader->config;
    const struct place here = place_key(root, "staff");
    const json_t *list = reader_list(reader, root, object, "staff");

    config->staff = reader_room(reader, json_array_size(list), sizeof *config->staff);
    for (size_t i = 0; config->staff != NULL && i < json_array_size(list); i++) {
        const json_t *element = json_array_get(list, i);
        const char *organisation = json_string_value(json_object_get(element, "organisation"));
        const char *name = json_string_value(json_object_get(element, "name"));
        char id[2 * CONFIG_ID_SIZE];
        char subject[READER_SUBJECT_SIZE];
        struct place place = place_index(&here, i);
        bool named = organisation != NULL && name != NULL;
        (void)snprintf(id, sizeof id, "%.40s/%.40s", named ? organisation : "", named ? name : "");
        place.subject = reader_subject(subject, "staff", named ? id : NULL, i);
        read_person(reader, &place, element, &config->staff[i]);
        config->staff_count++;
    }
}
