// The quiet kinds of trouble: a phone that sleeps, packets that vanish, readers that do not read,
// two devices.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkConservation } from '../support/conservation.mjs';
import { Ends } from '../support/ends.mjs';
import { Machine, Network, NO_MACHINES } from '../support/machines.mjs';
import { Counsellor, Visitor } from '../support/people.mjs';
import { SteadyCounsellor, SteadyVisitor } from '../support/steady.mjs';
import { Veer } from '../support/veer.mjs';

const OPTIONS = { timeout: 120_000 };
const SILENCE_MS = 75_000; // longer than the server waits for a sign of life (front_settings)
const TOO_SLOW = 4004;
const SUPERSEDED = 4001;
const LONG = 'x'.repeat(4_000);

describe('trouble', { concurrency: true }, () => {
    test('a phone is locked for a minute and more: the same place, and no second visitor', OPTIONS, async (t) => {
        const veer = await Veer.start(t, { limits: { grace_visitor_ms: 600_000 } });
        const anna = await Counsellor.onDuty(veer, 'csg/anna');
        await anna.request('duty', { duty: 'pause' });
        const first = await Visitor.enter(veer, 'csg/acute');
        const second = await Visitor.enter(veer, 'csg/acute');
        await first.client.event('place', ({ place }) => place === 1);
        await second.client.event('place', ({ place }) => place === 2);
        first.client.pause();
        await second.client.newest('place', ({ place }) => place === 1, undefined, SILENCE_MS);
        first.client.unpause();
        assert.notEqual((await first.client.untilClosed()).code, SUPERSEDED);
        await first.resume();
        await first.client.event('place', ({ place }) => place === 1);
        await anna.request('duty', { duty: 'on' });
        assert.equal(await anna.accept(), first.conversation, 'he kept his place');
        assert.equal(await anna.accept(), second.conversation);
        const { offers, load } = await anna.statusIs(({ conversations }) => conversations.length === 2);
        assert.deepEqual([offers.length, load], [0, 2], 'there are two visitors, not three');
    });

    test('packets vanish: the browser notices, and goes on elsewhere', { ...OPTIONS, skip: NO_MACHINES }, async (t) => {
        const ends = Ends.of(t);
        const network = await Network.start(ends);
        const machine = await Machine.start(ends, network, 1, { processes: 2 });
        const visitor = new SteadyVisitor('the visitor', [machine.place(0), machine.place(1)]);
        const anna = new SteadyCounsellor('csg/anna', [machine.place(1)]);
        ends.after(() => Promise.all([visitor.stop(), anna.stop()]));
        await anna.onDuty();
        await visitor.enter('csg/acute');
        await anna.accept();
        const talking = visitor.talk('a word');
        machine.drop(machine.place(0).port);
        const began = Date.now();
        await visitor.when('has gone elsewhere', () => visitor.online && visitor.place.port === machine.place(1).port);
        assert.ok(Date.now() - began < 20_000, 'soon enough');
        await talking.stop();
        machine.heal();
        await checkConservation(network.redis, { visitors: [visitor], counsellors: [anna] });
    });

    test('packets vanish: the server notices, and the counsellor is told', { ...OPTIONS, skip: NO_MACHINES }, async (t) => {
        const ends = Ends.of(t);
        const network = await Network.start(ends);
        const machine = await Machine.start(ends, network, 1, { processes: 2 });
        const anna = await Counsellor.onDuty(machine.veer, 'csg/anna', { port: machine.place(1).port, host: machine.host });
        const visitor = await Visitor.enter(machine.veer, 'csg/acute', { port: machine.place(0).port, host: machine.host });
        await anna.accept();
        machine.drop(machine.place(0).port);
        await anna.conversationIs(({ members }) => members[0].present === false, anna.conversation, SILENCE_MS);
        machine.heal();
        await visitor.resume(machine.place(1).port);
        await anna.conversationIs(({ members }) => members[0].present);
    });

    test('a reader who does not read: his queue is bounded, he is closed, and comes back without a loss', OPTIONS, async (t) => {
        const veer = await Veer.start(t, { processes: 2 });
        const anna = await Counsellor.onDuty(veer, 'csg/anna', { port: veer.ownPort(1) });
        const visitor = await Visitor.enter(veer, 'csg/acute', { port: veer.ownPort(0) });
        const conversation = await anna.accept();
        await anna.conversationIs(({ keyed }) => keyed);
        visitor.client.pause();
        let number = 0;
        while (!veer.log().some((line) => Object.values(line).includes('connection_too_slow'))) {
            assert.ok(number < 4_000, 'the queue has a bound');
            const lines = Array.from({ length: 20 }, () => anna.request('say', { conversation, channel: 'talk',
                number: ++number, record: anna.record(LONG, { number }) }));
            await Promise.all(lines);
            await sleep(450); // as many messages as one connection may send
        }
        visitor.client.unpause();
        const { code } = await visitor.client.untilClosed();
        assert.ok(code === TOO_SLOW || code === 1006, `closed with ${code}`);
        const got = visitor.lines().length;
        assert.ok(got < number, 'not all came');
        const last = visitor.lines().at(-1).seq;
        const { secret } = visitor;
        await visitor.open();
        await visitor.request('hello', { role: 'visitor', resume: { conversation, secret, next: 'n'.repeat(43) } });
        await visitor.conversationIs(() => true);
        await visitor.follow('talk', conversation, last);
        const newest = (await anna.conversationIs(() => true)).channels.find(({ channel }) => channel === 'talk');
        assert.ok(newest);
        await visitor.client.when('the rest', () => visitor.texts().filter((text) => text === LONG).length + got >= number);
        assert.equal(visitor.lines()[0].seq, last + 1, 'nothing between');
    });

    test('one counsellor on two devices has one status', OPTIONS, async (t) => {
        const veer = await Veer.start(t, { processes: 2 });
        const anna = await Counsellor.onDuty(veer, 'csg/anna', { port: veer.ownPort(0) });
        const visitor = await Visitor.enter(veer, 'csg/acute', { port: veer.ownPort(0) });
        await anna.accept();
        const device = new Counsellor(veer, { port: veer.ownPort(1) });
        await device.signIn('csg/anna');
        await device.statusIs(({ duty, load }) => duty === 'on' && load === 1);
        assert.equal((await anna.client.untilClosed()).code, SUPERSEDED);
        await visitor.conversationIs(({ members }) => members.every(({ present }) => present));
        await device.request('duty', { duty: 'pause' });
        await device.statusIs(({ duty }) => duty === 'pause');
        assert.equal((await rowOf(device, 'csg/acute', (row) => row.free === 0)).on_duty, 1, 'he counts once');
        await anna.resume(veer.ownPort(0));
        await anna.statusIs(({ duty, load }) => duty === 'pause' && load === 1);
        assert.equal((await device.client.untilClosed()).code, SUPERSEDED);
    });
});

async function rowOf(person, desk, condition) {
    const { desks } = await person.client.newest('board',
        ({ desks: rows }) => rows.some((row) => row.desk === desk && condition(row)));
    return desks.find((row) => row.desk === desk);
}
