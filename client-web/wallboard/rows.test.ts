import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BoardDesk } from '../src/protocol/generated';
import { rowsOf, totalsOf } from './rows';

const MINUTE_MS = 60_000;

function desk(id: string, change: Partial<BoardDesk> = {}): BoardDesk {
    return {
        desk: id,
        state: 'open',
        wait: 'none',
        waiting: 0,
        longest_ms: 0,
        on_duty: 2,
        free: 1,
        transfers: 0,
        alerts: [],
        ...change,
    };
}

function waits(id: string, minutes: number, change: Partial<BoardDesk> = {}): BoardDesk {
    return desk(id, { waiting: 1, longest_ms: minutes * MINUTE_MS, state: 'busy', ...change });
}

function needs(...desks: readonly BoardDesk[]) {
    return rowsOf({ desks, at: 0 }, 0).map(({ desk: id, need }) => [id, need]);
}

test('whoever needs help first stands on top', () => {
    assert.deepEqual(
        needs(
            desk('calm'),
            desk('shut', { state: 'closed', on_duty: 0 }),
            waits('short', 1),
            waits('five', 5),
            waits('long', 16),
            waits('alone', 1, { on_duty: 0, free: 0 }),
            desk('full', { state: 'full' }),
            desk('unstaffed', { on_duty: 0, free: 0 }),
        ),
        [
            ['long', 'now'],
            ['alone', 'now'],
            ['five', 'soon'],
            ['full', 'soon'],
            ['unstaffed', 'soon'],
            ['short', 'calm'],
            ['calm', 'calm'],
            ['shut', 'closed'],
        ],
    );
});

test('somebody who waits at a closed desk is not forgotten', () => {
    assert.deepEqual(needs(waits('shut', 1, { state: 'closed' })), [['shut', 'soon']]);
});

test('the longest wait counts on by itself, and with it the need', () => {
    const board = { desks: [waits('a', 4), desk('b')], at: 1_000 };
    const now = rowsOf(board, 1_000);
    assert.equal(now[0]?.waitedMs, 4 * MINUTE_MS);
    assert.equal(now[0]?.need, 'calm');
    const later = rowsOf(board, 1_000 + MINUTE_MS);
    assert.equal(later[0]?.waitedMs, 5 * MINUTE_MS);
    assert.equal(later[0]?.need, 'soon');
    assert.equal(later[1]?.waitedMs, null, 'where nobody waits nothing counts');
});

test('the totals', () => {
    const desks = [
        waits('a', 6, { waiting: 3, transfers: 1 }),
        waits('b', 2, { transfers: 2 }),
        desk('c', { state: 'closed', on_duty: 0 }),
    ];
    assert.deepEqual(totalsOf(rowsOf({ desks, at: 0 }, 0)), {
        open: 2,
        waiting: 4,
        longestMs: 6 * MINUTE_MS,
        transfers: 3,
        attention: 1,
    });
    assert.equal(totalsOf([]).longestMs, null);
});

test('an alert that only a coordinator can mend comes first, others are to be watched', () => {
    assert.deepEqual(
        needs(desk('calm'), desk('paused', { alerts: ['paused'] }), desk('all', { alerts: ['declined'] })),
        [
            ['all', 'now'],
            ['paused', 'soon'],
            ['calm', 'calm'],
        ],
    );
});
