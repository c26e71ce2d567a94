import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleHeader, there } from '../testing/sealed_samples';
import { Seeded } from '../testing/seeded';
import { concat } from './bytes';
import { CLEAR_BYTES_MAX, pad, unpad } from './pad';
import { deriveKey, encrypt } from './primitives';
import {
    commitment, HEADER_BYTES, isSealedRecord, NOTE_EPOCH, openRecord, readHeader, RECORD_BYTES_MAX,
    ROLE, sealRecord, TYPE, writeHeader,
} from './record';

const SEALED = [
    TYPE.message, TYPE.key_ack, TYPE.close, TYPE.hand_over, TYPE.briefing, TYPE.note, TYPE.vouch,
];

function sample(
    seed: number, clear: Uint8Array = new Uint8Array([1, 2, 3]), type: number = TYPE.message,
) {
    const random = new Seeded(seed);
    const key = random.bytes(32);
    const header = sampleHeader(random, type);
    return { header, key, record: there(sealRecord(header, key, clear)) };
}

function flip(bytes: Uint8Array, bit: number): Uint8Array {
    const changed = bytes.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return changed;
}

test('whatever is sealed is opened again, with every type and length', () => {
    const random = new Seeded(1);
    for (let run = 0; run < 150; run++) {
        const type = SEALED[run % SEALED.length] ?? TYPE.message;
        const clear = random.bytes(random.below(run % 2 ? 300 : CLEAR_BYTES_MAX + 1));
        const { header, key, record } = sample(run, clear, type);
        assert.ok(isSealedRecord(record) && record.length <= RECORD_BYTES_MAX);
        assert.deepEqual(readHeader(record), header);
        assert.deepEqual(openRecord(record, key), { header, clear });
    }
});

test('a length shows only which of five sizes the text has', () => {
    const lengths = (from: number, to: number) =>
        [from, to].map((length) => sample(2, new Uint8Array(length)).record.length - 124);
    assert.deepEqual(lengths(0, 255), [256, 256]);
    assert.deepEqual(lengths(256, 511), [512, 512]);
    assert.deepEqual(lengths(512, 1023), [1024, 1024]);
    assert.deepEqual(lengths(1024, 2047), [2048, 2048]);
    assert.deepEqual(lengths(2048, 4095), [4096, 4096]);
    const { header, key } = sample(2);
    assert.equal(sealRecord(header, key, new Uint8Array(4096)), null);
});

test('the same text is never sealed into the same bytes twice', () => {
    const { header, key, record } = sample(3);
    assert.notDeepEqual(sealRecord(header, key, new Uint8Array([1, 2, 3])), record);
});

test('a record with a flipped bit at any byte of its header is not opened', () => {
    const { key, record } = sample(4);
    for (let bit = 0; bit < 8 * HEADER_BYTES; bit++) {
        assert.equal(openRecord(flip(record, bit), key), null, `bit ${bit}`);
    }
});

test('a record with a flipped bit behind its header is not opened', () => {
    const { key, record } = sample(5);
    for (let bit = 8 * HEADER_BYTES; bit < 8 * record.length; bit += 3) {
        assert.equal(openRecord(flip(record, bit), key), null, `bit ${bit}`);
    }
});

test('a record cut at any length, or with more behind it, is not opened', () => {
    const { key, record } = sample(6, new Uint8Array(300));
    for (let length = 0; length < record.length; length++) {
        const cut = record.slice(0, length);
        assert.equal(openRecord(cut, key), null);
        assert.equal(isSealedRecord(cut), length === 84 + 24 + 256 + 16);
    }
    assert.equal(openRecord(concat(record, new Uint8Array(1)), key), null);
    assert.equal(openRecord(concat(record, new Uint8Array(256)), key), null);
});

test('a record of another conversation cannot be pasted into this one', () => {
    const { header, key, record } = sample(7);
    const pasted = there(writeHeader({ ...header, conversation: 'ab'.repeat(16) }));
    assert.equal(openRecord(concat(pasted, record.slice(HEADER_BYTES)), key), null);
});

test('what one party said cannot be sent back as if another had said it', () => {
    const { header, key, record } = sample(8);
    const members = { [ROLE.visitor]: 'm0', [ROLE.owner]: 'm1', [ROLE.receiver]: 'm2' };
    let others = 0;
    for (const role of Object.values(ROLE)) {
        const reflected = there(writeHeader({ ...header, role, member: members[role] }));
        assert.equal(openRecord(concat(reflected, record.slice(HEADER_BYTES)), key), null);
        const own = (id: number) => there(deriveKey(id, 'HLE1-enc', key));
        if (role !== header.role) assert.notDeepEqual(own(role), own(header.role));
        if (role !== header.role) others += 1;
    }
    assert.equal(others, 2);
});

test('a record cannot be rolled back to another epoch', () => {
    const { header, key, record } = sample(9);
    const older = there(writeHeader({ ...header, epoch: header.epoch - 1 }));
    assert.equal(openRecord(concat(older, record.slice(HEADER_BYTES)), key), null);
});

test('no other key opens a record, and what is no key does nothing', () => {
    const { header, key, record } = sample(10);
    for (let bit = 0; bit < 256; bit++) assert.equal(openRecord(record, flip(key, bit)), null);
    for (let length = 0; length < 32; length++) {
        assert.equal(openRecord(record, key.slice(0, length)), null);
        assert.equal(sealRecord(header, key.slice(0, length), key), null);
    }
});

