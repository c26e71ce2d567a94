import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftOf } from '../clock';
import { toBase64, utf8 } from '../crypto/bytes';
import { OWN_WORD } from '../crypto/cipher';
import { FakeClock, settled } from '../testing/fake_clock';
import { PlainCipher } from '../testing/plain_cipher';
import { CONVERSATION, FakeServer, line, picture, records, talk } from '../testing/fake_server';
import { Transport } from '../transport/transport';
import type { KeptRecord, OutboxKeeper } from './keeper';
import { Session } from './session';
import { signOf } from './state';

class MemoryKeeper implements OutboxKeeper {
    kept: readonly KeptRecord[] = [];

    save(records: readonly KeptRecord[]): void {
        this.kept = records;
    }
}

function setUp(kept: readonly KeptRecord[] = []) {
    const server = new FakeServer();
    const clock = new FakeClock();
    const keeper = new MemoryKeeper();
    const cipher = new PlainCipher();
    const transport = new Transport({
        hello: () => ({ role: 'visitor' }),
        refused: () => false,
        url: 'ws://test/ws',
        open: server.open,
        clock,
        random: () => 1,
        watch: () => () => undefined,
    });
    const session = new Session(transport, { cipher, keeper, clock });
    if (kept.length > 0) session.restore(kept);
    transport.start();
    const view = () => {
        const found = session.state.get().conversations.get(CONVERSATION);
        assert.ok(found);
        return found;
    };
    const channel = () => {
        const found = view().channels.talk;
        assert.ok(found);
        return found;
    };
    const seqs = () => channel().lines.map((each) => each.seq);
    const reconnect = async (): Promise<void> => {
        await server.last.close(1006);
        await clock.advance(15_000);
        await server.last.accept();
    };
    return { server, clock, cipher, keeper, transport, session, view, channel, seqs, reconnect };
}

const seal = (text: string): string => toBase64(utf8(text));

test('follows each channel once per connection, from its last complete line', async () => {
    const { server, channel, seqs, reconnect } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(2, 0)]));
    assert.equal(server.last.take('follow').after, 0);
    await server.last.event(picture(2, [talk(2, 0)]));
    assert.equal(server.last.all('follow').length, 1);
    await server.last.event(
        records(line(1, 'm1', seal('een')), line(2, 'm1', seal('twee'))),
    );
    await settled();
    assert.deepEqual(
        channel().lines.map((each) => each.text),
        ['een', 'twee'],
    );
    await reconnect();
    assert.equal(server.last.all('follow').length, 0, 'not before the picture has come');
    await server.last.event(picture(2, [talk(3, 0)]));
    assert.equal(server.last.take('follow').after, 2);
    await server.last.event(records(line(2, 'm1', 'x'), line(3, 'm1', seal('drie'))));
    assert.deepEqual(seqs(), [1, 2, 3]);
    assert.equal(channel().lines[1]?.text, 'twee', 'the known line stays');
});

test('a gap is asked for again, then shown; what came is kept', async () => {
    const { server, clock, channel, seqs } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    await server.last.event(records(line(1, 'm1', seal('een'))));
    await server.last.event(records(line(3, 'm1', seal('drie'))));
    assert.equal(server.last.take('follow').after, 1);
    assert.equal(channel().missing, false);
    await clock.advance(2_000);
    assert.equal(channel().missing, true);
    assert.deepEqual(seqs(), [1, 3]);
    await server.last.event(records(line(2, 'm1', seal('twee'))));
    assert.deepEqual(seqs(), [1, 2, 3]);
    assert.equal(channel().missing, false);
    assert.equal(channel().complete, 3);
});

test('an earlier beginning is followed from there', async () => {
    const { server } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [{ ...talk(8, 0), first: 8 }]));
    assert.equal(server.last.take('follow').after, 7);
    await server.last.event(records(line(8, 'm1', seal('acht'))));
    await server.last.event(picture(2, [talk(8, 0)]));
    assert.equal(server.last.take('follow').after, 0);
});

test('a refused follow is tried again', async () => {
    const { server, clock } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    await server.last.refuse(server.last.take('follow'), 'store_away');
    await clock.advance(2_000);
    assert.equal(server.last.all('follow').length, 2);
});

