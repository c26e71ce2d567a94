#ifndef VEER_CONFIG_NETWORK_H
#define VEER_CONFIG_NETWORK_H

#include <jansson.h>

#include "config/config.h"
#include "config/reader.h"

/* The network as config.c keeps it. All texts belong to the document, which lives as long. */
struct config {
    json_t *document;
    const char *name;
    const char *time_zone;
    const char *neutral_page;
    const char *emergency_phone;
    struct config_text emergency_text;
    bool demo;
    size_t language_count;
    const char *languages[CONFIG_LANGUAGES_MAX];
    size_t origin_count;
    const char **origins;
    size_t limit_count;
    struct config_limit *limits;
    struct config_holidays holidays;
    size_t tag_group_count;
    struct config_tag_group *tag_groups;
    size_t organisation_count;
    struct config_organisation *organisations;
    size_t desk_count;
    struct config_desk *desks; /* organisation after organisation */
    size_t staff_count;
    struct config_staff *staff;
    char *public_json;
    size_t public_json_length;
};

/*
 * Each reads its part of the document into reader->config and adds what is wrong with it to the
 * mistakes. Records stand at the same index as the elements that they come from, with an empty
 * id where that was wrong. In this order: each may refer to what the ones before have read.
 */
void network_read(const struct reader *reader, const struct place *root, const json_t *object);
void holidays_read(const struct reader *reader, const struct place *root, const json_t *object);
void triage_read(const struct reader *reader, const struct place *root, const json_t *object);
void organisations_read(const struct reader *reader, const struct place *root,
                        const json_t *object);
void staff_read(const struct reader *reader, const struct place *root, const json_t *object);

/* Reads one desk of an organisation, all but what refers to other desks and organisations. */
void desk_read(const struct reader *reader, const struct place *place, const json_t *object,
               struct config_desk *desk);
/* The rest of it, once all of them are there. */
void desk_read_links(const struct reader *reader, const struct place *place, const json_t *object,
                     struct config_desk *desk);

/* The shifts of a desk, once its roster is filled. */
void shifts_read(const struct reader *reader, const struct place *place, const json_t *object,
                 struct config_desk *desk);

/* Fills the desks' rosters, reads their shifts, and looks at the whole: is each desk staffed in
 * each of its languages and skills, and does each fall-back lead somewhere? */
void roster_read(const struct reader *reader, const struct place *root);

/* The desk as it stands in the document. */
const json_t *roster_element(const struct config *config, const struct config_desk *desk);

/* Makes config->public_json. Returns false when out of memory. */
bool public_build(struct config *config);

#endif
