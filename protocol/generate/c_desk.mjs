// server/desk/generated: the handlers of all requests as declarations, and those that only forward
// a request to the Redis function of its name.
import { cBanner, cComment, cHeader, each } from './layout.mjs';

const ROOM = 'desk/generated';
const SOURCES = 'messages.json and functions.json';

const NOTE = cComment('What the three people can do: one function per request, found by its name. '
    + 'Each replies exactly once, now or later. The sender has been let through by the gate '
    + '(front/dispatch.c): his role may send it, and staff are signed in.');

const signature = ({ name }) =>
    `void desk_${name}(struct party *party, const struct wire_${name} *request)`;

const FROM_PARTY = { command: 'request->id', counsellor: 'party->key', party: 'party_name(party)' };

// What fills this argument of the function: something of the party, or a field of the request.
function value(request, { name }) {
    if (name in FROM_PARTY) return FROM_PARTY[name];
    const field = request.fields.find((one) => one.name === name);
    if (!field) throw new Error(`messages.json: ${request.name} cannot be forwarded: no ${name}`);
    return field.kind === 'enum' ? `wire_${field.of}_name(request->${name})` : `request->${name}`;
}

function forwarder(model, request) {
    const call = model.functions.find(({ name }) => name === request.name);
    if (!call) throw new Error(`functions.json: no function ${request.name} to forward to`);
    const line = (arg) => `        .${arg.name} = ${value(request, arg)},\n`;
    return `${signature(request)}
{
    struct answer *answer = answer_begin(party, request->id);
    if (!answer)
        return;
    struct store_${request.name} args = {
${each(call.args, line)}    };
    answer_sent(answer, store_${request.name}(party->hub->store, &args, answer_forward, answer));
}
`;
}

export function writeDesk(model) {
    const { requests } = model;
    const includes = ['"desk/party.h"', '"wire/generated/messages.h"'];
    const declarations = requests.map((request) => `${cComment(request.about)}\n${signature(request)};\n`);
    const forwards = requests.filter(({ forward }) => forward);
    return {
        [`server/${ROOM}/requests.h`]: cHeader(ROOM, 'requests', 'messages.json', includes,
            `${NOTE}\n\n${declarations.join('\n')}`),
        [`server/${ROOM}/forward.c`]: `${cBanner(SOURCES)}#include "desk/answers.h"
#include "desk/generated/requests.h"
#include "store/generated/calls.h"

${forwards.map((request) => forwarder(model, request)).join('\n')}`,
    };
}
