// Every bug that is put into the functions on purpose (walk/mutants.mjs) is found by the walk.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../support/places.mjs';
import { startRedis } from '../support/redis.mjs';
import { MUTANTS } from './walk/mutants.mjs';
import { loadWalk, play } from './walk/play.mjs';

const FOLDER = join(ROOT, 'server/store/functions');
const SEED = Number(process.env.VEER_SEED ?? 1);
const STEPS = 50_000;

/** The library with one file changed; fails when the text to change is not there just once. */
function mutated(file, from, to) {
    const parts = readdirSync(FOLDER).filter((name) => name.endsWith('.lua')).sort().map((name) => {
        const text = readFileSync(join(FOLDER, name), 'utf8');
        if (name !== file) {
            return text;
        }
        assert.equal(text.split(from).length, 2, `${file} has not exactly one "${from}"`);
        return text.replace(from, () => to);
    });
    return parts.join('');
}

test('each of the bugs that are made on purpose is found', async (t) => {
    const redis = await startRedis(t);
    const missed = [];
    for (const [what, file, from, to] of MUTANTS) {
        await loadWalk(redis, mutated(file, from, to));
        const { played, failure } = await play(redis, SEED, STEPS);
        t.diagnostic(`${what.padEnd(58)} ${failure ? `step ${String(played).padStart(5)}  ${failure.label}` : 'NOT FOUND'}`);
        if (!failure) {
            missed.push(what);
        }
    }
    assert.deepEqual(missed, []);
});
