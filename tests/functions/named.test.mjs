// A colleague who is named in a transfer: he alone is asked, and the owner when he cannot.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS, refuses, transferState, World } from '../support/world.mjs';

/** A visitor of anna's; bram and carla are on duty at fier/chat. */
async function begin(t) {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const carla = await world.counsellor('fier/carla', ['fier/chat']);
    const bram = await world.counsellor('fier/bram', ['fier/chat'], { capacity: 1 });
    const visitor = await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    return { world, anna, bram, carla, visitor, conversation };
}

/** The same with bram named: asked, or consented to (offered to bram, or seeking while he is busy). */
async function named(t, state) {
    const all = await begin(t);
    const { anna, bram, visitor, conversation, world } = all;
    if (state === 'seeking') {
        all.guest = await world.visitor('guest', 'fier/chat', { language: 'nl' });
        const [busy, free] = (await bram.hasOffer()) ? [bram, null] : [all.carla, bram];
        await busy.accept();
        if (free) {
            await world.visitor('guest of bram', 'fier/chat');
            await bram.accept();
        }
    }
    all.transfer = await anna.ask(conversation, 'fier/chat', { colleague: 'fier/bram' });
    if (state !== 'asked') {
        await visitor.consent();
    }
    assert.equal(await transferState(world, conversation), state);
    return all;
}

async function endsAsAway({ world, anna, carla, visitor, conversation }) {
    const { transfer, members } = await visitor.view();
    assert.deepEqual([transfer.state, transfer.because], ['unanswered', 'colleague_away']);
    assert.equal(members.find(({ part }) => part === 'owner').person.alias, 'anna');
    assert.equal((await carla.status()).offers.filter(({ kind }) => kind === 'transfer').length, 0,
        'nobody takes his place');
    assert.ok((await world.view(conversation)).of(anna.id));
}

test('a named colleague is offered the visitor, though another one is idle for longer', async (t) => {
    const { bram, carla, visitor, conversation } = await named(t, 'offered');
    const offer = await bram.offer();
    assert.equal(offer.named, true);
    assert.deepEqual((await visitor.view()).transfer.named, { alias: 'bram', organisation: 'fier' });
    assert.equal(await carla.hasOffer(), false);
    assert.equal(await bram.accept(), conversation);
});

test('a named colleague who is busy is waited for', async (t) => {
    const { world, bram, conversation } = await named(t, 'seeking');
    const [held] = (await bram.status()).conversations;
    await bram.end(held);
    await bram.wrapUp(held);
    assert.equal(await transferState(world, conversation), 'offered');
    assert.equal(await bram.accept(), conversation);
});

for (const [how, act] of [
    ['declines', ({ bram }) => bram.decline()],
    ['does not answer', ({ world }) => world.pass(LIMITS.offer_ms)],
    ['goes off duty', ({ bram }) => bram.duty('off')],
    ['is lost', async ({ bram, world }) => {
        await bram.away();
        await world.pass(LIMITS.grace_counsellor_ms + 2_000);
    }],
    ['is signed out', ({ world }) => world.signOff('fier/bram')],
    ['is on pause for long', async ({ bram, world }) => {
        await bram.duty('pause');
        await world.pass(LIMITS.seeking_ms + 2_000);
    }],
    ['is moved to another desk', async ({ world, bram }) => {
        await bram.duty('pause');
        world.staff['fier/bram'].desks = { 'csg/national': 'desk' };
        await world.configure();
    }],
    ['steps back in the briefing', async ({ bram, conversation, transfer }) => {
        await bram.accept();
        await bram.giveBack(conversation, transfer);
    }],
    ['is lost in the briefing', async ({ world, bram }) => {
        await bram.accept();
        await bram.away();
        await world.pass(LIMITS.grace_counsellor_ms + 2_000);
    }],
]) {
    test(`a named colleague who ${how}: the owner is asked, never silently somebody else`, async (t) => {
        const all = await named(t, 'offered');
        await act(all);
        await endsAsAway(all);
    });
}

test('a named colleague who goes while the visitor is still being asked', async (t) => {
    const all = await named(t, 'asked');
    await all.bram.duty('off');
    await endsAsAway(all);
});

test('a short pause of the colleague: he is offered the visitor when he is back', async (t) => {
    const { bram, conversation } = await named(t, 'offered');
    await bram.duty('pause');
    await bram.duty('on');
    assert.equal(await bram.accept(), conversation);
});

test('asking for a colleague who is not there, or for oneself, is refused', async (t) => {
    const { anna, bram, conversation } = await begin(t);
    const ask = (colleague, desk = 'fier/chat') => anna.ask(conversation, desk, { colleague });
    await refuses('colleague_away', ask('fier/nobody'));
    await refuses('no_colleague', ask('csg/anna'));
    await bram.duty('pause');
    await refuses('colleague_away', ask('fier/bram'));
    await bram.duty('off');
    await refuses('colleague_away', ask('fier/bram'));
    await bram.duty('on');
    await bram.away();
    await refuses('colleague_away', ask('fier/bram'));
});

test('colleagues: who is on duty and there, and who would be reached at once', async (t) => {
    const { world, anna, bram, carla } = await begin(t);
    await world.visitor('guest', 'fier/chat');
    const [holder, other] = (await bram.hasOffer()) ? [bram, carla] : [carla, bram];
    const free = (each) => ({ counsellor: each.id, alias: each.alias, organisation: 'fier', free: each === other });
    assert.deepEqual(await anna.colleagues('fier/chat'), [free(bram), free(carla)]);
    assert.deepEqual(await bram.colleagues('fier/chat'), [free(carla)], 'but for oneself');
    await holder.away();
    assert.deepEqual((await anna.colleagues('fier/chat')).map(({ counsellor }) => counsellor), [other.id]);
    await other.duty('off');
    assert.deepEqual(await anna.colleagues('fier/chat'), []);
});

test('the owner is lost while his colleague is being sought: the desk serves the visitor', async (t) => {
    const { world, anna, bram, carla, visitor, conversation } = await named(t, 'offered');
    await bram.duty('pause');
    await anna.away();
    await world.pass(LIMITS.grace_counsellor_ms + 2_000);
    assert.equal((await visitor.view()).why, 'counsellor_lost');
    assert.equal(await carla.accept(), conversation, 'the consent is for the desk');
});
