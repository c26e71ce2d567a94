// Who is offered to whom, in which order, and what becomes of an offer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuses, LIMITS, World } from '../support/world.mjs';

test('a visitor who enters is offered to a free counsellor with tags and time', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute', { tags: ['violence', 'acute-7'] });

    const offer = await anna.offer();
    assert.equal(offer.kind, 'new');
    assert.equal(offer.desk, 'csg/acute');
    assert.deepEqual(offer.tags, ['violence', 'acute-7']);
    assert.equal(offer.left_ms, LIMITS.offer_ms);
    assert.equal((await visitor.view()).state, 'offered');

    assert.equal(await anna.accept(), visitor.conversation);
    const seen = await visitor.view();
    assert.equal(seen.state, 'active');
    assert.deepEqual(seen.members.find(({ part }) => part === 'owner').person,
        { alias: 'anna', organisation: 'csg' });
    assert.deepEqual((await anna.status()).conversations, [visitor.conversation]);
});

test('a visitor who waits already is offered to the counsellor who goes on duty', async (t) => {
    const world = await World.start(t);
    const full = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    await world.visitor('vera', 'csg/acute');
    await full.accept();
    const second = await world.visitor('willem', 'csg/acute');
    assert.equal((await second.view()).state, 'waiting');
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    assert.equal(await bram.accept(), second.conversation);
});

test('the counsellor who has been idle longest comes first', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    await world.pass(4_000);
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    await world.pass(4_000);
    const first = await world.visitor('first', 'csg/acute');
    assert.ok(await anna.hasOffer());
    await anna.accept();
    await anna.end(first.conversation);
    await anna.wrapUp(first.conversation);
    await world.pass(4_000);
    await world.visitor('second', 'csg/acute');
    assert.ok(await bram.hasOffer(), 'bram has been idle longer by now');
});

test('visitors come first by class and then by arrival', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    const blocker = await world.visitor('blocker', 'csg/acute');
    await anna.accept();
    const names = [['new-1', false], ['new-2', false], ['acute-1', true], ['acute-2', true]];
    const visitors = new Map();
    for (const [name, acute] of names) {
        visitors.set((await world.visitor(name, 'csg/acute', { acute })).conversation, name);
        await world.pass(2_000);
    }
    let conversation = blocker.conversation;
    const order = [];
    for (let i = 0; i < names.length; i++) {
        await anna.end(conversation);
        await anna.wrapUp(conversation);
        conversation = await anna.accept();
        order.push(visitors.get(conversation));
    }
    assert.deepEqual(order, ['acute-1', 'acute-2', 'new-1', 'new-2']);
});

test('nobody gets more than his capacity, offers and wrap-up counted', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 2 });
    const visitors = [];
    for (const name of ['one', 'two', 'three']) {
        visitors.push(await world.visitor(name, 'csg/acute'));
    }
    for (const load of [1, 2]) {
        assert.equal((await anna.status()).load, load, 'one offer at a time');
        await anna.accept();
    }
    assert.equal(await anna.hasOffer(), false);
    await anna.end(visitors[0].conversation);
    assert.equal((await visitors[2].view()).state, 'waiting', 'wrap-up takes the place');
    await anna.wrapUp(visitors[0].conversation);
    assert.equal((await visitors[2].view()).state, 'offered');
});

test('wrap-up ends by itself after its time', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    const visitor = await world.visitor('vera', 'csg/acute');
    await anna.accept();
    await anna.end(visitor.conversation);
    assert.equal((await anna.status()).load, 1);
    await world.pass(LIMITS.wrap_up_ms);
    assert.equal((await anna.status()).load, 0);
    await refuses('no_wrap_up', anna.wrapUp(visitor.conversation));
});

test('languages: an offer goes only to who speaks it', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { languages: ['nl'] });
    await refuses('nobody_fits', world.visitor('early', 'csg/acute', { language: 'en' }));
    const bram = await world.counsellor('csg/bram', ['csg/acute'], { languages: ['en'] });
    await bram.duty('pause');
    const visitor = await world.visitor('vera', 'csg/acute', { language: 'en' });
    assert.equal(await anna.hasOffer(), false);
    await bram.duty('on');
    assert.equal(await bram.accept(), visitor.conversation);
});

test('a declined visitor goes to the next one, and back to the first after a while', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const bram = await world.counsellor('csg/bram', ['csg/acute'], { duty: 'off' });
    const visitor = await world.visitor('vera', 'csg/acute');
    await anna.decline();
    assert.equal((await visitor.view()).state, 'waiting');
    await bram.duty('on');
    assert.ok(await bram.hasOffer());
    await bram.decline();
    assert.equal(await anna.hasOffer(), false);
    await world.pass(LIMITS.exclude_ms + 4_000);
    assert.ok(await anna.hasOffer() || await bram.hasOffer(), 'the exclusions are cleared');
});

test('an offer not answered in time goes on; two in a row put him on pause', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const { offer } = await anna.offer();
    await world.pass(LIMITS.offer_ms);
    assert.equal((await anna.status()).missed, 1);
    await refuses('offer_late', anna.accept(offer));
    await refuses('offer_late', anna.decline(offer));
    await world.pass(LIMITS.exclude_ms + LIMITS.offer_ms + 6_000);
    const { duty, missed } = await anna.status();
    assert.deepEqual([duty, missed], ['pause', 2]);
    assert.equal((await visitor.view()).state, 'waiting');
    await world.pass(LIMITS.exclude_ms + 4_000);
    assert.equal(await anna.hasOffer(), false, 'no offers on pause');
    await anna.duty('on');
    assert.equal((await anna.status()).missed, 0);
    assert.ok(await anna.hasOffer());
});

