// Redis is wiped, or comes back with less: what people present is put back in its place, and
// nothing is invented or revived by it (docs/decisions/009-tickets.md).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyOf, dutyOf, flush, holdings, rollBack } from '../support/loss.mjs';
import { LIMITS, refuses, transferAt, transferState, World } from '../support/world.mjs';

const WINDOW_MS = 5_000;

/** Anna has vera; both hold their tickets. */
async function active(t, options) {
    const world = await World.start(t, options);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 2 });
    const visitor = await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    await visitor.say('one');
    await anna.say('two', { conversation });
    const held = await holdings(world, conversation);
    return { world, anna, visitor, conversation, held, duty: await dutyOf(anna) };
}

/** A transfer at this state; all three hold their tickets. */
async function inTransfer(t, state, options) {
    const all = await transferAt(t, state, options);
    const { world, anna, bram, conversation } = all;
    const held = await holdings(world, conversation);
    return { ...all, held, annas: await dutyOf(anna), brams: await dutyOf(bram) };
}

async function ownerOf(world, conversation) {
    return (await world.view(conversation)).parties.find(({ event }) => event.part === 'owner')?.party;
}

// What comes back -----------------------------------------------------------------------------------

test('wiped: the queue stands as it stood, whoever comes back first', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    await world.visitor('blocker', 'csg/acute');
    const blocked = await anna.accept();
    const visitors = [];
    for (const [name, acute] of [['a', false], ['b', false], ['c', true], ['d', false]]) {
        await world.pass(4_000);
        visitors.push(await world.visitor(name, 'csg/acute', { acute }));
    }
    const order = () => world.redis.command('ZRANGE', '{veer}:queue:csg/acute|nl|', 0, -1, 'WITHSCORES');
    const before = await order();
    assert.equal(before.length, 8);
    const held = new Map();
    for (const visitor of visitors) {
        held.set(visitor, (await holdings(world, visitor.conversation)).visitor);
    }
    const annas = [await dutyOf(anna), (await holdings(world, blocked)).of(anna)];
    await flush(world);
    await anna.attach({ ticket: annas[0], tickets: [annas[1]] });
    for (const visitor of [...visitors].reverse()) {
        await visitor.resume({ ticket: held.get(visitor) });
    }
    assert.deepEqual(await order(), before);
    assert.equal((await anna.status()).load, 1);
});

test('wiped: an owner and his visitor are together again, whoever comes first', async (t) => {
    for (const first of ['visitor', 'owner']) {
        const { world, anna, visitor, conversation, held, duty } = await active(t);
        await flush(world);
        const come = {
            visitor: () => visitor.resume({ ticket: held.visitor }),
            owner: () => anna.attach({ ticket: duty, tickets: [held.of(anna)] }),
        };
        await come[first]();
        await come[first === 'visitor' ? 'owner' : 'visitor']();
        const view = await visitor.view();
        assert.equal(view.state, 'active', first);
        assert.equal(await ownerOf(world, conversation), anna.id, first);
        const { duty: now, load, conversations } = await anna.status();
        assert.deepEqual([now, load, conversations], ['on', 1, [conversation]], first);
        assert.deepEqual(await visitor.read(), ['!restored'], first);
        await anna.end(conversation);
    }
});

test('an owner who stays away has his grace time from the end of the window; then the front of the queue', async (t) => {
    const { world, anna, visitor, held } = await active(t);
    world.limits.rebuild_ms = WINDOW_MS;
    await flush(world);
    const other = await world.counsellor('csg/carl', ['csg/acute']);
    await visitor.resume({ ticket: held.visitor });
    await world.pass(WINDOW_MS + LIMITS.grace_counsellor_ms - 2_000);
    assert.equal((await visitor.view()).state, 'active');
    await world.pass(4_000);
    const view = await visitor.view();
    assert.deepEqual([view.state, view.why], ['offered', 'counsellor_lost']);
    await other.accept();
    await anna.attach();
    assert.equal((await anna.status()).load, 0);
});

