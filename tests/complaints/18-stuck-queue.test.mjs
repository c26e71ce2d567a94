import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, Visitor } from '../support/people.mjs';
import { Veer } from '../support/veer.mjs';

const WAITING = 3;

test('18. Queue gets stuck when staff re-enter; the position counts the wrong way (HelpIM#94, #120)',
    { timeout: 60_000 }, async (t) => {
        const veer = await Veer.start(t);
        const gerrit = await Counsellor.onDuty(veer, 'vt/gerrit');
        const first = await Visitor.enter(veer, 'vt/national');
        await gerrit.accept();
        const queue = [];
        for (let place = 1; place <= WAITING; place++) {
            const visitor = await Visitor.enter(veer, 'vt/national');
            await visitor.client.newest('place', (event) => event.place === place);
            queue.push(visitor);
        }

        // He re-enters in every way there is, with somebody waiting.
        gerrit.drop();
        await gerrit.resume();
        await gerrit.resume(); // a second tab
        await gerrit.request('duty', { duty: 'pause' });
        await gerrit.request('duty', { duty: 'on' });
        await gerrit.signIn('vt/gerrit');
        const second = await Counsellor.onDuty(veer, 'vt/dirk');
        await second.request('duty', { duty: 'off' });

        let served = first;
        for (const next of queue) {
            await served.end();
            await gerrit.conversationIs(({ state }) => state === 'ended', served.conversation);
            await gerrit.wrapUp(served.conversation);
            assert.equal(await gerrit.accept(), next.conversation, 'in the order of their coming');
            served = next;
            await Promise.all(queue.slice(queue.indexOf(next) + 1).map((visitor, index) =>
                visitor.client.newest('place', ({ place }) => place === index + 1)));
        }
        queue.forEach((visitor, index) => {
            const places = visitor.client.events.filter(({ type }) => type === 'place').map(({ place }) => place)
                .filter((place, at, all) => place !== all[at - 1]);
            assert.deepEqual(places, Array.from({ length: index + 1 }, (_, n) => index + 1 - n));
        });
    });