test('a follow that was refused for good is sent again with the next picture', async () => {
    const { server } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(1, 0)]));
    await server.last.refuse(server.last.take('follow'), 'not_member');
    await server.last.event(picture(2, [talk(1, 0)]));
    assert.equal(server.last.all('follow').length, 2);
});

test('a conversation that was forgotten is followed anew when it comes again', async () => {
    const { server, session } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(1, 0)]));
    await server.last.event(records(line(1, 'm1', seal('een'))));
    session.forget(CONVERSATION);
    await server.last.event(picture(2, [talk(1, 0)]));
    assert.equal(server.last.all('follow').length, 2);
    assert.equal(server.last.take('follow').after, 0);
});

test('an older picture does not replace a newer one on the same connection', async () => {
    const { server, view, reconnect } = setUp();
    await server.last.accept();
    await server.last.event(picture(5, [talk(0, 0)]));
    await server.last.event(picture(4, [talk(0, 0)], { state: 'waiting' }));
    assert.equal(view().event.state, 'active');
    await reconnect();
    await server.last.event(picture(3, [talk(0, 0)], { state: 'waiting' }));
    assert.equal(view().event.state, 'waiting', 'a new connection begins anew');
});

test('says in order, one at a time, and keeps each until it is acknowledged', async () => {
    const { server, session, keeper, channel } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 4)]));
    assert.equal(session.say(CONVERSATION, 'talk', 'een'), true);
    assert.equal(session.say(CONVERSATION, 'talk', 'twee'), true);
    assert.equal(server.last.all('say').length, 1);
    const first = server.last.take('say');
    assert.equal(first.number, 5, 'numbers go on from the server');
    assert.equal(keeper.kept.length, 2);
    await server.last.done(first, { seq: 1 });
    assert.equal(keeper.kept.length, 1);
    assert.deepEqual(
        channel().pending.map((each) => each.state),
        ['sent', 'waiting'],
    );
    const second = server.last.take('say');
    assert.equal(second.number, 6);
    await server.last.event(records(line(1, 'm0', first.record, 5)));
    assert.deepEqual(
        channel().pending.map((each) => each.text),
        ['twee'],
    );
    await server.last.done(second, { seq: 2 });
    await server.last.event(records(line(2, 'm0', second.record, 6)));
    assert.deepEqual(channel().pending, []);
    assert.deepEqual(keeper.kept, []);
});

test('a reply that was lost: found among the lines, not said twice', async () => {
    const { server, session, channel, reconnect } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    session.say(CONVERSATION, 'talk', 'een');
    const { record } = server.last.take('say');
    await reconnect();
    await server.last.event(picture(1, [talk(1, 1)]));
    assert.equal(server.last.all('say').length, 0, 'it may be among the lines that are to come');
    await server.last.event(records(line(1, 'm0', record, 1)));
    assert.equal(server.last.all('say').length, 0);
    assert.deepEqual(channel().pending, []);
});

test('a record that never arrived: said again with the same number', async () => {
    const { server, session, reconnect } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    session.say(CONVERSATION, 'talk', 'een');
    const before = server.last.take('say');
    await reconnect();
    assert.equal(server.last.all('say').length, 0, 'first the picture');
    await server.last.event(picture(1, [talk(0, 0)]));
    const after = server.last.take('say');
    assert.equal(after.number, before.number);
    assert.equal(after.record, before.record);
});

test('without a key nothing is sent; with it everything is, in order', async () => {
    const { server, cipher, session, channel } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    cipher.keyed = false;
    session.say(CONVERSATION, 'talk', 'een');
    session.say(CONVERSATION, 'talk', 'twee');
    assert.equal(server.last.all('say').length, 0);
    assert.deepEqual(channel().pending.map(({ text }) => text), ['een', 'twee']);
    await server.last.event(records(line(1, 'm1', seal('van haar'))));
    assert.equal(channel().lines[0]?.kind, 'waiting');
    cipher.giveKey();
    assert.equal(channel().lines[0]?.text, 'van haar');
    await server.last.done(server.last.take('say'), { seq: 2 });
    assert.deepEqual(server.last.all('say').map(({ record }) => atob(record)), ['een', 'twee']);
});

test('what was under an older key is sealed anew under the same number', async () => {
    const { server, clock, cipher, session } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    session.say(CONVERSATION, 'talk', 'een');
    await server.last.refuse(server.last.take('say'), 'old_epoch');
    assert.deepEqual(cipher.resealed, ['talk 1']);
    await clock.advance(2_000);
    assert.deepEqual(server.last.all('say').map(({ number }) => number), [1, 1]);
});

