// Writes everything that follows from the JSON files of this folder: Lua, C, TypeScript, the
// validators of the tests and two pages of docs/. With --check it writes nothing and exits 1
// when a committed file differs from what it would write.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFaults } from './generate/check.mjs';
import { readModel } from './generate/model.mjs';
import { writeCalls } from './generate/c_calls.mjs';
import { writeDesk } from './generate/c_desk.mjs';
import { writeErrors } from './generate/c_errors.mjs';
import { writeHandlers } from './generate/c_handlers.mjs';
import { writeLimits } from './generate/c_limits.mjs';
import { writeMessages } from './generate/c_messages.mjs';
import { writeNames } from './generate/c_names.mjs';
import { writeShapes } from './generate/c_shapes.mjs';
import { writeProtocolPage } from './generate/docs_protocol.mjs';
import { writePromela } from './generate/promela.mjs';
import { writeStatesPage } from './generate/docs_states.mjs';
import { writeLua } from './generate/lua.mjs';
import { writeTypeScript } from './generate/typescript.mjs';
import { writeValidators } from './generate/validators.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const targets = [writeLua, writeNames, writeErrors, writeLimits, writeShapes, writeMessages,
    writeCalls, writeDesk, writeHandlers, writeTypeScript, writeValidators, writeProtocolPage, writeStatesPage,
    writePromela];

function readJson(name) {
    return JSON.parse(readFileSync(join(root, 'protocol', name), 'utf8'));
}

function readIfThere(path) {
    try {
        return readFileSync(path, 'utf8');
    } catch (error) {
        if (error.code === 'ENOENT') return null;
        throw error;
    }
}

const sources = {
    messages: readJson('messages.json'),
    machine: readJson('machine.json'),
    errors: readJson('errors.json'),
    functions: readJson('functions.json'),
};
const faults = findFaults(sources);
if (faults.length > 0) {
    for (const fault of faults) console.error(`protocol/${fault}`);
    process.exit(1);
}

const model = readModel(sources);
const files = targets.flatMap((target) => Object.entries(target(model)));
const differing = files.filter(([path, text]) => readIfThere(join(root, path)) !== text);

if (process.argv.includes('--check')) {
    for (const [path] of differing) console.error(`${path}: differs from what protocol/ says`);
    if (differing.length > 0) {
        console.error('Run: node protocol/generate.mjs');
        process.exit(1);
    }
    console.log(`generated: ${files.length} files are as protocol/ says`);
} else {
    for (const [path, text] of differing) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
        console.log(`wrote ${path}`);
    }
}
