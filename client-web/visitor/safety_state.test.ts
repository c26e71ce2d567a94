import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_KEYS } from '../src/crypto/visitor_view';
import type { ConversationEvent, Member, Transfer } from '../src/protocol/generated';
import {
    company, isBrokenOff, isClockSuspect, isReceiver, isShown, isShut, personOf,
} from './safety_state';

const ANNA = { alias: 'Anna', organisation: 'csg' };
const OLGA = { alias: 'Olga', organisation: 'fier' };

const picture = (change: Partial<ConversationEvent>): ConversationEvent => ({
    type: 'conversation', conversation: '00'.repeat(16), revision: 1, state: 'active',
    part: 'visitor', me: 'm0', desk: 'csg/now', language: 'nl', tags: [], members: [],
    channels: [], keyed: true, ...change,
});

const owner: Member = {
    member: 'm1', part: 'owner', person: ANNA, present: true, delivered: 0, seen: 0,
};
const receiver: Member = { ...owner, member: 'm2', part: 'receiver', person: OLGA };
const transfer: Transfer = {
    transfer: 'ab'.repeat(16), state: 'briefing', from: ANNA, to: OLGA, desk: 'fier/chat', from_desk: 'csg/now',
    receiver: 'm2', tags: [],
};

test('the talk is between those who take part, with the receiver once he is one', () => {
    assert.deepEqual(company(picture({ members: [owner] })), [ANNA]);
    assert.deepEqual(company(picture({ members: [owner], transfer })), [ANNA]);
    assert.deepEqual(company(picture({ members: [receiver, owner] })), [ANNA, OLGA]);
});

test('somebody who cannot be checked has a name before he takes part', () => {
    const event = picture({ members: [owner], transfer });
    assert.deepEqual(personOf(event, 'm1'), ANNA);
    assert.deepEqual(personOf(event, 'm2'), OLGA);
    assert.equal(personOf(event, 'm3'), undefined);
    assert.deepEqual([isReceiver(event, 'm1'), isReceiver(event, 'm2')], [false, true]);
    const taken = picture({ members: [{ ...receiver, part: 'owner' }], transfer });
    assert.equal(isReceiver(taken, 'm2'), false);
});

test('only a period that does not count makes the clock suspect', () => {
    const why = (reason: 'expired' | 'not_yet' | 'revoked') =>
        isClockSuspect({ ...NO_KEYS, refused: { member: 'm1', why: reason } });
    assert.deepEqual([why('expired'), why('not_yet'), why('revoked')], [true, true, false]);
    assert.equal(isClockSuspect(NO_KEYS), false);
});

test('an end by the counsellor that he did not seal is an end that broke off', () => {
    const ended = (by: 'owner' | 'visitor' | 'lost') =>
        picture({ state: 'ended', ended_by: by });
    assert.equal(isBrokenOff(ended('owner'), NO_KEYS), true);
    assert.equal(isBrokenOff(ended('owner'), { ...NO_KEYS, closed: true }), false);
    assert.equal(isBrokenOff(ended('visitor'), NO_KEYS), false);
    assert.equal(isBrokenOff(ended('lost'), NO_KEYS), false);
});

test('what is not for people is not shown; what cannot be read is shown as such', () => {
    const kinds = ['text', 'close', 'silent', 'waiting', 'withheld', 'altered'] as const;
    const line = { seq: 1, member: 'm1', at: 0 };
    const shown = kinds.filter((kind) => isShown({ ...line, kind }));
    assert.deepEqual(shown, ['text', 'waiting', 'withheld', 'altered']);
    assert.equal(isShown({ ...line, notice: 'joined' }), true);
});

test('only somebody who is not trusted and keys that are gone close the composer', () => {
    const all = ['none', 'preparing', 'safe', 'refused', 'lost'] as const;
    assert.deepEqual(all.filter(isShut), ['refused', 'lost']);
});
