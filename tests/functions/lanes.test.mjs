// Lanes: fairness across languages, skills and desks; classes that age; who is on call; one offer
// at a time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS, refuses, World } from '../support/world.mjs';

/** A world with one counsellor at work with one visitor; `next()` makes him free again. */
async function busyWorld(t, desks, options = {}) {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', desks, { capacity: 1, ...options });
    const blocker = await world.visitor('blocker', Object.keys(anna.desks)[0]);
    let current = await anna.accept();
    assert.equal(current, blocker.conversation);
    const next = async () => {
        await anna.end(current);
        await anna.wrapUp(current);
        current = await anna.accept();
        return current;
    };
    return { world, anna, next };
}

test('first come, first served across languages and desks', async (t) => {
    const { world, next } = await busyWorld(t, ['csg/acute', 'csg/national']);
    const places = [['csg/acute', 'nl'], ['csg/national', 'en'], ['csg/acute', 'en'], ['csg/national', 'nl']];
    const arrived = [];
    for (const [desk, language] of places) {
        arrived.push((await world.visitor(`${desk} ${language}`, desk, { language })).conversation);
        await world.pass(2_000);
    }
    const served = [];
    for (let i = 0; i < places.length; i++) {
        served.push(await next());
    }
    assert.deepEqual(served, arrived);
});

test('an acute visitor of one desk goes before a new one of another', async (t) => {
    const { world, next } = await busyWorld(t, ['csg/acute', 'csg/national']);
    await world.visitor('early', 'csg/acute');
    await world.pass(2_000);
    const acute = await world.visitor('acute', 'csg/national', { acute: true, language: 'en' });
    assert.equal(await next(), acute.conversation);
});

test('a tag that needs a skill waits for who has it, and holds nobody else up', async (t) => {
    const { world, anna, next } = await busyWorld(t, ['csg/acute']);
    world.desks['csg/acute'].skilled = ['legal', 'debts'];
    await world.configure();
    await refuses('nobody_fits', world.visitor('too early', 'csg/acute', { tags: ['debts'] }));
    const bram = await world.counsellor('csg/bram', ['csg/acute'], { skills: ['legal', 'debts'] });
    await bram.duty('pause');
    const debts = await world.visitor('debts', 'csg/acute', { tags: ['violence', 'debts', 'legal'] });
    await world.pass(2_000);
    const plain = await world.visitor('plain', 'csg/acute', { tags: ['violence'] });
    assert.equal(await next(), plain.conversation, 'who has no skill goes on with the next one');
    assert.equal(await anna.hasOffer(), false);
    await bram.duty('on');
    assert.equal(await bram.accept(), debts.conversation);
});

test('a visitor who needs two skills waits for one person who has both', async (t) => {
    const { world } = await busyWorld(t, ['csg/acute']);
    world.desks['csg/acute'].skilled = ['debts', 'legal'];
    await world.configure();
    await world.counsellor('csg/bram', ['csg/acute'], { skills: ['legal'] });
    await world.counsellor('csg/carla', ['csg/acute'], { skills: ['debts'] });
    await refuses('nobody_fits', world.visitor('both', 'csg/acute', { tags: ['legal', 'debts'] }));
    const dirk = await world.counsellor('csg/dirk', ['csg/acute'], { skills: ['debts', 'legal'] });
    const both = await world.visitor('both', 'csg/acute', { tags: ['legal', 'debts'] });
    assert.equal(await dirk.accept(), both.conversation);
});

test('moving and asking need somebody there who fits', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    await world.counsellor('csg/bram', ['csg/national'], { languages: ['nl'] });
    await world.visitor('blocker', 'csg/acute', { language: 'en' });
    const conversation = await anna.accept();
    const visitor = await world.visitor('vera', 'csg/acute', { language: 'en' });
    await refuses('nobody_fits', visitor.move('csg/national'));
    await refuses('nobody_fits', anna.ask(conversation, 'csg/national'));
});

