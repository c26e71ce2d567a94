import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, Visitor } from '../support/people.mjs';
import { Veer } from '../support/veer.mjs';

const BREATHER_MS = 2_000;

test('22. A counsellor needs a breather between two chats (opeka#15)', { timeout: 60_000 }, async (t) => {
    const veer = await Veer.start(t, { limits: { breather_ms: BREATHER_MS } });
    const anna = await Counsellor.onDuty(veer, 'csg/anna'); // she has two places
    const first = await Visitor.enter(veer, 'csg/acute');
    await anna.accept();
    await first.end();
    await anna.conversationIs(({ state }) => state === 'ended');

    // After her wrap-up nobody comes for a while, also while somebody waits; and she sees for how long.
    const wrapped = Date.now();
    await anna.wrapUp();
    const { breather_ms: left } = await anna.statusIs((status) => status.breather_ms > 0);
    assert.ok(left <= BREATHER_MS);
    const second = await Visitor.enter(veer, 'csg/acute');
    assert.equal((await second.conversationIs(() => true)).state, 'waiting');
    await anna.offer();
    assert.ok(Date.now() - wrapped >= BREATHER_MS - 50, `it came after ${Date.now() - wrapped} ms`);
    assert.equal(await anna.accept(), second.conversation);

    // She may be ready sooner.
    await second.end();
    await anna.conversationIs(({ state }) => state === 'ended', second.conversation);
    const again = Date.now();
    await anna.wrapUp();
    await anna.statusIs((status) => status.breather_ms > 0);
    const third = await Visitor.enter(veer, 'csg/acute');
    await anna.request('ready', {});
    assert.equal(await anna.accept(), third.conversation);
    assert.ok(Date.now() - again < BREATHER_MS, 'she did not wait for the end of it');
});
