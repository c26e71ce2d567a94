// A random history on the real functions, with every invariant checked after every call; inside Redis,
// see walk/README.md. VEER_SEED repeats a history, VEER_STEPS sets its length.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRedis } from '../support/redis.mjs';
import { coverageTable, missing } from './walk/coverage.mjs';
import { coverage, explain, loadWalk, play } from './walk/play.mjs';

const STEPS = Number(process.env.VEER_STEPS ?? 30_000);
const SEED = Number(process.env.VEER_SEED ?? Date.now() % 1_000_000_000);
// A history of this length has been everywhere.
const EVERYWHERE = 200_000;
const TOLD_EVERY = 500_000;

test(`a walk of ${STEPS} steps with the seed ${SEED}`, async (t) => {
    const redis = await startRedis(t);
    await loadWalk(redis);
    const began = Date.now();
    const { played, calls, failure } = await play(redis, SEED, STEPS, (done) => {
        if (done % TOLD_EVERY === 0) {
            t.diagnostic(`${done} steps in ${Math.round((Date.now() - began) / 1000)} s`);
        }
    });
    if (failure) {
        assert.fail(await explain(redis, SEED, failure));
    }
    const seconds = (Date.now() - began) / 1000;
    t.diagnostic(`${played} steps, ${calls} calls in ${seconds.toFixed(1)} s: ${Math.round(calls / seconds)} calls a second`);
    const covered = await coverage(redis);
    coverageTable(covered).forEach((line) => t.diagnostic(line));
    if (STEPS >= EVERYWHERE) {
        assert.deepEqual(missing(covered), []);
    }
});
