import assert from 'node:assert/strict';
import { test } from 'node:test';
import { line } from '../testing/fake_server';
import { behindGaps, completeUpTo, hasGap, mergeLines } from './lines';

test('a step to the line after a multiple of a million is no gap', () => {
    const lines = [line(1, 'm0', 'a', 1), line(2, 'm1', 'b', 1), line(1_000_001, 'm0', 'c', 2)];
    assert.equal(completeUpTo(lines, 1), 1_000_001);
    const later = [...lines, line(1_000_003, 'm0', 'd', 3)];
    assert.equal(completeUpTo(later, 1), 1_000_001);
    assert.ok(hasGap(later, completeUpTo(later, 1)));
});

test('what is missing from before a loss is missing for good', () => {
    const lines = [line(1, 'm0', 'a', 1), line(4, 'm1', 'b', 1), line(1_000_001, 'm0', 'c', 2)];
    assert.equal(completeUpTo(lines, 1), 1_000_001);
});

test('a record that is said again stands once, at its newer place', () => {
    const known = [line(1, 'm0', 'a', 1), line(2, 'm1', 'b', 1), line(3, 'm0', 'c', 2)];
    const merged = mergeLines(known, [line(1_000_001, 'm1', 'b', 1)]);
    assert.deepEqual(
        merged.map(({ seq, record }) => [seq, record]),
        [
            [1, 'a'],
            [3, 'c'],
            [1_000_001, 'b'],
        ],
    );
    assert.equal(completeUpTo(merged, 1), 1_000_001);
});

test('a number that is missing stands before the next line of the same sender', () => {
    const rows = [line(1, 'm0', 'x', 1), line(2, 'm1', 'x', 4), line(3, 'm0', 'x', 2)];
    assert.deepEqual([...behindGaps([...rows, line(4, 'm1', 'x', 6)])], [4]);
    assert.deepEqual([...behindGaps([...rows, line(4, 'm1', 'x', 5)])], []);
});
