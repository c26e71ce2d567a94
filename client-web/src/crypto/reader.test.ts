import assert from 'node:assert/strict';
import { test } from 'node:test';
import { there } from '../testing/sealed_samples';
import { utf8 } from './bytes';
import { Reader } from './reader';
import type { Header } from './record';
import { NO_PREV, readHeader, recordHash, ROLE, sealRecord, TYPE } from './record';

const KEY = new Uint8Array(32).fill(7);

function row(count: number, change: (header: Header) => Partial<Header> = () => ({})): Uint8Array[] {
    const records: Uint8Array[] = [];
    for (let seq = 1; seq <= count; seq += 1) {
        const before = records[seq - 2];
        const header: Header = {
            type: TYPE.message, role: ROLE.owner, conversation: 'c0'.repeat(16), epoch: 0, member: 'm1',
            seq, prev: before ? recordHash(before) : NO_PREV, peerAck: 0,
        };
        records.push(there(sealRecord({ ...header, ...change(header) }, KEY, utf8(`${seq}`))));
    }
    return records;
}

function take(reader: Reader, record: Uint8Array | undefined, at: number, mostAcked = Infinity) {
    return reader.take(there(record), there(readHeader(there(record))), at, mostAcked);
}

test('a row in order; the first that may be read has any number', () => {
    const records = row(5);
    const reader = new Reader();
    assert.deepEqual([2, 3, 4].map((at) => take(reader, records[at], at)), ['next', 'next', 'next']);
    assert.equal(reader.newest, 5);
    assert.equal(take(reader, records[0], 0), 'next', 'what is opened later, from before');
    assert.equal(take(reader, records[1], 1), 'next');
});

test('an identical repeat is one; other bytes under the same number are not', () => {
    const [one] = row(1);
    const [other] = row(1);
    const reader = new Reader();
    assert.equal(take(reader, one, 1), 'next');
    assert.equal(take(reader, one, 1_000_001), 'repeat');
    assert.equal(take(reader, other, 2), 'altered');
});

test('a gap is told, and what fills it must fit on both sides', () => {
    const records = row(4);
    const strange = row(4);
    const reader = new Reader();
    take(reader, records[0], 1);
    assert.equal(take(reader, records[3], 4), 'gap');
    assert.equal(take(reader, strange[2], 3), 'altered');
    assert.equal(take(reader, strange[1], 2), 'altered');
    assert.equal(take(reader, records[2], 3), 'next');
});

test('exchanged lines are altered', () => {
    const records = row(3);
    const reader = new Reader();
    take(reader, records[1], 1);
    assert.equal(take(reader, records[0], 2), 'altered');
});

test('an epoch does not go back; a grant has none of its own', () => {
    const back = row(2, ({ seq }) => ({ epoch: 2 - seq }));
    const reader = new Reader();
    take(reader, back[0], 1);
    assert.equal(take(reader, back[1], 2), 'altered');
});

test('what was read does not become less, nor more than was said; another epoch counts anew', () => {
    const less = row(2, ({ seq }) => ({ peerAck: 3 - seq }));
    const reader = new Reader();
    assert.equal(take(reader, less[0], 1, 2), 'next');
    assert.equal(take(reader, less[1], 2, 2), 'altered');
    const [more] = row(1, () => ({ peerAck: 3 }));
    assert.equal(take(new Reader(), more, 1, 2), 'altered');
    const anew = row(2, ({ seq }) => ({ peerAck: 3 - seq, epoch: seq }));
    const other = new Reader();
    take(other, anew[0], 1, 2);
    assert.equal(take(other, anew[1], 2, 2), 'next');
});

test('who does not know his own record before names none', () => {
    const records = row(1);
    const [, forgot] = row(2, ({ seq }) => (seq === 2 ? { prev: NO_PREV } : {}));
    const reader = new Reader();
    take(reader, records[0], 1);
    assert.equal(take(reader, forgot, 2), 'next');
});
