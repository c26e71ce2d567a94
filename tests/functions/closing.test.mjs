// Desks that close, that let nobody new in, or where nobody is left who could serve those who wait.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuses, transferAt, transferState, World } from '../support/world.mjs';

const CLOSING_MS = 60_000;

async function begin(t) {
    const world = await World.start(t);
    world.limits.closing_ms = CLOSING_MS;
    await world.configure();
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    await world.visitor('blocker', 'csg/acute');
    const held = await anna.accept();
    const visitor = await world.visitor('vera', 'csg/acute');
    return { world, anna, held, visitor };
}

test('those who wait when a desk closes are served for a while, then told to choose another', async (t) => {
    const { world, anna, held, visitor } = await begin(t);
    await world.setOpen('csg/acute', false);
    await refuses('desk_closed', world.visitor('too late', 'csg/acute'));
    assert.equal((await world.placeOf(visitor)).stranded, undefined);
    await world.pass(CLOSING_MS - 2_000);
    assert.equal((await world.placeOf(visitor)).stranded, undefined);
    await world.pass(4_000);
    assert.deepEqual([(await world.placeOf(visitor)).stranded, (await visitor.view()).state], ['closed', 'waiting']);
    assert.deepEqual((await world.boardOf('csg/acute')).alerts, ['stranded']);
    await anna.end(held);
    await anna.wrapUp(held);
    assert.equal(await anna.accept(), visitor.conversation, 'whoever is still there helps him');
    assert.deepEqual((await world.boardOf('csg/acute')).alerts, []);
});

test('a desk that opens again strands nobody', async (t) => {
    const { world, visitor } = await begin(t);
    await world.setOpen('csg/acute', false);
    await world.pass(CLOSING_MS + 4_000);
    await world.setOpen('csg/acute', true);
    assert.equal((await world.placeOf(visitor)).stranded, undefined);
    assert.deepEqual((await world.boardOf('csg/acute')).alerts, []);
});

test('the stop of the intake: nobody new, but those who wait or are on their way go on', async (t) => {
    const { world, anna, held, visitor } = await begin(t);
    world.desks['csg/acute'].intake = false;
    await world.configure();
    await refuses('desk_closed', world.visitor('too late', 'csg/acute'));
    await anna.end(held);
    await anna.wrapUp(held);
    assert.equal(await anna.accept(), visitor.conversation);
    for (const [state, expected] of [['asked', 'unanswered'], ['seeking', 'seeking'], ['offered', 'offered'],
        ['briefing', 'briefing']]) {
        const all = await transferAt(t, state);
        all.world.desks['fier/chat'].intake = false;
        await all.world.configure();
        assert.equal(await transferState(all.world, all.conversation), expected, state);
        const other = await all.world.visitor('other', 'csg/acute');
        await refuses('desk_closed', other.move('fier/chat'));
        const second = (await all.anna.hasOffer()) && await all.anna.accept();
        await refuses('desk_closed', all.anna.ask(second, 'fier/chat'));
    }
});

test('the last one who fits has gone: the visitor is told to choose another desk', async (t) => {
    const { world, anna, held, visitor } = await begin(t);
    await world.counsellor('csg/bram', ['csg/acute'], { languages: ['en'] });
    await anna.end(held);
    await anna.duty('pause');
    assert.equal((await world.placeOf(visitor)).stranded, undefined, 'on pause: he comes back');
    await anna.wrapUp(held);
    await anna.duty('off');
    assert.equal((await world.placeOf(visitor)).stranded, 'nobody');
    assert.deepEqual((await world.boardOf('csg/acute')).alerts, ['stranded']);
    await world.counsellor('csg/national', ['csg/national']);
    await visitor.move('csg/national');
    assert.equal((await visitor.view()).state, 'offered');
    assert.deepEqual((await world.boardOf('csg/acute')).alerts, []);
});

test('the last one who fits has gone: a transfer that seeks him is unanswered', async (t) => {
    const { world, bram, visitor, conversation } = await transferAt(t, 'seeking');
    await world.counsellor('fier/english', ['fier/chat'], { languages: ['en'] });
    await bram.duty('off');
    const { transfer } = await visitor.view();
    assert.deepEqual([transfer.state, transfer.because], ['unanswered', 'nobody']);
    assert.equal(await transferState(world, conversation), 'unanswered');
});

test('the visitor adds a tag that nobody there can serve: unanswered, he stays where he is', async (t) => {
    const { world, anna, visitor } = await transferAt(t, 'asked');
    world.desks['fier/chat'].skilled = ['legal'];
    await world.configure();
    await visitor.consent({ tags: ['violence', 'legal'] });
    const { transfer, state } = await visitor.view();
    assert.deepEqual([state, transfer.state, transfer.because], ['active', 'unanswered', 'nobody']);
    assert.equal((await anna.status()).load, 1);
});

test('a visitor who was lost while waiting comes back as he was, not to the front', async (t) => {
    const { world, anna, held, visitor } = await begin(t);
    await world.pass(2_000);
    const next = await world.visitor('next', 'csg/acute');
    const acute = await world.visitor('acute', 'csg/acute', { acute: true });
    await visitor.away();
    await world.pass(world.limits.grace_visitor_ms + 2_000);
    assert.equal((await visitor.view()).ended_by, 'lost');
    await visitor.resume();
    assert.deepEqual([(await visitor.view()).state, (await visitor.view()).why], ['waiting', 'new']);
    let current = held;
    const order = [];
    for (let i = 0; i < 3; i++) {
        await anna.end(current);
        await anna.wrapUp(current);
        current = await anna.accept();
        order.push(current);
    }
    assert.deepEqual(order, [acute.conversation, visitor.conversation, next.conversation]);
});
