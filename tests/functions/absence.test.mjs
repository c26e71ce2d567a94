// Owners who come back late, whose line flaps, or who are signed out by force; how long a visitor
// was alone because of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS, refuses, transferAt, transferState, World } from '../support/world.mjs';

async function active(t, options = {}) {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute', 'csg/national'], options);
    const visitor = await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    return { world, anna, visitor, conversation };
}

async function lose({ world, anna }) {
    await anna.away();
    await world.pass(LIMITS.grace_counsellor_ms + 2_000);
}

test('an owner who comes back late is offered his visitor first', async (t) => {
    const all = await active(t);
    const { world, anna, visitor, conversation } = all;
    const stand = await world.counsellor('csg/stand', ['csg/acute'], { duty: 'off' });
    await stand.duty('on');
    await stand.duty('pause');
    await lose(all);
    await world.visitor('acute', 'csg/acute', { acute: true });
    await anna.attach();
    await refuses('not_owner', anna.end(conversation));
    await anna.duty('on');
    assert.equal((await anna.offer()).kind, 'came_back');
    assert.equal(await anna.accept(), conversation);
    assert.equal((await visitor.view()).state, 'active');
});

test('an owner who comes back late is offered his own before one who was lost by another', async (t) => {
    const world = await World.start(t);
    const bram = await world.counsellor('csg/bram', ['csg/acute'], { capacity: 1 });
    await world.visitor('of bram', 'csg/acute');
    await bram.accept();
    await world.pass(2_000);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    const own = await world.visitor('of anna', 'csg/acute');
    await anna.accept();
    await bram.away();
    await lose({ world, anna });
    await anna.attach();
    await anna.duty('on');
    assert.equal(await anna.accept(), own.conversation, 'though the other one arrived before');
});

test('an owner who comes back late goes before one who has been idle for longer', async (t) => {
    const all = await active(t);
    const { world, anna, visitor, conversation } = all;
    const stand = await world.counsellor('csg/stand', ['csg/acute']);
    await anna.away();
    await world.pass(10_000);
    await visitor.away();
    await world.pass(LIMITS.grace_counsellor_ms);
    await anna.attach();
    await anna.duty('on');
    assert.deepEqual([await anna.hasOffer(), await stand.hasOffer()], [false, false], 'he is away himself');
    await visitor.resume();
    assert.equal(await anna.accept(), conversation);
});

test('an owner who comes back after somebody else has come is told so', async (t) => {
    const all = await active(t);
    const { world, anna, conversation } = all;
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    await lose(all);
    assert.equal(await bram.accept(), conversation);
    await anna.attach();
    await anna.duty('on');
    assert.equal(await anna.hasOffer(), false);
    for (const act of [() => anna.end(conversation), () => anna.ask(conversation, 'fier/chat'),
        () => anna.cancel(conversation, 'a'.repeat(32))]) {
        await refuses('not_owner', act());
    }
    await refuses('not_member', anna.say('hello', { conversation }));
});

test('the lost counsellor is shown to the coordinator, and the stranded visitor to both', async (t) => {
    const all = await active(t);
    const { world, anna, visitor } = all;
    await lose(all);
    const { alerts } = await world.boardOf('csg/acute');
    assert.deepEqual(alerts, ['lost', 'stranded'], 'nobody else is on duty');
    assert.equal((await visitor.view()).desk, 'csg/acute');
    assert.equal((await world.placeOf(visitor)).stranded, 'nobody');
    await world.setOpen('csg/acute', false);
    assert.equal((await world.placeOf(visitor)).stranded, 'closed');
    await world.setOpen('csg/acute', true);
    await anna.attach();
    await anna.duty('on');
    assert.deepEqual((await world.boardOf('csg/acute')).alerts, ['lost']);
    await world.pass(600_000);
    assert.ok(!(await world.boardOf('csg/acute')).alerts.includes('lost'), 'alerts do not stay for ever');
});

test('absences add up: when the budget is used up the visitor is moved at once', async (t) => {
    const { world, anna, visitor, conversation } = await active(t);
    const pieces = [35_000, 35_000];
    for (const ms of pieces) {
        await anna.away();
        await world.pass(ms);
        await anna.attach();
        await world.pass(10_000);
    }
    assert.equal((await visitor.view()).state, 'active', '70 s of 100 are used');
    await anna.away();
    await world.pass(28_000);
    assert.equal((await visitor.view()).state, 'active');
    await world.pass(4_000);
    assert.notEqual((await visitor.view()).state, 'active', 'before the grace time of 40 s is over');
    await anna.attach();
    assert.equal((await anna.status()).duty, 'on', 'he himself is still within his grace time');
    assert.equal(await anna.accept(), conversation, 'and is offered his visitor');
    await anna.away();
    assert.notEqual((await visitor.view()).state, 'active', 'nothing is left: at once');
});

