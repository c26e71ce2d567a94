// Bad inputs about the state of things, each with a clear refusal and nothing lost. The numbers
// are those of docs/bad-inputs.md; 63 and the rest of 62 are requests that the server itself refuses
// (tests/integration/).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handle, LIMITS, refuses, transferAt, transferState, World } from '../support/world.mjs';

async function oneOffer(t) {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const { offer } = await anna.offer();
    return { world, anna, visitor, offer };
}

test('54: accepting after the time is over', async (t) => {
    const { world, anna, visitor, offer } = await oneOffer(t);
    await world.pass(LIMITS.offer_ms);
    await refuses('offer_late', anna.accept(offer));
    assert.deepEqual([(await visitor.view()).state, (await anna.status()).load], ['waiting', 0]);
});

test('55: accepting twice', async (t) => {
    const { world, anna, visitor, offer } = await oneOffer(t);
    const values = { counsellor: anna.id, offer, command: 'accept-once' };
    const first = await world.command('accept', values, anna.process);
    assert.deepEqual(await world.command('accept', values, anna.process), first, 'the same command');
    await refuses('offer_gone', anna.accept(offer));
    assert.deepEqual([(await visitor.view()).state, (await anna.status()).load], ['active', 1]);
});

test('56: owner and receiver both leave', async (t) => {
    for (const state of ['offered', 'briefing', 'introduced']) {
        const { world, anna, bram, visitor } = await transferAt(t, state);
        await anna.away();
        await bram.away();
        await world.pass(LIMITS.grace_counsellor_ms + 2_000);
        const view = await visitor.view();
        assert.deepEqual([view.state, view.why], ['waiting', 'counsellor_lost'], state);
        assert.equal((await anna.status()).load + (await bram.status()).load, 0);
        assert.equal((await world.placeOf(visitor)).place, 1, 'at the front, in view');
    }
});

test('57: a transfer to oneself: by name, by the own desk, and where one is alone', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute', 'csg/national']);
    await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    await refuses('same_desk', anna.ask(conversation, 'csg/acute'));
    await refuses('no_colleague', anna.ask(conversation, 'csg/national'));
    await refuses('no_colleague', anna.ask(conversation, 'csg/national', { colleague: anna.id }));
});

test('58: a transfer to nobody: unknown, offline, closed, full, another language', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute', { language: 'en' });
    const conversation = await anna.accept();
    const ask = (desk) => anna.ask(conversation, desk);
    await refuses('unknown_desk', ask('csg/nowhere'));
    await refuses('desk_closed', ask('fier/chat'));
    const bram = await world.counsellor('fier/bram', ['fier/chat'], { languages: ['nl'], capacity: 1 });
    await refuses('nobody_fits', ask('fier/chat'));
    await refuses('unknown_language', ask('shn/help'));
    await bram.duty('off');
    const carla = await world.counsellor('fier/carla', ['fier/chat'], { capacity: 1 });
    await world.visitor('guest', 'fier/chat');
    await carla.accept();
    world.desks['fier/chat'].queue_max = 1;
    await world.configure();
    await world.visitor('waits', 'fier/chat');
    await refuses('desk_full', ask('fier/chat'));
    await world.setOpen('fier/chat', false);
    await refuses('desk_closed', ask('fier/chat'));
    assert.equal((await visitor.view()).state, 'active');
});

test('59: consent after the transfer ended, to another question, and for another transfer', async (t) => {
    const { world, anna, visitor, conversation, transfer } = await transferAt(t, 'asked');
    const { hash } = (await visitor.view()).transfer;
    await refuses('ask_changed', visitor.consent({ hash: handle('another').repeat(2) }));
    await anna.cancel(conversation, transfer);
    await refuses('transfer_past', visitor.consent({ transfer, hash }));
    const second = await anna.ask(conversation, 'fier/chat');
    await refuses('transfer_past', visitor.consent({ transfer, hash }));
    assert.equal((await visitor.view()).transfer.transfer, second);
    assert.equal(await transferState(world, conversation), 'asked');
});

test('60: the visitor leaves while he is offered', async (t) => {
    const { world, anna, visitor, offer } = await oneOffer(t);
    await visitor.end();
    await refuses('offer_gone', anna.accept(offer));
    assert.deepEqual([(await anna.status()).load, (await anna.status()).missed], [0, 0]);
    const all = await transferAt(t, 'offered');
    const standing = (await all.bram.offer()).offer;
    await all.visitor.end();
    await refuses('offer_gone', all.bram.accept(standing));
    assert.equal((await all.bram.status()).load, 0);
    assert.equal((await world.boardOf('csg/acute')).waiting, 0);
});

test('61: whoever speaks for a connection or a process that was replaced changes nothing', async (t) => {
    const { world, anna, visitor, offer } = await oneOffer(t);
    const before = { attach: anna.attached, visitor: visitor.attach };
    await anna.attach({ process: 'w0' });
    await visitor.resume({ process: 'w1' });
    await world.call('staff_away', { counsellor: anna.id, attach: before.attach }, 'w1');
    await world.call('visitor_away', { conversation: visitor.conversation, attach: before.visitor }, 'w0');
    assert.equal((await anna.offer()).offer, offer, 'both are still there');
    const generation = world.processes.get('w0');
    world.killProcess('w0');
    await world.pass(LIMITS.process_ms + 4_000);
    world.processes.set('w0', generation);
    await refuses('stale_process', anna.decline(offer));
    world.processes.delete('w0');
});

test('62: a counsellor who acts in the conversation of another organisation', async (t) => {
    const { world, conversation, transfer } = await transferAt(t, 'introduced');
    const stranger = await world.counsellor('vt/stranger', ['csg/national']);
    for (const act of [() => stranger.say('hello', { conversation }), () => stranger.read({ conversation }),
        () => stranger.end(conversation), () => stranger.ask(conversation, 'csg/national'),
        () => stranger.handOver(conversation, transfer), () => stranger.takeOver(conversation, transfer),
        () => stranger.read({ conversation, channel: 'briefing' }),
        () => stranger.read({ conversation, channel: 'notes' })]) {
        await refuses('not_member', act());
    }
    await refuses('no_wrap_up', stranger.wrapUp(conversation));
    assert.equal((await world.view(conversation)).of(stranger.id), undefined);
});

test('64: the clock jumps back, or forward: nobody loses his time at once', async (t) => {
    for (const jump of [-3_600_000, 3_600_000]) {
        const { world, anna, offer, visitor } = await oneOffer(t);
        world.now += jump;
        await world.tick();
        const { left_ms: left } = await anna.offer();
        assert.ok(left > LIMITS.offer_ms - 10_000 && left <= LIMITS.offer_ms, `left: ${left}`);
        await world.pass(LIMITS.offer_ms - 10_000);
        assert.equal((await anna.offer()).offer, offer);
        await world.pass(12_000);
        assert.equal((await visitor.view()).state, 'waiting', 'time goes on from there');
    }
});
