import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colleaguesOf, deskChoices, fallbacksOf } from './desk_choices';
import { boardDesk, NETWORK } from './fixtures';
import { isUrgent, toggleTag } from './tags';

const visitor = { desk: 'csg/national', language: 'nl', tags: ['violence', 'week', 'stalking'] };

test('a desk that cannot be chosen says why', () => {
    const refused = (change: Parameters<typeof boardDesk>[1], at = visitor, desk = 'fier/chat') =>
        deskChoices([boardDesk(desk, change)], NETWORK, at)[0]?.refused;
    assert.equal(refused({}), null);
    assert.equal(refused({ state: 'busy', free: 0 }), null, 'one may wait for a free colleague');
    assert.equal(refused({ state: 'closed' }), 'desk_closed');
    assert.equal(refused({ state: 'full' }), 'desk_full');
    assert.equal(refused({ on_duty: 0, free: 0 }), 'nobody');
    assert.equal(refused({}, visitor, 'csg/national'), 'same_desk');
    assert.equal(refused({}, { ...visitor, language: 'en' }, 'vt/north'), 'unknown_language');
});

test('a desk where only he himself is on duty has nobody for the visitor', () => {
    const me = { desks: ['csg/acute', 'fier/chat'], free: 1 };
    const board = colleaguesOf([boardDesk('fier/chat', { on_duty: 1, free: 1 })], me);
    assert.equal(deskChoices(board, NETWORK, visitor)[0]?.refused, 'nobody');
    const two = colleaguesOf([boardDesk('fier/chat', { on_duty: 2, free: 3 })], me);
    assert.equal(deskChoices(two, NETWORK, visitor)[0]?.free, 2);
    const other = [boardDesk('vt/north')];
    assert.deepEqual(colleaguesOf(other, me), other);
});

test('the order is that of the network, whatever the figures are', () => {
    const board = [boardDesk('fier/chat'), boardDesk('vt/north', { free: 5 })];
    const order = deskChoices(board, NETWORK, visitor).map(({ desk }) => desk);
    assert.deepEqual(order, ['vt/north', 'fier/chat']);
});

test('the tags that belong at a desk are counted', () => {
    const fitting = deskChoices([boardDesk('fier/chat')], NETWORK, visitor)[0]?.fitting;
    assert.equal(fitting, 2);
});

test('of the fall-back desks only those are proposed that can be chosen', () => {
    const board = [boardDesk('csg/national'), boardDesk('fier/chat')];
    const open = deskChoices(board, NETWORK, visitor);
    assert.deepEqual(fallbacksOf('vt/north', open, NETWORK), ['fier/chat']);
    const shut = deskChoices([boardDesk('fier/chat', { state: 'closed' })], NETWORK, visitor);
    assert.deepEqual(fallbacksOf('vt/north', shut, NETWORK), []);
});

test('a tag of a group of one choice takes the place of the other', () => {
    const groups = NETWORK.file.triage;
    assert.deepEqual(toggleTag(['violence', 'week'], 'longer', groups), ['violence', 'longer']);
    assert.deepEqual(toggleTag(['violence'], 'stalking', groups), ['violence', 'stalking']);
    assert.deepEqual(toggleTag(['violence', 'week'], 'week', groups), ['violence']);
    const full = Array.from({ length: 16 }, (_, index) => `tag-${index}`);
    assert.equal(toggleTag(full, 'violence', groups), full, 'no more than the server takes');
    assert.equal(isUrgent(['week'], groups), true);
    assert.equal(isUrgent(['longer'], groups), false);
});
