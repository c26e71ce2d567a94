// Who may read and write what, and that each line is kept once and in order.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handle, refuses, transferAt, World } from '../support/world.mjs';

async function active(t) {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    visitor.conversation = conversation;
    anna.conversation = conversation;
    return { world, anna, visitor, conversation };
}

function talk(event) {
    return event.channels.find(({ channel }) => channel === 'talk');
}

test('lines are numbered without gaps, whoever says them', async (t) => {
    const { world, anna, visitor } = await active(t);
    const first = (await visitor.say('a')).seq;
    for (const [index, party] of [anna, anna, visitor, anna].entries()) {
        assert.equal((await party.say(`line ${index}`)).seq, first + index + 1);
    }
    const { lines } = await world.records('visitor', visitor.conversation, 'talk');
    assert.deepEqual(lines.map(({ seq }) => seq), lines.map((_, index) => index + 1));
    assert.deepEqual(lines.filter(({ record }) => record).map(({ member, number }) => [member, number]),
        [['m0', 1], ['m1', 1], ['m1', 2], ['m0', 2], ['m1', 3]]);
});

test('the same number again is kept once and answered as before', async (t) => {
    const { world, visitor, conversation } = await active(t);
    const say = (number, record = 'YQ==') => world.call('say',
        { party: 'visitor', conversation, channel: 'talk', number, record });
    const first = await say(1);
    assert.equal(first.fresh, true);
    await say(2, 'Yg==');
    const again = await say(1);
    assert.deepEqual([again.seq, again.fresh], [first.seq, false]);
    assert.deepEqual((await visitor.read()).filter((line) => !line.startsWith('!')), ['a', 'b']);
    await refuses('number_gap', say(4));
    await say(3);
});

test('records come in pages of at most 50, in order', async (t) => {
    const { world, visitor, conversation } = await active(t);
    for (let i = 0; i < 120; i++) {
        await visitor.say(`line ${i}`);
    }
    const all = [];
    for (let after = 0, more = true; more;) {
        const page = await world.records('visitor', conversation, 'talk', after);
        assert.ok(page.lines.length <= 50);
        all.push(...page.lines);
        after = all.at(-1).seq;
        more = page.more;
    }
    assert.deepEqual(all.map(({ seq }) => seq), all.map((_, index) => index + 1));
    assert.equal(all.filter(({ record }) => record).length, 120);
});

test('nobody but the members reads or writes', async (t) => {
    const { world, conversation } = await active(t);
    const stranger = await world.counsellor('shn/stranger', ['shn/help']);
    for (const channel of ['talk', 'notes', 'briefing', 'keys']) {
        await refuses('not_member', stranger.read({ conversation, channel }));
        await refuses('not_member', stranger.say('x', { conversation, channel }));
    }
    const nowhere = handle('nowhere');
    await refuses('unknown_conversation', stranger.read({ conversation: nowhere }));
    await refuses('unknown_conversation', stranger.say('x', { conversation: nowhere }));
});

test('saying before a counsellor is there, and after the end, is refused', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    await refuses('not_active', visitor.say('hello?'));
    const conversation = await anna.accept();
    await visitor.say('hello');
    await visitor.end();
    await refuses('conversation_ended', visitor.say('more'));
    await refuses('conversation_ended', anna.say('more', { conversation }));
    assert.ok((await anna.read({ conversation })).includes('hello'), 'wrapping up, he may read');
});

test('notes are read by their author only', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer } = await transferAt(t, 'introduced');
    await anna.say('a note of anna', { conversation, channel: 'notes' });
    await bram.say('a note of bram', { conversation, channel: 'notes' });
    assert.deepEqual(await anna.read({ conversation, channel: 'notes' }), ['a note of anna']);
    assert.deepEqual(await bram.read({ conversation, channel: 'notes' }), ['a note of bram']);
    await refuses('unknown_channel', visitor.read({ channel: 'notes' }));
    await anna.handOver(conversation, transfer);
    assert.deepEqual(await bram.read({ conversation, channel: 'notes' }), ['a note of bram']);
    const channels = (await world.view(conversation)).of('visitor').channels;
    assert.deepEqual(channels.map(({ channel }) => channel), ['talk', 'keys']);
});

