// Time comes as an argument: what is due when, how the clock behaves, and that what ended is gone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS, refuses, transferAt, transferState, World } from '../support/world.mjs';

async function keys(world) {
    return (await world.redis.command('KEYS', '*')).sort();
}

test('an ended conversation is deleted with all that belongs to it', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer } =
        await transferAt(t, 'introduced', { amount: 'history' });
    await anna.say('a note', { conversation, channel: 'notes' });
    await bram.say('a brief word', { conversation, channel: 'briefing' });
    await anna.handOver(conversation, transfer);
    const second = await bram.ask(conversation, 'csg/acute');
    await visitor.end();
    await world.pass(LIMITS.retention_ms - 10_000);
    assert.equal((await visitor.view()).state, 'ended', 'kept for the retention time');
    await world.pass(12_000);
    for (const name of await keys(world)) {
        const belongs = [conversation, transfer, second].some((id) => name.includes(id));
        if (belongs) {
            // Answers to commands and answered offers go by a time limit of Redis itself.
            const left = await world.redis.command('PTTL', name);
            assert.match(name, /^\{veer\}:(done|offer):/);
            assert.ok(left > 0 && left <= 30 * 60_000, `${name} stays for ${left}`);
        }
    }
    assert.deepEqual((await world.view(conversation)).parties, []);
    await refuses('unknown_conversation', visitor.resume());
    assert.equal((await anna.status()).load + (await bram.status()).load, 0);
});

test('after everybody has gone nothing is left but the staff and the settings', async (t) => {
    const { world, anna, bram, visitor } = await transferAt(t, 'offered');
    await visitor.end();
    await visitor.away();
    await world.pass(LIMITS.retention_ms + LIMITS.wrap_up_ms);
    for (const counsellor of [anna, bram]) {
        await counsellor.duty('off');
        await counsellor.away();
    }
    const rest = [];
    for (const name of await keys(world)) {
        if (await world.redis.command('PTTL', name) < 0) {
            rest.push(name);
        }
    }
    const kinds = [...new Set(rest.map((name) => name.split(':')[1]))].sort();
    const lasting = ['clock', 'desks', 'figures', 'limits', 'outcomes', 'pace', 'process', 'processes', 'staff'];
    assert.deepEqual(kinds.filter((kind) => !lasting.includes(kind)), [], rest.join(' '));
});

test('an offer that was answered is kept for a bounded time only', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    await world.visitor('vera', 'csg/acute');
    const { offer } = await anna.offer();
    await anna.accept(offer);
    assert.ok(await world.redis.command('PTTL', `{veer}:offer:${offer}`) > 0);
});

test('an outage of hours does not end the grace times at once', async (t) => {
    const { world, anna, visitor, conversation } = await transferAt(t, 'briefing');
    await visitor.away();
    await anna.away();
    world.now += 5 * 60 * 60_000;
    for (const name of ['w0', 'w1']) {
        await world.startProcess(name);
    }
    await world.tick();
    assert.equal((await visitor.view()).state, 'active');
    await visitor.resume();
    await anna.attach();
    assert.equal(await transferState(world, conversation), 'briefing');
});

test('a clock that jumps back stops nothing and ends nothing', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    await world.pass(10_000);
    const before = (await anna.offer()).left_ms;
    world.now -= 60 * 60_000;
    await world.tick();
    assert.equal((await anna.offer()).left_ms, before);
    await world.pass(10_000);
    assert.equal((await anna.offer()).left_ms, before - 10_000);
    await anna.accept();
    assert.equal((await visitor.view()).state, 'active');
});

test('clocks that differ a little between machines let time pass once', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    await world.visitor('vera', 'csg/acute');
    const before = (await anna.offer()).left_ms;
    for (let i = 0; i < 10; i++) {
        world.now += 1_000;
        await world.call('tick', {}, 'w0');
        world.now -= 200;
        await world.call('tick', {}, 'w1');
        world.now += 200;
    }
    const passed = before - (await anna.offer()).left_ms;
    assert.ok(passed >= 9_000 && passed <= 10_200, `${passed} ms passed`);
});

test('clocks that differ much between machines let time pass once', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    await world.visitor('vera', 'csg/acute');
    await world.call('tick', {}, 'w1');
    const before = (await anna.offer()).left_ms;
    const between = 10 * 60_000;
    for (let i = 0; i < 20; i++) {
        world.now += 500;
        await world.call('tick', {}, 'w0');
        world.now -= between;
        await world.call('tick', {}, 'w1');
        world.now += between;
    }
    const passed = before - (await anna.offer()).left_ms;
    assert.ok(passed >= 9_000 && passed <= 10_000 + 3_000, `${passed} ms passed`);
});

