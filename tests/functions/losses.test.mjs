// A lost connection, a lost person, a dead process: in every state of a conversation.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS, refuses, transferAt, transferState, World } from '../support/world.mjs';

const TRANSFER_STATES = ['asked', 'seeking', 'offered', 'briefing', 'introduced'];

async function active(t, options) {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], options);
    const visitor = await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    return { world, anna, visitor, conversation };
}

// The visitor ------------------------------------------------------------------------------------

test('a waiting visitor who is away keeps his place but gets no offer', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    await world.visitor('blocker', 'csg/acute');
    const blocked = await anna.accept();
    const first = await world.visitor('first', 'csg/acute');
    await world.pass(4_000);
    const second = await world.visitor('second', 'csg/acute');
    await first.away();
    await world.pass(LIMITS.grace_visitor_ms - 10_000);
    await first.resume();
    await anna.end(blocked);
    await anna.wrapUp(blocked);
    assert.equal((await first.view()).state, 'offered');
    await first.away();
    assert.equal((await anna.status()).missed, 0, 'an offer that was taken back is not missed');
    assert.equal((await second.view()).state, 'offered', 'the next one is offered meanwhile');
});

test('a visitor away beyond his grace time is lost, in every state', async (t) => {
    for (const state of ['waiting', 'offered', 'active', ...TRANSFER_STATES]) {
        const { world, anna, bram, visitor } = await visitorAt(t, state);
        await visitor.away();
        await world.pass(LIMITS.grace_visitor_ms - 10_000);
        assert.notEqual((await visitor.view()).state, 'ended', state);
        await world.pass(12_000);
        const view = await visitor.view();
        assert.deepEqual([view.state, view.ended_by], ['ended', 'lost'], state);
        assert.equal((await bram?.status())?.load ?? 0, 0, state);
        const { conversations } = await anna.status();
        for (const each of conversations) {
            await anna.wrapUp(each);
        }
        assert.equal((await anna.status()).load, 0, state);
    }
});

async function visitorAt(t, state) {
    if (TRANSFER_STATES.includes(state)) {
        return transferAt(t, state);
    }
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    const visitor = await world.visitor('vera', 'csg/acute');
    if (state === 'waiting') {
        await anna.duty('pause');
    } else if (state === 'active') {
        await anna.accept();
    }
    return { world, anna, visitor };
}

test('the owner cannot close, nor anybody hand over, while the visitor is away', async (t) => {
    const { anna, bram, visitor, conversation, transfer } = await transferAt(t, 'introduced');
    await visitor.away();
    await refuses('visitor_away', anna.handOver(conversation, transfer));
    await refuses('visitor_away', bram.takeOver(conversation, transfer));
    await anna.cancel(conversation, transfer);
    await refuses('visitor_away', anna.end(conversation));
    await visitor.resume();
    await anna.end(conversation);
});

test('count-downs stand still while the visitor is away', async (t) => {
    for (const [state, limit] of [['asked', 'asked_ms'], ['seeking', 'seeking_ms'],
        ['briefing', 'briefing_ms'], ['introduced', 'introduced_ms']]) {
        const { world, visitor, conversation } = await transferAt(t, state);
        const before = (await visitor.view()).transfer.left_ms;
        assert.equal(before, LIMITS[limit]);
        await visitor.away();
        await world.pass(LIMITS.grace_visitor_ms - 10_000);
        assert.equal((await visitor.view()).transfer.left_ms, before, state);
        await visitor.resume();
        await world.pass(10_000);
        assert.equal((await visitor.view()).transfer.left_ms, before - 10_000, state);
        assert.equal(await transferState(world, conversation), state);
    }
});

test('a count-down that stands still does not start by what others do meanwhile', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer } = await transferAt(t, 'briefing');
    await visitor.away();
    await anna.extend(conversation, transfer);
    await anna.away();
    await anna.attach();
    await bram.away();
    await bram.attach();
    await world.pass(LIMITS.grace_visitor_ms - 10_000);
    await visitor.resume();
    assert.equal((await visitor.view()).transfer.left_ms, LIMITS.briefing_ms);
});

