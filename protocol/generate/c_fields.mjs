// How a field of a request stands in a C struct, and the line that reads it there.
import { mostElements } from './model.mjs';

const TYPES = {
    scalar: () => 'const char *',
    enum: (of) => `enum wire_${of} `,
    object: (of) => `struct wire_${of} `,
    integer: () => 'int64_t ',
    boolean: () => 'bool ',
};

// The members of a struct that hold this field.
export function members({ name, optional, array, kind, of }) {
    if (array) return [`const json_t *${name};`];
    const has = optional && kind !== 'scalar' ? [`bool has_${name};`] : [];
    return [...has, `${TYPES[kind](of)}${name};`];
}

// The call that reads this field out of `message` into `out`.
export function reader(model, field) {
    const { name, optional, array, kind, of } = field;
    const maybe = optional ? '_maybe' : '';
    const from = `message, "${name}"`;
    const has = optional && kind === 'object' ? `&out->has_${name}, ` : '';
    const into = `${has}&out->${name}, fault)`;
    if (optional && !array && !['scalar', 'object'].includes(kind)) {
        throw new Error(`${name}: only strings, arrays and objects of a request can be optional yet`);
    }
    if (array) {
        if (kind !== 'scalar') throw new Error(`${name}: only arrays of strings can be read yet`);
        return `wire_read_array${maybe}(${from}, &wire_shape_${of}, ${mostElements(model, field)}, ${into}`;
    }
    if (kind === 'scalar') return `wire_read_string${maybe}(${from}, &wire_shape_${of}, ${into}`;
    if (kind === 'enum' || kind === 'object') return `read_${of}${maybe}(${from}, ${into}`;
    return `wire_read_${kind}(${from}, ${into}`;
}

// The enums that these fields have, in the order of the model.
export function enumsOf(model, fields) {
    return model.enums.filter(({ name }) =>
        fields.some(({ kind, of }) => kind === 'enum' && of === name));
}

// The objects that these fields have, and those within them, inner ones first.
export function objectsOf(model, fields, found = []) {
    for (const { kind, of } of fields) {
        const object = kind === 'object' && model.objects.find(({ name }) => name === of);
        if (object && !found.includes(object)) {
            objectsOf(model, object.fields, found);
            found.push(object);
        }
    }
    return found;
}
