#include <string.h>

#include "config/network.h"

enum { LABEL_MAX = 120 };

static const struct reader_key group_keys[] = {
    {"group", true}, {"label", true}, {"choose", true}, {"tags", true}, {NULL, false}};
static const struct reader_key tag_keys[] = {
    {"id", true}, {"label", true}, {"urgent", false}, {NULL, false}};

/* Tag ids are unique in the whole vocabulary: desks and conversations name a tag by its id. */
static void read_tag(const struct reader *reader, const struct place *parent, size_t index,
                     const json_t *object, struct config_tag_group *group)
{
    struct place here = place_index(parent, index);
    const struct place id_place = place_key(&here, "id");

    if (!reader_object(reader, &here, object, tag_keys)) {
        return;
    }
    const char *id = reader_id(reader, &here, object, "id");
    if (id != NULL && config_tag_is_known(reader->config, id)) {
        reader_wrong(reader, &id_place, "the tag \"%s\" is there already", id);
        id = NULL;
    }
    struct config_tag *tag = &group->tags[group->tag_count];
    reader_text(reader, &here, object, "label", LABEL_MAX, &tag->label);
    tag->urgent = reader_flag(reader, &here, object, "urgent", false);
    if (id != NULL) {
        tag->id = id;
        group->tag_count++;
    }
}

static const char *read_group_id(const struct reader *reader, const struct place *here,
                                 const json_t *object)
{
    const struct config *config = reader->config;
    const struct place id_place = place_key(here, "group");
    const char *id = reader_id(reader, here, object, "group");

    for (size_t i = 0; id != NULL && i < config->tag_group_count; i++) {
        if (config->tag_groups[i].id != NULL && strcmp(config->tag_groups[i].id, id) == 0) {
            reader_wrong(reader, &id_place, "the group \"%s\" is there already", id);
            return NULL;
        }
    }
    return id;
}

static void read_group(const struct reader *reader, const struct place *here, const json_t *object,
                       struct config_tag_group *group)
{
    if (!reader_object(reader, here, object, group_keys)) {
        return;
    }
    const struct place choose_place = place_key(here, "choose");
    const struct place tags_place = place_key(here, "tags");
    group->id = read_group_id(reader, here, object);
    reader_text(reader, here, object, "label", LABEL_MAX, &group->label);
    const char *choose = reader_string(reader, here, object, "choose");
    group->many = choose != NULL && strcmp(choose, "many") == 0;
    if (choose != NULL && !group->many && strcmp(choose, "one") != 0) {
        reader_wrong(reader, &choose_place, "must be \"one\" or \"many\"");
    }
    const json_t *list = reader_list(reader, here, object, "tags");
    group->tags = reader_room(reader, json_array_size(list), sizeof *group->tags);
    for (size_t i = 0; group->tags != NULL && i < json_array_size(list); i++) {
        read_tag(reader, &tags_place, i, json_array_get(list, i), group);
    }
}

void triage_read(const struct reader *reader, const struct place *root, const json_t *object)
{
    struct config *config = reader->config;
    const struct place here = place_key(root, "triage");
    const json_t *list = reader_list(reader, root, object, "triage");

    config->tag_groups = reader_room(reader, json_array_size(list), sizeof *config->tag_groups);
    for (size_t i = 0; config->tag_groups != NULL && i < json_array_size(list); i++) {
        struct place place = place_index(&here, i);
        char subject[READER_SUBJECT_SIZE];
        const json_t *group = json_array_get(list, i);
        const char *id = json_string_value(json_object_get(group, "group"));
        place.subject = reader_subject(subject, "triage group", id, i);
        /* Counted at once: its tags must be known to those that follow in the same group. */
        read_group(reader, &place, group, &config->tag_groups[config->tag_group_count++]);
    }
}
