// Processes: what a new connection to Redis means, and being given up.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuses, transferAt, World } from '../support/world.mjs';

async function resume(world, name) {
    const answer = await world.call('process_resume', {}, name);
    world.processes.set(name, answer.generation);
    return answer;
}

test('a new connection: what the old one still brings is refused, the people stay', async (t) => {
    const { world, anna, bram, visitor, conversation } = await transferAt(t, 'introduced');
    const old = world.processes.get('w1');
    const { people } = await resume(world, 'w1');
    assert.deepEqual(new Map(people.sort()), new Map([[anna.id, 1], [bram.id, 1]]));
    const now = world.processes.get('w1');
    world.processes.set('w1', old);
    await refuses('stale_process', world.call('tick', {}, 'w1'));
    await refuses('stale_process', world.call('process_resume', {}, 'w1'));
    world.processes.set('w1', now);
    await world.tick();
    const { members } = await visitor.view();
    assert.ok(members.every(({ present }) => present), `${conversation}: everybody is still there`);
});

test('a new connection names who is attached, with the number', async (t) => {
    const world = await World.start(t);
    await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    await visitor.away();
    await visitor.resume();
    const { people } = await resume(world, visitor.process ?? 'w0');
    assert.deepEqual(new Map(people).get(`visitor:${visitor.conversation}`), 2);
});

test('a process without people: an empty list', async (t) => {
    const world = await World.start(t);
    assert.deepEqual((await resume(world, 'w1')).people, []);
});

test('given up: refused, also when it asks for a new connection; a new start is another one', async (t) => {
    const world = await World.start(t);
    const generation = world.processes.get('w1');
    world.killProcess('w1');
    await world.pass(10_000);
    world.processes.set('w1', generation);
    await refuses('stale_process', world.call('process_resume', {}, 'w1'));
    await world.startProcess('w1');
    assert.ok(world.processes.get('w1') > generation);
});

test('a process with many people goes: nobody is forgotten, and no call takes them all', async (t) => {
    const world = await World.start(t);
    await world.counsellor('csg/anna', ['csg/acute']).then((anna) => anna.duty('pause'));
    world.desks['csg/acute'].queue_max = 500;
    await world.configure();
    const { check } = world.invariants;
    world.invariants.check = async () => {}; // by the hundred it would take too long
    const visitors = [];
    for (let i = 0; i < 250; i++) {
        visitors.push(await world.visitor(`visitor ${i}`, 'csg/acute'));
    }
    const processes = () => Promise.all(visitors.map(({ conversation }) =>
        world.redis.command('HGET', `{veer}:conversation:${conversation}`, 'process')));
    await world.startProcess('w0');
    const left = (await processes()).filter((process) => process === 'w0').length;
    assert.equal(left, 150);
    const late = visitors[(await processes()).lastIndexOf('w0')];
    await late.resume({ process: 'w1' });
    const again = visitors[(await processes()).lastIndexOf('w0')];
    await again.resume({ process: 'w0' });
    await world.tick();
    const after = await processes();
    assert.equal(after.filter((process) => process === '').length, 248);
    assert.equal(after[visitors.indexOf(late)], 'w1', 'who is back elsewhere stays there');
    assert.equal(after[visitors.indexOf(again)], 'w0', 'and who is back at the new one');
    world.invariants.check = check;
    await world.tick();
});
