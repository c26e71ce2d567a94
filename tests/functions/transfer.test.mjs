// The warm transfer and every way out of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handle, LIMITS, refuses, transferAt, transferState, World } from '../support/world.mjs';

/** The visitor is with this counsellor, who has his place taken and may write. */
async function isWith(world, conversation, counsellor) {
    const view = await world.view(conversation);
    const event = view.of(counsellor.id);
    assert.equal(event?.part, 'owner', `${counsellor.id} is not the owner`);
    assert.equal(event.state, 'active');
    assert.equal(event.channels.find(({ channel }) => channel === 'talk').open, true);
}

test('asked, agreed, offered, briefed, introduced, handed over', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer } = await transferAt(t, 'asked');
    const asked = (await visitor.view()).transfer;
    assert.equal(asked.desk, 'fier/chat');
    assert.equal(asked.from_desk, 'csg/acute');
    assert.deepEqual(asked.from, { alias: 'anna', organisation: 'csg' });
    assert.equal(asked.left_ms, LIMITS.asked_ms);

    await visitor.consent({ amount: 'note', tags: ['other'] });
    const offer = await bram.offer();
    assert.equal(offer.kind, 'transfer');
    assert.deepEqual(offer.tags, ['other'], 'the tags that the visitor left');
    assert.deepEqual(offer.from, { alias: 'anna', organisation: 'csg' });
    assert.equal(offer.from_desk, 'csg/acute');
    await isWith(world, conversation, anna);

    await bram.accept();
    assert.equal(await transferState(world, conversation), 'briefing');
    await isWith(world, conversation, anna);
    await bram.say('what is it about?', { conversation, channel: 'briefing' });
    await anna.introduce(conversation, transfer);
    assert.equal(await transferState(world, conversation), 'introduced');
    const present = (await visitor.view()).members.map(({ part, person }) => person?.alias ?? part);
    assert.deepEqual(present, ['visitor', 'anna', 'bram']);
    await bram.say('hello', { conversation });

    await anna.handOver(conversation, transfer);
    await isWith(world, conversation, bram);
    const handOver = (await world.view(conversation)).of(bram.id).hand_over;
    assert.deepEqual(handOver.tags, ['other']);
    assert.equal(handOver.amount, 'note');
    assert.equal((await world.view(conversation)).of(anna.id).part, 'wrap_up');
    assert.equal((await anna.status()).load, 1);
    await anna.wrapUp(conversation);
    assert.equal((await anna.status()).load, 0);
    assert.equal((await world.view(conversation)).of(anna.id), undefined);
});

test('the receiver can take over instead', async (t) => {
    const { world, bram, conversation, transfer } = await transferAt(t, 'introduced');
    await bram.takeOver(conversation, transfer);
    await isWith(world, conversation, bram);
});

test('refused by the visitor: he stays with the owner', async (t) => {
    const { world, anna, visitor, conversation, transfer } = await transferAt(t, 'asked');
    await visitor.refuse(transfer);
    assert.equal(await transferState(world, conversation), 'refused');
    await isWith(world, conversation, anna);
    await refuses('transfer_past', visitor.consent());
});

test('what was edited is asked again: a consent to the old question is refused', async (t) => {
    const { world, anna, visitor, conversation, transfer } = await transferAt(t, 'asked');
    const { hash } = (await visitor.view()).transfer;
    await anna.edit(conversation, transfer);
    await refuses('ask_changed', visitor.consent({ hash }));
    await visitor.consent();
    assert.notEqual(await transferState(world, conversation), 'asked');
});

test('no answer of the visitor in time: unanswered; extending starts the time again', async (t) => {
    const { world, anna, conversation, transfer } = await transferAt(t, 'asked');
    await world.pass(LIMITS.asked_ms - 10_000);
    await anna.extend(conversation, transfer);
    await world.pass(LIMITS.asked_ms - 10_000);
    assert.equal(await transferState(world, conversation), 'asked');
    await world.pass(10_000);
    assert.equal(await transferState(world, conversation), 'unanswered');
    await isWith(world, conversation, anna);
});

for (const state of ['asked', 'seeking', 'offered', 'briefing', 'introduced']) {
    test(`cancelled by the owner while ${state}`, async (t) => {
        const { world, anna, bram, conversation, transfer } = await transferAt(t, state);
        await anna.cancel(conversation, transfer);
        assert.equal(await transferState(world, conversation), 'cancelled');
        await isWith(world, conversation, anna);
        assert.equal((await bram.status()).load, 0);
        assert.equal((await world.view(conversation)).of(bram.id), undefined);
    });
}

