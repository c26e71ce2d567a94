// Who may do what: signing in, roles, and what belongs to somebody else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '../support/client.mjs';
import { Counsellor, refused, transferAt, Visitor } from '../support/people.mjs';
import { inBase64, recordFor, textOf } from '../support/records.mjs';
import { Veer } from '../support/veer.mjs';

const OPTIONS = { timeout: 30_000 };
const NOWHERE = 'f'.repeat(32);
const WRAP = 'w'.repeat(43);

test('signing in: right, wrong, unknown, and the token afterwards', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const signIn = async (organisation, name, password) => {
        const client = await Client.open(veer.port);
        await client.request('hello', { role: 'counsellor' });
        return client.request('sign_in', { organisation, name, password, wrap: WRAP });
    };
    await refused('sign_in_failed', signIn('csg', 'anna', 'wrong'));
    await refused('sign_in_failed', signIn('csg', 'nobody', 'veer-demo'));
    await refused('sign_in_failed', signIn('nowhere', 'anna', 'veer-demo'));
    const { token, staff } = await signIn('fier', 'quinten', 'veer-demo');
    assert.deepEqual([staff.counsellor, staff.alias, staff.capacity], ['fier/quinten', 'Quinten', 3]);

    const again = await Client.open(veer.port);
    const done = await again.request('hello', { role: 'counsellor', token });
    assert.deepEqual(done.staff, staff);
    const guessed = await Client.open(veer.port);
    await refused('session_over', guessed.request('hello', { role: 'counsellor', token: 'g'.repeat(43) }));
});

test('a coordinator cannot sign in as a counsellor, nor the other way round', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const as = (role, id) => new Counsellor(veer).signIn(id, role);
    await refused('wrong_role', as('counsellor', 'csg/corrie'));
    await refused('wrong_role', as('coordinator', 'csg/anna'));
    await as('coordinator', 'csg/corrie');
});

test('signing out ends the session; refused while conversations are open', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const visitor = await Visitor.enter(veer, 'csg/acute');
    await anna.accept();
    await refused('has_conversations', anna.request('sign_out'));
    await anna.request('end', { conversation: visitor.conversation });
    await anna.wrapUp();
    // a picture of him may be under way when he is gone
    await Promise.all([anna.request('duty', { duty: 'pause' }), anna.request('sign_out')]);
    await anna.request('ping');
    await assert.rejects(anna.resume(), { code: 'session_over' });
});

test('the first message must be hello, and only one', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const client = await Client.open(veer.port);
    await refused('hello_first', client.request('enter',
        { desk: 'csg/acute', language: 'nl', tags: [], secret: 's'.repeat(43), wrap: WRAP }));
    const second = await Client.open(veer.port);
    await second.request('hello', { role: 'visitor' });
    await refused('hello_twice', second.request('hello', { role: 'visitor' }));
    await second.request('ping');
});

test('each role has its own requests', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const visitor = await Visitor.enter(veer, 'csg/acute').catch((error) => error);
    assert.equal(visitor.code, 'desk_closed', 'nobody is on duty');
    const nobody = await Client.open(veer.port);
    await nobody.request('hello', { role: 'counsellor' });
    await refused('not_signed_in', nobody.request('duty', { duty: 'on' }));
    await refused('not_signed_in', nobody.request('end', { conversation: NOWHERE }));

    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    await refused('wrong_role', anna.request('enter',
        { desk: 'csg/acute', language: 'nl', tags: [], secret: 's'.repeat(43), wrap: WRAP }));
    await refused('wrong_role', anna.request('share_history', { conversation: NOWHERE }));
    const real = await Visitor.enter(veer, 'csg/acute');
    await refused('wrong_role', real.request('duty', { duty: 'on' }));
    await refused('wrong_role', real.request('wrap_up', { conversation: real.conversation, outcome: 'none' }));
    await refused('wrong_role', real.request('sign_in', { organisation: 'csg', name: 'anna', password: 'veer-demo', wrap: WRAP }));

    const corrie = new Counsellor(veer);
    await corrie.signIn('csg/corrie', 'coordinator');
    for (const [type, fields] of [['duty', { duty: 'on' }], ['end', { conversation: real.conversation }],
        ['follow', { conversation: real.conversation, channel: 'talk', after: 0 }]]) {
        await refused('wrong_role', corrie.request(type, fields));
    }
});

