// Who is on duty, asking one colleague, the breather, signing somebody out by force; and who may
// send what at all.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Counsellor, refused, Visitor } from '../support/people.mjs';
import { ROOT } from '../support/places.mjs';
import { Veer } from '../support/veer.mjs';

const OPTIONS = { timeout: 30_000 };
const read = (name) => JSON.parse(readFileSync(join(ROOT, 'protocol', name), 'utf8'));

async function coordinator(veer, id) {
    const somebody = new Counsellor(veer);
    await somebody.signIn(id, 'coordinator');
    return somebody;
}

test('signed out by a coordinator: closed for good, the visitor waits, the session is over', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const visitor = await Visitor.enter(veer, 'csg/acute');
    const conversation = await anna.accept();
    const hanneke = await coordinator(veer, 'vt/hanneke');
    await refused('unknown_counsellor', hanneke.request('sign_off', { counsellor: 'csg/anna' }));
    await refused('unknown_counsellor', hanneke.request('sign_off', { counsellor: 'vt/nobody' }));
    const corrie = await coordinator(veer, 'csg/corrie');
    const bram = await Counsellor.onDuty(veer, 'csg/bram');
    const before = Date.now();
    await corrie.request('sign_off', { counsellor: 'csg/anna' });
    const { code, reason } = await anna.client.untilClosed();
    assert.deepEqual([code, reason], [4006, 'signed_off']);
    assert.equal(await bram.accept('came_back'), conversation);
    assert.ok(Date.now() - before < 5_000, 'without the grace time');
    const { members } = await visitor.conversationIs(({ state }) => state === 'active');
    assert.equal(members.find(({ part }) => part === 'owner').person.alias, bram.staff.alias);
    await assert.rejects(anna.resume(), { code: 'session_over' });
    await corrie.client.newest('board', ({ desks }) =>
        desks.find(({ desk }) => desk === 'csg/acute').alerts.includes('lost'));
    await anna.signIn('csg/anna');
    await anna.request('duty', { duty: 'on' });
});

test('colleagues: a counsellor asks for each desk, a coordinator for those that he watches', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const quinten = await Counsellor.onDuty(veer, 'fier/quinten');
    const entry = { counsellor: 'fier/quinten', alias: quinten.staff.alias, organisation: 'fier', free: true };
    assert.deepEqual(await anna.request('colleagues', { desk: 'fier/chat' }), { colleagues: [entry] });
    assert.deepEqual(await quinten.request('colleagues', { desk: 'fier/chat' }), { colleagues: [] });
    await refused('unknown_desk', anna.request('colleagues', { desk: 'fier/nothing' }));
    const corrie = await coordinator(veer, 'csg/corrie');
    await refused('unknown_desk', corrie.request('colleagues', { desk: 'fier/chat' }));
    const { colleagues } = await corrie.request('colleagues', { desk: 'csg/acute' });
    assert.deepEqual(colleagues.map(({ counsellor }) => counsellor), ['csg/anna']);
});

test('a transfer to one colleague: he alone is asked; when he declines, so is the owner', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const quinten = await Counsellor.onDuty(veer, 'fier/quinten');
    const pieter = await Counsellor.onDuty(veer, 'fier/pieter');
    const visitor = await Visitor.enter(veer, 'csg/acute');
    const conversation = await anna.accept();
    const ask = (colleague) => anna.request('ask',
        { conversation, desk: 'fier/chat', colleague, tags: [], note: anna.note('') });
    await refused('colleague_away', ask('fier/olga'));
    await ask('fier/pieter');
    const { transfer } = await visitor.transferIs('asked');
    assert.deepEqual(transfer.named, { alias: pieter.staff.alias, organisation: 'fier' });
    await visitor.consent();
    const { offer, named } = await pieter.offer('transfer');
    assert.equal(named, true);
    assert.deepEqual((await quinten.statusIs(() => true)).offers, []);
    await pieter.request('decline', { offer, reason: 'break' });
    const event = await anna.transferIs('unanswered', conversation);
    assert.equal(event.transfer.because, 'colleague_away');
    assert.deepEqual((await quinten.statusIs(() => true)).offers, []);
});

test('the breather after a wrap-up, and its end', OPTIONS, async (t) => {
    const veer = await Veer.start(t, { limits: { breather_ms: 20_000 } });
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    await refused('no_breather', anna.request('ready'));
    const first = await Visitor.enter(veer, 'csg/acute');
    await anna.accept();
    await first.end();
    await anna.wrapUp();
    const { breather_ms: left } = await anna.statusIs(({ breather_ms: ms }) => ms > 0);
    assert.ok(left > 10_000 && left <= 20_000);
    const second = await Visitor.enter(veer, 'csg/acute');
    await second.conversationIs(({ state }) => state === 'waiting');
    await anna.request('ready');
    assert.equal(await anna.accept(), second.conversation);
});

test('nobody is left: the visitor is told to choose another desk, and the coordinator', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    await anna.request('duty', { duty: 'pause' });
    const visitor = await Visitor.enter(veer, 'csg/acute');
    const corrie = await coordinator(veer, 'csg/corrie');
    const { stranded } = await visitor.client.event('place');
    assert.equal(stranded, undefined);
    await anna.request('duty', { duty: 'off' });
    assert.equal((await visitor.client.event('place', (event) => event.stranded)).stranded, 'nobody');
    await corrie.client.newest('board', ({ desks }) =>
        desks.find(({ desk }) => desk === 'csg/acute').alerts.includes('stranded'));
    await anna.request('duty', { duty: 'on' });
    assert.equal(await anna.accept(), visitor.conversation);
});

test('nobody may send the requests of another role', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const { requests } = read('messages.json');
    const good = read('vectors/requests.json').requests;
    const visitor = new Visitor(veer);
    await visitor.open();
    await visitor.request('hello', { role: 'visitor' });
    const people = { visitor, counsellor: await Counsellor.onDuty(veer, 'csg/anna'),
        coordinator: await coordinator(veer, 'csg/corrie') };
    for (const [role, { client }] of Object.entries(people)) {
        for (const [type, { by }] of Object.entries(requests)) {
            if (!by.includes(role) && !by.includes('anybody')) {
                await refused('wrong_role', client.send(good[type].good));
            }
        }
    }
});
