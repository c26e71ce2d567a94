// Keys, as far as the functions know of them: nothing is said that not all who are there can open,
// nobody is released to a receiver without the key, nobody serves without a key of his own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveKeys, KIND, presentIn } from '../support/epochs.mjs';
import { flush, holdings, dutyOf } from '../support/loss.mjs';
import { LIMITS, refuses, transferAt, transferState, World } from '../support/world.mjs';

/** The view of a party, as its page has it. */
async function pictureOf({ world, party }, conversation) {
    return (await world.view(conversation)).of(party);
}

/** Says a record in the channel of keys under the next number, or under the one that is given. */
async function sayKeys(somebody, conversation, values) {
    const { world, party, process } = somebody;
    const event = await pictureOf(somebody, conversation);
    const number = (event?.channels.find(({ channel }) => channel === 'keys')?.number ?? 0) + 1;
    return world.call('say', { party, conversation, channel: 'keys', number, record: 'a2V5cw==', ...values }, process);
}

function openEpoch(visitor, epoch, readers) {
    return sayKeys(visitor, visitor.conversation, { kind: KIND.epoch_open, epoch, readers });
}

function acknowledge(counsellor, conversation, epoch) {
    return sayKeys(counsellor, conversation, { kind: KIND.key_ack, epoch });
}

/** Anna has vera, and nobody gives keys by himself. */
async function active(t) {
    const world = await World.start(t);
    world.givesKeys = false;
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    return { world, anna, visitor, conversation };
}

/** A transfer at this state, keys given until then, and from now on by nobody himself. */
async function inTransfer(t, state, options) {
    const all = await transferAt(t, state, options);
    all.world.givesKeys = false;
    return all;
}

// Who is there can open what is said ------------------------------------------------------------------

test('nothing is said before the visitor has opened an epoch for the owner', async (t) => {
    const { anna, visitor, conversation } = await active(t);
    const before = await visitor.view();
    assert.deepEqual([before.keyed, 'epoch' in before], [false, false]);
    await refuses('no_key', visitor.say('too early'));
    await refuses('no_key', anna.say('too early', { conversation }));
    await openEpoch(visitor, 0, ['m1']);
    for (const party of [visitor, anna]) {
        const { keyed, epoch } = await pictureOf(party, conversation);
        assert.deepEqual([keyed, epoch], [true, 0]);
    }
    await visitor.say('hello');
    await anna.say('hello to you', { conversation });
});

test('an epoch is the next one, each once', async (t) => {
    const { visitor, conversation } = await active(t);
    await refuses('old_epoch', openEpoch(visitor, 1, ['m1']));
    const { seq } = await openEpoch(visitor, 0, ['m1']);
    await refuses('old_epoch', openEpoch(visitor, 0, ['m1']));
    await refuses('old_epoch', openEpoch(visitor, 2, ['m1']));
    const again = await sayKeys(visitor, conversation, { kind: KIND.epoch_open, epoch: 0, readers: ['m1'], number: 1 });
    assert.deepEqual([again.seq, again.fresh], [seq, false], 'a repeat is answered as before');
    await openEpoch(visitor, 1, ['m1']);
    assert.equal((await visitor.view()).epoch, 1);
});

test('an epoch for others than those who are there opens nothing', async (t) => {
    const { visitor } = await active(t);
    await openEpoch(visitor, 0, ['m2']);
    assert.deepEqual([(await visitor.view()).keyed, (await visitor.view()).epoch], [false, 0]);
    await refuses('no_key', visitor.say('to nobody'));
    await openEpoch(visitor, 1, ['m1', 'm2']);
    await refuses('no_key', visitor.say('to one too many'));
    await openEpoch(visitor, 2, ['m1']);
    await visitor.say('to her');
});

test('a grant opens nothing', async (t) => {
    const { visitor, conversation } = await active(t);
    await sayKeys(visitor, conversation, { kind: KIND.grant, epoch: 0, readers: ['m1'] });
    await refuses('no_key', visitor.say('too early'));
});

