// The warm transfer over the documented protocol, between two organisations, and each way out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, refused, transferAt, Visitor } from '../support/people.mjs';
import { textOf } from '../support/records.mjs';
import { Veer } from '../support/veer.mjs';

function names(event) {
    return event.members.map(({ part, person }) => (person ? `${person.alias} of ${person.organisation}` : part));
}

test('from the first click to a completed warm transfer', { timeout: 30_000 }, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const quinten = await Counsellor.onDuty(veer, 'fier/quinten');
    const visitor = await Visitor.enter(veer, 'csg/acute', { tags: ['sexual-violence'] });

    const offer = await anna.offer();
    assert.deepEqual([offer.kind, offer.desk, offer.tags], ['new', 'csg/acute', ['sexual-violence']]);
    const conversation = await anna.accept();
    assert.deepEqual(names(await visitor.conversationIs((event) => event.state === 'active')),
        ['visitor', 'Anna of csg']);

    await visitor.say('hello');
    await anna.reads('hello');
    await anna.say('hello, I am Anna');
    await visitor.reads('hello, I am Anna');

    const transfer = await anna.ask('fier/chat', { tags: ['sexual-violence'], note: 'what she told' });
    const asked = (await visitor.transferIs('asked')).transfer;
    assert.equal(textOf(asked.note), 'what she told');
    await visitor.consent({ tags: [], note: visitor.note('my own words') });

    const handed = await quinten.offer('transfer');
    assert.deepEqual(handed.from, { alias: 'Anna', organisation: 'csg' });
    assert.deepEqual(handed.tags, [], 'the tags that the visitor left');
    await quinten.accept();
    await visitor.transferIs('briefing');
    await quinten.follow('briefing');
    await anna.follow('briefing');
    await anna.say('she is safe now', 'briefing');
    await quinten.reads('she is safe now', 'briefing');
    const seen = (await quinten.transferIs('briefing')).transfer;
    assert.equal(textOf(seen.note), 'my own words');

    await anna.step('introduce', transfer);
    assert.deepEqual(names(await visitor.transferIs('introduced')),
        ['visitor', 'Anna of csg', 'Quinten of fier']);
    await quinten.say('hello, I am Quinten');
    await visitor.reads('hello, I am Quinten');
    await visitor.say('hello both');
    await anna.reads('hello both');
    assert.deepEqual(await quinten.reads('hello both'), ['hello, I am Quinten', 'hello both'],
        'nothing from before the introduction');

    await anna.step('hand_over', transfer);
    await visitor.transferIs('completed');
    await quinten.conversationIs((event) => event.part === 'owner');
    const wrapUp = await anna.conversationIs((event) => event.part === 'wrap_up');
    assert.equal(wrapUp.channels.some(({ channel }) => channel === 'talk'), false);
    await visitor.say('only for Quinten');
    await quinten.reads('only for Quinten');
    await refused('not_member', anna.say('still here'));
    assert.ok(!anna.texts().includes('only for Quinten'));

    await anna.wrapUp();
    await anna.statusIs(({ load }) => load === 0);
    await visitor.end();
    await quinten.conversationIs((event) => event.state === 'ended' && event.ended_by === 'visitor');
    await quinten.wrapUp();
    await quinten.statusIs(({ load }) => load === 0);
    assert.ok(!visitor.client.closed, 'a transfer never closes the visitor\'s connection');
    for (const person of [anna, quinten, visitor]) {
        await person.close();
    }
});

const WAYS_OUT = [
    ['asked', 'refused', ({ visitor, transfer }) => visitor.step('refuse', transfer)],
    ['asked', 'cancelled', ({ anna, transfer }) => anna.step('cancel', transfer)],
    ['seeking', 'cancelled', ({ visitor, transfer }) => visitor.step('withdraw', transfer)],
    ['offered', 'cancelled', ({ anna, transfer }) => anna.step('cancel', transfer)],
    ['briefing', 'cancelled', ({ visitor, transfer }) => visitor.step('withdraw', transfer)],
    ['introduced', 'cancelled', ({ anna, transfer }) => anna.step('cancel', transfer)],
    ['introduced', 'returned', ({ quinten, transfer }) => quinten.step('give_back', transfer)],
];

for (const [state, end, leave] of WAYS_OUT) {
    test(`${end} while ${state}: everybody sees it, the visitor stays with Anna`, { timeout: 30_000 }, async (t) => {
        const veer = await Veer.start(t);
        const all = await transferAt(veer, state);
        await leave(all);
        await all.visitor.transferIs(end);
        const event = await all.anna.transferIs(end);
        assert.equal(event.part, 'owner');
        await all.quinten.statusIs(({ load, offers }) => load === 0 && offers.length === 0);
        if (state === 'briefing' || state === 'introduced') {
            await all.quinten.client.event('conversation_gone', (gone) => gone.conversation === all.conversation);
        }
        await all.visitor.say('still with Anna');
        await all.anna.reads('still with Anna');
        assert.ok(!all.quinten.texts('talk', all.conversation).includes('still with Anna'));
    });
}

test('declined by one, taken by the next', { timeout: 30_000 }, async (t) => {
    const veer = await Veer.start(t);
    const { quinten, visitor } = await transferAt(veer, 'offered');
    const { offer } = await quinten.offer('transfer');
    await quinten.request('decline', { offer, reason: 'known_person' });
    await visitor.transferIs('seeking');
    const olga = await Counsellor.onDuty(veer, 'fier/olga');
    await olga.accept('transfer');
    await visitor.transferIs('briefing');
});

test('nobody answers: unanswered, and the counsellor who missed two offers is on pause', { timeout: 30_000 }, async (t) => {
    const limits = { offer_ms: 600, seeking_ms: 1_500 };
    const veer = await Veer.start(t, { limits });
    const { anna, quinten, visitor } = await transferAt(veer, 'offered');
    await quinten.statusIs(({ missed }) => missed === 1);
    await visitor.transferIs('unanswered');
    assert.equal((await anna.transferIs('unanswered')).part, 'owner');
});

test('the visitor does not answer in time: unanswered', { timeout: 30_000 }, async (t) => {
    const veer = await Veer.start(t, { limits: { asked_ms: 700 } });
    const { anna, visitor } = await transferAt(veer, 'asked');
    assert.equal((await visitor.transferIs('unanswered')).transfer.because, 'no_answer');
    assert.equal((await anna.transferIs('unanswered')).part, 'owner');
});

test('briefing and introduction end by their limits: the visitor stays with Anna', { timeout: 30_000 }, async (t) => {
    for (const [state, limit] of [['briefing', 'briefing_ms'], ['introduced', 'introduced_ms']]) {
        const veer = await Veer.start(t, { limits: { [limit]: 1_500 } });
        const { anna, visitor, quinten } = await transferAt(veer, state);
        assert.equal((await visitor.transferIs('returned')).transfer.because, 'time_over');
        assert.equal((await anna.transferIs('returned')).part, 'owner');
        await quinten.statusIs(({ load }) => load === 0);
    }
});
