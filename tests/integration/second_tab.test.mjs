// Two tabs of one person (bad input 53): the newest counts, the one before is told, and what it
// sealed is not taken any more.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newSecret, requestId } from '../support/client.mjs';
import { PASSWORD } from '../support/network.mjs';
import { Counsellor, refused, Visitor } from '../support/people.mjs';
import { SealedScene } from '../support/sealed_scene.mjs';

const OPTIONS = { timeout: 60_000 };
const SUPERSEDED = 4001;

/** What the first tab has sealed is said on its connection at the very moment it was replaced. */
async function isTooLate(scene, first, fields) {
    first.client.sendText(JSON.stringify({ type: 'say', id: requestId(), ...fields }));
    assert.equal((await first.client.untilClosed()).code, SUPERSEDED);
    await scene.nothingOf(fields.record);
}

/** Comes to the conversation of `first` with its secret, from another tab. */
async function takeOver(first, { port = first.port } = {}) {
    const second = new Visitor(first.veer, { port });
    await second.open();
    const { conversation, secret } = first;
    Object.assign(second, { conversation, secret: newSecret(), givesKeys: false });
    const resume = { conversation, secret, next: second.secret };
    await second.request('hello', { role: 'visitor', resume });
    return second;
}

test('53: a visitor\'s second tab takes over, the first says no more', OPTIONS, async (t) => {
    const scene = await SealedScene.talk(t);
    const first = scene.visitor;
    const sealed = await scene.next(first);
    const keys = await scene.next(first, 'keys');
    const second = await takeOver(first);
    scene.visitor = second;
    scene.people = [second, scene.anna];
    await isTooLate(scene, first, sealed);

    await first.open();
    const { conversation, secret } = first;
    const resume = { conversation, secret, next: newSecret() };
    await refused('wrong_secret', first.request('hello', { role: 'visitor', resume }));
    await scene.refuses('unknown_conversation', first, sealed);
    await scene.refuses('unknown_conversation', first, keys);
    await refused('unknown_conversation', first.follow());

    await second.conversationIs(({ epoch }) => epoch === 1);
    await second.follow();
    await second.follow('keys');
    await scene.goesOn();
    const { record } = sealed;
    await scene.refuses('not_a_record', second, { ...await scene.next(second), record });
    await scene.opens();
    await scene.goesOn(scene.anna);
});

test('53: the first tab is told also when the second is elsewhere', OPTIONS, async (t) => {
    const scene = await SealedScene.talk(t, { processes: 2 });
    const first = scene.visitor;
    const second = await takeOver(first, { port: scene.veer.ownPort(1) });
    assert.equal((await first.client.untilClosed()).code, SUPERSEDED);
    scene.visitor = second;
    scene.people = [second, scene.anna];
    await second.conversationIs(({ epoch }) => epoch === 1);
    await second.follow();
    await scene.goesOn();
});

test('53: a second console: the shift key of the first counts no more', OPTIONS, async (t) => {
    const scene = await SealedScene.talk(t);
    const { anna: first, visitor, conversation, veer } = scene;
    const chainOf = ({ members }) => members.find(({ member }) => member === 'm1').chain;
    assert.equal(chainOf(visitor.picture()), first.chain);
    const sealed = await scene.next(first);

    const second = new Counsellor(veer);
    Object.assign(second, { conversation, role: 'counsellor', givesKeys: false });
    await second.open();
    await second.request('hello', { role: 'counsellor' });
    Object.assign(second, await second.request('sign_in',
        { organisation: 'csg', name: 'anna', password: PASSWORD, wrap: newSecret() }));
    scene.anna = second;
    scene.people = [visitor, second];
    await isTooLate(scene, first, sealed);
    await visitor.conversationIs((event) => chainOf(event) === undefined);

    const waiting = await Visitor.enter(veer, 'csg/acute').catch((error) => error);
    const { state } = await waiting.conversationIs(() => true);
    assert.equal(state, 'waiting', 'a console without a key is asked nothing');
    assert.deepEqual((await second.statusIs(() => true)).offers, []);

    const chain = second.newChain();
    await second.request('shift_key', { chain });
    await visitor.conversationIs((event) => chainOf(event) === chain);
    await waiting.conversationIs(({ state }) => state === 'offered');
    await second.follow();
    await scene.goesOn(second);

    await first.resume();
    assert.equal((await second.client.untilClosed()).code, SUPERSEDED, 'whoever comes last counts');
    await visitor.conversationIs((event) => chainOf(event) === first.chain);
});
