// server/wire/generated/messages.{h,c}: the requests as C structs, and their pure decoders.
import { enumsOf, members, objectsOf, reader } from './c_fields.mjs';
import { nameFunctions } from './c_names.mjs';
import { cArray, cBanner, cComment, cHeader, each, upper } from './layout.mjs';

const ROOM = 'wire/generated';
const SOURCES = 'messages.json';
const INCLUDES = ['<jansson.h>', '<stdbool.h>', '<stdint.h>', '', '"wire/fields.h"',
    '"wire/generated/enums.h"', '"wire/generated/machine.h"'];

const DECODERS = cComment('The decoders take a whole message (a JSON object) and return false, '
    + 'with `fault` set, when it is not what its type asks for: something missing, of a wrong type '
    + 'or form, or not known. They change nothing else and allocate nothing: strings and arrays '
    + 'are borrowed from `message` and live as long as it does; the elements of arrays have been '
    + 'looked at. What is optional and absent is NULL, or has its `has_` false.');

function struct(name, lines) {
    return `struct wire_${name} {\n${each(lines, (line) => `    ${line}\n`)}};\n`;
}

function signature(name) {
    const out = `struct wire_${name} *out,`;
    const line = `bool wire_${name}_decode(const json_t *message, ${out} struct wire_fault *fault)`;
    return line.length < 100 ? line : line.replace(`${out} `, `${out}\n    `);
}

function declarations(model, objects) {
    const objectText = objects.map(({ name, about, fields }) =>
        `${cComment(about)}\n${struct(name, fields.flatMap(members))}`);
    const requestText = model.requests.map(({ name, about, fields }) => `${cComment(about)}
${struct(name, ['const char *id;', ...fields.flatMap(members)])}
${signature(name)};
`);
    return `enum wire_request {
${each(model.requests, ({ name }) => `    WIRE_${upper(name)},\n`)}    WIRE_REQUEST_COUNT
};

/* A static string; empty for a value that is none of these. */
const char *wire_request_name(enum wire_request value);

/* Returns false when there is no request of this name. */
bool wire_request_find(const char *name, enum wire_request *out);

/* Who may send it: a mask of 1u << enum wire_role. */
unsigned wire_request_roles(enum wire_request request);

${DECODERS}

${objectText.join('\n')}
${requestText.join('\n')}`;
}

function requestTables({ requests }) {
    const mask = ({ by }) => (by.includes('anybody') ? 'ANYBODY'
        : by.map((role) => `ROLE(${upper(role)})`).join(' | '));
    return `static const char *const names[WIRE_REQUEST_COUNT] = {
${each(requests, ({ name }) => `    "${name}",\n`)}};

static const unsigned roles[WIRE_REQUEST_COUNT] = {
${each(requests, (request) => `    [WIRE_${upper(request.name)}] = ${mask(request)},\n`)}};

${nameFunctions('request', 'names', 'WIRE_REQUEST_COUNT')}
unsigned wire_request_roles(enum wire_request request)
{
    return (size_t)request < WIRE_REQUEST_COUNT ? roles[request] : 0;
}
`;
}

// The body of a decoder: first what may be there, then each field in its place.
function body(name, keys, readers) {
    const words = [...keys.map((key) => `"${key}"`), 'NULL'];
    const calls = ['wire_read_only(message, known, fault)', ...readers];
    return `{
${cArray('static const char *const known[]', words)}

    *out = (struct wire_${name}){0};
    return ${calls.map(fold).join('\n        && ')};
}
`;
}

function fold(call) {
    if (call.length <= 88) return call;
    const at = call.lastIndexOf(', &out') + 1;
    return `${call.slice(0, at)}\n            ${call.slice(at + 1)}`;
}

function decoder(model, { name, fields }) {
    const id = { name: 'id', kind: 'scalar', of: 'request_id' };
    const keys = ['type', 'id', ...fields.map((field) => field.name)];
    const readers = [id, ...fields].map((field) => reader(model, field));
    return `${signature(name)}\n${body(name, keys, readers)}`;
}

function enumReader({ name }) {
    const line = `static bool read_${name}(const json_t *message, const char *field,`;
    const both = `${line} enum wire_${name} *out,`.length <= 100;
    return `${line}${both ? ' ' : '\n    '}enum wire_${name} *out,${both ? '\n    ' : ' '}`
        + `struct wire_fault *fault)
{
    const char *text = wire_read_word(message, field, fault);

    if (text == NULL || wire_${name}_find(text, out))
        return text != NULL;
    return wire_fault_set(fault, field, "unknown value");
}
`;
}

function objectDecoder(model, { name, fields }) {
    const keys = fields.map((field) => field.name);
    return `static bool decode_${name}(const json_t *message, struct wire_${name} *out,
    struct wire_fault *fault)
${body(name, keys, fields.map((field) => reader(model, field)))}`;
}

function objectReader({ name }) {
    return `static bool read_${name}(const json_t *message, const char *field,
    struct wire_${name} *out, struct wire_fault *fault)
{
    const json_t *object = wire_read_object(message, field, fault);

    return object != NULL && decode_${name}(object, out, fault);
}
`;
}

function optionalObjectReader({ name }) {
    return `static bool read_${name}_maybe(const json_t *message, const char *field, bool *has,
    struct wire_${name} *out, struct wire_fault *fault)
{
    const json_t *object;

    *has = json_object_get(message, field) != NULL;
    if (!*has)
        return true;
    object = wire_read_object(message, field, fault);
    return object != NULL && decode_${name}(object, out, fault);
}
`;
}

function objectFunctions(model, fields, object) {
    const uses = fields.filter(({ kind, of }) => kind === 'object' && of === object.name);
    return [
        objectDecoder(model, object),
        ...(uses.some(({ optional }) => !optional) ? [objectReader(object)] : []),
        ...(uses.some(({ optional }) => optional) ? [optionalObjectReader(object)] : []),
    ];
}

export function writeMessages(model) {
    const objects = objectsOf(model, model.requests.flatMap(({ fields }) => fields));
    for (const { name } of objects) {
        if (model.requests.some((request) => request.name === name)) {
            throw new Error(`${name} is both a request and an object within one`);
        }
    }
    const fields = [...model.requests, ...objects].flatMap((one) => one.fields);
    const functions = [
        requestTables(model),
        ...enumsOf(model, fields).map(enumReader),
        ...objects.flatMap((object) => objectFunctions(model, fields, object)),
        ...model.requests.map((request) => decoder(model, request)),
    ];
    return {
        [`server/${ROOM}/messages.h`]:
            cHeader(ROOM, 'messages', SOURCES, INCLUDES, declarations(model, objects)),
        [`server/${ROOM}/messages.c`]: `${cBanner(SOURCES)}#include "${ROOM}/messages.h"

#include "${ROOM}/shapes.h"
#include "wire/names.h"

#define ROLE(role) (1u << WIRE_ROLE_##role)
#define ANYBODY ((1u << WIRE_ROLE_COUNT) - 1)

${functions.join('\n')}`,
    };
}