test('what belongs to others is refused, and unknown things too', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const { anna, quinten, visitor, conversation, transfer } = await transferAt(veer, 'offered');
    const { offer } = await quinten.offer();
    const ibrahim = await Counsellor.onDuty(veer, 'shn/ibrahim');
    const other = await Visitor.enter(veer, 'shn/chat');
    await ibrahim.accept();
    const lineOf = (me, part) => ({ channel: 'talk', number: 1,
        record: recordFor({ conversation, me, part }, 'x', 'talk', 1) });

    await refused('not_member', ibrahim.request('say', { conversation, ...lineOf('m1', 'owner') }));
    await refused('not_member', ibrahim.request('follow', { conversation, channel: 'talk', after: 0 }));
    await refused('not_member', ibrahim.request('end', { conversation }));
    await refused('not_member', ibrahim.step('cancel', transfer, conversation));
    await refused('offer_gone', ibrahim.request('accept', { offer }));
    await refused('no_wrap_up', ibrahim.wrapUp(conversation));

    for (const request of [
        other.request('say', { conversation, ...lineOf('m0', 'visitor') }),
        other.request('follow', { conversation, channel: 'talk', after: 0 }),
        other.request('end', { conversation }),
        other.request('withdraw', { conversation, transfer }),
        other.request('refuse', { conversation, transfer }),
    ]) {
        const error = await request.then(() => null, (caught) => caught);
        assert.ok(['not_member', 'unknown_conversation'].includes(error?.code), `${error}`);
    }
    await refused('unknown_transfer', anna.step('cancel', NOWHERE));
    for (const person of [anna, ibrahim]) {
        const error = await person.request('end', { conversation: NOWHERE }).then(() => null, (caught) => caught);
        assert.ok(['not_member', 'unknown_conversation'].includes(error?.code), `${error}`);
    }
    assert.equal((await visitor.conversationIs(() => true)).state, 'active');
});

test('a visitor sees no ids of staff, and a receiver no line of before', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const { quinten, visitor, conversation } = await transferAt(veer, 'briefing', { amount: 'tags' });
    const seen = JSON.stringify(visitor.client.events);
    for (const secret of ['csg/anna', 'fier/quinten']) {
        assert.ok(!seen.includes(secret), `the visitor was told ${secret}`);
    }
    const event = await quinten.conversationIs(() => true, conversation);
    assert.equal(textOf(event.transfer.note), 'a note', 'what his page sealed, which leaves the text out');
    assert.equal(JSON.stringify(quinten.client.events).includes(inBase64('before the transfer')), false);
});

test('the board: staff see all desks live, visitors only the coarse public picture', OPTIONS, async (t) => {
    const veer = await Veer.start(t, { limits: { grace_counsellor_ms: 3_000 } });
    const watcher = new Visitor(veer);
    await watcher.open();
    await watcher.request('hello', { role: 'visitor' });
    const stateOf = (event, desk) => event.desks.find((each) => each.desk === desk)?.state;
    await watcher.client.newest('desks', (event) => stateOf(event, 'csg/acute') === 'closed');

    const vera = new Counsellor(veer);
    await vera.signIn('csg/vera', 'coordinator');
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    await watcher.client.newest('desks', (event) => stateOf(event, 'csg/acute') === 'open');
    const row = (event) => event.desks.find(({ desk }) => desk === 'csg/acute');
    await vera.client.newest('board', (event) => row(event)?.on_duty === 1 && row(event).free === 2);
    for (const name of ['a', 'b', 'c']) {
        await Visitor.enter(veer, 'csg/acute', { name });
    }
    await vera.client.newest('board', (event) => row(event).waiting === 2);
    await anna.accept();
    await anna.accept();
    await vera.client.newest('board', (event) => row(event).free === 0 && row(event).waiting === 1);
    await watcher.client.newest('desks', (event) => stateOf(event, 'csg/acute') === 'busy');
    const { desks } = await watcher.client.event('desks');
    assert.ok(!desks.some(({ desk }) => desk === 'vt/groningen'), 'a desk for transfers only is not listed');
    assert.deepEqual(Object.keys(desks[0]).sort(), ['desk', 'state', 'wait'], 'no numbers for the public');
    anna.drop();
    await watcher.client.newest('desks', (event) => stateOf(event, 'csg/acute') === 'closed');
});