test('one offer at a time: the other place stays free until he has answered', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 3 });
    await world.visitor('one', 'csg/acute');
    const second = await world.visitor('two', 'csg/acute');
    assert.equal((await second.view()).state, 'waiting');
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    assert.equal(await bram.accept(), second.conversation, 'somebody else is asked meanwhile');
    await anna.accept();
    const third = await world.visitor('three', 'csg/acute');
    assert.equal((await third.view()).state, 'offered');
});

test('who is on call is asked after all others, and has longer to answer', async (t) => {
    const world = await World.start(t);
    const stand = await world.counsellor('csg/stand', { 'csg/acute': 'on_call' });
    await world.pass(10_000);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    await world.visitor('first', 'csg/acute');
    assert.equal(await stand.hasOffer(), false, 'idle for longer, but on call');
    await anna.accept();
    const second = await world.visitor('second', 'csg/acute');
    const offer = await stand.offer();
    assert.deepEqual([offer.on_call, offer.of_ms, offer.left_ms], [true, LIMITS.on_call_offer_ms,
        LIMITS.on_call_offer_ms]);
    assert.equal((await anna.status()).offers.length, 0);
    await world.pass(LIMITS.on_call_offer_ms - 4_000);
    assert.equal(await stand.accept(), second.conversation);
});

test('nobody starves: a new visitor is raised until he stands before those who come first', async (t) => {
    const world = await World.start(t);
    world.limits.aging_ms = 60_000;
    await world.configure();
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    await world.visitor('blocker', 'csg/acute');
    let current = await anna.accept();
    const patient = await world.visitor('patient', 'csg/acute');
    const overtaken = [];
    for (let i = 0; i < 20; i++) {
        await world.visitor(`acute ${i}`, 'csg/acute', { acute: true });
        await world.pass(10_000);
        await anna.end(current);
        await anna.wrapUp(current);
        current = await anna.accept();
        if (current === patient.conversation) {
            break;
        }
        overtaken.push(current);
    }
    assert.equal(current, patient.conversation, 'he is served at last');
    assert.ok(overtaken.length >= 10, 'but only after he has waited long enough');
});

test('the place counts everybody of the same language at the desk', async (t) => {
    const { world } = await busyWorld(t, ['csg/acute'], { skills: ['legal'] });
    world.desks['csg/acute'].skilled = ['legal'];
    await world.configure();
    await world.visitor('one', 'csg/acute', { tags: ['legal'] });
    await world.visitor('other language', 'csg/acute', { language: 'en' });
    await world.pass(2_000);
    const two = await world.visitor('two', 'csg/acute');
    assert.equal((await world.placeOf(two)).place, 2);
});

test('a counsellor whose roster changes gets what he may serve now, and keeps what he has', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const stay = await world.counsellor('csg/stay', ['csg/acute', 'csg/national']);
    await stay.duty('pause');
    const mine = await world.visitor('mine', 'csg/acute');
    await anna.accept();
    world.staff['csg/anna'] = { desks: { 'csg/national': 'desk' }, languages: ['en'], skills: [], capacity: 2 };
    await world.configure();
    await world.visitor('not for her', 'csg/acute');
    await world.visitor('another language', 'csg/national', { language: 'nl' });
    assert.equal(await anna.hasOffer(), false);
    const english = await world.visitor('english', 'csg/national', { language: 'en' });
    assert.equal(await anna.accept(), english.conversation);
    assert.deepEqual((await anna.status()).conversations.sort(),
        [mine.conversation, english.conversation].sort());
    delete world.staff['csg/anna'];
    await world.configure();
    assert.equal((await anna.status()).capacity, 0);
    await anna.end(mine.conversation);
});

