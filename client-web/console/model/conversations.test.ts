import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part, TransferState } from '../../src/protocol/generated';
import { listOf, listStateOf, numberThem, readableUpTo, seenKey } from './conversations';
import { channel, conversation, CONVERSATION, line, member, transfer, view } from './fixtures';

test('the list says in one word where a conversation stands', () => {
    const state = (part: Part, step?: TransferState) =>
        listStateOf(conversation({ part, ...(step ? { transfer: transfer(step) } : {}) }));
    assert.equal(state('owner'), 'with_you');
    assert.equal(state('owner', 'asked'), 'asked');
    assert.equal(state('owner', 'seeking'), 'seeking');
    assert.equal(state('owner', 'offered'), 'seeking');
    assert.equal(state('owner', 'briefing'), 'briefing');
    assert.equal(state('owner', 'introduced'), 'introduced');
    assert.equal(state('owner', 'completed'), 'with_you');
    assert.equal(state('owner', 'returned'), 'with_you');
    assert.equal(state('receiver', 'briefing'), 'receiver_briefing');
    assert.equal(state('receiver', 'introduced'), 'receiver_introduced');
    assert.equal(state('wrap_up', 'completed'), 'wrap_up');
    const away = conversation({ members: [member('m0', 'visitor', false)] });
    assert.equal(listStateOf(away), 'visitor_away');
    assert.equal(listStateOf(conversation({ state: 'ended' })), 'wrap_up');
});

test('unread are the records of others behind what was on a screen', () => {
    const talk = channel([line(1, 'm0'), line(2, 'm1'), line(3, 'm0')]);
    const briefing = channel([line(1, 'm2')], { channel: 'briefing' }, 'first');
    const notice = channel([{ seq: 1, at: 1, member: 'm0', notice: 'joined' }]);
    const unread = (channels: object, seen = new Map<string, number>()) =>
        listOf(new Map([[CONVERSATION, view(conversation(), channels)]]), new Map(), seen)[0]
            ?.unread;
    assert.equal(unread({ talk }), 2);
    assert.equal(unread({ talk }, new Map([[seenKey(CONVERSATION, talk), 1]])), 1);
    assert.equal(unread({ talk, briefing }), 3);
    assert.equal(unread({ talk: notice }), 0);
    const other = channel([], { channel: 'briefing' }, 'second');
    const seen = new Map([[seenKey(CONVERSATION, other), 9]]);
    assert.equal(unread({ briefing }, seen), 1, 'another briefing begins anew');
});

test('what the server knows as seen stays read after a reload', () => {
    const mine = { ...member('m1', 'owner'), seen: 3 };
    const event = conversation({ members: [member('m0', 'visitor'), mine] });
    const talk = channel([line(1, 'm0'), line(3, 'm0'), line(4, 'm0')]);
    const views = new Map([[CONVERSATION, view(event, { talk })]]);
    assert.equal(listOf(views, new Map(), new Map())[0]?.unread, 1);
});

test('a conversation that is gone is not in the list', () => {
    const views = new Map([[CONVERSATION, { ...view(conversation()), gone: true }]]);
    assert.deepEqual(listOf(views, new Map(), new Map()), []);
});

test('numbers stay with their conversations, and free ones are used again', () => {
    const first = numberThem(new Map(), ['a', 'b', 'c']);
    assert.deepEqual([...first], [['a', 1], ['b', 2], ['c', 3]]);
    const second = numberThem(first, ['b', 'c']);
    assert.deepEqual([...second], [['b', 2], ['c', 3]]);
    assert.equal(numberThem(second, ['b', 'c', 'd']).get('d'), 1);
});

test('what waits for its key was not seen, and words between pages are not unread', () => {
    const shut = { ...line(2, 'm0'), kind: 'waiting' as const, text: null };
    const close = { ...line(3, 'm0'), kind: 'close' as const, text: null };
    const talk = channel([line(1, 'm0'), shut, close]);
    assert.equal(readableUpTo(talk), 1);
    assert.equal(readableUpTo(channel([line(1, 'm0'), close])), 3);
    const views = new Map([[CONVERSATION, view(conversation(), { talk })]]);
    assert.equal(listOf(views, new Map(), new Map())[0]?.unread, 2);
});
