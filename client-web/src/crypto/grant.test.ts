import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleEpoch, there, type SampleEpoch } from '../testing/sealed_samples';
import { Seeded } from '../testing/seeded';
import { concat, fromHex, utf8 } from './bytes';
import { ENVELOPE_BYTES, openEnvelope, sealEnvelope, type OpenedEnvelope } from './envelope';
import {
    ENTRIES_MAX, makeEpochOpen, makeGrant, openEpochEntry, openGrantEntry, openKeyRecord,
    readKeyRecord, transcriptOf, type Granted,
} from './grant';
import { makeExchangeKey, makeSigningKey, openBox, sealBox, sign } from './primitives';
import {
    commitment, HEADER_BYTES, isSealedRecord, NOTE_EPOCH, openRecord, readHeader,
} from './record';
import { grantTranscript, NO_TRANSFER } from './transcript';

const PREV = new Uint8Array(32);

function whyOf(opened: OpenedEnvelope): string {
    return opened.ok ? 'none' : opened.why;
}

// Signs changed bytes again, as somebody would who has the visitor's key.
function resign(record: Uint8Array, { visitor }: SampleEpoch): Uint8Array {
    const signed = record.slice(0, -64);
    return concat(signed, sign(visitor, concat(utf8('HLE1-sign'), signed)));
}

test('an epoch is opened by everybody whom it names, and by nobody else', () => {
    for (const count of [1, 2, ENTRIES_MAX]) {
        const epoch = sampleEpoch(new Seeded(count), count);
        const record = there(openKeyRecord(epoch.record));
        assert.equal(record.header.epoch, epoch.epoch);
        assert.deepEqual(record.visitorKey, epoch.visitor.publicKey);
        assert.deepEqual(record.commitment, commitment(epoch.key));
        assert.deepEqual(transcriptOf(record, epoch.before), epoch.transcript);
        record.entries.forEach((entry, index) => {
            const own = there(epoch.readers[index]);
            const opened = openEpochEntry(record, entry, own, epoch.transcript);
            assert.ok(opened.ok);
            assert.deepEqual(opened.envelope.key, epoch.key);
            assert.equal(opened.envelope.firstEpoch, epoch.epoch);
            const other = makeExchangeKey();
            assert.equal(whyOf(openEpochEntry(record, entry, other, epoch.transcript)), 'sealed');
        });
    }
});

test('a record that gives keys is refused with any bit flipped', () => {
    const { record } = sampleEpoch(new Seeded(31), 1);
    for (let at = 0; at < record.length; at++) {
        const changed = record.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
        assert.equal(openKeyRecord(changed), null, `byte ${at}`);
    }
});

test('a record that gives keys is refused at every length it is cut at', () => {
    const { record, key } = sampleEpoch(new Seeded(32), 2);
    for (let length = 0; length < record.length; length++) {
        assert.equal(readKeyRecord(record.slice(0, length)), null);
    }
    assert.equal(readKeyRecord(concat(record, new Uint8Array(1))), null);
    assert.equal(isSealedRecord(record), false);
    assert.equal(openRecord(record, key), null);
});

test('who is not the visitor signs another key, and that shows', () => {
    const epoch = sampleEpoch(new Seeded(33), 1);
    const stranger = makeSigningKey();
    const place = { conversation: epoch.conversation, seq: 1, prev: PREV };
    const { record } = there(makeEpochOpen(place, epoch.epoch, epoch.key, epoch.before,
        epoch.recipients, stranger));
    assert.notDeepEqual(there(openKeyRecord(record)).visitorKey, epoch.visitor.publicKey);
    const posing = record.slice();
    posing.set(epoch.visitor.publicKey, HEADER_BYTES);
    assert.equal(openKeyRecord(posing), null);
});

test('the transcript names each reader, in order, and all that was before', () => {
    const { record, before } = sampleEpoch(new Seeded(34), 2);
    const read = there(openKeyRecord(record));
    const [one, two] = [there(read.entries[0]), there(read.entries[1])];
    const others = [[two, one], [one], [one, { ...two, member: 'm3' }],
        [one, { ...two, serial: one.serial }]];
    for (const entries of others) {
        assert.notDeepEqual(transcriptOf({ ...read, entries }, before),
            transcriptOf(read, before));
    }
    assert.notDeepEqual(transcriptOf(read, new Uint8Array(32)), transcriptOf(read, before));
});

