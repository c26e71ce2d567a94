// server/store/generated/calls.{h,c}: one typed call for each Redis function, so that arguments
// cannot change places between C and Lua.
import { cArray, cBanner, cComment, cHeader, each } from './layout.mjs';

const ROOM = 'store/generated';
const SOURCES = 'functions.json';
const TYPES = {
    string: 'const char *',
    json: 'const char *',
    integer: 'int64_t ',
    boolean: 'bool ',
};

const NOTE = cComment('One call for each Redis function. Strings must not be NULL and are copied '
    + 'before a call returns. Returns what store_call() returns: false when nothing was sent and '
    + '`reply` will never be called; true when it will be called exactly once.');

function signature({ name, args }) {
    const first = `bool store_${name}(struct store *store,`;
    const last = 'store_reply_fn reply, void *context)';
    if (args.length === 0) return `${first} ${last}`;
    const line = `${first} const struct store_${name} *args, ${last}`;
    return line.length < 100 ? line : line.replace(` ${last}`, `\n    ${last}`);
}

function member({ name, type }) {
    return `    ${TYPES[type]}${name};${type === 'json' ? ' /* JSON */' : ''}\n`;
}

function declaration(call) {
    const { name, args, about } = call;
    const struct = `struct store_${name} {\n${each(args, member)}};\n\n`;
    return `${cComment(about)}\n${args.length > 0 ? struct : ''}${signature(call)};\n`;
}

function value({ name, type }) {
    if (type === 'integer') return `${name}_text`;
    if (type === 'boolean') return `args->${name} ? "1" : "0"`;
    return `args->${name}`;
}

function print({ name }) {
    return `    snprintf(${name}_text, sizeof(${name}_text), "%" PRId64, args->${name});\n`;
}

function definition(call) {
    const { name, read, args } = call;
    const start = `return store_call(store, "${name}", ${read},`;
    if (args.length === 0) {
        return `${signature(call)}\n{\n    ${start} 0, NULL, NULL, reply, context);\n}\n`;
    }
    const integers = args.filter(({ type }) => type === 'integer');
    const texts = each(integers, (arg) => `    char ${arg.name}_text[INTEGER_SIZE];\n`);
    return `${signature(call)}
{
${texts}${cArray('const char *argv[]', args.map(value))}
    size_t lengths[${args.length}];

${each(integers, print)}    measure(${args.length}, argv, lengths);
    ${start} ${args.length}, argv, lengths, reply, context);
}
`;
}

export function writeCalls({ functions }) {
    const includes = ['<stdbool.h>', '<stdint.h>', '', '"store/store.h"'];
    return {
        [`server/${ROOM}/calls.h`]: cHeader(ROOM, 'calls', SOURCES, includes,
            `${NOTE}\n\n${functions.map(declaration).join('\n')}`),
        [`server/${ROOM}/calls.c`]: `${cBanner(SOURCES)}#include "${ROOM}/calls.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define INTEGER_SIZE 24

static void measure(size_t count, const char *const *argv, size_t *lengths)
{
    for (size_t i = 0; i < count; i++)
        lengths[i] = strlen(argv[i]);
}

${functions.map(definition).join('\n')}`,
    };
}
