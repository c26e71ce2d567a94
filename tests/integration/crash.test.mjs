// kill -9: of the whole server, of one worker, of Redis. Nothing that was acknowledged is lost or
// doubled, and everybody goes on where he was.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, refused, transferAt, Visitor } from '../support/people.mjs';
import { until } from '../support/places.mjs';
import { signal } from '../support/processes.mjs';
import { Veer } from '../support/veer.mjs';

const OPTIONS = { timeout: 60_000 };
const BURST = 120; // as many as one connection may send at once

for (const state of ['asked', 'offered', 'briefing', 'introduced']) {
    test(`the server dies while ${state} and comes back on the same state`, OPTIONS, async (t) => {
        const veer = await Veer.start(t);
        const all = await transferAt(veer, state);
        const { anna, quinten, visitor, transfer } = all;
        for (let i = 1; i <= 20; i++) {
            await visitor.say(`line ${i}`);
            await anna.say(`answer ${i}`);
        }
        const kept = (await visitor.reads('answer 20')).slice();
        await veer.kill();
        await visitor.client.untilClosed();
        await veer.begin();
        await Promise.all([visitor.resume(), anna.resume(), quinten.resume()]);
        await anna.follow();
        await visitor.transferIs(state);
        await anna.transferIs(state);
        assert.deepEqual(await visitor.reads('answer 20'), kept);
        assert.deepEqual(await anna.reads('answer 20'), kept);
        await finish(state, all, transfer);
        await visitor.transferIs('completed');
        await visitor.say('after the crash');
        await quinten.reads('after the crash', 'talk', visitor.conversation);
    });
}

/** Goes on from any state to the end. */
async function finish(state, { anna, quinten, visitor }, transfer) {
    if (state === 'asked') {
        await visitor.consent();
    }
    if (state === 'asked' || state === 'offered') {
        await quinten.accept('transfer');
        await visitor.transferIs('briefing');
    } else {
        await quinten.follow();
    }
    if (state !== 'introduced') {
        await anna.step('introduce', transfer);
        await visitor.transferIs('introduced');
    }
    await anna.step('hand_over', transfer);
}

test('messages under way while the server dies are kept once, or sent again and kept once', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const { anna, visitor } = await transferAt(veer, 'introduced');
    const conversation = visitor.conversation;
    await visitor.conversationIs(({ keyed }) => keyed);
    const sealed = Array.from({ length: BURST }, (_, i) => visitor.record(`burst ${i}`, { number: i + 2 }));
    const record = (i) => sealed[i];
    const acknowledged = new Set();
    const requests = Array.from({ length: BURST }, (_, index) => visitor
        .request('say', { conversation, channel: 'talk', number: index + 2, record: record(index) })
        .then(() => acknowledged.add(index), () => {}));
    await until('some are acknowledged', () => acknowledged.size > 3);
    await veer.kill();
    await Promise.all(requests);
    await veer.begin();
    await visitor.resume();
    await anna.resume();
    for (let index = 0; index < BURST; index++) {
        if (!acknowledged.has(index)) {
            await visitor.request('say', { conversation, channel: 'talk', number: index + 2, record: record(index) });
        }
    }
    await anna.follow();
    const texts = (await anna.reads(`burst ${BURST - 1}`)).filter((text) => text.startsWith('burst'));
    assert.deepEqual(texts, Array.from({ length: BURST }, (_, index) => `burst ${index}`));
});

test('a worker dies: its people go on at the other one, the transfer goes on', OPTIONS, async (t) => {
    const veer = await Veer.start(t, { processes: 2 });
    const { anna, quinten, visitor, transfer } =
        await transferAt(veer, 'briefing', { ports: [veer.ownPort(0), veer.ownPort(1)] });
    const dead = veer.workerPid(1);
    signal(dead, 'SIGKILL');
    await anna.client.untilClosed();
    await visitor.conversationIs(({ members }) => members.some(({ part, present }) => part === 'owner' && !present));
    await Promise.all([anna.resume(veer.ownPort(0)), quinten.resume(veer.ownPort(0))]);
    await visitor.conversationIs(({ members }) => members.every(({ present }) => present));
    await anna.step('introduce', transfer);
    await visitor.transferIs('introduced');
    await quinten.step('take_over', transfer);
    await visitor.transferIs('completed');
    assert.equal(visitor.client.closed, null, 'the other worker went on without a break');
    await until('the worker is started again', async () =>
        veer.workerPid(1) !== dead && (await veer.status('/readyz', veer.ownPort(1))) === 200);
});

test('the visitor\'s worker dies: he goes on at the other one', OPTIONS, async (t) => {
    const veer = await Veer.start(t, { processes: 2 });
    const { anna, visitor } = await transferAt(veer, 'introduced', { ports: [veer.ownPort(0), veer.ownPort(1)] });
    signal(veer.workerPid(0), 'SIGKILL');
    await visitor.client.untilClosed();
    await anna.conversationIs(({ members }) => members[0].present === false);
    await visitor.resume(veer.ownPort(1));
    await visitor.transferIs('introduced');
    await visitor.say('here again');
    await anna.reads('here again');
});

