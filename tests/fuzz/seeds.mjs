// Writes what the fuzzers begin with: the vectors, a file each, in a folder for each harness.
//
//   node tests/fuzz/seeds.mjs FOLDER
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const file = new URL('../../protocol/vectors/encryption.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8'));
const hex = (text) => Buffer.from(text, 'hex');

const records = [
    ...vectors.records, ...vectors.refused_records.wrong, ...vectors.key_records,
    ...vectors.refused_key_records.wrong, ...vectors.refused_key_records.unsigned,
].map(({ record }) => hex(record));
const entries = vectors.key_records.flatMap((record) => record.entries);

const SEEDS = {
    record: [...records, ...records.map((record) => Buffer.from(record.toString('base64')))],
    grant: records,
    envelope: [
        ...entries.flatMap(({ clear, sealed }) => [hex(clear), hex(sealed)]),
        ...vectors.refused_envelopes.wrong.map(({ sealed }) => hex(sealed)),
        ...Object.values(vectors.payloads).map(({ clear }) => hex(clear)),
    ],
    certificate: vectors.chains.map(({ chain }) => hex(chain)),
    revocation: vectors.revocations.map(({ bytes }) => hex(bytes)),
    enrolment: vectors.enrolments.map(({ bytes }) => hex(bytes)),
};

for (const [name, seeds] of Object.entries(SEEDS)) {
    mkdirSync(join(folder, name), { recursive: true });
    seeds.forEach((seed, index) => writeFileSync(join(folder, name, String(index)), seed));
}
