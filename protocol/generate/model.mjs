// The JSON files of protocol/ as one tree that every target can walk without parsing anything.

// A field of a message: `kind` is scalar, enum, object, integer or boolean; `of` names which one.
function readField(messages, [name, type]) {
    const optional = name.endsWith('?');
    const array = type.endsWith('[]');
    const of = array ? type.slice(0, -2) : type;
    let kind = of;
    if (of in messages.scalars) kind = 'scalar';
    else if (of in messages.enums) kind = 'enum';
    else if (of in messages.objects) kind = 'object';
    return { name: optional ? name.slice(0, -1) : name, optional, array, kind, of };
}

function readFields(messages, fields) {
    return Object.entries(fields).map((entry) => readField(messages, entry));
}

// [{set, least, most}, ...] of a pattern such as `m[0-9]{1,3}`; `set` holds pairs of first and
// last characters. Returns null for a pattern that says more than that.
export function readPattern(pattern) {
    const part = /(?:\[([^\]]+)\]|([A-Za-z0-9/=]))(?:\{(\d+)(?:,(\d+))?\})?/y;
    const parts = [];
    while (part.lastIndex < pattern.length) {
        const found = part.exec(pattern);
        if (!found) return null;
        const [, characters, literal, least = '1', most = least] = found;
        const set = literal ? literal + literal : readSet(characters);
        parts.push({ set, least: Number(least), most: Number(most) });
    }
    return parts;
}

function readSet(characters) {
    return characters.replace(/(.)-(.)|(.)/g,
        (whole, first, last, one) => (first === undefined ? one + one : first + last));
}

function readScalar([name, scalar]) {
    return {
        name,
        about: scalar.about,
        pattern: scalar.pattern ?? null,
        parts: scalar.pattern ? readPattern(scalar.pattern) : [],
        bytes: scalar.bytes ?? 0,
        plain: name === 'label',
    };
}

function readEnum(machine, [name, values]) {
    const from = typeof values === 'string' ? values.replace('machine:', '') : null;
    const states = from && Object.keys(machine.machines[from].states);
    return { name, machine: from, values: states ?? values };
}

function readFunction([name, { args, read = false, about }]) {
    return {
        name,
        read,
        about,
        args: Object.entries(args).map(([arg, type]) => ({ name: arg, type })),
    };
}

export function readModel({ messages, machine, errors, functions }) {
    const withFields = (group) => Object.entries(group).map(([name, entry]) => ({
        name,
        about: entry.about,
        by: entry.by,
        forward: entry.forward ?? false,
        to: entry.to,
        fields: readFields(messages, entry.fields),
        done: entry.done ? readFields(messages, entry.done) : [],
    }));
    return {
        protocol: messages.protocol,
        about: { messages: messages.about, functions: functions.about },
        sizes: messages.limits,
        limits: Object.entries(machine.limits).map(([name, { default: value, about }]) =>
            ({ name, value, about })),
        scalars: Object.entries(messages.scalars).map(readScalar),
        enums: Object.entries(messages.enums).map((entry) => readEnum(machine, entry)),
        objects: withFields(messages.objects),
        requests: withFields(messages.requests),
        events: withFields(messages.events),
        machines: Object.entries(machine.machines).map(([name, { about, states, events }]) => ({
            name,
            about,
            states: Object.entries(states).map(([state, rest]) => ({ name: state, ...rest })),
            events: Object.entries(events).map(([event, rest]) => ({ name: event, ...rest })),
        })),
        errors: Object.entries(errors.errors).map(([name, rest]) => ({ name, ...rest })),
        close: Object.entries(errors.close).map(([name, rest]) => ({ name, ...rest })),
        functions: Object.entries(functions.functions).map(readFunction),
        hints: functions.hints,
    };
}

// How many elements an array of a request may have.
export function mostElements(model, field) {
    return field.of === 'slug' ? model.sizes.tags : 64;
}