test('an envelope whose key is not the one that was committed to is refused', () => {
    const random = new Seeded(35);
    const epoch = sampleEpoch(random, 1);
    const changed = epoch.record.slice();
    changed.set(there(commitment(random.bytes(32))), HEADER_BYTES + 32);
    const record = there(openKeyRecord(resign(changed, epoch)));
    const opened = openEpochEntry(record, there(record.entries[0]), there(epoch.readers[0]),
        epoch.transcript);
    assert.equal(whyOf(opened), 'commitment');
});

test('an envelope that was sealed for somebody else is refused', () => {
    const epoch = sampleEpoch(new Seeded(36), 2);
    const record = there(openKeyRecord(epoch.record));
    const [own, other] = [there(epoch.readers[0]), there(epoch.readers[1])];
    const [mine, theirs] = [there(record.entries[0]), there(record.entries[1])];
    assert.equal(whyOf(openEpochEntry(record, theirs, own, epoch.transcript)), 'sealed');
    const passedOn = sealBox(own.publicKey, there(openBox(other, theirs.sealed)));
    const entry = { ...mine, sealed: there(passedOn) };
    assert.equal(whyOf(openEpochEntry(record, entry, own, epoch.transcript)), 'recipient');
});

test('every field of an envelope is compared with what is known', () => {
    const random = new Seeded(37);
    const own = makeExchangeKey(random.bytes(32));
    const envelope = {
        conversation: 'ab'.repeat(16), epoch: 3, recipient: own.publicKey, key: random.bytes(32),
        firstEpoch: 1, transcript: random.bytes(32),
    };
    const { conversation, epoch, transcript } = envelope;
    const bound = there(commitment(envelope.key));
    const expected = { conversation, epoch, transcript, commitment: () => bound };
    const sealed = there(sealEnvelope(envelope));
    const open = (change: object) => whyOf(openEnvelope(sealed, own, { ...expected, ...change }));
    assert.deepEqual(openEnvelope(sealed, own, expected), { ok: true, envelope });
    assert.equal(open({ conversation: 'cd'.repeat(16) }), 'conversation');
    assert.equal(open({ epoch: 2 }), 'epoch');
    assert.equal(open({ transcript: random.bytes(32) }), 'transcript');
    assert.equal(open({ commitment: () => null }), 'commitment');
    assert.equal(open({ commitment: () => random.bytes(32) }), 'commitment');
    const clear = there(openBox(own, sealed));
    for (const [at, value] of [[0, 2], [21, 2], [21, 0], [86, 1]] as const) {
        const changed = clear.slice();
        changed[at] = value;
        const again = there(sealBox(own.publicKey, changed));
        assert.equal(whyOf(openEnvelope(again, own, expected)), 'form');
    }
});

test('an envelope with a flipped bit, or cut at any length, is not opened', () => {
    const epoch = sampleEpoch(new Seeded(38), 1);
    const record = there(openKeyRecord(epoch.record));
    const entry = there(record.entries[0]);
    const own = there(epoch.readers[0]);
    const why = (sealed: Uint8Array) =>
        whyOf(openEpochEntry(record, { ...entry, sealed }, own, epoch.transcript));
    for (let at = 0; at < ENVELOPE_BYTES; at++) {
        const changed = entry.sealed.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 7));
        assert.equal(why(changed), 'sealed', `byte ${at}`);
        assert.equal(why(entry.sealed.slice(0, at)), 'form');
    }
});

test('no key is sealed to a point of low order', () => {
    const epoch = sampleEpoch(new Seeded(39), 1);
    const place = { conversation: epoch.conversation, seq: 1, prev: PREV };
    for (const point of ['00'.repeat(32), `01${'00'.repeat(31)}`, `ec${'ff'.repeat(30)}7f`]) {
        const shiftKey = there(fromHex(point, 32));
        const recipients = epoch.recipients.map((one) => ({ ...one, shiftKey }));
        assert.equal(makeEpochOpen(place, 0, epoch.key, epoch.before, recipients, epoch.visitor),
            null);
    }
});