test('a visitor who goes while a transfer is offered: the offer goes back, the search goes on with him', async (t) => {
    const { world, bram, visitor, conversation } = await transferAt(t, 'offered');
    await visitor.away();
    const status = await bram.status();
    assert.deepEqual([status.load, status.missed], [0, 0]);
    assert.equal(await transferState(world, conversation), 'seeking');
    await visitor.resume();
    assert.equal(await transferState(world, conversation), 'offered');
});

test('a lost visitor who returns in time comes to the front of the desk of his last owner', async (t) => {
    const { world, anna, visitor, conversation } = await active(t, { capacity: 1 });
    await visitor.say('before');
    await visitor.away();
    await world.pass(LIMITS.grace_visitor_ms + 2_000);
    await anna.wrapUp(conversation);
    await anna.duty('pause');
    await world.visitor('other', 'csg/acute', { acute: true });
    await visitor.resume();
    const view = await visitor.view();
    assert.deepEqual([view.state, view.why, view.desk], ['waiting', 'came_back', 'csg/acute']);
    await anna.duty('on');
    assert.equal((await anna.offer()).kind, 'came_back');
    assert.equal(await anna.accept(), conversation);
    assert.ok((await anna.read({ conversation })).includes('before'), 'his last owner reads on');
});

test('a conversation that was ended on purpose does not come back', async (t) => {
    const { visitor } = await active(t);
    await visitor.end();
    await visitor.away();
    await visitor.resume();
    assert.equal((await visitor.view()).state, 'ended');
});

test('a late away of an old connection does nothing to the new one', async (t) => {
    const { world, anna, visitor } = await active(t);
    const old = visitor.attach;
    await visitor.resume({ process: 'w1' });
    await world.call('visitor_away', { conversation: visitor.conversation, attach: old }, 'w0');
    assert.equal((await visitor.view()).visitor_left_ms, undefined);
    const oldAttach = anna.attached;
    await anna.attach({ process: 'w0' });
    await world.call('staff_away', { counsellor: anna.id, attach: oldAttach }, 'w1');
    assert.ok((await visitor.view()).members.find(({ part }) => part === 'owner').present);
});

// The owner --------------------------------------------------------------------------------------

test('an owner who is away keeps his visitor for the grace time', async (t) => {
    const { world, anna, visitor } = await active(t);
    await anna.away();
    const owner = (await visitor.view()).members.find(({ part }) => part === 'owner');
    assert.equal(owner.present, false);
    await world.pass(LIMITS.grace_counsellor_ms - 10_000);
    await anna.attach();
    await world.pass(LIMITS.grace_counsellor_ms);
    assert.equal((await visitor.view()).state, 'active');
});

test('owner lost: front of his desk with the original arrival, and the visitor is told why', async (t) => {
    const { world, anna, visitor } = await active(t, { capacity: 1 });
    await world.visitor('acute', 'csg/acute', { acute: true });
    await anna.away();
    await world.pass(LIMITS.grace_counsellor_ms + 2_000);
    const view = await visitor.view();
    assert.deepEqual([view.state, view.why], ['waiting', 'counsellor_lost']);
    assert.equal((await anna.status()).duty, 'off');
    const bram = await world.counsellor('csg/bram', ['csg/acute'], { capacity: 1 });
    assert.equal(await bram.accept(), visitor.conversation, 'before the acute one');
    assert.ok((await visitor.read()).includes('!counsellor_lost'));
    await refuses('not_owner', anna.end(visitor.conversation));
});

test('an owner who comes back late is offered his visitor first if he still waits', async (t) => {
    const { world, anna, visitor } = await active(t, { capacity: 1 });
    await anna.away();
    await world.pass(LIMITS.grace_counsellor_ms + 2_000);
    const earlier = await world.counsellor('csg/bram', ['csg/acute'], { duty: 'off' });
    await anna.attach();
    await anna.duty('on');
    assert.equal(await anna.accept(), visitor.conversation);
    assert.equal(await earlier.hasOffer(), false);
});

