import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channel, conversation, line, member, transfer, view } from './fixtures';
import { talkItems } from './talk_items';
import { talkView } from './talk_view';

const hand_over = {
    from_desk: 'csg/national',
    from: { alias: 'M1', organisation: 'csg' },
    tags: [],
    amount: 'note' as const,
};

test('the receiver cannot write to the visitor before the introduction', () => {
    const briefing = conversation({ part: 'receiver', me: 'm2', transfer: transfer('briefing') });
    assert.equal(talkView(briefing, channel([], { open: false })).writing, 'not_yet');
    assert.equal(talkView(briefing, undefined).writing, 'not_yet');
    const introduced = conversation({ ...briefing, transfer: transfer('introduced') });
    assert.equal(talkView(introduced, channel()).writing, 'composer');
    assert.equal(talkView(introduced, channel()).threePresent, true);
});

test('after the end the talk can be read, after a hand-over not any more', () => {
    const ended = conversation({ part: 'wrap_up', state: 'ended' });
    assert.equal(talkView(ended, channel([line(1, 'm0')], { open: false })).writing, 'read_only');
    const handedOver = conversation({ part: 'wrap_up' });
    assert.equal(talkView(handedOver, undefined).writing, 'handed_over');
    assert.equal(talkView(handedOver, undefined).readable, false);
});

test('says that the conversation so far was not shared, and only then', () => {
    const receiver = (amount: 'tags' | 'note' | 'history') =>
        talkView(
            conversation({ part: 'receiver', transfer: transfer('briefing', { amount }) }),
            channel(),
        ).notShared;
    assert.equal(receiver('tags'), true);
    assert.equal(receiver('note'), true);
    assert.equal(receiver('history'), false);
    const owner = conversation({ hand_over });
    assert.equal(talkView(owner, channel()).notShared, true);
    const shared = conversation({ hand_over: { ...hand_over, amount: 'history' } });
    assert.equal(talkView(shared, channel()).notShared, false);
    assert.equal(talkView(conversation(), channel()).notShared, false);
});

test('the owner can end a conversation unless a transfer runs or the visitor is away', () => {
    const end = (change: Parameters<typeof conversation>[0]) =>
        talkView(conversation(change), channel()).end;
    assert.equal(end({}), 'possible');
    assert.equal(end({ transfer: transfer('asked') }), 'transfer');
    assert.equal(end({ transfer: transfer('refused') }), 'possible');
    assert.equal(end({ members: [member('m0', 'visitor', false)] }), 'visitor_away');
    assert.equal(end({ part: 'receiver' }), 'none');
    assert.equal(end({ part: 'wrap_up', state: 'ended' }), 'none');
});

test('lines carry who said them, own ones how far they have come', () => {
    const talk = channel([
        line(1, 'm1', { text: 'dag' } as object),
        line(2, 'm0'),
        line(3, 'm2'),
        { seq: 4, at: 4, member: 'm2', notice: 'introduced' },
    ]);
    const event = conversation({ members: [member('m0', 'visitor'), member('m2', 'receiver')] });
    const shown = { ...view(event, { talk }), reached: { delivered: 1, seen: 0 } };
    const items = talkItems(shown, {
        ...talk,
        pending: [{ key: 'p', text: 'nog', state: 'failed', error: 'not_active' }],
    });
    assert.deepEqual(
        items.map((item) => [item.kind, item.speaker.who]),
        [
            ['line', 'me'],
            ['line', 'visitor'],
            ['line', 'colleague'],
            ['notice', 'colleague'],
            ['line', 'me'],
        ],
    );
    assert.deepEqual(
        items.map((item) => (item.kind === 'line' ? item.sign : undefined)),
        ['delivered', null, null, undefined, 'failed'],
    );
});

test('a line without a text says why', () => {
    const kinds = ['text', 'waiting', 'withheld', 'altered', 'close', 'silent'] as const;
    const lines = kinds.map((kind, index) => ({
        ...line(index + 1, 'm0'),
        kind,
        text: kind === 'text' ? 'hallo' : null,
    }));
    const unread = (
        change: Parameters<typeof conversation>[0],
        locked: boolean,
        name: 'talk' | 'notes' = 'talk',
    ) => {
        const shown = channel(lines, { channel: name });
        return talkItems(view(conversation(change)), shown, locked).map((item) =>
            item.kind === 'line' ? item.unread : item.kind,
        );
    };
    assert.deepEqual(unread({}, false), [null, 'waiting', 'withheld', 'altered']);
    assert.deepEqual(unread({}, true), [null, 'locked', 'withheld', 'altered']);
    assert.deepEqual(unread({ state: 'ended' }, false), [null, 'lost', 'withheld', 'altered']);
    assert.deepEqual(unread({}, false, 'notes'), [null, 'waiting', 'lost', 'altered']);
});

test('nobody writes before his own key is open', () => {
    const locked = { locked: true, closed: false };
    assert.equal(talkView(conversation(), channel(), locked).writing, 'locked');
    const ended = conversation({ part: 'wrap_up', state: 'ended' });
    const shut = channel([line(1, 'm0')], { open: false });
    assert.equal(talkView(ended, shut, locked).writing, 'read_only');
});

test('a conversation that ended without a word of who ended it broke off', () => {
    const over = (ended_by: 'visitor' | 'owner' | 'lost', closed: boolean, read = true) => {
        const event = conversation({ part: 'wrap_up', state: 'ended', ended_by });
        const lines = [{ ...line(1, 'm0'), kind: 'waiting' as const, text: null }];
        const talk = channel(read ? [line(1, 'm0')] : lines, { open: false });
        return talkView(event, talk, { locked: false, closed }).brokeOff;
    };
    assert.equal(over('visitor', false), true);
    assert.equal(over('owner', false), true);
    assert.equal(over('visitor', true), false);
    assert.equal(over('lost', false), false, 'the page says that the line was lost');
    assert.equal(over('visitor', false, false), false, 'it is not known yet');
    assert.equal(talkView(conversation(), channel(), { locked: false, closed: false }).brokeOff, false);
});
