// tests/support/protocol.generated.mjs: strict checks of whatever a server sends, for the tests.
import { each, wrap } from './layout.mjs';
import { mostElements } from './model.mjs';

const FILE = 'tests/support/protocol.generated.mjs';

const typeText = ({ array, of }) => of + (array ? '[]' : '');

function fieldTable(fields) {
    const parts = fields.map((field) =>
        `${field.optional ? `'${field.name}?'` : field.name}: '${typeText(field)}'`);
    if (parts.length === 0) return '{}';
    const line = `{ ${parts.join(', ')} }`;
    if (line.length <= 72) return line;
    return `{\n${parts.map((part) => `        ${part},\n`).join('')}    }`;
}

function groupTable(name, group, part = 'fields') {
    const entries = group.map((entry) => `    ${entry.name}: ${fieldTable(entry[part])},\n`);
    return `const ${name} = {\n${entries.join('')}};\n`;
}

function scalarTable(model) {
    const lines = model.scalars.map(({ name, pattern, bytes, plain }) => {
        if (pattern) return `    ${name}: { pattern: /^${pattern.replaceAll('/', '\\/')}$/ },\n`;
        return `    ${name}: { bytes: ${bytes}, plain: ${plain} },\n`;
    });
    return `const SCALARS = {\n${lines.join('')}};\n`;
}

function enumTable(model) {
    const line = ({ name, values }) => {
        const words = values.map((value) => `'${value}'`);
        const one = `    ${name}: [${words.join(', ')}],\n`;
        if (one.length <= 100) return one;
        return `    ${name}: [\n${wrap(words.map((word) => `${word},`), { indent: 8 })}\n    ],\n`;
    };
    return `const ENUMS = {\n${each(model.enums, line)}};\n`;
}

function errorTable(model) {
    const entry = ({ name, text, again }) => `    ${name}: {
        text: ${JSON.stringify(text)},
        again: ${again},
    },
`;
    return `const ERRORS = {\n${each(model.errors, entry)}};\n`;
}

const CHECKS = `
// Control, direction-changing, zero-width and other invisible characters, and line breaks.
const UNSEEN = /[\\p{Cc}\\p{Cf}\\p{Cn}\\p{Co}\\p{Cs}\\p{Zl}\\p{Zp}]/u;

function demand(good, where, reason) {
    if (!good) throw new Error(\`\${where}: \${reason}\`);
}

function checkScalar(where, { pattern, bytes, plain }, value) {
    demand(typeof value === 'string', where, 'not a string');
    if (pattern) {
        demand(pattern.test(value), where, \`wrong form: \${value}\`);
        return;
    }
    const length = Buffer.byteLength(value);
    demand(length > 0 && length <= bytes, where, \`\${length} bytes\`);
    demand(!plain || !UNSEEN.test(value), where, 'invisible characters');
}

function checkValue(where, type, value) {
    if (type === 'integer') {
        demand(Number.isSafeInteger(value) && value >= 0, where, \`not an integer: \${value}\`);
    } else if (type === 'boolean') {
        demand(typeof value === 'boolean', where, 'not a boolean');
    } else if (type in SCALARS) {
        checkScalar(where, SCALARS[type], value);
    } else if (type in ENUMS) {
        demand(ENUMS[type].includes(value), where, \`unknown value: \${value}\`);
    } else {
        checkFields(where, OBJECTS[type], value);
    }
}

function checkField(where, type, value) {
    if (!type.endsWith('[]')) {
        checkValue(where, type, value);
        return;
    }
    demand(Array.isArray(value), where, 'not an array');
    const of = type.slice(0, -2);
    value.forEach((element, index) => {
        const place = \`\${where}[\${index}]\`;
        if (of in OBJECTS) checkFields(place, OBJECTS[of], element); // \`member\` is an id as well
        else checkValue(place, of, element);
    });
}

function checkFields(where, fields, object, envelope = []) {
    demand(object !== null && typeof object === 'object' && !Array.isArray(object), where,
        'not an object');
    const known = new Set(envelope);
    for (const [key, type] of Object.entries(fields)) {
        const name = key.replace('?', '');
        known.add(name);
        if (object[name] !== undefined) checkField(\`\${where}.\${name}\`, type, object[name]);
        else demand(key.endsWith('?'), \`\${where}.\${name}\`, 'missing');
    }
    for (const name of Object.keys(object)) {
        demand(known.has(name), \`\${where}.\${name}\`, 'unknown');
    }
}

/** Throws an Error that names the field when this is not an event of the protocol. */
export function validateEvent(object) {
    const fields = Object.hasOwn(EVENTS, object?.type) ? EVENTS[object.type] : undefined;
    demand(fields !== undefined, 'event', \`unknown type \${object?.type}\`);
    checkFields(object.type, fields, object, ['type']);
}

/** Throws an Error that names the field when this is not a reply to a request of that type. */
export function validateReply(type, object) {
    const where = \`reply to \${type}\`;
    const refused = object?.error !== undefined;
    demand(object?.type === 'reply', where, 'not a reply');
    if (!refused || object.id !== null) checkValue(\`\${where}.id\`, 'request_id', object.id);
    if (!refused) {
        demand(Object.keys(object).length === 3, where, 'more than type, id and done');
        checkFields(\`\${where}.done\`, DONE[type], object.done);
        return;
    }
    demand(Object.keys(object).length === 3, where, 'more than type, id and error');
    const { code, ...rest } = object.error;
    demand(Object.hasOwn(ERRORS, code), where, \`unknown code \${code}\`);
    const same = JSON.stringify(rest) === JSON.stringify(ERRORS[code]);
    demand(same, where, \`\${code} with other words\`);
}

/** Throws an Error that names the field when this is not a request of the protocol. */
export function validateRequest(object) {
    const fields = Object.hasOwn(REQUESTS, object?.type) ? REQUESTS[object.type] : undefined;
    demand(fields !== undefined, 'request', \`unknown type \${object?.type}\`);
    checkValue(\`\${object.type}.id\`, 'request_id', object.id);
    checkFields(object.type, fields, object, ['type', 'id']);
    for (const [name, value] of Object.entries(object)) {
        if (Array.isArray(value)) {
            demand(value.length <= MOST[fields[name] ?? fields[\`\${name}?\`]], \`\${object.type}.\${name}\`, 'too many');
            demand(new Set(value).size === value.length, \`\${object.type}.\${name}\`, 'one twice');
        }
    }
}
`;

export function writeValidators(model) {
    const arrays = model.requests.flatMap(({ fields }) => fields).filter(({ array }) => array);
    const most = [...new Map(arrays.map((field) => [typeText(field), mostElements(model, field)]))];
    return {
        [FILE]: [
            '// Generated by protocol/generate.mjs from messages.json and errors.json.\n',
            scalarTable(model),
            enumTable(model),
            groupTable('OBJECTS', model.objects),
            groupTable('REQUESTS', model.requests),
            groupTable('DONE', model.requests, 'done'),
            groupTable('EVENTS', model.events),
            `// How many elements an array of a request may have.\nconst MOST = { ${
                most.map(([type, count]) => `'${type}': ${count}`).join(', ')} };\n`,
            errorTable(model),
        ].join('\n') + CHECKS,
    };
}