test('an answered offer ends the row of missed ones', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    await world.visitor('vera', 'csg/acute');
    await world.pass(LIMITS.offer_ms);
    await world.pass(LIMITS.exclude_ms);
    await anna.accept();
    assert.equal((await anna.status()).missed, 0);
    assert.equal((await anna.status()).duty, 'on');
});

test('going off or on pause gives the offer to others and is not a missed one', async (t) => {
    for (const duty of ['off', 'pause']) {
        const world = await World.start(t);
        const anna = await world.counsellor('csg/anna', ['csg/acute']);
        const visitor = await world.visitor('vera', 'csg/acute');
        const { offer } = await anna.offer();
        await anna.duty(duty);
        const status = await anna.status();
        assert.deepEqual([status.duty, status.missed, status.load], [duty, 0, 0]);
        await refuses('offer_gone', anna.accept(offer));
        assert.equal((await visitor.view()).state, 'waiting');
        await anna.duty('on');
        assert.ok(await anna.hasOffer(), 'who had not missed it is not kept out');
    }
});

test('duty: off is refused with conversations or wrap-up open, pause from off too', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    await anna.accept();
    await refuses('has_conversations', anna.duty('off'));
    await anna.duty('pause');
    await anna.end(visitor.conversation);
    await refuses('has_conversations', anna.duty('off'));
    await anna.wrapUp(visitor.conversation);
    await anna.duty('off');
    await refuses('not_on_duty', anna.duty('pause'));
});

test('only the one to whom it was offered can answer', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    await world.visitor('vera', 'csg/acute');
    const [owner, other] = (await anna.hasOffer()) ? [anna, bram] : [bram, anna];
    const { offer } = await owner.offer();
    await refuses('offer_gone', other.accept(offer));
    await refuses('offer_gone', other.decline(offer));
    await owner.accept(offer);
    await refuses('offer_gone', owner.decline(offer));
});

test('entering: unknown, closed, unstaffed and full desks and a wrong language are refused', async (t) => {
    const world = await World.start(t);
    const enter = (name, desk, options) => world.visitor(name, desk, options);
    await refuses('unknown_desk', enter('a', 'csg/nowhere'));
    await refuses('desk_closed', enter('b', 'shn/help'));
    const anna = await world.counsellor('shn/anna', ['shn/help'], { capacity: 1 });
    await refuses('unknown_language', enter('c', 'shn/help', { language: 'en' }));
    await enter('d', 'shn/help');
    await anna.accept();
    for (const name of ['e', 'f', 'g']) {
        await enter(name, 'shn/help');
    }
    await refuses('desk_full', enter('h', 'shn/help'));
    await world.setOpen('shn/help', false);
    await refuses('desk_closed', enter('i', 'shn/help'));
});

test('a conversation can be entered once only', async (t) => {
    const world = await World.start(t);
    await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    await refuses('conversation_known', visitor.enter('csg/acute'));
});

test('moving keeps the arrival time, and is refused once a counsellor is there', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute', 'csg/national'], { capacity: 1 });
    await world.visitor('blocker', 'csg/acute');
    const blocked = await anna.accept();
    const early = await world.visitor('early', 'csg/acute');
    await world.pass(4_000);
    const late = await world.visitor('late', 'csg/national');
    await refuses('same_desk', early.move('csg/acute'));
    await early.move('csg/national');
    await anna.end(blocked);
    await anna.wrapUp(blocked);
    assert.equal(await anna.accept(), early.conversation, 'he arrived before the other one');
    await refuses('already_served', early.move('csg/acute'));
    await late.end();
    await refuses('conversation_ended', late.move('csg/acute'));
});

test('moving away while offered takes the offer back', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const bram = await world.counsellor('csg/bram', ['csg/national']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const { offer } = await anna.offer();
    await visitor.move('csg/national');
    await refuses('offer_gone', anna.accept(offer));
    assert.equal((await anna.status()).load, 0);
    assert.equal(await bram.accept(), visitor.conversation);
});

test('the place shown is the smallest so far', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    await world.visitor('blocker', 'csg/acute');
    await anna.accept();
    const first = await world.visitor('first', 'csg/acute');
    const second = await world.visitor('second', 'csg/acute');
    const place = async (visitor) => {
        const { places } = await world.call('places', { conversations: [visitor.conversation] });
        return places[0].place;
    };
    assert.deepEqual([await place(first), await place(second)], [1, 2]);
    await world.visitor('urgent', 'csg/acute', { acute: true });
    assert.deepEqual([await place(first), await place(second)], [1, 2], 'it never grows');
    await first.end();
    assert.equal(await place(second), 2);
});

test('the board counts who waits, who is on duty and what is free', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    await world.counsellor('csg/bram', ['csg/acute'], { capacity: 1 }).then((bram) => bram.duty('pause'));
    await world.visitor('one', 'csg/acute');
    await anna.accept();
    await world.visitor('two', 'csg/acute');
    await world.pass(10_000);
    const row = await world.boardOf('csg/acute');
    assert.equal(row.waiting, 1);
    assert.equal(row.longest_ms, 10_000);
    assert.equal(row.on_duty, 2);
    assert.equal(row.free, 0);
    assert.equal(row.open, true);
});
