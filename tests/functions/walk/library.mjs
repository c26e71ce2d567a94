// The library of the walk: a prelude, the real functions unchanged, the players and the checks.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/places.mjs';
import { functionsLibrary } from '../../support/redis.mjs';

const FOLDER = join(ROOT, 'tests/functions/walk');
const HEAD = /^#!lua name=veer\n/;

function readJson(name) {
    return JSON.parse(readFileSync(join(ROOT, 'protocol', name), 'utf8'));
}

/** A value as Lua text. */
function lua(value) {
    if (typeof value === 'string') {
        return JSON.stringify(value);
    }
    if (Array.isArray(value)) {
        return `{${value.map(lua).join(',')}}`;
    }
    if (typeof value === 'object') {
        return `{${Object.entries(value).map(([key, each]) => `[${JSON.stringify(key)}]=${lua(each)}`).join(',')}}`;
    }
    return String(value);
}

/** What the walk knows of the protocol: arguments of the functions, codes, steps and final states. */
function protocolText() {
    const { functions } = readJson('functions.json');
    const { machines } = readJson('machine.json');
    const { errors } = readJson('errors.json');
    const each = (table, of) => Object.fromEntries(Object.entries(table).map(([name, value]) => [name, of(value, name)]));
    return `walk.protocol = ${lua({
        functions: each(functions, ({ args }) => Object.entries(args)),
        errors: each(errors, () => true),
        steps: each(machines, ({ events }) => each(events, ({ from }) => from)),
        states: each(machines, ({ states }) => each(states, () => true)),
        final: each(machines, ({ states }) => each(states, ({ final }) => final === true)),
    })}\n`;
}

/** The whole text; `functions`: the real functions, or a changed copy of them. */
export function walkLibrary(functions = functionsLibrary()) {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.lua')).sort()
        .map((name) => readFileSync(join(FOLDER, name), 'utf8'));
    const [prelude, ...rest] = files;
    // Lua lets a function have 200 names, and the real functions have most of them.
    const apart = rest.map((text) => `;(function()\n${text}end)()\n`);
    return ['#!lua name=veer\n', prelude, protocolText(), functions.replace(HEAD, ''), ...apart].join('');
}