test('one machine\'s clock jumps forward, and later back: one step at most, then all goes on', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    await world.visitor('vera', 'csg/acute');
    await world.tick();
    const tickBoth = async (first) => {
        for (let i = 0; i < 5; i++) {
            world.now += 1_000;
            world.now += first;
            await world.call('tick', {}, 'w0');
            world.now -= first;
            await world.call('tick', {}, 'w1');
        }
    };
    const before = (await anna.offer()).left_ms;
    await tickBoth(2 * 60 * 60_000);
    const between = (await anna.offer()).left_ms;
    assert.ok(before - between >= 5_000 - 1_000 && before - between <= 5_000 + 3_000, `${before - between}`);
    await tickBoth(0);
    const passed = between - (await anna.offer()).left_ms;
    assert.ok(passed >= 5_000 - 1_000 && passed <= 5_000 + 3_000, `${passed}`);
});

test('an outage moves the time by one step, however many processes come back', async (t) => {
    const names = ['w0', 'w1', 'w2', 'w3', 'w4', 'w5'];
    const world = await World.start(t, { processes: names });
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    await world.visitor('vera', 'csg/acute');
    await world.tick();
    const before = (await anna.offer()).left_ms;
    world.now += 60 * 60_000;
    await world.tick();
    await world.tick();
    const passed = before - (await anna.offer()).left_ms;
    assert.ok(passed <= 3_000, `${passed} ms passed`);
});

test('a tick does at most a hundred things and says so', async (t) => {
    const world = await World.start(t);
    await world.counsellor('csg/anna', ['csg/acute']).then((anna) => anna.duty('pause'));
    world.desks['csg/acute'].queue_max = 500;
    await world.configure();
    const visitors = [];
    world.invariants.check = async () => {}; // by the hundred it would take too long
    for (let i = 0; i < 120; i++) {
        visitors.push(await world.visitor(`visitor ${i}`, 'csg/acute'));
    }
    for (const visitor of visitors) {
        await visitor.away();
    }
    const done = [];
    for (let left = LIMITS.grace_visitor_ms; left > 0; left -= 2_000) {
        world.now += 2_000;
        for (const name of ['w0', 'w1']) {
            done.push((await world.call('tick', {}, name)).done);
        }
    }
    assert.deepEqual(done.slice(-2), [100, 20]);
    assert.equal((await visitors[119].view()).state, 'ended');
});

test('sessions: found until they end or their time is over', async (t) => {
    const world = await World.start(t);
    await world.call('session_start', { token: 'digest', counsellor: 'csg/anna', role: 'counsellor', life_ms: 60_000,
        wrap: 'its secret' });
    const { left_ms: left, ...found } = await world.call('session_find', { token: 'digest' });
    assert.deepEqual(found, { counsellor: 'csg/anna', role: 'counsellor', wrap: 'its secret' });
    assert.ok(left > 0 && left <= 60_000);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    await anna.accept();
    const end = () => world.call('session_end', { token: 'digest', counsellor: anna.id });
    await refuses('has_conversations', end());
    await anna.end(visitor.conversation);
    await anna.wrapUp(visitor.conversation);
    await end();
    await refuses('session_over', world.call('session_find', { token: 'digest' }));
    await refuses('session_over', world.call('session_find', { token: 'other' }));
    assert.equal((await anna.status()).duty, 'off');
});

test('signing out gives an open offer to others', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    await world.call('session_end', { token: 'digest', counsellor: anna.id });
    assert.equal(await bram.accept(), visitor.conversation);
});

test('who came first goes first, also through a process whose clock stands behind', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    const blocker = await world.visitor('blocker', 'csg/acute');
    await anna.accept();
    world.now -= 200; // all of them within one step of the logical clock
    const visitors = [];
    for (let i = 0; i < 6; i++) {
        visitors.push(await world.visitor(`waiting ${i}`, 'csg/acute'));
    }
    let served = blocker.conversation;
    for (const { conversation } of visitors) {
        await anna.end(served);
        await anna.wrapUp(served);
        served = await anna.accept();
        assert.equal(served, conversation);
    }
});
