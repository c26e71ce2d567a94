// Finds what is wrong in the JSON files themselves, before anything is made of them.
import { readPattern } from './model.mjs';

const ACTORS = ['visitor', 'owner', 'receiver', 'offered', 'counsellor', 'coordinator', 'router',
    'clock'];
const ARGUMENT_TYPES = ['string', 'integer', 'boolean', 'json'];
// What server/store/store.h has already.
const TAKEN = ['create', 'is_ready', 'call', 'bus_channel', 'close'];
const PLAIN_TYPES = ['integer', 'boolean'];
const NAME = /^[a-z][a-z0-9_]*$/;
const VALUE = /^[a-z0-9_]+$/;

// Returns a list of lines, each `FILE: what is wrong`; empty when all is well.
export function findFaults({ messages, machine, errors, functions }) {
    return [
        ...machineFaults(machine, errors.errors).map((fault) => `machine.json: ${fault}`),
        ...messageFaults(messages, machine.machines).map((fault) => `messages.json: ${fault}`),
        ...errorFaults(errors).map((fault) => `errors.json: ${fault}`),
        ...functionFaults(functions.functions).map((fault) => `functions.json: ${fault}`),
    ];
}

function nameFaults(where, names, form = NAME) {
    return names.filter((name) => !form.test(name))
        .map((name) => `${where}: ${name} is not a name`);
}

function machineFaults(machine, codes) {
    const faults = nameFaults('limits', Object.keys(machine.limits));
    for (const [name, { states, events }] of Object.entries(machine.machines)) {
        const found = [
            ...nameFaults('a state', Object.keys(states)),
            ...nameFaults('an event', Object.keys(events)),
            ...eventFaults(states, events, codes),
            ...stateFaults(states, events, machine.limits),
            ...unreachable(states, events).map((state) => `${state} cannot be reached`),
        ];
        faults.push(...found.map((fault) => `${name}: ${fault}`));
    }
    return faults;
}

function eventFaults(states, events, codes) {
    const faults = [];
    for (const [name, event] of Object.entries(events)) {
        const { by, start, from, refuse = {}, otherwise } = event;
        const named = [...Object.keys(from), ...Object.values(from), ...Object.keys(refuse)];
        if (start !== undefined) named.push(start);
        if (name === 'final') faults.push('an event cannot be called final');
        for (const state of named) {
            if (!(state in states)) faults.push(`${name}: unknown state ${state}`);
        }
        for (const code of [...Object.values(refuse), otherwise]) {
            if (!(code in codes)) faults.push(`${name}: unknown refusal ${code}`);
        }
        for (const state of Object.keys(refuse)) {
            if (state in from) faults.push(`${name}: ${state} has both a step and a refusal`);
        }
        for (const actor of by) {
            if (!ACTORS.includes(actor)) faults.push(`${name}: unknown actor ${actor}`);
        }
        if (by.length === 0) faults.push(`${name}: nobody may cause it`);
    }
    return faults;
}

// Every state that something follows has an end in time. `forget` deletes: no state follows it.
function stateFaults(states, events, limits) {
    const faults = [];
    for (const [name, { limit, at_limit: event, final }] of Object.entries(states)) {
        if (limit === undefined && event === undefined) {
            if (!final) faults.push(`${name} has no time limit`);
        } else if (!(limit in limits)) {
            faults.push(`${name}: unknown limit ${limit}`);
        } else if (!(event in events)) {
            faults.push(`${name}: unknown event ${event} at its limit`);
        } else if (event !== 'forget' && !(name in events[event].from)) {
            faults.push(`${name}: ${event} at its limit takes no step from there`);
        }
    }
    return faults;
}

function unreachable(states, events) {
    const reached = new Set(Object.values(events).map((event) => event.start).filter(Boolean));
    for (let before = -1; before !== reached.size;) {
        before = reached.size;
        for (const { from } of Object.values(events)) {
            for (const [state, next] of Object.entries(from)) {
                if (reached.has(state)) reached.add(next);
            }
        }
    }
    return Object.keys(states).filter((state) => !reached.has(state));
}