test('owner lost while asked: the transfer is void, front of his own desk', async (t) => {
    const { world, anna, visitor, conversation } = await transferAt(t, 'asked');
    await anna.away();
    await world.pass(LIMITS.grace_counsellor_ms + 2_000);
    assert.equal(await transferState(world, conversation), 'void');
    const view = await visitor.view();
    assert.deepEqual([view.state, view.desk], ['waiting', 'csg/acute']);
});

test('owner lost while seeking: front of the target desk, for he agreed to it', async (t) => {
    const { world, anna, bram, visitor, conversation } = await transferAt(t, 'seeking');
    await anna.away();
    await world.pass(LIMITS.grace_counsellor_ms + 2_000);
    const view = await visitor.view();
    assert.deepEqual([view.state, view.desk, view.why], ['waiting', 'fier/chat', 'counsellor_lost']);
    await bram.duty('on');
    assert.equal(await bram.accept(), conversation);
    const handOver = (await world.view(conversation)).of(bram.id).hand_over;
    assert.equal(handOver.amount, 'note', 'what he agreed to goes along');
});

test('owner lost while seeking and the target closed: his own desk', async (t) => {
    const { world, anna, bram, visitor } = await transferAt(t, 'seeking');
    await world.counsellor('csg/carla', ['csg/acute'], { capacity: 1 }).then((carla) => carla.duty('pause'));
    await anna.away();
    await world.pass(LIMITS.grace_counsellor_ms - 4_000);
    await bram.duty('off');
    await world.pass(6_000);
    assert.equal((await visitor.view()).desk, 'csg/acute');
});

test('owner lost while offered: the standing offer becomes an ordinary one', async (t) => {
    const { world, anna, bram, visitor, conversation } = await transferAt(t, 'seeking');
    await anna.away();
    await world.pass(LIMITS.grace_counsellor_ms - 4_000);
    await bram.duty('on');
    const { offer } = await bram.offer();
    await world.pass(6_000);
    assert.equal((await visitor.view()).state, 'offered');
    assert.equal((await bram.offer()).offer, offer);
    await bram.accept(offer);
    assert.equal((await world.view(conversation)).of(bram.id).part, 'owner');
});

test('a receiver may accept while the owner is away', async (t) => {
    const { world, anna, bram, conversation } = await transferAt(t, 'offered');
    await anna.away();
    await bram.accept();
    assert.equal(await transferState(world, conversation), 'briefing');
});

for (const state of ['briefing', 'introduced']) {
    test(`owner lost while ${state}: the receiver who is there becomes the owner`, async (t) => {
        const { world, anna, bram, visitor, conversation } = await transferAt(t, state);
        await anna.away();
        await world.pass(LIMITS.grace_counsellor_ms + 2_000);
        assert.equal(await transferState(world, conversation), 'completed');
        assert.equal((await world.view(conversation)).of(bram.id).part, 'owner');
        const names = (await visitor.view()).members.filter(({ part }) => part === 'owner');
        assert.deepEqual(names.map(({ person }) => person.alias), ['bram']);
        assert.equal((await anna.status()).load, 0);
    });

    test(`owner and receiver lost while ${state}: front of the target desk`, async (t) => {
        const { world, anna, bram, visitor } = await transferAt(t, state);
        await world.counsellor('fier/carla', ['fier/chat'], { capacity: 1 }).then((carla) => carla.duty('pause'));
        await anna.away();
        await world.pass(10_000);
        await bram.away();
        await world.pass(LIMITS.grace_counsellor_ms + 4_000);
        const view = await visitor.view();
        assert.deepEqual([view.state, view.desk], ['waiting', 'fier/chat']);
        assert.equal((await bram.status()).load + (await anna.status()).load, 0);
    });

    test(`the receiver steps back while the owner is away in ${state}: the search goes on`, async (t) => {
        const { world, anna, bram, conversation, transfer } = await transferAt(t, state);
        await anna.away();
        await bram.giveBack(conversation, transfer);
        assert.equal(await transferState(world, conversation), 'seeking');
    });

    test(`receiver lost while ${state}: the search goes on, the visitor stays with the owner`, async (t) => {
        const { world, anna, bram, visitor, conversation } = await transferAt(t, state);
        await world.counsellor('fier/carla', ['fier/chat'], { capacity: 1 }).then((carla) => carla.duty('pause'));
        await bram.away();
        await world.pass(LIMITS.grace_counsellor_ms - 10_000);
        assert.equal(await transferState(world, conversation), state);
        await world.pass(12_000);
        assert.equal(await transferState(world, conversation), 'seeking');
        assert.equal((await bram.status()).load, 0);
        assert.equal((await visitor.view()).members.find(({ part }) => part === 'owner').person.alias, 'anna');
        assert.equal((await anna.status()).load, 1);
    });

    test(`receiver lost while ${state} and the desk closed meanwhile: unanswered`, async (t) => {
        const { world, bram, conversation } = await transferAt(t, state);
        await bram.away();
        await world.setOpen('fier/chat', false);
        await world.pass(LIMITS.grace_counsellor_ms + 2_000);
        assert.equal(await transferState(world, conversation), 'unanswered');
    });

    test(`no hand-over to a receiver whose connection is gone (${state})`, async (t) => {
        const { anna, bram, conversation, transfer } = await transferAt(t, state);
        await bram.away();
        const step = state === 'briefing' ? 'introduce' : 'handOver';
        await refuses('receiver_away', anna[step](conversation, transfer));
    });
}

