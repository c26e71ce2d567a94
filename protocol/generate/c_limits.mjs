// server/wire/generated/limits.{h,c}: the limits of size and of time.
import { nameFunctions } from './c_names.mjs';
import { cBanner, cComment, cHeader, each, upper } from './layout.mjs';

const ROOM = 'wire/generated';
const SOURCES = 'machine.json and messages.json';

const limitValue = ({ name, about }) => `${cComment(about, 4)}\n    WIRE_LIMIT_${upper(name)},\n`;

function declarations({ protocol, sizes, limits }) {
    return `#define WIRE_PROTOCOL "${protocol}"

/* The most that one message may be, that one record may be, and that one visitor may tick. */
${each(Object.entries(sizes), ([name, value]) => `#define WIRE_MOST_${upper(name)} ${value}\n`)}
/* Limits of time that the network file may set otherwise. */
enum wire_limit {
${each(limits, limitValue)}    WIRE_LIMIT_COUNT
};

/* A static string; empty for a value that is none of these. */
const char *wire_limit_name(enum wire_limit value);

/* Returns false when there is no such limit. */
bool wire_limit_find(const char *name, enum wire_limit *out);

/* In ms; 0 for a value that is none of these. */
int64_t wire_limit_default(enum wire_limit limit);
`;
}

function definitions({ limits }) {
    return `static const char *const names[WIRE_LIMIT_COUNT] = {
${each(limits, ({ name }) => `    "${name}",\n`)}};

static const int64_t defaults[WIRE_LIMIT_COUNT] = {
${each(limits, ({ name, value }) => `    [WIRE_LIMIT_${upper(name)}] = ${value},\n`)}};

${nameFunctions('limit', 'names', 'WIRE_LIMIT_COUNT')}
int64_t wire_limit_default(enum wire_limit limit)
{
    return (size_t)limit < WIRE_LIMIT_COUNT ? defaults[limit] : 0;
}
`;
}

export function writeLimits(model) {
    const includes = ['<stdbool.h>', '<stdint.h>'];
    return {
        [`server/${ROOM}/limits.h`]:
            cHeader(ROOM, 'limits', SOURCES, includes, declarations(model)),
        [`server/${ROOM}/limits.c`]: `${cBanner(SOURCES)}#include "${ROOM}/limits.h"

#include "wire/names.h"

${definitions(model)}`,
    };
}