test('the briefing is between the two counsellors, and the visitor cannot tell what is in it', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer } = await transferAt(t, 'briefing');
    await bram.say('who is it?', { conversation, channel: 'briefing' });
    await anna.say('somebody in need', { conversation, channel: 'briefing' });
    assert.deepEqual(await anna.read({ conversation, channel: 'briefing' }), ['who is it?', 'somebody in need']);
    await refuses('unknown_channel', visitor.read({ channel: 'briefing' }));
    await refuses('unknown_channel', visitor.say('x', { channel: 'briefing' }));
    const seen = JSON.stringify((await world.view(conversation)).of('visitor'));
    assert.ok(!seen.includes('"briefing","first'), 'no channel of that name');
    const named = (await visitor.view()).members.map(({ person }) => person?.alias);
    assert.ok(!named.includes('bram'), 'the receiver is not among the present before the introduction');
    await anna.introduce(conversation, transfer);
    await anna.handOver(conversation, transfer);
    await refuses('not_member', anna.read({ conversation, channel: 'briefing' }));
});

for (const amount of ['tags', 'note', 'history']) {
    test(`what the receiver reads when the visitor chose ${amount}`, async (t) => {
        const { world, anna, bram, visitor, conversation, transfer } =
            await transferAt(t, 'briefing', { amount });
        const inBriefing = (await world.view(conversation)).of(bram.id);
        assert.ok(inBriefing.transfer.note, 'sealed; what he may not read of it is not in it');
        const read = await bram.read({ conversation });
        assert.equal(read.includes('before the transfer'), amount === 'history');
        if (amount !== 'history') {
            assert.deepEqual(read, []);
            assert.equal(talk(inBriefing).last, 0);
        }
        assert.equal(talk(inBriefing).open, false);
        await refuses('not_active', bram.say('too early', { conversation }));
        await visitor.say('said during the briefing');
        assert.equal((await bram.read({ conversation })).includes('said during the briefing'), amount === 'history');

        await anna.introduce(conversation, transfer);
        await visitor.say('hello both');
        const introduced = await bram.read({ conversation });
        assert.ok(introduced.includes('hello both'));
        assert.equal(introduced.includes('said during the briefing'), amount === 'history');

        await bram.takeOver(conversation, transfer);
        assert.equal((await bram.read({ conversation })).includes('before the transfer'), amount === 'history');
        const { hand_over: handOver } = (await world.view(conversation)).of(bram.id);
        assert.equal(handOver.note, inBriefing.transfer.note);
    });
}

test('after the hand-over the former owner reads nothing any more', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer } = await transferAt(t, 'introduced');
    await anna.handOver(conversation, transfer);
    await visitor.say('for bram only');
    await refuses('not_member', anna.read({ conversation }));
    await refuses('not_member', anna.say('still here', { conversation }));
    assert.ok((await bram.read({ conversation })).includes('for bram only'));
    await anna.wrapUp(conversation);
    await refuses('not_member', anna.read({ conversation }));
    assert.ok(!JSON.stringify(await world.view(conversation)).includes('"csg/anna","event"'));
});

test('a former owner who still wraps up reads no later briefing', async (t) => {
    const { world, anna, bram, visitor, conversation, transfer } = await transferAt(t, 'introduced');
    await anna.handOver(conversation, transfer);
    const carla = await world.counsellor('csg/carla', ['csg/national']);
    await bram.ask(conversation, 'csg/national');
    await visitor.consent();
    await carla.accept();
    await bram.say('about the visitor', { conversation, channel: 'briefing' });
    await refuses('not_member', anna.read({ conversation, channel: 'briefing' }));
    await refuses('not_member', anna.say('x', { conversation, channel: 'briefing' }));
});

