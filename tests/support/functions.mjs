// Calls the Redis functions by name, with the arguments that protocol/functions.json gives them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './places.mjs';

const FUNCTIONS = JSON.parse(readFileSync(join(ROOT, 'protocol/functions.json'), 'utf8')).functions;
const ERRORS = JSON.parse(readFileSync(join(ROOT, 'protocol/errors.json'), 'utf8')).errors;

/** A function said no: `code` is one of errors.json. */
export class Refusal extends Error {
    constructor(name, code) {
        super(`${name} was refused: ${code}`);
        this.code = code;
    }
}

const TO_TEXT = {
    string: String,
    integer: String,
    boolean: (value) => (value ? '1' : '0'),
    json: JSON.stringify,
};

function argumentsOf(name, values) {
    const { args } = FUNCTIONS[name];
    const unknown = Object.keys(values).filter((key) => !(key in args));
    const absent = Object.keys(args).filter((key) => values[key] === undefined);
    if (unknown.length > 0 || absent.length > 0) {
        throw new TypeError(`${name}: unknown [${unknown}], absent [${absent}]`);
    }
    return Object.entries(args).map(([key, type]) => TO_TEXT[type](values[key]));
}

/**
 * Calls a function as process `process` of generation `generation` at the time `now`. Returns
 * what it answers; throws a Refusal when it refuses.
 */
export async function callFunction(connection, { now, process, generation }, name, values = {}) {
    const verb = FUNCTIONS[name].read ? 'FCALL_RO' : 'FCALL';
    const text = await connection.command(verb, `veer_${name}`, 1, '{veer}', now, process, generation,
        ...argumentsOf(name, values));
    if (text.startsWith('-')) {
        const code = text.slice(1);
        if (!(code in ERRORS)) {
            throw new Error(`${name} answered -${code}, which errors.json does not have`);
        }
        throw new Refusal(name, code);
    }
    return JSON.parse(text);
}
