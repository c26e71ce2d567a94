// Two at once: the first step that Redis sees wins, the other gets a named refusal. And the same
// command twice: the same answer, one effect.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../support/functions.mjs';
import { transferAt, transferState, World } from '../support/world.mjs';

/** Runs an action; 'done' or the code of its refusal. */
async function outcome(action) {
    try {
        await action();
        return 'done';
    } catch (error) {
        assert.ok(error instanceof Refusal, String(error.stack));
        return error.code;
    }
}

// state of the transfer; two steps; what the second gets and the end state, for both orders.
const RACES = [
    ['introduced', 'handOver', 'giveBack', ['transfer_over', 'completed'], ['transfer_over', 'returned']],
    ['introduced', 'handOver', 'takeOver', ['transfer_over', 'completed'], ['not_member', 'completed']],
    ['introduced', 'handOver', 'withdraw', ['transfer_over', 'completed'], ['transfer_over', 'cancelled']],
    ['introduced', 'cancel', 'giveBack', ['transfer_over', 'cancelled'], ['transfer_over', 'returned']],
    ['introduced', 'cancel', 'takeOver', ['transfer_over', 'cancelled'], ['not_member', 'completed']],
    ['briefing', 'introduce', 'giveBack', ['done', 'returned'], ['transfer_not_ready', 'seeking']],
    ['briefing', 'introduce', 'withdraw', ['done', 'cancelled'], ['transfer_over', 'cancelled']],
    ['briefing', 'cancel', 'giveBack', ['transfer_over', 'cancelled'], ['done', 'cancelled']],
    ['offered', 'accept', 'cancel', ['done', 'cancelled'], ['offer_gone', 'cancelled']],
    ['offered', 'accept', 'withdraw', ['done', 'cancelled'], ['offer_gone', 'cancelled']],
    ['offered', 'accept', 'decline', ['offer_gone', 'briefing'], ['offer_gone', 'seeking']],
    ['offered', 'decline', 'cancel', ['done', 'cancelled'], ['offer_gone', 'cancelled']],
    ['asked', 'consent', 'cancel', ['done', 'cancelled'], ['transfer_past', 'cancelled']],
    ['asked', 'consent', 'refuse', ['transfer_past', 'offered'], ['transfer_past', 'refused']],
    ['asked', 'consent', 'edit', ['transfer_past', 'offered'], ['ask_changed', 'asked']],
];

async function steps(t, state) {
    const all = await transferAt(t, state);
    const { anna, bram, visitor, conversation, transfer } = all;
    const offer = state === 'offered' ? (await bram.offer()).offer : undefined;
    const hash = (await visitor.view()).transfer.hash;
    return { ...all,
        handOver: () => anna.handOver(conversation, transfer),
        takeOver: () => bram.takeOver(conversation, transfer),
        giveBack: () => bram.giveBack(conversation, transfer),
        introduce: () => anna.introduce(conversation, transfer),
        cancel: () => anna.cancel(conversation, transfer),
        edit: () => anna.edit(conversation, transfer),
        accept: () => bram.accept(offer),
        decline: () => bram.decline(offer),
        withdraw: () => visitor.withdraw(transfer),
        refuse: () => visitor.refuse(transfer),
        consent: () => visitor.consent({ transfer, hash }),
    };
}

for (const [state, one, other, forward, backward] of RACES) {
    test(`${state}: ${one} and ${other}, in both orders`, async (t) => {
        for (const [first, second, expected] of [[one, other, forward], [other, one, backward]]) {
            const all = await steps(t, state);
            assert.equal(await outcome(all[first]), 'done', first);
            const code = await outcome(all[second]);
            const end = await transferState(all.world, all.conversation);
            assert.deepEqual([code, end], expected, `${first}, then ${second}`);
            const owners = (await all.visitor.view()).members.filter(({ part }) => part === 'owner');
            assert.equal(owners.length, 1);
        }
    });
}

test('two counsellors, one visitor: one of them gets him', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const offers = [await anna.hasOffer(), await bram.hasOffer()];
    assert.deepEqual(offers.filter(Boolean).length, 1);
    const holder = offers[0] ? anna : bram;
    const { offer } = await holder.offer();
    const results = [await outcome(() => anna.accept(offer)), await outcome(() => bram.accept(offer))];
    assert.deepEqual(results.sort(), ['done', 'offer_gone']);
    assert.equal((await visitor.view()).state, 'active');
});

test('both ends at once: the second is told that it is over', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    await visitor.end();
    assert.equal(await outcome(() => anna.end(conversation)), 'conversation_ended');
    assert.equal(await outcome(() => visitor.end()), 'conversation_ended');
});

test('every command sent again gets the same answer and has one effect', async (t) => {
    const world = await World.start(t);
    const twice = async (party, name, values) => {
        const command = { ...values, command: `twice-${name}-${Math.random()}` };
        const first = await world.command(name, command, party.process);
        const before = await world.view(conversation);
        world.givesKeys = false;
        const second = await world.command(name, command, party.process);
        world.givesKeys = true;
        assert.deepEqual(second, first, name);
        const { revision } = await world.view(conversation);
        assert.equal(revision, before.revision, `${name} changed something again`);
    };
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const bram = await world.counsellor('fier/bram', ['fier/chat']);
    const visitor = await world.visitor('vera', 'csg/acute', { command: 'enter-once' });
    const { conversation } = visitor;
    const again = await visitor.enter('csg/acute', { command: 'enter-once' });
    assert.equal(again.conversation, conversation);

    await twice(anna, 'accept', { counsellor: anna.id, offer: (await anna.offer()).offer });
    const transfer = 'a'.repeat(32);
    const about = { conversation, transfer };
    const hash = 'b'.repeat(64);
    await twice(anna, 'ask', { counsellor: anna.id, ...about, desk: 'fier/chat', colleague: '', tags: [], note: '', hash });
    await twice(anna, 'edit', { counsellor: anna.id, ...about, tags: [], note: 'aa', hash });
    await twice(visitor, 'consent', { ...about, hash, amount: 'tags', tags: [], note: '', acute: false });
    await twice(bram, 'decline', { counsellor: bram.id, offer: (await bram.offer()).offer, reason: 'other' });
    await world.pass(world.limits.exclude_ms + 4_000);
    await twice(bram, 'accept', { counsellor: bram.id, offer: (await bram.offer()).offer });
    await twice(anna, 'extend', { party: anna.id, ...about });
    await twice(anna, 'introduce', { counsellor: anna.id, ...about });
    await twice(anna, 'hand_over', { counsellor: anna.id, ...about });
    await twice(anna, 'wrap_up', { counsellor: anna.id, conversation, outcome: 'helped' });
    await twice(bram, 'duty', { counsellor: bram.id, duty: 'pause' });
    await twice(bram, 'end', { party: bram.id, conversation });
});

test('a refusal sent again is the same refusal, also when it would succeed now', async (t) => {
    const { visitor, conversation, transfer, world, anna } = await transferAt(t, 'asked');
    const values = { counsellor: anna.id, conversation, transfer, command: 'same-command' };
    assert.equal(await outcome(() => world.command('introduce', values)), 'transfer_not_ready');
    await visitor.consent();
    assert.equal(await outcome(() => world.command('introduce', values)), 'transfer_not_ready');
});
