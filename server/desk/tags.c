#include "desk/tags.h"

#include <string.h>

/* Whether another tag of the same group stands before place `end`. */
static bool group_is_taken(const struct config *config, const json_t *tags, size_t end,
                           const struct config_tag_group *group)
{
    for (size_t i = 0; i < end; i++) {
        const struct config_tag_group *other = NULL;
        config_tag_find(config, json_string_value(json_array_get(tags, i)), &other);
        if (other == group)
            return true;
    }
    return false;
}

bool tags_are_known(const struct config *config, const json_t *tags)
{
    size_t i;
    json_t *tag;
    json_array_foreach(tags, i, tag)
    {
        const struct config_tag_group *group = NULL;
        if (!config_tag_find(config, json_string_value(tag), &group))
            return false;
        if (!group->many && group_is_taken(config, tags, i, group))
            return false;
    }
    return true;
}

bool tags_are_acute(const struct config *config, const json_t *tags)
{
    size_t i;
    json_t *tag;
    json_array_foreach(tags, i,
                       tag) if (config_tag_is_urgent(config, json_string_value(tag))) return true;
    return false;
}
