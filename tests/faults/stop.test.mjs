// SIGSTOP and SIGCONT: a worker or Redis that hangs, for a short time and for long.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../support/client.mjs';
import { checkConservation } from '../support/conservation.mjs';
import { Counsellor, Visitor } from '../support/people.mjs';
import { until } from '../support/places.mjs';
import { World } from './world.mjs';

const OPTIONS = { timeout: 90_000 };
const RESTART = 4005;

async function start(t, options) {
    const world = await World.start(options);
    t.after(() => world.finish());
    return { world, crowd: await world.gather() };
}

test('a worker hangs for a short time: nobody is closed, all goes on', OPTIONS, async (t) => {
    const { world, crowd } = await start(t);
    await crowd.talkingWhile(async () => {
        for (let index = 0; index < 3; index++) {
            world.signalWorker(index, 'SIGSTOP');
            await sleep(2_000);
            world.signalWorker(index, 'SIGCONT');
        }
    });
    assert.deepEqual(crowd.people.flatMap(({ closes }) => closes), []);
    await checkConservation(world.redis, crowd);
});

test('a worker hangs for long: given up; when it goes on it closes its sockets and writes nothing', OPTIONS, async (t) => {
    const { world, crowd } = await start(t, { limits: { process_ms: 1_500 } });
    const { veer } = world;
    const visitor = await frozen(veer);
    world.signalWorker(0, 'SIGSTOP');
    try {
        const said = visitor.request('say', { conversation: visitor.conversation, channel: 'talk',
            number: 1, record: visitor.record('into the void') });
        const outcome = said.then(() => 'done', (error) => error.code ?? 'closed');
        await crowd.talkingWhile(async () => {
            await until('the worker is given up', async () =>
                (await world.redis.command('ZCARD', '{veer}:processes')) === 2);
            await Promise.all(crowd.people.map((person) => person.when('is served elsewhere',
                () => person.online && world.workerOf(person) !== 0)));
        });
        world.signalWorker(0, 'SIGCONT');
        assert.notEqual(await outcome, 'done');
        assert.equal((await visitor.client.untilClosed()).code, RESTART);
    } finally {
        world.signalWorker(0, 'SIGCONT');
    }
    await until('it serves again', async () => (await veer.status('/readyz', veer.ownPort(0))) === 200);
    await visitor.resume();
    assert.equal(await visitor.say('heard now'), (await visitor.conversationIs(({ channels }) => channels.length > 0)).channels[0].last + 1);
    await visitor.end();
    await checkConservation(world.redis, crowd);
});

/** A visitor with a counsellor of his own at another worker, on a connection that he does not give up. */
async function frozen(veer) {
    const olga = await Counsellor.onDuty(veer, 'fier/olga', { port: veer.ownPort(1) });
    const visitor = await Visitor.enter(veer, 'fier/chat', { port: veer.ownPort(0) });
    await olga.accept();
    await visitor.conversationIs(({ state }) => state === 'active');
    return visitor;
}

test('Redis hangs for a short time: nobody is even told', OPTIONS, async (t) => {
    const { world, crowd } = await start(t);
    await crowd.talkingWhile(async () => {
        world.redis.signal('SIGSTOP');
        await sleep(2_500);
        world.redis.signal('SIGCONT');
    });
    assert.ok(crowd.people.every(({ stores }) => !stores.includes(false)), 'nobody heard of it');
    assert.deepEqual(crowd.people.flatMap(({ closes }) => closes), []);
    await checkConservation(world.redis, crowd);
});

test('Redis hangs for ten seconds: everybody is told, nothing is acknowledged, all goes on', OPTIONS, async (t) => {
    const { world, crowd } = await start(t);
    await crowd.talkingWhile(async () => {
        world.redis.signal('SIGSTOP');
        await sleep(200);
        const said = crowd.people.map(({ acknowledged }) => acknowledged.length);
        await Promise.all(crowd.people.map((person) => person.when('is told', () => person.stores.includes(false))));
        await sleep(4_000);
        assert.deepEqual(crowd.people.map(({ acknowledged }) => acknowledged.length), said);
        world.redis.signal('SIGCONT');
        await Promise.all(crowd.people.map((person) => person.when('is told the good news',
            () => person.stores.at(-1) === true)));
    });
    await checkConservation(world.redis, crowd);
});

test('who came while Redis hung and went before the answer is not there afterwards', OPTIONS, async (t) => {
    const { world } = await start(t);
    const { veer } = world;
    const olga = await Counsellor.onDuty(veer, 'fier/olga', { port: veer.ownPort(1) });
    const visitor = await Visitor.enter(veer, 'fier/chat', { port: veer.ownPort(0) });
    await olga.accept();
    visitor.drop();
    await olga.conversationIs(({ members }) => !members[0].present);
    world.redis.signal('SIGSTOP');
    try {
        const late = await Client.open(veer.ownPort(0));
        const { conversation, secret } = visitor;
        const hello = late.request('hello', { role: 'visitor', resume: { conversation, secret, next: 'n'.repeat(43) } });
        assert.equal(await hello.then(() => 'done', (error) => error.code), 'store_away');
        late.drop();
        await sleep(200);
    } finally {
        world.redis.signal('SIGCONT');
    }
    await olga.client.newest('store', ({ there }) => there);
    await sleep(1_500);
    const { members, visitor_left_ms: left } = await olga.conversationIs(() => true);
    assert.equal(members[0].present, false, 'nobody is there for him');
    assert.ok(left > 0, 'his grace time runs');
});
