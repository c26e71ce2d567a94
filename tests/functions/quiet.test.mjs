// Visitors who never say anything, and conversations that have fallen silent.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World } from '../support/world.mjs';

const NO_SHOW_MS = 100_000;
const IDLE_MS = 200_000;

async function served(t) {
    const world = await World.start(t);
    Object.assign(world.limits, { no_show_ms: NO_SHOW_MS, idle_ms: IDLE_MS });
    await world.configure();
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    await anna.accept();
    return { world, anna, visitor };
}

const count = async (visitor, notice) => (await visitor.read()).filter((line) => line === `!${notice}`).length;

test('a visitor who says nothing is told, and then the conversation ends', async (t) => {
    const { world, anna, visitor } = await served(t);
    await anna.say('hello?', { conversation: visitor.conversation });
    await world.pass(0.6 * NO_SHOW_MS - 2_000);
    assert.equal(await count(visitor, 'silent'), 0);
    await world.pass(2_000);
    assert.equal(await count(visitor, 'silent'), 1, 'told at 60 %');
    await world.pass(0.4 * NO_SHOW_MS - 2_000);
    assert.equal((await visitor.view()).state, 'active');
    await world.pass(2_000);
    const view = await visitor.view();
    assert.deepEqual([view.state, view.ended_by], ['ended', 'no_show']);
    assert.equal((await world.view(visitor.conversation)).of(anna.id).part, 'wrap_up');
    await anna.wrapUp(visitor.conversation);
    assert.equal((await anna.status()).load, 0);
});

test('one word in time is enough, before and after he was told', async (t) => {
    for (const ms of [10_000, 0.8 * NO_SHOW_MS]) {
        const { world, visitor } = await served(t);
        await world.pass(ms);
        await visitor.say('here I am');
        await world.pass(2 * NO_SHOW_MS - ms);
        assert.equal((await visitor.view()).state, 'active');
    }
});

test('whoever answers the question of a transfer is there', async (t) => {
    const { world, anna, visitor } = await served(t);
    await world.counsellor('fier/bram', ['fier/chat']);
    const transfer = await anna.ask(visitor.conversation, 'fier/chat');
    await visitor.refuse(transfer);
    await world.pass(NO_SHOW_MS + 10_000);
    assert.equal((await visitor.view()).state, 'active');
    assert.equal(await count(visitor, 'silent'), 0);
});

test('nothing runs out while the visitor or the owner is away', async (t) => {
    const { world, visitor } = await served(t);
    await visitor.away();
    for (let i = 0; i < 4; i++) {
        await world.pass(50_000);
        await visitor.resume();
        await visitor.away();
    }
    await visitor.resume();
    assert.equal((await visitor.view()).state, 'active');
    assert.equal(await count(visitor, 'silent'), 0);
});

test('a silence is named once, until somebody says something again', async (t) => {
    const { world, visitor } = await served(t);
    await visitor.say('hello');
    await world.pass(NO_SHOW_MS);
    await visitor.say('something more');
    await world.pass(IDLE_MS - 4_000);
    assert.equal(await count(visitor, 'idle'), 0, 'counted from the last line');
    await world.pass(6_000);
    assert.equal(await count(visitor, 'idle'), 1);
    await world.pass(2 * IDLE_MS);
    assert.equal(await count(visitor, 'idle'), 1, 'once per silence');
    await visitor.say('still here');
    await world.pass(2 * IDLE_MS + 4_000);
    assert.equal(await count(visitor, 'idle'), 2);
    assert.equal((await visitor.view()).state, 'active', 'silence alone ends nothing');
});