test('a word of the page itself is sent and not shown', async () => {
    const { server, session, channel } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    session.say(CONVERSATION, 'talk', `${OWN_WORD}close`);
    assert.equal(server.last.all('say').length, 1);
    assert.deepEqual(channel().pending, []);
});

test('after a reload the outbox goes on: nothing lost, nothing twice', async () => {
    const first = setUp();
    await first.server.last.accept();
    await first.server.last.event(picture(1, [talk(0, 0)]));
    first.session.say(CONVERSATION, 'talk', 'een');
    first.session.say(CONVERSATION, 'talk', 'twee');
    const said = first.server.last.take('say'); // arrives, but the page is gone before the reply

    const second = setUp(first.keeper.kept);
    await settled();
    await second.server.last.accept();
    await second.server.last.event(picture(1, [talk(1, 1)]));
    assert.deepEqual(
        second.channel().pending.map((each) => each.text),
        ['een', 'twee'],
    );
    assert.equal(second.server.last.all('say').length, 0);
    await second.server.last.event(records(line(1, 'm0', said.record, 1)));
    const rest = second.server.last.all('say');
    assert.equal(rest.length, 1);
    assert.equal(rest[0]?.number, 2);
    assert.equal(
        atob(rest[0]?.record ?? ''),
        'twee',
    );
});

test('a number that another tab used is not ours: the line gets a new one', async () => {
    const { server, session, reconnect } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    session.say(CONVERSATION, 'talk', 'van hier');
    const mine = server.last.take('say');
    await reconnect();
    await server.last.event(picture(1, [talk(1, 1)]));
    await server.last.event(records(line(1, 'm0', seal('van daar'), 1)));
    const again = server.last.take('say');
    assert.equal(again.number, 2);
    assert.equal(again.record, mine.record);
});

test('number_gap: says again from the last one that the server has', async () => {
    const { server, session, channel } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(2, 2)]));
    await server.last.event(
        records(line(1, 'm0', seal('een'), 1), line(2, 'm0', seal('twee'), 2)),
    );
    session.say(CONVERSATION, 'talk', 'drie');
    await server.last.refuse(server.last.take('say'), 'number_gap');
    assert.equal(server.last.take('say').number, 2);
    await server.last.refuse(server.last.take('say'), 'number_gap');
    assert.equal(server.last.take('say').number, 1);
    for (const number of [1, 2, 3]) {
        const say = server.last.take('say');
        assert.equal(say.number, number);
        await server.last.done(say, { seq: number });
    }
    assert.deepEqual(
        channel().pending.map((each) => each.state),
        ['sent'],
    );
});

test('number_gap that cannot be filled: numbers anew from a fresh picture', async () => {
    const { server, session } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 5)]));
    session.say(CONVERSATION, 'talk', 'zes');
    assert.equal(server.last.take('say').number, 6);
    await server.last.refuse(server.last.take('say'), 'number_gap');
    assert.equal(server.connections.length, 2);
    await server.last.accept();
    await server.last.event(picture(2, [talk(0, 3)]));
    assert.equal(server.last.take('say').number, 4);
});

test('store away: tried again later, and at once when it is back', async () => {
    const { server, clock, session, channel } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    session.say(CONVERSATION, 'talk', 'een');
    await server.last.refuse(server.last.take('say'), 'store_away');
    assert.equal(channel().pending[0]?.state, 'waiting');
    await clock.advance(1_000);
    assert.equal(server.last.all('say').length, 2);
    await server.last.event({ type: 'store', there: false });
    assert.equal(session.state.get().storeThere, false);
    await server.last.refuse(server.last.take('say'), 'store_away');
    await server.last.event({ type: 'store', there: true });
    assert.equal(server.last.all('say').length, 3);
    assert.deepEqual(new Set(server.last.all('say').map((each) => each.number)), new Set([1]));
});

