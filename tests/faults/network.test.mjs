// Two machines on one Redis, and cables that are pulled: between a machine and Redis, between
// browsers and a machine, all at once. Both machines have the same host name and the same ports.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkConservation } from '../support/conservation.mjs';
import { Ends } from '../support/ends.mjs';
import { Machine, Network, NO_MACHINES } from '../support/machines.mjs';
import { until } from '../support/places.mjs';
import { Crowd } from './world.mjs';

const OPTIONS = { timeout: 120_000, skip: NO_MACHINES, concurrency: false };
const GIVEN_UP_MS = 9_000; // longer than process_ms, and than a call may take

/** Two machines and a crowd: everybody begins at the first one, and knows the other. */
async function twoMachines(t) {
    const ends = Ends.of(t);
    const network = await Network.start(ends);
    const machines = [await Machine.start(ends, network, 1), await Machine.start(ends, network, 2)];
    const crowd = await Crowd.gather((number) => {
        const places = machines.map((machine) => machine.place());
        return number % 3 === 2 ? places.reverse() : places; // some begin at the second one
    });
    ends.after(() => crowd.stop());
    return { network, machines, crowd, check: () => checkConservation(network.redis, crowd) };
}

function ownersOf(crowd) {
    return crowd.visitors.map((visitor) => visitor.conversations.get(visitor.conversation))
        .map(({ members }) => members.find(({ part }) => part === 'owner')?.person.alias);
}

test('two servers with the same host name and ports are two, and stay who they are', OPTIONS, async (t) => {
    const { network, machines: [first], crowd, check } = await twoMachines(t);
    const names = async () => (await network.redis.command('ZRANGE', '{veer}:processes', 0, -1)).sort();
    const before = await names();
    assert.equal(before.length, 2, before.join(' '));
    const generations = () => Promise.all(before.map((name) =>
        network.redis.command('HGET', `{veer}:process:${name}`, 'generation')));
    const generationsBefore = await generations();
    await crowd.talkingWhile(async () => {
        await first.veer.kill();
        await first.veer.begin();
    });
    assert.deepEqual(await names(), before, 'the same name after a start on the same state folder');
    const changed = (await generations()).filter((each, index) => each !== generationsBefore[index]);
    assert.equal(changed.length, 1, 'only one of them began anew');
    await check();
});

test('a machine cut from Redis: it says so, acknowledges nothing, and nobody is lost', OPTIONS, async (t) => {
    const { machines: [first], crowd, check } = await twoMachines(t);
    const there = crowd.people.filter((person) => person.place.host === first.host);
    assert.ok(there.length > 0);
    await crowd.talkingWhile(async () => {
        first.dropRedis();
        await Promise.all(there.map((person) => person.when('is told', () => person.stores.includes(false))));
        const said = there.map(({ acknowledged }) => acknowledged.length);
        await sleep(500);
        for (const [index, person] of there.entries()) {
            assert.ok(person.place.host !== first.host || person.acknowledged.length === said[index], 'nothing is acknowledged');
        }
        await Promise.all(there.map((person) => person.when('is at the other machine',
            () => person.online && person.place.host !== first.host)));
        first.heal();
        await until('the first machine is ready again', async () => (await first.veer.status('/readyz')) === 200, 20_000);
    });
    await check();
    assert.deepEqual(ownersOf(crowd), ['Dirk', 'Ibrahim', 'Mila']);
});

test('a short cut from Redis: nobody leaves, all goes on', OPTIONS, async (t) => {
    const { machines: [first], crowd, check } = await twoMachines(t);
    const before = crowd.people.map(({ place }) => place.host);
    await crowd.talkingWhile(async () => {
        first.dropRedis();
        await sleep(2_500);
        first.heal();
        await sleep(500);
    });
    await check();
    assert.deepEqual(crowd.people.map(({ place }) => place.host), before);
});

test('browsers cut from a machine come back at the other one', OPTIONS, async (t) => {
    const { machines: [first, second], crowd, check } = await twoMachines(t);
    await crowd.talkingWhile(async () => {
        first.drop(first.veer.ownPort(0));
        await Promise.all(crowd.people.map((person) => person.when('is at the second machine',
            () => person.online && person.place.host === second.host)));
        first.heal();
    });
    await check();
    assert.deepEqual(ownersOf(crowd), ['Dirk', 'Ibrahim', 'Mila']);
});

test('the cable of a machine is out for long: given up, and when it is back it begins anew', OPTIONS, async (t) => {
    const { machines: [first, second], crowd, check } = await twoMachines(t);
    await crowd.talkingWhile(async () => {
        first.pull();
        await sleep(GIVEN_UP_MS);
        await Promise.all(crowd.people.map((person) => person.when('is at the second machine',
            () => person.online && person.place.host === second.host)));
        first.plug();
        await until('the first machine is ready again', async () => (await first.veer.status('/readyz')) === 200, 20_000);
    });
    assert.ok(first.veer.log().some(({ event, code }) => (event ?? code) === 'process_given_up'), first.veer.output.slice(-2_000));
    await check();
    assert.deepEqual(ownersOf(crowd), ['Dirk', 'Ibrahim', 'Mila']);
});
