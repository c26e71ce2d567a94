// server/wire/generated/errors.{h,c}: error codes and close codes.
import { cBanner, cComment, cHeader, cString, each, upper } from './layout.mjs';

const ROOM = 'wire/generated';
const SOURCES = 'errors.json';

const closeValue = ({ name, code, about }) =>
    `${cComment(about, 4)}\n    WIRE_CLOSE_${upper(name)} = ${code},\n`;

const closeCase = ({ name }) => `    case WIRE_CLOSE_${upper(name)}:\n`;

function declarations({ errors, close }) {
    return `enum wire_error {
    WIRE_OK = 0,
${each(errors, ({ name }) => `    WIRE_ERROR_${upper(name)},\n`)}    WIRE_ERROR_COUNT
};

/* The code as it stands on the wire: a static string; "ok" for WIRE_OK, empty for no error
 * code. */
const char *wire_error_name(enum wire_error error);

/* Returns false when there is no such error code. */
bool wire_error_find(const char *name, enum wire_error *out);

/* One sentence for people: a static string; empty for WIRE_OK. */
const char *wire_error_text(enum wire_error error);

/* Whether the same request may succeed if it is sent again later. */
bool wire_error_again(enum wire_error error);

/* Close codes of WebSocket; the values are the numbers on the wire. */
enum wire_close {
${each(close, closeValue)}};

/* The name of a close code, sent as its reason: a static string; empty for an unknown one. */
const char *wire_close_name(enum wire_close code);

/* Whether the client is to come back. */
bool wire_close_reconnect(enum wire_close code);
`;
}

function errorTables({ errors }) {
    return `static const char *const names[WIRE_ERROR_COUNT] = {
    "ok",
${each(errors, ({ name }) => `    "${name}",\n`)}};

static const struct {
    const char *text;
    bool again;
} details[WIRE_ERROR_COUNT] = {
    [WIRE_OK] = {"", false},
${each(errors, ({ name, text, again }) => `    [WIRE_ERROR_${upper(name)}] = {
        ${cString(text)},
        ${again}},\n`)}};
`;
}

const ERROR_FUNCTIONS = `const char *wire_error_name(enum wire_error error)
{
    return wire_name(names, WIRE_ERROR_COUNT, (size_t)error);
}

bool wire_error_find(const char *name, enum wire_error *out)
{
    size_t index;

    if (!wire_name_find(names, WIRE_ERROR_COUNT, name, &index) || index == WIRE_OK)
        return false;
    *out = (enum wire_error)index;
    return true;
}

const char *wire_error_text(enum wire_error error)
{
    return (size_t)error < WIRE_ERROR_COUNT ? details[error].text : "";
}

bool wire_error_again(enum wire_error error)
{
    return (size_t)error < WIRE_ERROR_COUNT && details[error].again;
}
`;

function closeFunctions({ close }) {
    return `const char *wire_close_name(enum wire_close code)
{
    switch (code) {
${each(close, (one) => `${closeCase(one)}        return "${one.name}";\n`)}    }
    return "";
}

bool wire_close_reconnect(enum wire_close code)
{
    switch (code) {
${each(close.filter(({ reconnect }) => reconnect), closeCase)}        return true;
${each(close.filter(({ reconnect }) => !reconnect), closeCase)}        return false;
    }
    return false;
}
`;
}

export function writeErrors(model) {
    return {
        [`server/${ROOM}/errors.h`]:
            cHeader(ROOM, 'errors', SOURCES, ['<stdbool.h>'], declarations(model)),
        [`server/${ROOM}/errors.c`]: `${cBanner(SOURCES)}#include "${ROOM}/errors.h"

#include "wire/names.h"

${[errorTables(model), ERROR_FUNCTIONS, closeFunctions(model)].join('\n')}`,
    };
}