test('a record is of the newest epoch, of its sender and of his part; a repeat is not looked at again', async (t) => {
    const { world, anna, visitor, conversation } = await active(t);
    const say = (number, values) => world.call('say', { party: anna.id, conversation, channel: 'talk', number,
        record: 'dGV4dA==', ...values });
    await openEpoch(visitor, 0, ['m1']);
    await say(1);
    await openEpoch(visitor, 1, ['m1']);
    assert.equal((await say(1, { epoch: 0 })).fresh, false);
    await refuses('old_epoch', say(2, { epoch: 0 }));
    await refuses('old_epoch', say(2, { epoch: 2 }));
    await refuses('old_epoch', say(2, { role: 3 }));
    await refuses('not_a_record', say(2, { sender: 'm0' }));
    await refuses('not_a_record', say(2, { sender: 'm2' }));
    await say(2);
    assert.equal((await anna.read({ conversation })).filter((text) => text === 'text').length, 2, 'nothing of it was kept');
});

// The transfer -------------------------------------------------------------------------------------------

test('who is introduced is in the next epoch, and the talk waits for it', async (t) => {
    const { anna, bram, visitor, conversation, transfer } = await inTransfer(t, 'briefing');
    await visitor.say('only anna reads this');
    await anna.introduce(conversation, transfer);
    for (const party of [visitor, anna, bram]) {
        assert.equal((await pictureOf(party, conversation)).keyed, false);
        await refuses('no_key', party.say('for whom?', { conversation }));
    }
    assert.deepEqual(presentIn(await visitor.view()), ['m1', 'm2']);
    await openEpoch(visitor, 1, ['m1', 'm2']);
    await bram.say('I am here', { conversation });
    await anna.say('so he is', { conversation });
});

test('nobody is released before the receiver has shown that he has the newest key', async (t) => {
    const { anna, bram, visitor, conversation, transfer, world } = await inTransfer(t, 'introduced');
    const steps = async (code) => {
        await refuses(code, anna.handOver(conversation, transfer));
        await refuses(code, bram.takeOver(conversation, transfer));
    };
    await steps('receiver_without_key');
    await openEpoch(visitor, 1, ['m1', 'm2']);
    await steps('receiver_without_key');
    await acknowledge(anna, conversation, 1);
    await steps('receiver_without_key');
    await refuses('old_epoch', acknowledge(bram, conversation, 0));
    await refuses('old_epoch', acknowledge(bram, conversation, 2));
    await acknowledge(bram, conversation, 1);
    for (const party of [visitor, anna, bram]) {
        assert.equal((await pictureOf(party, conversation)).transfer.acked, true);
    }
    await openEpoch(visitor, 2, ['m1', 'm2']);
    assert.equal((await visitor.view()).transfer.acked, undefined, 'it was another key');
    await steps('receiver_without_key');
    await acknowledge(bram, conversation, 2);
    await openEpoch(visitor, 3, ['m1']);
    await steps('receiver_without_key');
    await openEpoch(visitor, 4, ['m1', 'm2']);
    await acknowledge(bram, conversation, 4);
    await anna.handOver(conversation, transfer);
    assert.equal((await visitor.view()).keyed, false, 'the former owner has that key');
    await refuses('no_key', bram.say('to him and not to her', { conversation }));
    await openEpoch(visitor, 5, ['m2']);
    await bram.say('to him alone', { conversation });
    await refuses('not_member', anna.say('still here', { conversation }));
    assert.equal((await world.view(conversation)).of(bram.id).part, 'owner');
});

test('who steps back leaves an epoch behind that is for one too many', async (t) => {
    const { anna, bram, visitor, conversation, transfer } = await inTransfer(t, 'introduced');
    await openEpoch(visitor, 1, ['m1', 'm2']);
    await bram.giveBack(conversation, transfer);
    await refuses('no_key', anna.say('is he still there?', { conversation }));
    await openEpoch(visitor, 2, ['m1']);
    await anna.say('only the two of us', { conversation });
});

test('the receiver of a lost owner needs no answer first, and the talk waits for a key', async (t) => {
    const { anna, bram, visitor, conversation, world } = await inTransfer(t, 'introduced');
    await anna.away();
    await world.pass(LIMITS.grace_counsellor_ms + 4_000);
    assert.equal(await transferState(world, conversation), 'completed');
    await refuses('no_key', bram.say('I am with you', { conversation }));
    await openEpoch(visitor, 1, ['m2']);
    await bram.say('I am with you', { conversation });
});