test('a channel that is closed for now keeps its lines; one that is closed for good says so', async () => {
    const { server, session, channel } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    session.say(CONVERSATION, 'talk', 'een');
    await server.last.refuse(server.last.take('say'), 'not_active');
    await server.last.event(picture(2, [talk(0, 0, false)], { state: 'waiting' }));
    assert.equal(channel().pending[0]?.state, 'waiting');
    await server.last.event(picture(3, [talk(0, 0)]));
    assert.equal(server.last.all('say').length, 2);
    await server.last.refuse(server.last.take('say'), 'not_active');
    await server.last.event(picture(4, [talk(0, 0, false)], { state: 'ended', ended_by: 'owner' }));
    assert.deepEqual(
        channel().pending.map(({ state, error }) => ({ state, error })),
        [{ state: 'failed', error: 'conversation_ended' }],
    );
});

test('a text that is too long is given back', async () => {
    const { server, session, keeper } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    assert.equal(session.say(CONVERSATION, 'talk', 'a'.repeat(5_000)), false);
    assert.deepEqual(keeper.kept, []);
});

test('a line for an earlier briefing never reaches the next one', async () => {
    const { server, session, keeper } = setUp();
    const briefing = { channel: 'briefing', first: 1, last: 0, number: 0, open: true } as const;
    const transfer = (id: string, state: 'briefing' | 'returned') => ({
        transfer: id.repeat(16),
        state,
        desk: 'fier/chat',
        from_desk: 'csg/acute',
        from: { alias: 'Anna', organisation: 'csg' },
        tags: [],
    });
    await server.last.accept();
    await server.last.event(
        picture(1, [talk(0, 0), briefing], {
            part: 'owner',
            me: 'm1',
            transfer: transfer('aa', 'briefing'),
        }),
    );
    session.say(CONVERSATION, 'briefing', 'voor de eerste');
    assert.equal(server.last.take('say').channel, 'briefing');
    await server.last.refuse(server.last.take('say'), 'store_away');
    await server.last.event(
        picture(2, [talk(0, 0)], { part: 'owner', me: 'm1', transfer: transfer('aa', 'returned') }),
    );
    const old = session.state.get().conversations.get(CONVERSATION)?.channels.briefing;
    assert.equal(old?.place.open, false);
    assert.equal(old?.pending.length, 1, 'its writer still sees it');
    await server.last.event(
        picture(3, [talk(0, 0), briefing], {
            part: 'owner',
            me: 'm1',
            transfer: transfer('bb', 'briefing'),
        }),
    );
    session.say(CONVERSATION, 'briefing', 'voor de tweede');
    const texts = server.last.all('say').map(({ record }) => atob(record));
    assert.deepEqual(texts, ['voor de eerste', 'voor de tweede']);
    assert.equal(server.last.take('say').number, 1);
    assert.equal(keeper.kept.length, 1);
});

test('marks: delivered with the lines, seen with the screen, one request at a time', async () => {
    const { server, session, view } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    await server.last.event(records(line(1, 'm1', seal('een'))));
    assert.deepEqual([server.last.take('seen').delivered, server.last.take('seen').seen], [1, 0]);
    session.seen(CONVERSATION, 1);
    assert.equal(server.last.all('seen').length, 1);
    await server.last.done(server.last.take('seen'), {});
    assert.equal(server.last.take('seen').seen, 1);
    await server.last.event(records(line(2, 'm0', seal('twee'), 1)));
    const own = view().channels.talk?.lines[1];
    assert.ok(own);
    assert.equal(signOf(view(), own), 'sent');
    const mark = { type: 'marks', conversation: CONVERSATION, member: 'm1' } as const;
    await server.last.event({ ...mark, delivered: 2, seen: 1 });
    assert.equal(signOf(view(), own), 'delivered');
    await server.last.event({ ...mark, delivered: 2, seen: 2 });
    assert.equal(signOf(view(), own), 'seen');
});

test('typing goes out at most every three seconds and is over after six', async () => {
    const { server, clock, session } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    const told = () => server.last.all('typing').map((each) => each.typing);
    session.input(CONVERSATION, 'talk', 'h');
    await clock.advance(1_000);
    session.input(CONVERSATION, 'talk', 'ha');
    assert.deepEqual(told(), [true]);
    await clock.advance(2_000);
    session.input(CONVERSATION, 'talk', 'hal');
    assert.deepEqual(told(), [true, true]);
    await clock.advance(6_000);
    assert.deepEqual(told(), [true, true, false]);
    session.input(CONVERSATION, 'talk', 'hall');
    session.input(CONVERSATION, 'talk', '');
    assert.deepEqual(told(), [true, true, false, true, false]);
});

