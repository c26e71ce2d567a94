#include "wire/shape.h"

#include "base/text.h"

static bool in_set(const char *set, char character)
{
    for (; *set != '\0'; set += 2) {
        if (character >= set[0] && character <= set[1])
            return true;
    }
    return false;
}

/* Takes as much as it can: the generator has made sure that no part can begin with a character
 * that a part of variable length before it would take. */
static size_t run_length(const struct wire_shape_part *part, const char *bytes, size_t length)
{
    size_t taken = 0;

    while (taken < length && taken < part->most && in_set(part->set, bytes[taken]))
        taken++;
    return taken;
}

bool wire_shape_fits(const struct wire_shape *shape, const char *bytes, size_t length)
{
    size_t at = 0;

    if (shape->bytes > 0) {
        if (length == 0 || length > shape->bytes)
            return false;
        return !shape->plain || text_is_plain_label(bytes, length);
    }
    for (size_t i = 0; i < shape->count; i++) {
        size_t taken = run_length(&shape->parts[i], bytes + at, length - at);

        if (taken < shape->parts[i].least)
            return false;
        at += taken;
    }
    return at == length;
}