for (const state of ['seeking', 'offered', 'briefing', 'introduced']) {
    test(`consent taken back while ${state}`, async (t) => {
        const { world, anna, bram, visitor, conversation, transfer } = await transferAt(t, state);
        await visitor.withdraw(transfer);
        assert.equal(await transferState(world, conversation), 'cancelled');
        await isWith(world, conversation, anna);
        assert.equal((await bram.status()).load, 0);
    });
}

test('declined: the next one is asked, the visitor stays with the owner all the while', async (t) => {
    const { world, anna, bram, conversation } = await transferAt(t, 'offered');
    const carla = await world.counsellor('fier/carla', ['fier/chat']);
    await bram.decline();
    await isWith(world, conversation, anna);
    assert.ok(await carla.hasOffer());
    await world.pass(LIMITS.offer_ms);
    assert.equal((await carla.status()).missed, 1, 'not answered is a missed offer');
    await isWith(world, conversation, anna);
});

test('nobody takes it within the limit: unanswered', async (t) => {
    const { world, anna, visitor, conversation } = await transferAt(t, 'seeking');
    await world.pass(LIMITS.seeking_ms);
    assert.equal(await transferState(world, conversation), 'unanswered');
    assert.equal((await visitor.view()).transfer.because, 'nobody');
    await isWith(world, conversation, anna);
});

test('the receiver steps back in the briefing: the search goes on without him', async (t) => {
    const { world, anna, bram, conversation, transfer } = await transferAt(t, 'briefing');
    await bram.giveBack(conversation, transfer);
    assert.equal(await transferState(world, conversation), 'seeking');
    assert.equal((await bram.status()).load, 0);
    await isWith(world, conversation, anna);
    const carla = await world.counsellor('fier/carla', ['fier/chat']);
    await carla.accept();
    assert.equal(await transferState(world, conversation), 'briefing');
});

test('the receiver steps back after the introduction: returned', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer } = await transferAt(t, 'introduced');
    await bram.giveBack(conversation, transfer);
    assert.equal(await transferState(world, conversation), 'returned');
    assert.equal((await visitor.view()).transfer.because, 'receiver');
    await isWith(world, conversation, anna);
    assert.equal((await bram.status()).load, 0);
});

for (const [state, limit] of [['briefing', 'briefing_ms'], ['introduced', 'introduced_ms']]) {
    test(`${state} takes too long: the visitor stays with the owner`, async (t) => {
        const { world, anna, bram, visitor, conversation, transfer } = await transferAt(t, state);
        await world.pass(LIMITS[limit] - 10_000);
        await bram.extend(conversation, transfer);
        await world.pass(LIMITS[limit] - 10_000);
        assert.equal(await transferState(world, conversation), state);
        await world.pass(10_000);
        assert.equal(await transferState(world, conversation), 'returned');
        assert.equal((await visitor.view()).transfer.because, 'time_over');
        await isWith(world, conversation, anna);
    });
}

for (const state of ['asked', 'seeking', 'offered']) {
    test(`the target desk closes while ${state}: unanswered at once`, async (t) => {
        const { world, anna, bram, visitor, conversation } = await transferAt(t, state);
        await world.setOpen('fier/chat', false);
        assert.equal(await transferState(world, conversation), 'unanswered');
        assert.equal((await visitor.view()).transfer.because, 'desk_closed');
        await isWith(world, conversation, anna);
        assert.equal((await bram.status()).load, 0);
    });
}

for (const state of ['briefing', 'introduced']) {
    test(`the target desk closes while ${state}: it goes on`, async (t) => {
        const { world, anna, bram, conversation, transfer } = await transferAt(t, state);
        await world.setOpen('fier/chat', false);
        assert.equal(await transferState(world, conversation), state);
        if (state === 'briefing') {
            await anna.introduce(conversation, transfer);
        }
        await anna.handOver(conversation, transfer);
        await isWith(world, conversation, bram);
    });
}

test('the last counsellor of the target desk goes off duty while seeking: unanswered', async (t) => {
    const { world, anna, bram, conversation } = await transferAt(t, 'seeking');
    await bram.duty('off');
    assert.equal(await transferState(world, conversation), 'unanswered');
    await isWith(world, conversation, anna);
});

for (const state of ['asked', 'seeking', 'offered', 'briefing', 'introduced']) {
    test(`the visitor ends while ${state}: the transfer is void and all places are free`, async (t) => {
        const { world, anna, bram, visitor, conversation } = await transferAt(t, state);
        await visitor.end();
        assert.equal(await transferState(world, conversation), 'void');
        assert.equal((await bram.status()).load, 0);
        await anna.wrapUp(conversation);
        assert.equal((await anna.status()).load, 0);
    });

    test(`the owner can neither close nor leave while ${state}`, async (t) => {
        const { anna, conversation } = await transferAt(t, state);
        await refuses('transfer_running', anna.end(conversation));
        await refuses('has_conversations', anna.duty('off'));
        await refuses('transfer_running', anna.ask(conversation, 'csg/national'));
    });
}