test('a record that is bound to another commitment is not opened', () => {
    const { header, key } = sample(11);
    const head = there(writeHeader(header));
    const own = there(deriveKey(header.role, 'HLE1-enc', key));
    const nonce = new Uint8Array(24);
    const seal = (bound: Uint8Array) => concat(head, nonce,
        there(encrypt(own, nonce, concat(head, bound), there(pad(new Uint8Array(5))))));
    assert.ok(openRecord(seal(there(commitment(key))), key));
    assert.equal(openRecord(seal(there(commitment(own))), key), null);
});

test('malformed padding under the right key is refused', () => {
    const { header, key } = sample(12);
    const head = there(writeHeader(header));
    const own = there(deriveKey(header.role, 'HLE1-enc', key));
    const data = concat(head, there(commitment(key)));
    const open = (padded: Uint8Array) => {
        const nonce = new Uint8Array(24);
        return openRecord(concat(head, nonce, there(encrypt(own, nonce, data, padded))), key);
    };
    const ending = (...last: readonly number[]) => {
        const padded = new Uint8Array(256);
        padded.set(last, 256 - last.length);
        return padded;
    };
    assert.deepEqual(open(ending(0x80))?.clear, new Uint8Array(255));
    assert.equal(open(ending()), null);
    assert.equal(open(ending(0x80, 1)), null);
    assert.equal(open(ending(0x40, 0)), null);
    assert.equal(open(new Uint8Array(256).fill(0xff)), null);
    const short = there(encrypt(own, new Uint8Array(24), data, new Uint8Array([0x80, 0])));
    assert.equal(openRecord(concat(head, new Uint8Array(24), short), key), null);
});

test('padding is taken off where it was put, whatever the text ends with', () => {
    for (const clear of [[], [0], [0x80], [0x80, 0], [0, 0, 0x80, 0x80, 0]]) {
        const bytes = Uint8Array.from(clear);
        assert.deepEqual(unpad(there(pad(bytes))), bytes);
    }
    for (const length of [0, 1, 255, 257, 8192]) {
        assert.equal(unpad(new Uint8Array(length).fill(0x80)), null);
    }
});

test('a seq of 2^64-1, or any that cannot be counted, is no record', () => {
    const { key, record } = sample(13);
    for (const at of [36, 76]) {
        for (const first of [0xff, 0x00]) {
            const changed = record.slice();
            changed.fill(0xff, at, at + 8);
            changed[at] = first;
            assert.equal(readHeader(changed), null);
            assert.equal(openRecord(changed, key), null);
        }
    }
    const { header } = sample(13);
    assert.equal(writeHeader({ ...header, seq: 2 ** 53 }), null);
    const last = { ...header, seq: Number.MAX_SAFE_INTEGER };
    assert.deepEqual(readHeader(there(sealRecord(last, key, key))), last);
});

test('headers that no party may send are neither written nor read', () => {
    const random = new Seeded(14);
    const header = sampleHeader(random);
    const owner = { ...header, role: ROLE.owner, member: 'm1' };
    const visitor = { ...header, role: ROLE.visitor, member: 'm0' };
    const still = { ...owner, epoch: 0, peerAck: 0 };
    const note = { ...owner, type: TYPE.hand_over, seq: 0, prev: new Uint8Array(32), peerAck: 0 };
    const wrong = [
        { ...header, type: 0 }, { ...header, type: 4 }, { ...header, type: 11 },
        { ...header, role: 0 }, { ...header, role: 4 }, { ...header, role: 256 },
        { ...header, conversation: 'ab' }, { ...header, conversation: 'AB'.repeat(16) },
        { ...header, epoch: NOTE_EPOCH }, { ...header, epoch: -1 }, { ...header, epoch: 1.5 },
        { ...header, seq: 0 }, { ...header, seq: NaN }, { ...header, prev: new Uint8Array(31) },
        { ...owner, member: 'm0' }, { ...visitor, member: 'm1' },
        ...['', 'm', 'm1234', 'x1', 'm1\0', 'm-1'].map((member) => ({ ...owner, member })),
        { ...still, type: TYPE.key_ack, peerAck: 1 }, { ...still, type: TYPE.briefing, epoch: 1 },
        { ...visitor, type: TYPE.key_ack, epoch: 0, peerAck: 0 },
        { ...visitor, type: TYPE.note, epoch: 0, peerAck: 0 },
        { ...still, type: TYPE.epoch_open }, { ...still, type: TYPE.grant },
        { ...still, role: ROLE.receiver, type: TYPE.vouch },
        { ...still, role: ROLE.receiver, type: TYPE.close },
        { ...note, seq: 1 }, { ...note, prev: random.bytes(32) }, { ...note, epoch: NOTE_EPOCH },
        { ...note, role: ROLE.visitor, member: 'm0', epoch: 1 },
    ];
    for (const one of wrong) assert.equal(writeHeader(one), null, JSON.stringify(one));
    for (const one of [owner, visitor, { ...still, type: TYPE.key_ack }, note]) {
        assert.ok(writeHeader(one), JSON.stringify(one));
    }
    const bytes = there(writeHeader(note));
    bytes[43] = 1;
    assert.equal(readHeader(bytes), null);
});

test('random bytes are no record', () => {
    const random = new Seeded(15);
    const { key, record } = sample(15);
    for (let run = 0; run < 2000; run++) {
        const bytes = random.bytes(random.below(600));
        assert.equal(openRecord(bytes, key), null);
        bytes.set(record.slice(0, Math.min(bytes.length, random.below(90))));
        assert.equal(openRecord(bytes, key), null);
    }
});