test('an owner who is off duty counts as gone', async (t) => {
    const { world, anna, visitor, held } = await active(t);
    await flush(world);
    await anna.attach();
    await visitor.resume({ ticket: held.visitor });
    const view = await visitor.view();
    assert.deepEqual([view.state, view.why], ['waiting', 'counsellor_lost']);
});

test('who brings a conversation but no duty is on pause', async (t) => {
    const { world, anna, visitor, conversation, held } = await active(t);
    await flush(world);
    await anna.attach({ tickets: [held.of(anna)] });
    await visitor.resume({ ticket: held.visitor });
    assert.equal((await anna.status()).duty, 'pause');
    assert.equal(await ownerOf(world, conversation), anna.id);
});

test('a visitor who stays away is lost after his grace time', async (t) => {
    const { world, anna, conversation, held, duty } = await active(t);
    await flush(world);
    await anna.attach({ ticket: duty, tickets: [held.of(anna)] });
    await world.pass(LIMITS.grace_visitor_ms + 2_000);
    assert.equal((await world.view(conversation)).of(anna.id).ended_by, 'lost');
});

test('nobody is matched within the window; new people queue behind; then all are matched', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { duty: 'pause' });
    await anna.duty('on');
    await anna.duty('pause');
    const visitor = await world.visitor('vera', 'csg/acute');
    const { visitor: ticket } = await holdings(world, visitor.conversation);
    world.limits.rebuild_ms = WINDOW_MS;
    await flush(world);
    const again = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    const late = await world.visitor('late', 'csg/acute');
    await visitor.resume({ ticket });
    assert.equal((await visitor.view()).state, 'waiting');
    await world.pass(WINDOW_MS + 1_000);
    assert.equal((await visitor.view()).state, 'offered');
    assert.equal((await late.view()).state, 'waiting');
    await again.accept();
});

// Transfers -------------------------------------------------------------------------------------------

const AFTER = { asked: 'void', seeking: 'seeking', offered: 'offered', briefing: 'briefing', introduced: 'introduced' };

test('wiped: a transfer in each state, with the note from the visitor\'s browser', async (t) => {
    for (const [state, after] of Object.entries(AFTER)) {
        const all = await inTransfer(t, state);
        const { world, anna, bram, visitor, conversation, held } = all;
        await flush(world);
        await bram.attach({ ticket: all.brams, tickets: [held.of(bram)] });
        await anna.attach({ ticket: all.annas, tickets: [held.of(anna)] });
        await visitor.resume({ ticket: held.visitor, note: held.note });
        const { transfer } = (await world.view(conversation)).of(anna.id);
        assert.deepEqual([transfer.state, transfer.note], [after, held.note], state);
        assert.equal(await ownerOf(world, conversation), anna.id, state);
        if (state === 'introduced') {
            await anna.handOver(conversation, transfer.transfer);
            assert.equal(await ownerOf(world, conversation), bram.id);
        } else {
            await anna.cancel(conversation, transfer.transfer).catch(({ code }) =>
                assert.deepEqual([state, code], ['asked', 'transfer_over']));
        }
    }
});

test('a receiver who does not come back: seeking again after his grace time', async (t) => {
    const { world, anna, visitor, held, annas } = await inTransfer(t, 'briefing');
    await flush(world);
    await world.counsellor('fier/rosa', ['fier/chat'], { duty: 'pause' }).then((rosa) => rosa.duty('pause').catch(() => {}));
    await anna.attach({ ticket: annas, tickets: [held.of(anna)] });
    await visitor.resume({ ticket: held.visitor, note: held.note });
    assert.equal((await visitor.view()).transfer.state, 'briefing');
    await world.pass(LIMITS.grace_counsellor_ms + 2_000);
    assert.notEqual((await visitor.view()).transfer.state, 'briefing');
});

test('a consent counts only when the visitor presents it', async (t) => {
    const { world, anna, bram, visitor, conversation, held, annas, brams } = await inTransfer(t, 'briefing', { amount: 'history' });
    await flush(world);
    await bram.attach({ ticket: brams, tickets: [held.of(bram)] });
    await anna.attach({ ticket: annas, tickets: [held.of(anna)] });
    const view = await world.view(conversation);
    assert.equal(view.of(anna.id).transfer, undefined);
    assert.equal(view.of(bram.id), undefined, 'the receiver has no part without it');
    await visitor.resume({ ticket: held.visitor, note: held.note });
    assert.equal((await world.view(conversation)).of(bram.id).transfer.state, 'briefing');
});

