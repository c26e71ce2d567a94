#include "front/assembly.h"

#include <stdlib.h>
#include <string.h>

static bool is_too_big(const struct assembly *assembly, const struct assembly_limits *limits,
                       const struct assembly_piece *piece)
{
    size_t room = limits->bytes - assembly->length;

    /* What a frame's header declares counts before it has come: a length of 2^62 ends here. */
    return piece->length > room || piece->frame_left > room - piece->length;
}

/* All room is taken at once: a message in pieces is rare, and a slow one must not cost more than
 * the limit either way. */
static bool keep(struct assembly *assembly, const struct assembly_limits *limits,
                 const struct assembly_piece *piece)
{
    if (!assembly->bytes) {
        assembly->bytes = malloc(limits->bytes);
        if (!assembly->bytes)
            return false;
    }
    if (piece->length > 0)
        memcpy(assembly->bytes + assembly->length, piece->bytes, piece->length);
    assembly->length += piece->length;
    return true;
}

enum assembly_state assembly_add(struct assembly *assembly, const struct assembly_limits *limits,
                                 const struct assembly_piece *piece, const char **message,
                                 size_t *length)
{
    if (piece->first)
        assembly_reset(assembly);
    if (is_too_big(assembly, limits, piece))
        return ASSEMBLY_TOO_BIG;
    if (piece->frame_left == 0)
        assembly->fragments++;
    if (assembly->fragments > limits->fragments)
        return ASSEMBLY_TOO_MANY;

    if (piece->first && piece->final) {
        *message = piece->length > 0 ? piece->bytes : "";
        *length = piece->length;
        return ASSEMBLY_COMPLETE;
    }
    if (!keep(assembly, limits, piece))
        return ASSEMBLY_NO_MEMORY;
    if (!piece->final)
        return ASSEMBLY_MORE;
    *message = assembly->bytes;
    *length = assembly->length;
    return ASSEMBLY_COMPLETE;
}

void assembly_reset(struct assembly *assembly)
{
    free(assembly->bytes);
    *assembly = (struct assembly){0};
}