function messageFaults(messages, machines) {
    const { scalars, enums, objects, requests, events } = messages;
    const types = [...PLAIN_TYPES, scalars, enums, objects].flatMap((group) =>
        (typeof group === 'string' ? [group] : Object.keys(group)));
    const faults = [...scalarFaults(scalars), ...enumFaults(enums, machines)];
    for (const [name, { fields }] of Object.entries(objects)) {
        faults.push(...fieldFaults(`object ${name}`, types, fields));
    }
    for (const [name, { fields, done, by }] of Object.entries(requests)) {
        faults.push(...fieldFaults(`request ${name}`, types, fields));
        faults.push(...fieldFaults(`the reply to ${name}`, types, done));
        faults.push(...roleFaults(name, by, [...enums.role, 'anybody']));
    }
    for (const [name, { fields, to }] of Object.entries(events)) {
        faults.push(...fieldFaults(`event ${name}`, types, fields));
        faults.push(...roleFaults(name, to, enums.role));
    }
    return faults;
}

function fieldFaults(where, types, fields) {
    const names = Object.keys(fields).map((name) => name.replace(/\?$/, ''));
    return [
        ...nameFaults(where, names),
        ...names.filter((name) => ['type', 'id'].includes(name))
            .map((name) => `${where}: ${name} belongs to the envelope`),
        ...Object.values(fields).filter((type) => !types.includes(type.replace(/\[\]$/, '')))
            .map((type) => `${where}: unknown type ${type}`),
    ];
}

function roleFaults(name, roles, known) {
    return roles.filter((role) => !known.includes(role))
        .map((role) => `${name}: unknown role ${role}`);
}

// Patterns are matched from left to right without going back, so a part of variable length must
// not share a character with the part that follows it.
function scalarFaults(scalars) {
    const faults = [];
    for (const [name, { pattern, bytes }] of Object.entries(scalars)) {
        if ((pattern === undefined) === (bytes === undefined)) {
            faults.push(`scalar ${name} needs either a pattern or bytes`);
        }
        if (pattern === undefined) continue;
        const parts = readPattern(pattern);
        if (!parts) {
            faults.push(`scalar ${name}: only sets, letters and counts are understood`);
            continue;
        }
        parts.slice(1).forEach((part, index) => {
            const { set, least, most } = parts[index];
            if (least !== most && overlap(set, part.set)) {
                faults.push(`scalar ${name} is ambiguous`);
            }
        });
    }
    return faults;
}

function overlap(one, other) {
    const pairs = (set) => set.match(/../gs);
    return pairs(one).some(([first, last]) =>
        pairs(other).some(([from, to]) => first <= to && from <= last));
}

function enumFaults(enums, machines) {
    const faults = nameFaults('enums', Object.keys(enums));
    for (const [name, values] of Object.entries(enums)) {
        if (Array.isArray(values)) {
            faults.push(...nameFaults(`enum ${name}`, values, VALUE));
        } else {
            const of = values.replace('machine:', '');
            if (!(of in machines)) faults.push(`enum ${name}: unknown machine ${of}`);
            if (name !== `${of}_state`) faults.push(`enum ${name} must be called ${of}_state`);
        }
    }
    return faults;
}

function errorFaults({ errors, close }) {
    const numbers = Object.values(close).map(({ code }) => code);
    const faults = [
        ...nameFaults('errors', Object.keys(errors)),
        ...nameFaults('close', Object.keys(close)),
    ];
    if (new Set(numbers).size !== numbers.length) faults.push('a close code is used twice');
    return faults;
}

function functionFaults(functions) {
    const faults = nameFaults('functions', Object.keys(functions));
    for (const [name, { args }] of Object.entries(functions)) {
        faults.push(...nameFaults(name, Object.keys(args)));
        for (const [arg, type] of Object.entries(args)) {
            if (!ARGUMENT_TYPES.includes(type)) {
                faults.push(`${name}: ${arg} has unknown type ${type}`);
            }
            if (['now', 'process', 'generation'].includes(arg)) {
                faults.push(`${name}: ${arg} comes by itself`);
            }
        }
        if (TAKEN.includes(name)) faults.push(`store_${name} is taken in C`);
    }
    return faults;
}
