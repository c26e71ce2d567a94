import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConversationEvent } from '../../src/protocol/generated';
import type { SessionState } from '../../src/session/state';
import { isSetToPause } from './duty';
import { conversation, CONVERSATION, member, session, transfer, view } from './fixtures';
import { newsOf } from './news';
import { shortcutOf } from './shortcuts';

function news(before: Partial<ConversationEvent>, after: Partial<ConversationEvent>) {
    return newsOf(session(view(conversation(before))), session(view(conversation(after))));
}

test('each step of a transfer is told once', () => {
    const [told, ...others] = news({}, { transfer: transfer('asked') });
    assert.deepEqual(told, { kind: 'transfer', conversation: CONVERSATION, state: 'asked' });
    assert.deepEqual(others, []);
    const again = { transfer: transfer('asked', { left_ms: 5 }) };
    assert.deepEqual(news({ transfer: transfer('asked') }, again), []);
});

test('a visitor who goes away or comes back, and the end, are told', () => {
    const away = { members: [member('m0', 'visitor', false)] };
    assert.equal(news({}, away)[0]?.kind, 'visitor_away');
    assert.equal(news(away, {})[0]?.kind, 'visitor_back');
    assert.equal(news({}, { state: 'ended', part: 'wrap_up' })[0]?.kind, 'ended');
    assert.equal(news({ state: 'ended' }, { state: 'ended', ...away }).length, 0);
});

test('who loses a conversation is told, who has wrapped it up is not', () => {
    const lost = (part: ConversationEvent['part'], gone: boolean) => {
        const before = view(conversation({ part }));
        const after = gone ? session({ ...before, gone }) : session();
        return newsOf(session(before), after).map(({ kind }) => kind);
    };
    assert.deepEqual(lost('owner', true), ['taken_away']);
    assert.deepEqual(lost('owner', false), ['taken_away']);
    assert.deepEqual(lost('receiver', true), ['transfer_stopped']);
    assert.deepEqual(lost('wrap_up', true), []);
});

test('an offer that is no longer there is told', () => {
    const offer = {
        offer: 'o',
        kind: 'new' as const,
        desk: 'fier/chat',
        language: 'nl',
        tags: [],
        left_ms: 1,
        of_ms: 1,
        deadline: { endsAt: 1, ofMs: 1 },
    };
    const event = {
        type: 'counsellor' as const,
        revision: 1,
        duty: 'on' as const,
        missed: 0,
        capacity: 2,
        load: 1,
        offers: [],
        conversations: [],
    };
    const before: SessionState = { ...session(), counsellor: { event, breather: null, offers: [offer] } };
    const after: SessionState = { ...session(), counsellor: { event, breather: null, offers: [] } };
    assert.deepEqual(newsOf(before, after), [
        { kind: 'offer_lapsed', offer: 'o', desk: 'fier/chat' },
    ]);
    assert.deepEqual(newsOf(before, before), []);
    assert.equal(isSetToPause({ ...event, duty: 'pause', missed: 2 }), true);
    assert.equal(isSetToPause({ ...event, duty: 'pause', missed: 0 }), false);
});

test('shortcuts hold Alt alone', () => {
    const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
    assert.equal(shortcutOf({ ...none, code: 'KeyA' }), null);
    assert.deepEqual(shortcutOf({ ...none, altKey: true, code: 'KeyA' }), { does: 'accept' });
    assert.deepEqual(shortcutOf({ ...none, altKey: true, code: 'Digit3' }), {
        does: 'conversation',
        number: 3,
    });
    assert.equal(shortcutOf({ ...none, altKey: true, ctrlKey: true, code: 'KeyA' }), null, 'AltGr');
    assert.equal(shortcutOf({ ...none, altKey: true, code: 'Digit0' }), null);
});