test('a breather after a wrap-up: no offers, its place is kept; `ready` ends it', async (t) => {
    const world = await World.start(t);
    world.limits.breather_ms = 20_000;
    await world.configure();
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 2 });
    await refuses('no_breather', anna.ready());
    for (const [name, end] of [['one', () => anna.ready()], ['two', () => world.pass(20_000)]]) {
        const first = await world.visitor(name, 'csg/acute');
        await anna.accept();
        await anna.end(first.conversation);
        assert.equal((await anna.status()).breather_ms, undefined, 'not before the wrap-up is over');
        await anna.wrapUp(first.conversation);
        const status = await anna.status();
        assert.deepEqual([status.breather_ms, status.load], [20_000, 1]);
        const next = await world.visitor(`${name} next`, 'csg/acute');
        assert.equal(await anna.hasOffer(), false);
        await end();
        assert.equal((await anna.status()).breather_ms, undefined);
        assert.equal(await anna.accept(), next.conversation);
        await next.end();
        await world.pass(LIMITS.wrap_up_ms);
        assert.equal((await anna.status()).load, 0, 'no breather after a wrap-up that ran out');
    }
});

test('going off duty ends the breather', async (t) => {
    const world = await World.start(t);
    world.limits.breather_ms = 20_000;
    await world.configure();
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('one', 'csg/acute');
    await anna.accept();
    await anna.end(visitor.conversation);
    await anna.wrapUp(visitor.conversation);
    await anna.duty('off');
    assert.equal((await anna.status()).load, 0);
});

test('declined by all on duty: the visitor and the coordinator are told, until he is offered again', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const alerts = async () => (await world.boardOf('csg/acute')).alerts;
    const [first, second] = (await anna.hasOffer()) ? [anna, bram] : [bram, anna];
    await first.decline();
    assert.equal((await visitor.view()).declined, undefined, 'the other one is asked');
    await second.decline();
    assert.equal((await visitor.view()).declined, true);
    assert.deepEqual(await alerts(), ['declined']);
    await world.pass(LIMITS.exclude_ms + 2_000);
    assert.equal((await visitor.view()).declined, undefined);
    assert.equal((await visitor.view()).state, 'offered');
    assert.deepEqual(await alerts(), []);
});

test('whom he declined does not hide those behind from him', async (t) => {
    const world = await World.start(t);
    world.limits.exclude_ms = 600_000;
    await world.configure();
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const stand = await world.counsellor('csg/stand', ['csg/acute']);
    await stand.duty('pause');
    for (let i = 0; i < 23; i++) {
        await world.visitor(`declined ${i}`, 'csg/acute');
        await anna.decline();
    }
    const last = await world.visitor('last', 'csg/acute');
    assert.equal(await anna.accept(), last.conversation);
    await world.visitor('more', 'csg/acute');
    assert.ok(await anna.hasOffer());
    await stand.duty('on');
    assert.ok(await stand.hasOffer(), 'the others are not kept from them');
});

test('many who cannot do not hide the one who can', async (t) => {
    const world = await World.start(t);
    world.desks['csg/acute'].skilled = ['legal'];
    await world.configure();
    for (let i = 0; i < 23; i++) {
        await world.counsellor(`csg/c${i}`, ['csg/acute']);
    }
    const last = await world.counsellor('csg/last', ['csg/acute'], { skills: ['legal'] });
    const visitor = await world.visitor('vera', 'csg/acute', { tags: ['legal'] });
    assert.equal(await last.accept(), visitor.conversation);
});

test('two missed offers: pause, and the coordinator is told until he is back', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    await world.visitor('vera', 'csg/acute');
    await world.pass(LIMITS.offer_ms + LIMITS.exclude_ms + LIMITS.offer_ms + 4_000);
    assert.equal((await anna.status()).duty, 'pause');
    assert.ok((await world.boardOf('csg/acute')).alerts.includes('paused'));
    await anna.duty('on');
    assert.ok(!(await world.boardOf('csg/acute')).alerts.includes('paused'));
});