test('a note that is not the one of the ticket is left out', async (t) => {
    const { world, visitor, held } = await inTransfer(t, 'seeking');
    await flush(world);
    await visitor.resume({ ticket: held.visitor, note: 'Zm9yZ2Vk' });
    assert.equal((await visitor.view()).transfer.note, '');
});

test('what came with a visitor is there again for his owner', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer } = await inTransfer(t, 'introduced');
    await anna.handOver(conversation, transfer);
    const before = (await world.view(conversation)).of(bram.id).hand_over;
    const held = await holdings(world, conversation);
    const brams = await dutyOf(bram);
    await flush(world);
    await visitor.resume({ ticket: held.visitor, note: held.note });
    await bram.attach({ ticket: brams, tickets: [held.of(bram)] });
    assert.deepEqual((await world.view(conversation)).of(bram.id).hand_over, before);
});

// The highest counts ------------------------------------------------------------------------------------

test('an older owner\'s ticket does not stand against the newer one, in any order', async (t) => {
    for (const first of ['old', 'new']) {
        const { world, anna, bram, visitor, conversation, transfer, held: old, annas } = await inTransfer(t, 'introduced');
        await anna.handOver(conversation, transfer);
        const held = await holdings(world, conversation);
        const brams = await dutyOf(bram);
        await flush(world);
        if (first === 'new') {
            await visitor.resume({ ticket: held.visitor, note: held.note });
        }
        await anna.attach({ ticket: annas, tickets: [old.of(anna)] });
        await bram.attach({ ticket: brams, tickets: [held.of(bram)] });
        assert.equal(await ownerOf(world, conversation), bram.id, first);
        if (first === 'old') {
            await visitor.resume({ ticket: held.visitor, note: held.note });
        }
        assert.equal(await ownerOf(world, conversation), bram.id, first);
        assert.equal((await anna.status()).load, 0, first);
    }
});

test('a stale ticket of the visitor never revives a consent that was taken back', async (t) => {
    for (const first of ['visitor', 'owner']) {
        const { world, anna, bram, visitor, conversation, transfer, held: stale, annas, brams } = await inTransfer(t, 'briefing');
        await visitor.withdraw(transfer);
        const held = await holdings(world, conversation);
        await flush(world);
        await bram.attach({ ticket: brams, tickets: [stale.of(bram)] });
        const come = [
            () => visitor.resume({ ticket: stale.visitor, note: stale.note }),
            () => anna.attach({ ticket: annas, tickets: [held.of(anna)] }),
        ];
        for (const step of first === 'visitor' ? come : come.reverse()) {
            await step();
        }
        assert.notEqual(await transferState(world, conversation), 'briefing', first);
        assert.equal((await bram.status()).load, 0, first);
        assert.equal(await ownerOf(world, conversation), anna.id, first);
    }
});

test('after a routing step a higher ticket of before the loss changes nothing', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer, held: old, annas } = await inTransfer(t, 'introduced');
    await anna.handOver(conversation, transfer);
    const held = await holdings(world, conversation);
    const brams = await dutyOf(bram);
    await flush(world);
    await anna.attach({ ticket: annas, tickets: [old.of(anna)] });
    await visitor.resume({ ticket: old.visitor, note: old.note });
    await anna.cancel(conversation, transfer);
    await bram.attach({ ticket: brams, tickets: [held.of(bram)] });
    assert.equal(await ownerOf(world, conversation), anna.id, 'what Redis knows of this incarnation is higher');
});

test('while the visitor has not come a counsellor takes no steps with his older picture', async (t) => {
    const { world, anna, conversation, held, duty } = await active(t);
    await flush(world);
    await anna.attach({ ticket: duty, tickets: [held.of(anna)] });
    await refuses('visitor_away', () => anna.ask(conversation, 'csg/national'));
});

