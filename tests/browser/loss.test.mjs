// Redis comes back without anything, under the eyes of three people: their pages say that it takes a
// moment, and then everybody goes on where he was.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bringTo, goOn, inTurn, Scene, standAt } from '../support/pages.mjs';
import { signal } from '../support/processes.mjs';

const OPTIONS = { timeout: 120_000 };

/** Redis dies, and its data with it: the parent starts an empty one. */
function loseEverything(veer) {
    const redis = veer.redisPid();
    signal(redis, 'SIGSTOP');
    rmSync(join(veer.state, 'redis/appendonlydir'), { recursive: true });
    signal(redis, 'SIGKILL');
}

test('everything in Redis is lost: the pages say so, and everybody goes on', OPTIONS, async (t) => {
    const scene = await Scene.open(t, { limits: { rebuild_ms: 3_000 } });
    const people = await bringTo(scene, 'active');
    const { anna, olga, visitor } = people;
    await visitor.say('voor de storing');
    await anna.say('ik lees je');
    await visitor.reads(['voor de storing', 'ik lees je']);
    await inTurn(t, ['active', 'seeking', 'introduced'].map((step, index, steps) => [step, async () => {
        if (step === 'introduced') {
            await olga.setDuty('In dienst');
            await standAt(people, 'offered');
        }
        await goOn(people, step, { from: step === 'introduced' ? 'offered' : steps[index - 1] ?? 'active' });
        loseEverything(scene.veer);
        await visitor.sees(/^Er is een storing bij ons/);
        await standAt(people, step);
        const line = `na de storing, ${step}`;
        await visitor.say(line);
        await anna.sees(line);
        await visitor.isSigned('Gelezen');
    }]));
    await goOn(people, 'completed', { from: 'introduced' });
    await visitor.say('dank je wel');
    await olga.sees('dank je wel');
});
