// server/wire/generated/{enums,machine}.{h,c}: the enums of the wire, and the states.
import { cBanner, cComment, cHeader, each, upper } from './layout.mjs';

const ROOM = 'wire/generated';

function declaration({ name, values }) {
    const prefix = `WIRE_${upper(name)}`;
    return `enum wire_${name} {
${each(values, (value) => `    ${prefix}_${upper(value)},\n`)}    ${prefix}_COUNT
};

const char *wire_${name}_name(enum wire_${name} value);
bool wire_${name}_find(const char *name, enum wire_${name} *out);
`;
}

function definition({ name, values }) {
    const count = `WIRE_${upper(name)}_COUNT`;
    return `static const char *const ${name}_names[${count}] = {
${each(values, (value) => `    "${value}",\n`)}};

${nameFunctions(name, `${name}_names`, count)}`;
}

// The two functions between an enum and its names, which stand in `table`.
export function nameFunctions(name, table, count) {
    return `const char *wire_${name}_name(enum wire_${name} value)
{
    return wire_name(${table}, ${count}, (size_t)value);
}

bool wire_${name}_find(const char *name, enum wire_${name} *out)
{
    size_t index;

    if (!wire_name_find(${table}, ${count}, name, &index))
        return false;
    *out = (enum wire_${name})index;
    return true;
}
`;
}

function enums(file, sources, list) {
    const note = cComment('`_name` gives a static string, empty for a value that is none of these; '
        + '`_find` returns false for a name that is none of them.');
    const declarations = list.map(declaration).join('\n');
    return {
        [`server/${ROOM}/${file}.h`]:
            cHeader(ROOM, file, sources, ['<stdbool.h>'], `${note}\n${declarations}`),
        [`server/${ROOM}/${file}.c`]: `${cBanner(sources)}#include "${ROOM}/${file}.h"

#include "wire/names.h"

${list.map(definition).join('\n')}`,
    };
}

export function writeNames(model) {
    const states = model.machines.map((machine) =>
        ({ name: `${machine.name}_state`, values: machine.states.map(({ name }) => name) }));
    return {
        ...enums('machine', 'machine.json', states),
        ...enums('enums', 'messages.json', model.enums.filter(({ machine }) => !machine)),
    };
}
