// server/front/generated/handlers.{h,c}: the dispatch table from a request's type to its decoder and
// its handler.
import { cBanner, cHeader, each, upper } from './layout.mjs';

const ROOM = 'front/generated';
const SOURCES = 'messages.json';

const DECLARATION = `/* Decodes a message of one type and hands it to the function of its name. Returns false, with
 * \`fault\` set and nothing done, when it is not what its type asks for. */
typedef bool (*handler_fn)(struct party *party, const json_t *message, struct wire_fault *fault);

extern const handler_fn handlers[WIRE_REQUEST_COUNT];
`;

const handler = ({ name }) =>
    `static bool handle_${name}(struct party *party, const json_t *message, struct wire_fault *fault)
{
    struct wire_${name} request;

    if (!wire_${name}_decode(message, &request, fault))
        return false;
    desk_${name}(party, &request);
    return true;
}
`;

export function writeHandlers({ requests }) {
    const includes = ['<jansson.h>', '<stdbool.h>', '', '"desk/party.h"', '"wire/fields.h"',
        '"wire/generated/messages.h"'];
    return {
        [`server/${ROOM}/handlers.h`]: cHeader(ROOM, 'handlers', SOURCES, includes, DECLARATION),
        [`server/${ROOM}/handlers.c`]: `${cBanner(SOURCES)}#include "${ROOM}/handlers.h"

#include "desk/generated/requests.h"

${requests.map(handler).join('\n')}
const handler_fn handlers[WIRE_REQUEST_COUNT] = {
${each(requests, ({ name }) => `    [WIRE_${upper(name)}] = handle_${name},\n`)}};
`,
    };
}
