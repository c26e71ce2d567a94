#include <string.h>

#include "config/config.h"
#include "config/network.h"

/*
 * Reading what config_load() has made. The lists are short (dozens of desks, at most a few
 * thousand people who sign in once a shift), so a look-up walks them.
 */

const char *config_name(const struct config *config)
{
    return config->name;
}

const char *config_time_zone(const struct config *config)
{
    return config->time_zone;
}

const char *config_neutral_page(const struct config *config)
{
    return config->neutral_page;
}

bool config_is_demo(const struct config *config)
{
    return config->demo;
}

size_t config_language_count(const struct config *config)
{
    return config->language_count;
}

const char *config_language_at(const struct config *config, size_t index)
{
    return config->languages[index];
}

/* The index of the language, or CONFIG_LANGUAGES_MAX. */
static size_t language_index(const char *const *languages, size_t count, const char *language)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(languages[i], language) == 0) {
            return i;
        }
    }
    return CONFIG_LANGUAGES_MAX;
}

bool config_is_language(const struct config *config, const char *language)
{
    return language_index(config->languages, config->language_count, language) <
           CONFIG_LANGUAGES_MAX;
}

const char *config_text_in(const struct config *config, const struct config_text *text,
                           const char *language)
{
    size_t index = language != NULL
                       ? language_index(config->languages, config->language_count, language)
                       : CONFIG_LANGUAGES_MAX;

    return text->in[index < CONFIG_LANGUAGES_MAX ? index : 0];
}

size_t config_origin_count(const struct config *config)
{
    return config->origin_count;
}

const char *config_origin_at(const struct config *config, size_t index)
{
    return config->origins[index];
}

size_t config_limit_count(const struct config *config)
{
    return config->limit_count;
}

const struct config_limit *config_limit_at(const struct config *config, size_t index)
{
    return &config->limits[index];
}

size_t config_holiday_count(const struct config *config)
{
    return config->holidays.count;
}

const struct config_holiday *config_holiday_at(const struct config *config, size_t index)
{
    return &config->holidays.list[index];
}

size_t config_tag_group_count(const struct config *config)
{
    return config->tag_group_count;
}

const struct config_tag_group *config_tag_group_at(const struct config *config, size_t index)
{
    return &config->tag_groups[index];
}

const struct config_tag *config_tag_find(const struct config *config, const char *id,
                                         const struct config_tag_group **group)
{
    for (size_t i = 0; i < config->tag_group_count; i++) {
        const struct config_tag_group *here = &config->tag_groups[i];
        for (size_t j = 0; j < here->tag_count; j++) {
            if (strcmp(here->tags[j].id, id) == 0) {
                if (group != NULL) {
                    *group = here;
                }
                return &here->tags[j];
            }
        }
    }
    return NULL;
}

bool config_tag_is_known(const struct config *config, const char *id)
{
    return config_tag_find(config, id, NULL) != NULL;
}

bool config_tag_is_urgent(const struct config *config, const char *id)
{
    const struct config_tag *tag = config_tag_find(config, id, NULL);

    return tag != NULL && tag->urgent;
}

size_t config_organisation_count(const struct config *config)
{
    return config->organisation_count;
}

const struct config_organisation *config_organisation_at(const struct config *config, size_t index)
{
    return &config->organisations[index];
}

/* While the file is being read, a record that has no right id is there without one. */
const struct config_organisation *config_organisation_find(const struct config *config,
                                                           const char *id)
{
    for (size_t i = 0; i < config->organisation_count; i++) {
        const struct config_organisation *organisation = &config->organisations[i];
        if (organisation->id != NULL && strcmp(organisation->id, id) == 0) {
            return organisation;
        }
    }
    return NULL;
}

size_t config_desk_count(const struct config *config)
{
    return config->desk_count;
}

const struct config_desk *config_desk_at(const struct config *config, size_t index)
{
    return &config->desks[index];
}

const struct config_desk *config_desk_find(const struct config *config, const char *id)
{
    for (size_t i = 0; id[0] != '\0' && i < config->desk_count; i++) {
        if (strcmp(config->desks[i].id, id) == 0) {
            return &config->desks[i];
        }
    }
    return NULL;
}

size_t config_staff_count(const struct config *config)
{
    return config->staff_count;
}

const struct config_staff *config_staff_at(const struct config *config, size_t index)
{
    return &config->staff[index];
}

const struct config_staff *config_staff_find(const struct config *config, const char *id)
{
    for (size_t i = 0; id[0] != '\0' && i < config->staff_count; i++) {
        if (strcmp(config->staff[i].id, id) == 0) {
            return &config->staff[i];
        }
    }
    return NULL;
}

bool config_staff_serves(const struct config_staff *staff, const struct config_desk *desk)
{
    for (size_t i = 0; staff->counsellor && i < staff->desk_count; i++) {
        if (staff->desks[i] == desk) {
            return true;
        }
    }
    return false;
}

bool config_staff_speaks(const struct config_staff *staff, const char *language)
{
    return language_index(staff->languages, staff->language_count, language) < CONFIG_LANGUAGES_MAX;
}

bool config_staff_has_skill(const struct config_staff *staff, const struct config_tag *skill)
{
    for (size_t i = 0; i < staff->skill_count; i++) {
        if (staff->skills[i] == skill) {
            return true;
        }
    }
    return false;
}

bool config_staff_watches(const struct config_staff *staff, const struct config_desk *desk)
{
    bool watches = staff->sees_network || desk->organisation == staff->organisation;

    for (size_t i = 0; i < desk->staffed_by_count; i++) {
        watches = watches || desk->staffed_by[i] == staff->organisation;
    }
    return staff->coordinator && watches;
}