function grantOf(random: Seeded, epoch: SampleEpoch, change: Partial<Granted> = {}): Granted {
    const recipient = there(epoch.recipients[0]);
    return { ...recipient, epoch: 0, key: random.bytes(32), firstEpoch: 0, transfer: NO_TRANSFER,
        ...change };
}

test('a grant gives earlier epochs and note keys, each for one transfer', () => {
    const random = new Seeded(40);
    const epoch = sampleEpoch(random, 1);
    const own = there(epoch.readers[0]);
    const place = { conversation: epoch.conversation, seq: 2, prev: random.bytes(32) };
    const transfer = 'cd'.repeat(16);
    const granted = [grantOf(random, epoch), grantOf(random, epoch, { epoch: 4, firstEpoch: 2 }),
        grantOf(random, epoch, { epoch: NOTE_EPOCH + 1, transfer })];
    const record = there(openKeyRecord(there(makeGrant(place, granted, epoch.visitor))));
    const known = (wanted: number) =>
        commitment(there(granted.find((one) => one.epoch === wanted)).key);
    granted.forEach((one, index) => {
        const entry = there(record.entries[index]);
        const opened = openGrantEntry(record, entry, own, one.transfer, known);
        assert.ok(opened.ok);
        assert.deepEqual([opened.envelope.epoch, opened.envelope.key], [one.epoch, one.key]);
        const other = one.transfer === transfer ? NO_TRANSFER : transfer;
        assert.equal(whyOf(openGrantEntry(record, entry, own, other, known)), 'transcript');
        const renamed = { ...entry, serial: '0f'.repeat(8) };
        assert.equal(whyOf(openGrantEntry(record, renamed, own, one.transfer, known)),
            'transcript');
    });
    const entry = there(record.entries[0]);
    assert.equal(whyOf(openGrantEntry(record, entry, own, NO_TRANSFER, () => null)), 'commitment');
    assert.equal(whyOf(openGrantEntry(record, entry, own, 'x', known)), 'transcript');
    assert.equal(grantTranscript('x', entry.serial, own.publicKey), null);
});

test('a grant has 1 to 21 keys, an epoch names nobody twice', () => {
    const random = new Seeded(41);
    const epoch = sampleEpoch(random, 1);
    const place = { conversation: epoch.conversation, seq: 2, prev: PREV };
    const grants = (count: number) => makeGrant(place,
        Array.from({ length: count }, () => grantOf(random, epoch)), epoch.visitor);
    assert.equal(grants(0), null);
    assert.ok(there(grants(ENTRIES_MAX)).length <= 4220);
    assert.equal(grants(ENTRIES_MAX + 1), null);
    const open = (recipients: SampleEpoch['recipients']) =>
        makeEpochOpen(place, 0, epoch.key, epoch.before, recipients, epoch.visitor);
    assert.equal(open([]), null);
    assert.equal(open([...epoch.recipients, ...epoch.recipients]), null);
    const two = sampleEpoch(random, 2);
    const twice = two.record.slice();
    twice.set(twice.subarray(149, 149 + 186), 149 + 186);
    assert.equal(openKeyRecord(resign(twice, two)), null);
    const none = two.record.slice().fill(0, HEADER_BYTES + 32, HEADER_BYTES + 64);
    assert.equal(openKeyRecord(resign(none, two)), null);
});

test('what has not its form is not made', () => {
    const epoch = sampleEpoch(new Seeded(42), 1);
    const { conversation, visitor, key, before, recipients } = epoch;
    const place = { conversation, seq: 1, prev: PREV };
    const one = there(recipients[0]);
    const make = (change: object, keyNow = key, number = 0, first = before) =>
        makeEpochOpen({ ...place, ...change }, number, keyNow, first, recipients, visitor);
    assert.equal(make({ conversation: 'x' }), null);
    assert.equal(make({ seq: 0 }), null);
    assert.equal(make({}, key.slice(1)), null);
    assert.equal(make({}, key, NOTE_EPOCH), null);
    for (const change of [{ member: 'x' }, { serial: 'x' }, { firstEpoch: epoch.epoch + 1 },
        { shiftKey: key.slice(1) }]) {
        const wrong = [{ ...one, ...change }];
        assert.equal(makeEpochOpen(place, epoch.epoch, key, before, wrong, visitor), null);
    }
    assert.ok(readHeader(there(make({}, key, epoch.epoch)).record));
});