// The channel of keys --------------------------------------------------------------------------------------

test('keys are read from the first line by all who have a part, and by nobody else', async (t) => {
    const { anna, bram, visitor, conversation, transfer, world } = await inTransfer(t, 'briefing', { amount: 'tags' });
    const stranger = await world.counsellor('shn/stranger', ['shn/help']);
    const read = (party) => party.read({ conversation, channel: 'keys' });
    for (const party of [visitor, anna, bram]) {
        assert.deepEqual(await read(party), ['keys']);
    }
    await refuses('not_member', read(stranger));
    await refuses('not_member', sayKeys(stranger, conversation, { kind: KIND.key_ack, epoch: 0 }));
    await acknowledge(bram, conversation, 0);
    await anna.introduce(conversation, transfer);
    await openEpoch(visitor, 1, ['m1', 'm2']);
    await acknowledge(bram, conversation, 1);
    await anna.handOver(conversation, transfer);
    await refuses('not_member', read(anna));
    await visitor.end();
    assert.equal((await read(bram)).length, 4, 'wrapping up, he may read');
    await refuses('conversation_ended', acknowledge(bram, conversation, 1));
    await refuses('conversation_ended', openEpoch(visitor, 2, ['m2']));
});

test('who is told of a new epoch are all who are there, the visitor among them', async (t) => {
    const { anna, visitor, conversation, world } = await active(t);
    const before = (await visitor.view()).revision;
    await openEpoch(visitor, 0, ['m1']);
    assert.equal((await visitor.view()).revision, before + 1);
    // The invariants of every call hold who is told against who is there (tests/support/invariants.mjs).
    const told = await world.redis.command('HGET', `{veer}:conversation:${conversation}`, 'processes');
    assert.deepEqual(told.split(' ').sort(), [visitor.process, anna.process].sort());
});

// Shift keys ----------------------------------------------------------------------------------------------------

test('without a key nobody goes on duty, is asked, or accepts', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { duty: 'off' });
    const attach = (chain) => world.call('staff_attach', { counsellor: anna.id, alias: 'anna', organisation: 'csg', capacity: 2,
        desks: { 'csg/acute': 'desk' }, languages: ['nl'], skills: [], ticket: null, tickets: [], chain }, anna.process);
    await attach('');
    await refuses('no_shift_key', anna.duty('on'));
    await world.command('shift_key', { counsellor: anna.id, chain: 'her chain' });
    await anna.duty('on');

    await attach('');
    assert.equal((await anna.status()).duty, 'on');
    const first = await world.visitor('vera', 'csg/acute');
    assert.equal((await first.view()).state, 'waiting', 'a locked tab is offered nobody');
    await world.command('shift_key', { counsellor: anna.id, chain: 'another chain' });
    assert.equal((await first.view()).state, 'offered', 'and is as soon as it is unlocked');

    const { offer } = await anna.offer();
    await attach('');
    await refuses('no_shift_key', anna.accept(offer));
    await world.command('shift_key', { counsellor: anna.id, chain: 'a third chain' });
    await anna.accept(offer);
    await refuses('not_signed_in', world.command('shift_key', { counsellor: 'csg/nobody', chain: 'x' }));
});

