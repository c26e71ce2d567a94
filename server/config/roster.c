#include <stdlib.h>

#include "config/hours.h"
#include "config/network.h"
#include "config/shifts.h"

/* The place of a desk in the document, with the links of the chain that leads to it. */
struct desk_place {
    struct place organisations;
    struct place organisation;
    struct place desks;
    struct place desk;
    char subject[READER_SUBJECT_SIZE];
};

static void find_place(const struct reader *reader, const struct place *root,
                       const struct config_desk *desk, struct desk_place *place)
{
    const size_t owner = (size_t)(desk->organisation - reader->config->organisations);
    const size_t index = (size_t)(desk - desk->organisation->desks);

    place->organisations = place_key(root, "organisations");
    place->organisation = place_index(&place->organisations, owner);
    place->desks = place_key(&place->organisation, "desks");
    place->desk = place_index(&place->desks, index);
    place->desk.subject = reader_subject(place->subject, "desk", desk->id, index);
}

const json_t *roster_element(const struct config *config, const struct config_desk *desk)
{
    const size_t owner = (size_t)(desk->organisation - config->organisations);
    const size_t index = (size_t)(desk - desk->organisation->desks);
    const json_t *organisations = json_object_get(config->document, "organisations");
    const json_t *desks = json_object_get(json_array_get(organisations, owner), "desks");

    return json_array_get(desks, index);
}

static void fill(const struct reader *reader, struct config_desk *desk)
{
    const struct config *config = reader->config;

    desk->roster = reader_pointers(reader, config->staff_count);
    for (size_t i = 0; desk->roster != NULL && i < config->staff_count; i++) {
        if (config_staff_serves(&config->staff[i], desk)) {
            desk->roster[desk->roster_count++] = &config->staff[i];
        }
    }
}

/* Whether this person ever works at the desk. */
static bool works(const struct config_staff *staff, const struct config_desk *desk)
{
    return desk->shift_count == 0 || shifts_have(desk, staff);
}

static bool is_spoken(const struct config_desk *desk, const char *language)
{
    for (size_t i = 0; i < desk->roster_count; i++) {
        if (works(desk->roster[i], desk) && config_staff_speaks(desk->roster[i], language)) {
            return true;
        }
    }
    return false;
}

static bool is_known_to_somebody(const struct config_desk *desk, const struct config_tag *skill)
{
    for (size_t i = 0; i < desk->roster_count; i++) {
        if (works(desk->roster[i], desk) && config_staff_has_skill(desk->roster[i], skill)) {
            return true;
        }
    }
    return false;
}

/* Nobody must wait at a desk where nobody can ever answer. */
static void check_staffed(const struct reader *reader, const struct desk_place *place,
                          const struct config_desk *desk)
{
    const struct place languages = place_key(&place->desk, "languages");
    const struct place skilled = place_key(&place->desk, "skilled");

    if (desk->roster_count == 0) {
        reader_wrong(reader, &place->desk, "no counsellor staffs this desk");
        return;
    }
    for (size_t i = 0; i < desk->language_count; i++) {
        if (!is_spoken(desk, desk->languages[i])) {
            reader_wrong(reader, &languages, "nobody who staffs this desk speaks \"%s\"",
                         desk->languages[i]);
        }
    }
    for (size_t i = 0; i < desk->skilled_count; i++) {
        if (!is_known_to_somebody(desk, desk->skilled[i])) {
            reader_wrong(reader, &skilled, "nobody who staffs this desk has the skill \"%s\"",
                         desk->skilled[i]->id);
        }
    }
}

/*
 * A chain of fall-backs ends at a desk that never closes, or at one that has no fall-back.
 * Desks that only name each other would send a visitor round in the night. Marks, in as many
 * rounds as it takes, each desk from which an end can be reached.
 */
static void mark_ends(const struct config *config, bool *ends)
{
    bool more = true;

    while (more) {
        more = false;
        for (size_t i = 0; i < config->desk_count; i++) {
            const struct config_desk *desk = &config->desks[i];
            bool ends_here = hours_never_end(desk) || desk->fallback_count == 0;
            for (size_t j = 0; j < desk->fallback_count; j++) {
                ends_here = ends_here || ends[desk->fallbacks[j] - config->desks];
            }
            more = more || (ends_here && !ends[i]);
            ends[i] = ends_here;
        }
    }
}

static void read_desk(const struct reader *reader, const struct place *root,
                      struct config_desk *desk)
{
    struct desk_place place;

    fill(reader, desk);
    if (desk->id[0] == '\0' || desk->roster == NULL) {
        return; /* nobody can name it: what is wrong with it has been said */
    }
    find_place(reader, root, desk, &place);
    shifts_read(reader, &place.desk, roster_element(reader->config, desk), desk);
    if (reader->config->staff_count > 0) {
        check_staffed(reader, &place, desk);
    }
}

static void check_fallbacks(const struct reader *reader, const struct place *root,
                            const struct config_desk *desk)
{
    struct desk_place place;

    if (desk->id[0] != '\0' && desk->roster != NULL) {
        find_place(reader, root, desk, &place);
        const struct place fallback = place_key(&place.desk, "fallback");
        reader_wrong(reader, &fallback,
                     "these desks only fall back to each other, and none is always open");
    }
}

void roster_read(const struct reader *reader, const struct place *root)
{
    struct config *config = reader->config;
    bool *ends = reader_room(reader, config->desk_count, sizeof *ends);

    for (size_t i = 0; ends != NULL && i < config->desk_count; i++) {
        read_desk(reader, root, &config->desks[i]);
    }
    if (ends != NULL) {
        mark_ends(config, ends);
    }
    for (size_t i = 0; ends != NULL && i < config->desk_count; i++) {
        if (!ends[i]) {
            check_fallbacks(reader, root, &config->desks[i]);
        }
    }
    free(ends);
}