test('a ticket of this incarnation puts nothing back: nothing was lost since', async (t) => {
    const { world, anna, visitor, conversation, held } = await active(t);
    await visitor.end();
    await anna.wrapUp(conversation);
    await world.pass(LIMITS.retention_ms + 2_000);
    await refuses('unknown_conversation', () => visitor.resume({ ticket: held.visitor }));
});

// Rolled back -----------------------------------------------------------------------------------------

test('rolled back: the step that Redis has lost comes back with the tickets', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const copy = await copyOf(world);
    const conversation = await anna.accept();
    const held = await holdings(world, conversation);
    await rollBack(world, copy);
    assert.equal((await visitor.view()).state, 'waiting', 'the offer was taken back');
    await visitor.resume({ ticket: held.visitor });
    await anna.attach({ ticket: null, tickets: [held.of(anna)] });
    assert.equal((await visitor.view()).state, 'active');
    assert.equal(await ownerOf(world, conversation), anna.id);
    assert.equal((await anna.status()).load, 1);
});

test('rolled back: a taken back consent, known to Redis as given, goes with the higher ticket', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer } = await inTransfer(t, 'briefing');
    const copy = await copyOf(world);
    await visitor.withdraw(transfer);
    const held = await holdings(world, conversation);
    await rollBack(world, copy);
    await bram.attach();
    await anna.attach({ tickets: [held.of(anna)] });
    assert.notEqual(await transferState(world, conversation), 'briefing');
    assert.equal((await bram.status()).load, 0);
    await visitor.resume({ ticket: held.visitor });
    assert.equal(await ownerOf(world, conversation), anna.id);
});

test('rolled back: a secret that was lost is known again by the ticket; an older tab\'s is not', async (t) => {
    const { world, visitor, held: first } = await active(t);
    const older = { secret: visitor.secret, ticket: first.visitor };
    const copy = await copyOf(world);
    await visitor.resume();
    const held = await holdings(world, visitor.conversation);
    await rollBack(world, copy);
    await visitor.resume({ ticket: held.visitor });
    const { secret, ticket } = older;
    await refuses('wrong_secret', () => world.call('visitor_resume',
        { conversation: visitor.conversation, secret, next: 'other', ticket, note: '' }));
});

test('rolled back without a ticket: as Redis has it', async (t) => {
    const { world, anna, visitor, conversation } = await active(t);
    await rollBack(world, await copyOf(world));
    await visitor.resume();
    await anna.attach();
    assert.equal(await ownerOf(world, conversation), anna.id);
    assert.deepEqual(await visitor.read(), ['!joined', 'one', 'two', '!restored']);
});

// Who may present ----------------------------------------------------------------------------------------

test('a ticket without its secret, or of another conversation, is none', async (t) => {
    const { world, visitor, held } = await active(t);
    const other = await world.visitor('otto', 'csg/acute');
    await flush(world);
    await refuses('unknown_conversation', () => world.call('visitor_resume',
        { conversation: visitor.conversation, secret: 'wrong', next: 'next', ticket: held.visitor, note: '' }));
    await refuses('unknown_conversation', () => other.resume({ ticket: held.visitor }));
});

test('the answer to the resume was lost: the same pair again is known by the ticket', async (t) => {
    const { world, visitor, held } = await active(t);
    await visitor.resume();
    const after = await holdings(world, visitor.conversation);
    await flush(world);
    assert.equal(after.visitor.consent.fields.secret_before, held.visitor.consent.fields.secret);
    const { secret, secret_before: before } = after.visitor.consent.fields;
    await world.call('visitor_resume',
        { conversation: visitor.conversation, secret: before, next: secret, ticket: after.visitor, note: '' });
});

// What ended stays ended ------------------------------------------------------------------------------------

test('a conversation that a process saw ending is not revived, before or after it says so', async (t) => {
    for (const first of ['process', 'ticket']) {
        const { world, anna, visitor, conversation, held, duty } = await active(t);
        await visitor.end();
        await flush(world);
        const recall = () => world.call('recall_ended', { conversations: { [conversation]: 'visitor' } });
        if (first === 'process') {
            await recall();
        }
        await anna.attach({ ticket: duty, tickets: [held.of(anna)] });
        if (first === 'ticket') {
            await recall();
        }
        assert.notEqual((await world.view(conversation)).of('visitor')?.state, 'active', first);
    }
});