for (const way of ['cancel', 'giveBack', 'withdraw']) {
    test(`after ${way} the receiver reads nothing any more`, async (t) => {
        const { world, anna, bram, visitor, conversation, transfer } =
            await transferAt(t, 'introduced', { amount: 'history' });
        if (way === 'cancel') {
            await anna.cancel(conversation, transfer);
        } else if (way === 'giveBack') {
            await bram.giveBack(conversation, transfer);
        } else {
            await visitor.withdraw(transfer);
        }
        for (const channel of ['talk', 'briefing', 'notes']) {
            await refuses('not_member', bram.read({ conversation, channel }));
            await refuses('not_member', bram.say('x', { conversation, channel }));
        }
        assert.equal((await world.view(conversation)).of(bram.id), undefined);
        await visitor.say('alone with anna');
        assert.ok((await anna.read({ conversation })).includes('alone with anna'));
    });
}

test('an offered counsellor sees tags and nothing else', async (t) => {
    const { world, bram, conversation } = await transferAt(t, 'offered', { amount: 'history' });
    const offer = await bram.offer();
    assert.ok(!('note' in offer));
    await refuses('not_member', bram.read({ conversation }));
    assert.equal((await world.view(conversation)).of(bram.id), undefined);
});

test('another counsellor of the same desk reads on only when the visitor lets him', async (t) => {
    const { world, anna, visitor, conversation } = await active(t);
    await visitor.say('told to anna');
    await anna.away();
    await world.pass(world.limits.grace_counsellor_ms + 2_000);
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    await bram.accept();
    assert.ok(!(await bram.read({ conversation })).includes('told to anna'));
    assert.equal((await visitor.view()).owner_first, talk(await visitor.view()).last);
    await visitor.command('share_history', { conversation });
    assert.ok((await bram.read({ conversation })).includes('told to anna'));
    assert.equal((await visitor.view()).owner_first, 1);
    await refuses('not_member', anna.read({ conversation }));
});

test('marks only move forward and never beyond what is there', async (t) => {
    const { world, anna, visitor, conversation } = await active(t);
    await visitor.say('one');
    await visitor.say('two');
    const last = talk(await visitor.view()).last;
    const marks = async () => {
        const { delivered, seen } = (await visitor.view()).members.find(({ part }) => part === 'owner');
        return [delivered, seen];
    };
    const seen = (delivered, seenUpTo) => world.call('seen',
        { party: anna.id, conversation, delivered, seen: seenUpTo });
    await seen(2, 1);
    assert.deepEqual(await marks(), [2, 1]);
    await seen(1, 0);
    assert.deepEqual(await marks(), [2, 1]);
    await seen(1000, 1000);
    assert.deepEqual(await marks(), [last, last]);
});

test('the secret changes at each resume; an old one is refused, a repeated change is the same', async (t) => {
    const { world, visitor, conversation } = await active(t);
    const old = visitor.secret;
    await visitor.resume();
    const current = visitor.secret;
    const resume = (secret, next) => world.call('visitor_resume',
        { conversation, secret, next, ticket: null, note: '' });
    await resume(old, current); // the reply to the change was lost
    await refuses('wrong_secret', resume(old, handle('other')));
    await refuses('wrong_secret', resume(handle('guessed'), handle('other')));
    await refuses('unknown_conversation',
        world.call('visitor_resume', { conversation: handle('none'), secret: old, next: current, ticket: null, note: '' }));
    await visitor.resume();
    assert.notEqual(visitor.secret, current);
});

test('the visitor never learns the id of a counsellor, nor counsellors the secret', async (t) => {
    const { world, anna, visitor, conversation } = await transferAt(t, 'introduced');
    const seen = JSON.stringify(await visitor.view());
    assert.ok(!seen.includes('csg/anna') && !seen.includes('fier/bram'));
    assert.ok(!JSON.stringify((await world.view(conversation)).of(anna.id)).includes(visitor.secret));
});
