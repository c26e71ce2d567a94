// Redis comes back without anything under running chats: everybody comes back by himself with what
// he holds, and everything stands where it stood.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Counsellor, refused, transferAt, Visitor } from '../support/people.mjs';
import { OwnRedis } from '../support/own_redis.mjs';
import { signal } from '../support/processes.mjs';
import { Veer } from '../support/veer.mjs';

const OPTIONS = { timeout: 60_000 };

/** Redis dies, and its data with it: the parent starts an empty one. */
function loseEverything(veer) {
    const redis = veer.redisPid();
    signal(redis, 'SIGSTOP');
    rmSync(join(veer.state, 'redis/appendonlydir'), { recursive: true });
    signal(redis, 'SIGKILL');
}

/** Everybody's connection is closed with the word to come back; they do, in this order. */
async function comeBack(...people) {
    await Promise.all(people.map(async (person) => {
        assert.equal((await person.client.untilClosed(20_000)).code, 4005);
    }));
    for (const person of people) {
        await person.resume();
    }
}

test('a chat goes on, and every acknowledged line is at both sides once', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const visitor = await Visitor.enter(veer, 'csg/acute');
    await anna.accept();
    for (let i = 0; i < 5; i++) {
        await visitor.say(`visitor ${i}`);
        await anna.say(`anna ${i}`);
    }
    loseEverything(veer);
    await visitor.client.event('store', ({ there }) => there === false);
    await comeBack(visitor, anna);
    await visitor.conversationIs(({ state }) => state === 'active');
    await anna.follow();
    await visitor.say('goes on');
    await anna.say('yes');
    await anna.reads('goes on');
    await visitor.reads('yes');
    for (const person of [visitor, anna]) {
        const texts = person.everyText();
        assert.equal(new Set(texts).size, texts.length, 'none twice');
        for (const who of ['visitor', 'anna']) {
            const own = texts.filter((text) => text.startsWith(who));
            assert.deepEqual(own, [0, 1, 2, 3, 4].map((i) => `${who} ${i}`));
        }
    }
    assert.equal((await anna.statusIs(() => true)).duty, 'on');
});

test('FLUSHALL under a chat, with two workers: it goes on', OPTIONS, async (t) => {
    const redis = await OwnRedis.start(t);
    const veer = await Veer.start(t, { processes: 2, arguments: ['--redis', `unix:${redis.path}`] });
    const anna = await Counsellor.onDuty(veer, 'csg/anna', { port: veer.ownPort(0) });
    const visitor = await Visitor.enter(veer, 'csg/acute', { port: veer.ownPort(1) });
    await anna.accept();
    await visitor.say('before');
    await redis.command('FLUSHALL');
    await comeBack(anna, visitor);
    await anna.follow();
    await visitor.say('after');
    await anna.reads('after');
    assert.deepEqual(anna.everyText(), ['before', 'after']);
});

test('what has ended stays ended', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const visitor = await Visitor.enter(veer, 'csg/acute');
    const conversation = await anna.accept();
    await visitor.end();
    await anna.conversationIs(({ state }) => state === 'ended');
    loseEverything(veer);
    anna.conversation = undefined;
    await comeBack(anna);
    await refused('unknown_conversation', visitor.resume());
    assert.deepEqual((await anna.statusIs(() => true)).conversations, [], conversation);
});

test('the queue stands as it stood', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    await anna.request('duty', { duty: 'pause' });
    const visitors = [];
    for (let i = 0; i < 4; i++) {
        visitors.push(await Visitor.enter(veer, 'csg/acute'));
    }
    loseEverything(veer);
    await comeBack(...[...visitors].reverse(), anna);
    for (const [index, visitor] of visitors.entries()) {
        await visitor.client.newest('place', ({ place }) => place === index + 1, visitor.conversation);
    }
});

for (const [state, after] of [['asked', 'void'], ['seeking', 'seeking'], ['briefing', 'briefing'],
    ['introduced', 'introduced']]) {
    test(`a transfer that is ${state} is ${after} afterwards`, OPTIONS, async (t) => {
        const veer = await Veer.start(t);
        const { anna, quinten, visitor, conversation } = await transferAt(veer, state);
        quinten.conversation = state === 'briefing' || state === 'introduced' ? conversation : undefined;
        loseEverything(veer);
        await comeBack(anna, visitor, quinten); // only the visitor brings the receiver back
        await visitor.transferIs(after);
        await anna.transferIs(after);
    });
}