test('waiting: a place that never grows, and the next one moves up', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'vt/gerrit');
    const first = await Visitor.enter(veer, 'vt/national');
    await anna.accept();
    const second = await Visitor.enter(veer, 'vt/national');
    const third = await Visitor.enter(veer, 'vt/national');
    await second.client.newest('place', ({ place }) => place === 1);
    await third.client.newest('place', ({ place }) => place === 2);
    await second.end();
    await third.client.newest('place', ({ place }) => place === 1);
    await first.end();
    await anna.wrapUp();
    assert.equal((await anna.offer()).desk, 'vt/national');
    const places = third.client.events.filter(({ type }) => type === 'place').map(({ place }) => place);
    assert.deepEqual(places, [...places].sort((a, b) => b - a));
});

test('typing, delivered and seen reach the others', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const { anna, visitor, conversation } = await transferAt(veer, 'asked');
    await anna.request('typing', { conversation, channel: 'talk', typing: true });
    await visitor.client.event('typing', (event) => event.typing && event.member === 'm1');
    const seq = await visitor.say('have you read this?');
    await anna.request('seen', { conversation, delivered: seq, seen: seq });
    await visitor.client.event('marks', (event) => event.member === 'm1' && event.seen === seq);
});

test('messages that are not of the protocol get an error and change nothing', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const visitor = await Visitor.enter(veer, 'csg/acute');
    await anna.accept();
    const { client, conversation } = visitor;
    const id = () => `bad-message-${Math.random().toString(36).slice(2, 10)}`;
    const say = { type: 'say', conversation, channel: 'talk', number: 1, record: visitor.record('x') };
    for (const [code, message] of [
        ['unknown_type', { type: 'nothing', id: id() }],
        ['bad_message', { ...say, id: id(), number: -1 }],
        ['bad_message', { ...say, id: id(), number: '1' }],
        ['bad_message', { ...say, id: id(), record: 'not base64!' }],
        ['bad_message', { ...say, id: id(), channel: 'elsewhere' }],
        ['bad_message', { ...say, id: id(), extra: true }],
        ['bad_message', { type: 'say', id: id(), conversation }],
    ]) {
        const error = await client.send(message).then(() => null, (caught) => caught);
        assert.equal(error?.code, code, JSON.stringify(message));
    }
    await visitor.say('still here');
    assert.deepEqual(await anna.reads('still here'), ['still here']);
});

test('tags: only those of the vocabulary, each once', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    await Counsellor.onDuty(veer, 'csg/anna');
    await refused('unknown_tag', Visitor.enter(veer, 'csg/acute', { tags: ['no-such-tag'] }));
    await refused('unknown_language', Visitor.enter(veer, 'csg/acute', { language: 'fr' }));
    await refused('unknown_desk', Visitor.enter(veer, 'csg/nowhere'));
});

test('the same request id gets the same reply', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const { anna, visitor, conversation } = await transferAt(veer, 'asked');
    await anna.step('cancel', (await anna.transferIs('asked')).transfer.transfer);
    const fields = { conversation, desk: 'fier/chat', tags: [], note: anna.note('twice') };
    const first = await anna.request('ask', fields, 'the-same-request-id');
    const second = await anna.request('ask', fields, 'the-same-request-id');
    assert.deepEqual(second, first);
    assert.equal((await visitor.transferIs('asked')).transfer.transfer, first.transfer);
});
