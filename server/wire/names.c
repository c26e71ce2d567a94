#include "wire/names.h"

#include <string.h>

const char *wire_name(const char *const *names, size_t count, size_t index)
{
    return index < count ? names[index] : "";
}

bool wire_name_find(const char *const *names, size_t count, const char *name, size_t *index)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}
