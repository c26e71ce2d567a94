// A lost connection, a reload, a second tab: everybody goes on where he was.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, refused, transferAt, Visitor } from '../support/people.mjs';
import { inBase64 } from '../support/records.mjs';
import { Veer } from '../support/veer.mjs';

const OPTIONS = { timeout: 30_000 };

async function chat(t, options) {
    const veer = await Veer.start(t, options);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const visitor = await Visitor.enter(veer, 'csg/acute');
    const conversation = await anna.accept();
    await visitor.conversationIs((event) => event.state === 'active');
    return { veer, anna, visitor, conversation };
}

test('a visitor whose line broke reads what was said meanwhile, once and in order', OPTIONS, async (t) => {
    const { anna, visitor } = await chat(t);
    await visitor.say('one');
    await anna.reads('one');
    visitor.drop();
    await anna.conversationIs((event) => event.members[0].present === false);
    await anna.say('two');
    await anna.say('three');
    await visitor.resume();
    await visitor.reads('three');
    await anna.conversationIs((event) => event.members[0].present);
    await visitor.say('four');
    assert.deepEqual(await anna.reads('four'), ['one', 'two', 'three', 'four']);
    assert.deepEqual(await visitor.reads('four'), ['one', 'two', 'three', 'four']);
});

test('a message whose acknowledgement was lost is sent again and kept once', OPTIONS, async (t) => {
    const { anna, visitor, conversation } = await chat(t);
    const message = { conversation, channel: 'talk', number: 1, record: visitor.record('said once') };
    visitor.request('say', message).catch(() => {});
    await anna.reads('said once');
    visitor.drop();
    await visitor.resume();
    const { seq } = await visitor.request('say', message);
    await visitor.takeNumbers();
    await visitor.say('said next');
    assert.deepEqual(await anna.reads('said next'), ['said once', 'said next']);
    assert.equal(anna.lines().find(({ record }) => record === message.record).seq, seq);
});

test('a gap in the numbers is refused and can be filled', OPTIONS, async (t) => {
    const { visitor, conversation } = await chat(t);
    const say = (number) => visitor.request('say', { conversation, channel: 'talk', number,
        record: visitor.record(`${number}`, { number }) });
    const error = await refused('number_gap', say(2));
    assert.equal(error.again, true);
    await say(1);
    await say(2);
    assert.deepEqual(await visitor.reads('2'), ['1', '2']);
});

test('following from a line on gives what comes after it', OPTIONS, async (t) => {
    const { anna, visitor } = await chat(t);
    const seq = await visitor.say('known already');
    await anna.say('new');
    await visitor.reads('new');
    visitor.drop();
    const { conversation, secret } = visitor;
    await visitor.open();
    await visitor.request('hello', { role: 'visitor', resume: { conversation, secret, next: 'n'.repeat(43) } });
    await visitor.conversationIs(() => true);
    await visitor.follow('talk', conversation, seq);
    assert.deepEqual(await visitor.reads('new'), ['new']);
});

test('the newest tab of a visitor wins and the old one is told', OPTIONS, async (t) => {
    const { anna, visitor } = await chat(t);
    const old = visitor.client;
    const usedSecret = visitor.secret;
    await visitor.resume();
    const { code } = await old.untilClosed();
    assert.equal(code, 4001);
    await visitor.say('from the new tab');
    await anna.reads('from the new tab');
    const late = new Visitor(visitor.veer);
    await late.open();
    const resume = { conversation: visitor.conversation, secret: usedSecret, next: 'x'.repeat(43) };
    await refused('wrong_secret', late.request('hello', { role: 'visitor', resume }));
});

test('a guessed secret or conversation does not get in', OPTIONS, async (t) => {
    const { veer, visitor, conversation } = await chat(t);
    const next = 'n'.repeat(43);
    const guesses = [['wrong_secret', conversation, 'g'.repeat(43)],
        ['unknown_conversation', '0'.repeat(32), visitor.secret]];
    for (const [code, guess, secret] of guesses) {
        const stranger = new Visitor(veer);
        await stranger.open();
        const resume = { conversation: guess, secret, next };
        await refused(code, stranger.request('hello', { role: 'visitor', resume }));
    }
    assert.equal(visitor.client.closed, null);
});

