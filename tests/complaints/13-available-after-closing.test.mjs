import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, refused, Visitor } from '../support/people.mjs';
import { Veer } from '../support/veer.mjs';

const DESK = 'csg/acute';

test('13. A counsellor stays "available" after closing the browser; a second device flips him back (Rocket.Chat#10172, #23563; Chatwoot#7204)',
    { timeout: 60_000 }, async (t) => {
        const veer = await Veer.start(t, { limits: { grace_counsellor_ms: 1_200 } });
        const vera = new Counsellor(veer);
        await vera.signIn('csg/vera', 'coordinator');
        const onDuty = (count) => vera.client.newest('board', ({ desks }) =>
            desks.find(({ desk }) => desk === DESK).on_duty === count);

        // The browser is closed: nothing is offered to her from that moment on, and she is off soon.
        const anna = await Counsellor.onDuty(veer, 'csg/anna');
        await onDuty(1);
        await anna.close();
        await onDuty(0);
        await refused('desk_closed', Visitor.enter(veer, DESK));
        const bram = await Counsellor.onDuty(veer, 'csg/bram');
        const visitor = await Visitor.enter(veer, DESK);
        await bram.offer();
        await bram.request('duty', { duty: 'pause' });
        await visitor.conversationIs(({ state }) => state === 'waiting');
        await new Promise((resolve) => { setTimeout(resolve, 2_500); }); // longer than her grace time
        await anna.resume();
        const { duty, offers } = await anna.statusIs(() => true);
        assert.deepEqual([duty, offers], ['off', []], 'coming back is not going on duty');
        assert.equal((await visitor.conversationIs(() => true)).state, 'waiting');

        // One status over all devices: the second one finds it, and the first changes nothing by coming back.
        await anna.request('duty', { duty: 'on' });
        await anna.request('duty', { duty: 'pause' });
        const second = new Counsellor(veer);
        await second.signIn('csg/anna');
        assert.equal((await second.statusIs(() => true)).duty, 'pause');
        assert.equal((await anna.client.untilClosed()).code, 4001);
        await second.request('duty', { duty: 'off' });
        await anna.resume();
        assert.equal((await anna.statusIs(() => true)).duty, 'off');
        assert.equal((await second.client.untilClosed()).code, 4001);
    });