test('asking: refused for the own desk, unknown, closed and full ones, and without a colleague', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute', 'csg/national'], { capacity: 1 });
    await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    await refuses('same_desk', anna.ask(conversation, 'csg/acute'));
    await refuses('unknown_desk', anna.ask(conversation, 'csg/nowhere'));
    await refuses('desk_closed', anna.ask(conversation, 'fier/chat'));
    await refuses('no_colleague', anna.ask(conversation, 'csg/national'));
    const hans = await world.counsellor('shn/hans', ['shn/help'], { capacity: 1 });
    await world.visitor('blocker', 'shn/help');
    await hans.accept();
    for (const name of ['a', 'b', 'c']) {
        await world.visitor(name, 'shn/help');
    }
    await refuses('desk_full', anna.ask(conversation, 'shn/help'));
});

test('the owner is never offered his own visitor, though he staffs the target desk too', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute', 'csg/national']);
    const bram = await world.counsellor('csg/bram', ['csg/national']);
    await bram.duty('pause');
    const visitor = await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    await anna.ask(conversation, 'csg/national');
    await visitor.consent();
    assert.equal(await transferState(world, conversation), 'seeking');
    assert.equal(await anna.hasOffer(), false);
    await bram.duty('on');
    await bram.accept();
    assert.equal(await transferState(world, conversation), 'briefing');
});

test('only the owner may propose, introduce, cancel and hand over; only the receiver the rest', async (t) => {
    const { world, anna, bram, conversation, transfer } = await transferAt(t, 'introduced');
    const stranger = await world.counsellor('vt/stranger', ['csg/national']);
    for (const step of ['introduce', 'cancel', 'handOver']) {
        await refuses('not_owner', bram[step](conversation, transfer));
        await refuses('not_member', stranger[step](conversation, transfer));
    }
    await refuses('not_owner', bram.ask(conversation, 'csg/national'));
    await refuses('not_member', stranger.ask(conversation, 'csg/national'));
    for (const step of ['takeOver', 'giveBack']) {
        await refuses('not_receiver', anna[step](conversation, transfer));
        await refuses('not_member', stranger[step](conversation, transfer));
    }
    await refuses('not_member', stranger.extend(conversation, transfer));
    await refuses('not_owner', bram.end(conversation));
    await refuses('not_member', stranger.end(conversation));
    await refuses('unknown_transfer', anna.cancel(conversation, handle('no transfer')));
    await refuses('unknown_conversation', anna.cancel(handle('no conversation'), transfer));
});

test('transferring back is a new transfer with a question of its own', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer } = await transferAt(t, 'introduced');
    await anna.handOver(conversation, transfer);
    await anna.wrapUp(conversation);
    const back = await bram.ask(conversation, 'csg/acute');
    await refuses('transfer_past', visitor.consent({ transfer }));
    await visitor.consent();
    await anna.accept();
    await bram.introduce(conversation, back);
    await bram.handOver(conversation, back);
    await isWith(world, conversation, anna);
});

test('a transfer waits behind lost and acute visitors, and before new ones', async (t) => {
    const { world, bram, visitor, conversation } = await transferAt(t, 'seeking');
    await world.visitor('new', 'fier/chat');
    const acute = await world.visitor('acute', 'fier/chat', { acute: true });
    await bram.duty('on');
    assert.equal(await bram.accept(), acute.conversation);
    assert.equal((await bram.offer()).kind, 'transfer', 'the transfer comes before the new one');
    assert.equal(await transferState(world, conversation), 'offered');
    assert.equal((await visitor.view()).state, 'active');
});

test('the search ends, however long everybody takes to decline', async (t) => {
    const all = await transferAt(t, 'asked');
    const { world, bram, visitor } = all;
    world.limits.offer_ms = 150_000;
    await world.configure();
    const dirk = await world.counsellor('fier/dirk', ['fier/chat']);
    await visitor.consent({ amount: 'tags' });
    for (let asked = 0; asked < 3; asked++) {
        await world.pass(100_000);
        const somebody = (await bram.status()).offers.length > 0 ? bram : dirk;
        await somebody.decline();
    }
    await world.pass(2_000);
    assert.equal(await transferState(world, all.conversation), 'unanswered');
});

test('who stepped back in the briefing is not asked again, however long the search goes on', async (t) => {
    const { world, bram, conversation, transfer } = await transferAt(t, 'briefing');
    await bram.giveBack(conversation, transfer);
    await world.pass(2 * world.limits.exclude_ms + 4_000);
    assert.equal(await transferState(world, conversation), 'seeking');
    assert.deepEqual((await bram.status()).offers, []);
});