test('the whole transfer with the visitor on one worker and the counsellors on the other', OPTIONS, async (t) => {
    const veer = await Veer.start(t, { processes: 2 });
    const { anna, quinten, visitor, transfer } =
        await transferAt(veer, 'introduced', { ports: [veer.ownPort(0), veer.ownPort(1)] });
    await visitor.say('hello both');
    await Promise.all([anna.reads('hello both'), quinten.reads('hello both')]);
    await anna.step('hand_over', transfer);
    await visitor.transferIs('completed');
    await visitor.say('hello Quinten');
    await quinten.reads('hello Quinten');
});

test('people on the same counsellor\'s account at two workers: the newest connection wins', OPTIONS, async (t) => {
    const veer = await Veer.start(t, { processes: 2 });
    const anna = await Counsellor.onDuty(veer, 'csg/anna', { port: veer.ownPort(0) });
    const first = anna.client;
    await anna.resume(veer.ownPort(1));
    assert.equal((await first.untilClosed()).code, 4001);
    await Visitor.enter(veer, 'csg/acute', { port: veer.ownPort(0) });
    await anna.accept();
});

test('Redis dies: refused honestly meanwhile, then everything goes on', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const { anna, visitor } = await transferAt(veer, 'introduced');
    await visitor.say('kept');
    signal(veer.redisPid(), 'SIGKILL');
    await visitor.client.event('store', ({ there }) => there === false);
    // It may have lost something: everybody comes anew and presents what he holds.
    for (const person of [visitor, anna]) {
        assert.equal((await person.client.untilClosed(15_000)).code, 4005);
        await person.resume();
    }
    await anna.follow();
    await visitor.say('said afterwards');
    const texts = await anna.reads('said afterwards');
    assert.deepEqual(texts.slice(-2), ['kept', 'said afterwards']);
    await visitor.transferIs('introduced');
});

test('Redis dies: what was said before the other worker was told of it is read too', OPTIONS, async (t) => {
    const veer = await Veer.start(t, { processes: 2 });
    const { anna, visitor } = await transferAt(veer, 'introduced', { ports: [veer.ownPort(0), veer.ownPort(1)] });
    const other = veer.workerPid(1);
    signal(other, 'SIGSTOP'); // it hears of nothing until the line is acknowledged
    try {
        signal(veer.redisPid(), 'SIGKILL');
        await visitor.client.event('store', ({ there }) => there === false);
        await visitor.client.untilClosed(15_000);
        await visitor.resume();
        await visitor.say('said in between');
    } finally {
        signal(other, 'SIGCONT');
    }
    await anna.client.untilClosed(15_000);
    await anna.resume();
    await anna.follow();
    await anna.reads('said in between');
});

test('Redis hangs: not ready and no acknowledgement; then all goes on', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const { anna, visitor, conversation } = await transferAt(veer, 'introduced');
    await visitor.conversationIs(({ keyed }) => keyed);
    const redis = veer.redisPid();
    signal(redis, 'SIGSTOP');
    try {
        await until('not ready', async () => (await veer.status('/readyz')) === 503);
        assert.equal(await veer.status('/healthz'), 200, 'the process itself is well');
        const message = { conversation, channel: 'talk', number: 2, record: visitor.record('a', { number: 2 }) };
        let settled = null;
        const request = visitor.request('say', message).then(() => { settled = 'done'; },
            (error) => { settled = error.code; });
        await until('refused, or still waiting for a word', async () =>
            settled !== null || (await veer.status('/readyz')) === 503);
        assert.notEqual(settled, 'done');
        signal(redis, 'SIGCONT');
        await until('ready again', async () => (await veer.status('/readyz')) === 200);
        await request;
        await visitor.request('say', message);
        await visitor.takeNumbers();
        assert.equal((await anna.reads('a')).filter((text) => text === 'a').length, 1);
    } finally {
        signal(redis, 'SIGCONT');
    }
});

test('entering while Redis is away is refused with a word that trying again helps', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    await Counsellor.onDuty(veer, 'csg/anna');
    const visitor = new Visitor(veer);
    await visitor.open();
    await visitor.request('hello', { role: 'visitor' });
    const redis = veer.redisPid();
    signal(redis, 'SIGSTOP');
    try {
        await visitor.client.event('store', ({ there }) => there === false);
        const error = await refused('store_away', visitor.request('enter',
            { desk: 'csg/acute', language: 'nl', tags: [], secret: visitor.secret, wrap: visitor.wrap }));
        assert.equal(error.again, true);
    } finally {
        signal(redis, 'SIGCONT');
    }
    await visitor.client.newest('store', ({ there }) => there === true);
    await visitor.request('enter', { desk: 'csg/acute', language: 'nl', tags: [], secret: visitor.secret, wrap: visitor.wrap });
});