test('limits do not run out while the owner is in his grace time', async (t) => {
    const { world, anna, visitor, conversation } = await transferAt(t, 'briefing');
    await world.pass(LIMITS.briefing_ms - 10_000);
    await anna.away();
    await world.pass(LIMITS.grace_counsellor_ms - 10_000);
    assert.equal(await transferState(world, conversation), 'briefing');
    await anna.attach();
    assert.equal((await visitor.view()).transfer.left_ms, 10_000);
});

test('an offered counsellor who loses the connection: the next one is asked, not missed', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    await anna.away();
    assert.equal(await bram.accept(), visitor.conversation);
    await anna.attach();
    assert.equal((await anna.status()).missed, 0);
});

test('somebody who is away gets no offers', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    await world.counsellor('csg/bram', ['csg/acute']).then((bram) => bram.duty('pause'));
    await anna.away();
    const visitor = await world.visitor('vera', 'csg/acute');
    assert.equal((await visitor.view()).state, 'waiting');
    await anna.attach();
    assert.ok(await anna.hasOffer());
});

// Processes --------------------------------------------------------------------------------------

test('a process that died: its people get the grace time and go on elsewhere', async (t) => {
    const { world, anna, bram, visitor, conversation } = await transferAt(t, 'introduced');
    world.killProcess('w1');
    await world.pass(LIMITS.process_ms + 4_000);
    const present = (await visitor.view()).members.map((member) => member.present);
    assert.deepEqual(present, [true, false, false]);
    await anna.attach({ process: 'w0' });
    await bram.attach({ process: 'w0' });
    await world.pass(LIMITS.grace_counsellor_ms + 4_000);
    assert.equal(await transferState(world, conversation), 'introduced');
});

test('a process that was given up is refused from then on', async (t) => {
    const world = await World.start(t);
    const generation = world.processes.get('w1');
    world.killProcess('w1');
    await world.pass(LIMITS.process_ms + 4_000);
    world.processes.set('w1', generation);
    await refuses('stale_process', world.call('tick', {}, 'w1'));
    await refuses('stale_process', world.visitor('vera', 'csg/acute', { process: 'w1' }));
    await world.startProcess('w1');
    await world.tick();
});

test('a process that starts anew finds nobody connected from before', async (t) => {
    const { world, anna, visitor } = await active(t);
    await world.startProcess('w1');
    const owner = () => visitor.view().then(({ members }) => members.find(({ part }) => part === 'owner'));
    assert.equal((await owner()).present, false);
    await anna.attach();
    assert.equal((await owner()).present, true);
});

test('a process that stops in good order leaves its people in their grace time', async (t) => {
    const { world, visitor } = await active(t);
    await world.call('process_stop', {}, 'w0');
    world.killProcess('w0');
    await visitor.resume({ process: 'w1' });
    await world.pass(LIMITS.grace_visitor_ms + 4_000);
    assert.equal((await visitor.view()).state, 'active');
});