test('a counsellor who reloads goes on; his second tab takes over and the first is told', OPTIONS, async (t) => {
    const { anna, visitor, conversation } = await chat(t);
    await visitor.say('before the reload');
    anna.drop();
    await visitor.conversationIs((event) => event.members.some(({ part, present }) => part === 'owner' && !present));
    await anna.resume();
    await anna.follow();
    await anna.reads('before the reload');
    await visitor.conversationIs((event) => event.members.every(({ present }) => present));
    const first = anna.client;
    await anna.resume();
    assert.equal((await first.untilClosed()).code, 4001);
    await anna.statusIs(({ conversations }) => conversations.includes(conversation));
    await anna.say('from the second tab');
    await visitor.reads('from the second tab');
    await visitor.conversationIs((event) => event.members.every(({ present }) => present));
});

for (const state of ['asked', 'offered', 'briefing', 'introduced']) {
    test(`everybody loses the line while ${state} and goes on there`, OPTIONS, async (t) => {
        const veer = await Veer.start(t);
        const { anna, quinten, visitor, transfer } = await transferAt(veer, state);
        for (const person of [anna, quinten, visitor]) {
            person.drop();
        }
        await visitor.resume();
        await anna.resume();
        await quinten.resume();
        // An offer goes back while its visitor or its counsellor is away, and comes again.
        await visitor.transferIs(state);
        await anna.transferIs(state);
        if (state === 'offered') {
            await quinten.accept('transfer');
            await visitor.transferIs('briefing');
        } else if (state === 'introduced') {
            await quinten.step('take_over', transfer);
            await visitor.transferIs('completed');
        }
    });
}

test('the visitor who does not return in time is lost, all are told and all places are free', OPTIONS, async (t) => {
    const veer = await Veer.start(t, { limits: { grace_visitor_ms: 800 } });
    const { anna, quinten, visitor } = await transferAt(veer, 'introduced');
    visitor.drop();
    const event = await anna.conversationIs(({ state }) => state === 'ended');
    assert.equal(event.ended_by, 'lost');
    await quinten.statusIs(({ load }) => load === 0);
    await visitor.resume();
    await visitor.conversationIs(({ state, why }) => why === 'came_back' && state !== 'ended');
    const offer = await anna.offer('came_back');
    await anna.request('accept', { offer: offer.offer });
    await visitor.conversationIs(({ state }) => state === 'active');
});

test('an owner who does not return: front of the queue, and the next one takes the visitor', OPTIONS, async (t) => {
    const { veer, anna, visitor } = await chat(t, { limits: { grace_counsellor_ms: 800 } });
    await visitor.say('told to Anna only');
    anna.drop();
    await visitor.conversationIs(({ state, why }) => state === 'waiting' && why === 'counsellor_lost');
    const bram = await Counsellor.onDuty(veer, 'csg/bram');
    await bram.accept();
    await visitor.conversationIs(({ state }) => state === 'active');
    await visitor.say('told to Bram');
    assert.deepEqual(await bram.reads('told to Bram'), ['told to Bram']);
    await visitor.request('share_history', { conversation: visitor.conversation });
    await bram.conversationIs(({ channels }) => channels.find(({ channel }) => channel === 'talk').first === 1);
    await bram.follow('talk', bram.conversation, 0);
    await bram.client.when('the history', () =>
        bram.client.events.some((event) => event.type === 'records' &&
            event.lines.some(({ record }) => record?.includes(inBase64('told to Anna only')))));
});

test('an ended conversation is deleted: its parties are told, coming back is refused', OPTIONS, async (t) => {
    const { anna, visitor, conversation } = await chat(t, { limits: { retention_ms: 600 } });
    await visitor.end();
    await visitor.client.event('conversation_gone');
    await anna.client.event('conversation_gone', (event) => event.conversation === conversation);
    await anna.statusIs(({ load }) => load === 0);
    await visitor.open();
    await refused('unknown_conversation', visitor.request('hello', { role: 'visitor',
        resume: { conversation, secret: visitor.secret, next: 'n'.repeat(43) } }));
});
