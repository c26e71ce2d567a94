// The generated files are what protocol/ says, and the validators of the tests take and refuse the
// same requests as the decoders in C (tests/unit/wire_codec.c reads the same vectors).
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { validateRequest } from '../support/protocol.generated.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vectors = JSON.parse(readFileSync(`${root}/protocol/vectors/requests.json`, 'utf8'));

function isTaken(message) {
    try {
        validateRequest(message);
        return true;
    } catch {
        return false;
    }
}

function spoil(good, { set = {}, unset }) {
    const message = { ...good, ...set };
    if (unset) delete message[unset];
    return message;
}

const { status } = spawnSync(process.execPath, [`${root}/protocol/generate.mjs`, '--check'],
    { stdio: ['ignore', 'ignore', 'inherit'] });
const faults = [];
let count = 0;
for (const [type, { good, bad }] of Object.entries(vectors.requests)) {
    count += 1 + bad.length;
    if (!isTaken(good)) faults.push(`${type}: the good one is refused`);
    for (const one of bad) {
        if (isTaken(spoil(good, one))) faults.push(`${type}: taken in spite of: ${one.why}`);
    }
}

for (const fault of faults) console.error(`protocol/vectors/requests.json: ${fault}`);
if (status !== 0 || faults.length > 0) process.exit(1);
console.log(`generated: files are as protocol/ says, ${count} requests are judged alike`);