test('all who see somebody who may read see his chain, and that it changed', async (t) => {
    const { anna, bram, visitor, conversation, transfer, world } = await inTransfer(t, 'briefing');
    const chains = async (party) => Object.fromEntries((await pictureOf(party, conversation)).members
        .filter(({ chain }) => chain).map(({ member, chain }) => [member, chain]));
    await world.command('shift_key', { counsellor: bram.id, chain: 'of bram' });
    const { revision } = await visitor.view();
    await world.command('shift_key', { counsellor: anna.id, chain: 'of anna' });
    const seen = await visitor.view();
    assert.ok(seen.revision > revision, 'who talks with her hears of it');
    assert.deepEqual(await chains(visitor), { m1: 'of anna' }, 'he has not met the other one');
    assert.deepEqual([seen.transfer.receiver, seen.transfer.chain], ['m2', 'of bram'], 'but may give him keys');
    assert.deepEqual(await chains(anna), { m1: 'of anna', m2: 'of bram' });
    assert.deepEqual(await chains(bram), { m1: 'of anna', m2: 'of bram' });

    await anna.introduce(conversation, transfer);
    assert.deepEqual(await chains(visitor), { m1: 'of anna', m2: 'of bram' });
    await giveKeys(world.redis, { now: world.now, process: 'w0', generation: world.processes.get('w0') }, conversation);
    await anna.handOver(conversation, transfer);
    assert.deepEqual(await chains(visitor), { m2: 'of bram' }, 'who wraps up is given no keys');
    assert.deepEqual(Object.keys((await visitor.view()).transfer).filter((name) => ['receiver', 'chain'].includes(name)), []);
});

// The tab secret ----------------------------------------------------------------------------------------------------

test('a tab secret comes back with the secret, is in no picture, and goes with the conversation', async (t) => {
    const { world, anna, visitor, conversation } = await active(t);
    const back = (wrap) => {
        const { secret } = visitor;
        visitor.secret = `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`;
        return world.call('visitor_resume', { conversation, secret, next: visitor.secret, ticket: null, note: '', wrap });
    };
    assert.equal((await back('')).wrap, 'the tab secret');
    assert.equal((await back('another one')).wrap, 'the tab secret');
    assert.ok(!JSON.stringify(await world.view(conversation)).includes('the tab secret'));
    assert.ok(!JSON.stringify(await world.call('staff_view', { counsellor: anna.id })).includes('the tab secret'));
    await anna.end(conversation);
    assert.equal((await back('')).wrap, undefined);
    assert.equal((await back('the tab secret')).wrap, undefined, 'what was deleted does not come back');
    const kept = await world.redis.command('HGETALL', `{veer}:conversation:${conversation}`);
    assert.ok(!kept.includes('the tab secret'));
});

test('who was lost and comes back finds his tab secret', async (t) => {
    const { world, visitor } = await active(t);
    await visitor.away();
    await world.pass(LIMITS.grace_visitor_ms + 4_000);
    assert.equal((await visitor.view()).ended_by, 'lost');
    const { secret, conversation } = visitor;
    const { wrap } = await world.call('visitor_resume', { conversation, secret, next: 'f'.repeat(32), ticket: null, note: '', wrap: '' });
    assert.equal(wrap, 'the tab secret');
});

// A loss ------------------------------------------------------------------------------------------------------------

test('after a loss of everything epochs of before are said again, in order, and the newest counts', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer } = await inTransfer(t, 'introduced');
    await openEpoch(visitor, 1, ['m1', 'm2']);
    await acknowledge(bram, conversation, 1);
    await visitor.say('for the three of us');
    const held = await holdings(world, conversation);
    const [annas, brams] = [await dutyOf(anna), await dutyOf(bram)];
    await flush(world);
    await visitor.resume({ ticket: held.visitor, note: held.note });
    await anna.attach({ ticket: annas, tickets: [held.of(anna)] });
    await bram.attach({ ticket: brams, tickets: [held.of(bram)] });
    const back = await visitor.view();
    assert.deepEqual([back.epoch, back.keyed, back.transfer.acked], [1, true, true], 'as the tickets have it');

    const say = (number, epoch) => world.call('say', { party: 'visitor', conversation, channel: 'talk', number,
        record: 'dGV4dA==', epoch });
    await say(1, 0);
    await say(2, 1);
    await openEpoch(visitor, 0, ['m1']);
    assert.deepEqual([(await visitor.view()).epoch, (await visitor.view()).keyed], [1, true], 'what is old stays old');
    await openEpoch(visitor, 1, ['m1', 'm2']);
    await openEpoch(visitor, 2, ['m1', 'm2']);
    await refuses('receiver_without_key', anna.handOver(conversation, transfer));
    await acknowledge(bram, conversation, 2);
    await anna.handOver(conversation, transfer);
});