test('typing that comes in is over with the line, or after six seconds', async () => {
    const { server, clock, channel } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(0, 0)]));
    const typing = {
        type: 'typing',
        conversation: CONVERSATION,
        channel: 'talk',
        member: 'm1',
        typing: true,
    } as const;
    await server.last.event(typing);
    await server.last.event(typing);
    assert.deepEqual(channel().typing, ['m1']);
    await server.last.event(records(line(1, 'm1', seal('een'))));
    assert.deepEqual(channel().typing, []);
    await server.last.event(typing);
    await clock.advance(6_000);
    assert.deepEqual(channel().typing, []);
});

test('count-downs run on the page’s own clock from what was left', async () => {
    const { server, clock, view } = setUp();
    await server.last.accept();
    await clock.advance(1_000);
    await server.last.event(
        picture(1, [talk(0, 0)], {
            transfer: {
                transfer: 'aa'.repeat(16),
                state: 'asked',
                desk: 'fier/chat',
                from_desk: 'csg/acute',
                from: { alias: 'Anna', organisation: 'csg' },
                tags: [],
                left_ms: 60_000,
                of_ms: 180_000,
            },
        }),
    );
    await clock.advance(10_000);
    const deadline = view().transferDeadline;
    assert.ok(deadline);
    assert.equal(leftOf(clock, deadline), 50_000);
    assert.equal(deadline.ofMs, 180_000);
});

test('a place that comes before its conversation is not lost', async () => {
    const { server, view } = setUp();
    await server.last.accept();
    await server.last.event({
        type: 'place',
        conversation: CONVERSATION,
        place: 3,
        wait: '2_to_5',
    });
    await server.last.event(picture(1, [talk(0, 0, false)], { state: 'waiting', why: 'new' }));
    assert.deepEqual(view().place, { place: 3, wait: '2_to_5', stranded: null });
});

test('conversations that ended while a counsellor was away are dropped when he is back', async () => {
    const { server, session, reconnect } = setUp();
    const counsellor = {
        type: 'counsellor',
        revision: 1,
        duty: 'on',
        missed: 0,
        capacity: 2,
        load: 1,
        offers: [],
    } as const;
    await server.last.accept();
    await server.last.event({ ...counsellor, offers: [], conversations: [CONVERSATION] });
    await server.last.event(picture(1, [talk(0, 0)], { part: 'owner', me: 'm1' }));
    await reconnect();
    await server.last.event({ ...counsellor, offers: [], conversations: [] });
    assert.equal(session.state.get().conversations.size, 0);
});

test('after a loss: own lines that the other side does not have are said again, under their numbers', async () => {
    const { server, session, channel, reconnect } = setUp();
    await server.last.accept();
    await server.last.event(picture(1, [talk(3, 3)]));
    const own = await Promise.all(['een', 'twee', 'drie'].map(seal));
    await server.last.event(
        records(...own.map((record, index) => line(index + 1, 'm0', record, index + 1))),
    );
    await server.last.event({
        type: 'marks',
        conversation: CONVERSATION,
        member: 'm1',
        delivered: 1,
        seen: 1,
    });
    await reconnect();
    await server.last.event(picture(1, [talk(0, 0)]));
    const first = server.last.take('say');
    assert.deepEqual([first.number, first.record], [2, own[1]], 'the first one has arrived');
    await server.last.done(first, { seq: 1_000_001 });
    const second = server.last.take('say');
    assert.deepEqual([second.number, second.record], [3, own[2]]);
    await server.last.done(second, { seq: 1_000_002 });
    session.say(CONVERSATION, 'talk', 'vier');
    await settled();
    assert.equal(server.last.take('say').number, 4);
    await server.last.event(
        records(line(1_000_001, 'm0', own[1] ?? '', 2), line(1_000_002, 'm0', own[2] ?? '', 3)),
    );
    assert.deepEqual(
        channel().lines.map(({ number }) => number),
        [1, 2, 3],
    );
});

test('that everybody gets his place back is part of the state', async () => {
    const { server, session, reconnect } = setUp();
    await server.last.accept();
    await server.last.event({ type: 'store', there: true, rebuilding: true });
    assert.equal(session.state.get().rebuilding, true);
    await server.last.event({ type: 'store', there: true });
    assert.equal(session.state.get().rebuilding, false);
    await server.last.event({ type: 'store', there: true, rebuilding: true });
    await reconnect();
    assert.equal(session.state.get().rebuilding, false);
});