test('the time alone is counted from the loss of the connection until somebody is there', async (t) => {
    const all = await active(t);
    const { world } = all;
    assert.deepEqual(await world.figuresOf('csg/acute'), {});
    await lose(all);
    await world.pass(18_000);
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    await bram.accept();
    assert.deepEqual(await world.figuresOf('csg/acute'),
        { lost: 1, alone_ms: LIMITS.grace_counsellor_ms + 2_000 + 18_000 });
});

test('nobody is alone in a transfer, unless the owner is lost: then it is counted', async (t) => {
    const whole = await transferAt(t, 'introduced');
    await whole.anna.handOver(whole.conversation, whole.transfer);
    assert.deepEqual(await whole.world.figuresOf('csg/acute'), { transfer_completed: 1 });
    const { world, anna, visitor, conversation } = await transferAt(t, 'briefing');
    await anna.away();
    await world.pass(LIMITS.grace_counsellor_ms);
    assert.equal(await transferState(world, conversation), 'completed');
    assert.equal((await visitor.view()).state, 'active');
    const figures = await world.figuresOf('csg/acute');
    assert.equal(figures.lost, 1);
    assert.ok(figures.alone_ms >= LIMITS.grace_counsellor_ms);
});

test('signed out by force: lost at once, in every state of a transfer', async (t) => {
    for (const state of ['asked', 'seeking', 'offered', 'briefing', 'introduced']) {
        const { world, anna, bram, visitor } = await transferAt(t, state);
        await world.signOff('csg/anna');
        const status = await anna.status();
        assert.deepEqual([status.duty, status.load], ['off', 0], state);
        const view = await visitor.view();
        const taken = state === 'briefing' || state === 'introduced';
        assert.equal(view.state, { asked: 'waiting', seeking: 'waiting', offered: 'offered' }[state] ?? 'active');
        assert.equal(view.members.some(({ part, person }) => part === 'owner' && person.alias === 'bram'), taken);
        assert.ok((await bram.status()).load <= 1);
    }
});

test('signed out by force: the receiver; his wrap-up, breather and offers go too', async (t) => {
    const { world, anna, bram, conversation } = await transferAt(t, 'briefing');
    await world.counsellor('fier/carla', ['fier/chat']).then((carla) => carla.duty('pause'));
    await world.visitor('more', 'fier/chat');
    assert.ok(await bram.hasOffer());
    await world.signOff('fier/bram');
    assert.equal(await transferState(world, conversation), 'seeking');
    assert.equal((await bram.status()).load, 0);
    assert.equal((await anna.status()).load, 1);
    await refuses('offer_gone', bram.accept('a'.repeat(32)));
});

test('sessions that ran out are not kept in his list', async (t) => {
    const { world } = await active(t);
    const session = (token, ms) => world.call('session_start',
        { token, counsellor: 'csg/anna', role: 'counsellor', life_ms: ms });
    await session('short', 1);
    await session('long', 3_600_000);
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    await session('longer', 3_600_000);
    const kept = await world.redis.command('SMEMBERS', '{veer}:sessions:csg/anna');
    assert.deepEqual(kept.sort(), ['long', 'longer']);
});

test('signed out by force: his sessions end, also those of other tabs; a coordinator keeps his own', async (t) => {
    const { world, anna } = await active(t);
    const session = (token, role) => world.call('session_start',
        { token, counsellor: 'csg/anna', role, life_ms: 3_600_000 });
    await session('one', 'counsellor');
    await session('two', 'counsellor');
    await session('three', 'coordinator');
    await world.signOff('csg/anna');
    await refuses('session_over', world.call('session_find', { token: 'one' }));
    await refuses('session_over', world.call('session_find', { token: 'two' }));
    assert.equal((await world.call('session_find', { token: 'three' })).role, 'coordinator');
    await world.signOff('csg/anna');
    await world.signOff('csg/never-there');
    await anna.attach();
    await anna.duty('on');
    assert.ok(await anna.hasOffer(), 'he may sign in anew, and his visitor still waits');
});