test('a lost visitor whose conversation had ended comes back to the front of the queue', async (t) => {
    const { world, anna, visitor, conversation, held, duty } = await active(t);
    await visitor.away();
    await world.pass(LIMITS.grace_visitor_ms + 2_000);
    await flush(world);
    await world.call('recall_ended', { conversations: { [conversation]: 'lost' } });
    await anna.attach({ ticket: duty });
    await visitor.resume({ ticket: held.visitor });
    const view = await visitor.view();
    assert.deepEqual([view.state, view.why], ['offered', 'came_back']);
});

// Processes and sessions ---------------------------------------------------------------------------------------

test('a generation is never used again, and a process of before is refused, also to read', async (t) => {
    const world = await World.start(t);
    const before = world.processes.get('w0');
    const { incarnation } = world;
    await world.redis.command('FLUSHALL');
    await refuses('stale_process', () => world.tick());
    await refuses('stale_process', () => world.view('none'));
    world.invariants.startAnew();
    await world.startProcess('w0');
    assert.ok(world.processes.get('w0') > before);
    assert.ok(world.incarnation > incarnation);
});

test('process_resume: the same run goes on; another one begins anew', async (t) => {
    const world = await World.start(t);
    const generation = world.processes.get('w0');
    const { incarnation } = world;
    const resume = () => world.call('process_resume', { incarnation });
    const same = await resume();
    assert.deepEqual([same.generation > generation, same.incarnation], [true, incarnation]);
    world.processes.set('w0', same.generation);
    await world.redis.command('HSET', '{veer}:clock', 'run_id', 'another');
    const again = await resume();
    assert.ok(again.generation > same.generation && again.incarnation > incarnation);
    assert.equal(again.people, undefined, 'everybody is to come anew');
});

test('a session goes on by its ticket, but only after a loss', async (t) => {
    const world = await World.start(t);
    const session = { token: 'digest', counsellor: 'csg/anna', role: 'counsellor', life_ms: 60_000 };
    const { incarnation } = world;
    await refuses('session_over', () => world.call('session_restore', { ...session, incarnation }));
    await flush(world);
    await world.call('session_restore', { ...session, incarnation });
    assert.equal((await world.call('session_find', { token: 'digest' })).counsellor, 'csg/anna');
});

test('duty as the ticket says, once after a loss', async (t) => {
    const { world, anna, duty } = await active(t);
    await flush(world);
    await anna.attach({ ticket: { ...duty, duty: 'pause' } });
    assert.equal((await anna.status()).duty, 'pause');
    await anna.attach({ ticket: duty });
    assert.equal((await anna.status()).duty, 'pause', 'he has been here since the loss');
});

// Lines -----------------------------------------------------------------------------------------------------

test('lines go on after the next million; each sender\'s first number is taken as it is', async (t) => {
    const { world, anna, visitor, conversation, held, duty } = await active(t);
    await flush(world);
    await visitor.resume({ ticket: held.visitor });
    await anna.attach({ ticket: duty, tickets: [held.of(anna)] });
    const say = (party, number) => world.call('say', { party, conversation, channel: 'talk', number, record: 'YQ==' });
    assert.equal((await say('visitor', 7)).seq, 1_000_002, 'after the notice');
    assert.equal((await say('visitor', 7)).fresh, false);
    await refuses('number_gap', () => say('visitor', 9));
    assert.equal((await say(anna.id, 3)).seq, 1_000_003);
    const again = await holdings(world, conversation);
    await flush(world);
    await visitor.resume({ ticket: again.visitor });
    assert.equal((await say('visitor', 8)).seq, 2_000_002);
});

test('somebody new reads nothing of what was said before, also after a loss', async (t) => {
    const { world, visitor, held } = await active(t);
    await flush(world);
    await visitor.resume({ ticket: held.visitor });
    await visitor.say('again');
    await world.pass(LIMITS.grace_counsellor_ms + 2_000);
    const carl = await world.counsellor('csg/carl', ['csg/acute']);
    const conversation = await carl.accept();
    assert.deepEqual(await carl.read({ conversation }), ['!joined']);
});
