// kill -9 of every process at every point of a transfer, under chats that go on all the time.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { checkConservation } from '../support/conservation.mjs';
import { SteadyCounsellor, SteadyVisitor } from '../support/steady.mjs';
import { goHome, World } from './world.mjs';

// The steps of a transfer in order. A fault comes between two of them: the answers and pictures of
// the one before may still be on their way.
const STEPS = [
    ['entered', ({ visitor }) => visitor.enter('csg/acute')],
    ['offered', ({ anna }) => anna.statusIs(({ offers }) => offers.length > 0)],
    ['accepted', ({ anna }) => anna.accept()],
    ['said', ({ anna, visitor }) => Promise.all([visitor.say('a word'), anna.say('an answer')])],
    ['asked', async (scene) => { scene.transfer = await scene.anna.ask('fier/chat'); }],
    ['agreed', ({ visitor }) => visitor.consent()],
    ['offered to B', ({ quinten }) => quinten.statusIs(({ offers }) => offers.length > 0)],
    ['accepted by B', ({ quinten }) => quinten.accept('transfer')],
    ['briefed', async ({ anna, quinten }) => {
        await anna.transferIs('briefing');
        await Promise.all([anna.say('for you', 'briefing'), quinten.say('thank you', 'briefing')]);
    }],
    ['introduced', ({ anna, transfer }) => anna.step('introduce', transfer)],
    ['said by three', async ({ anna, quinten, visitor }) => {
        await quinten.transferIs('introduced');
        await Promise.all([anna.say('meet'), quinten.say('hello'), visitor.say('hello both')]);
    }],
    ['handed over', ({ anna, transfer }) => anna.step('hand_over', transfer)],
    ['wrapped up', ({ anna }) => anna.wrapUp()],
];

const VICTIMS = [
    ['the visitor\'s worker', (world, { visitor }) => world.killWorkerOf(visitor)],
    ['A\'s worker', (world, { anna }) => world.killWorkerOf(anna)],
    ['B\'s worker', (world, { quinten }) => world.killWorkerOf(quinten)],
    ['Redis', (world) => world.killRedis()],
    ['the parent', (world) => world.killAll()],
];

async function play(world, crowd, point, kill) {
    const visitor = new SteadyVisitor(`visitor ${point}`, world.placesFrom(0));
    const anna = new SteadyCounsellor('csg/anna', world.placesFrom(1));
    const quinten = new SteadyCounsellor('fier/quinten', world.placesFrom(2));
    const scene = { visitor, anna, quinten };
    world.after(() => Promise.all(Object.values(scene).map((person) => person.stop?.())));
    await Promise.all([anna.onDuty(), quinten.onDuty()]);
    await crowd.talkingWhile(async () => {
        for (const [index, [, step]] of STEPS.entries()) {
            // A desk without its only counsellor is closed, and ends a transfer: he comes back first.
            await quinten.when('is back', () => quinten.online);
            await step(scene);
            if (index === point) {
                await kill(world, scene);
            }
        }
        await visitor.transferIs('completed');
        await visitor.say('the last word');
    });
    await checkConservation(world.redis, {
        visitors: [visitor, ...crowd.visitors], counsellors: [anna, quinten, ...crowd.counsellors],
    });
    const { members } = visitor.conversations.get(visitor.conversation);
    assert.equal(members.find(({ part }) => part === 'owner').person.alias, 'Quinten');
    await goHome({ visitor, counsellors: [anna, quinten] });
}

for (const [victim, kill] of VICTIMS) {
    describe(`kill -9 of ${victim}`, () => {
        let world = null;
        let crowd;
        beforeEach(async () => {
            if (world === null) {
                world = await World.start();
                crowd = await world.gather();
            }
        });
        after(() => world?.finish());
        STEPS.forEach(([name], point) => {
            test(`point ${point + 1}, after "${name}"`, { timeout: 60_000 }, async () => {
                try {
                    await play(world, crowd, point, kill);
                } catch (error) {
                    await world.finish().catch(() => {}); // the next point finds another one
                    world = null;
                    throw error;
                }
            });
        });
    });
}
