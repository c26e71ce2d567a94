/** protocol/vectors/encryption.json, in both directions. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { there } from '../testing/sealed_samples';
import { briefingKey } from './briefing';
import { concat, fromBase64, toHex, utf8 } from './bytes';
import {
    CERTIFICATE_TYPE, checkChain, readCertificate, readChain, readEnrolment, signShift,
    unwrapEnrolment, writeCertificate,
} from './certificate';
import { openEnvelope, sealEnvelope } from './envelope';
import {
    makeEpochOpen, makeGrant, openEpochEntry, openGrantEntry, openKeyRecord, readKeyRecord,
    transcriptOf,
} from './grant';
import { pad, unpad } from './pad';
import {
    readAgreed, readClose, readKeyAck, readVouch, writeAgreed, writeClose, writeKeyAck, writeVouch,
} from './payload';
import {
    decrypt, deriveKey, encrypt, exchange, hash, isSigned, isWeakKey, lock, makeExchangeKey,
    makeSigningKey, openBox, sealBox, sign, unlock,
} from './primitives';
import {
    commitment, openRecord, readHeader, recordHash, sealRecord, TYPE, writeHeader,
} from './record';
import { readRevoked, readRoots } from './roots';
import { beginTranscript, grantTranscript, safetyWords } from './transcript';

type Named = Readonly<Record<string, string>>;

interface HeaderVector {
    readonly type: number;
    readonly role: number;
    readonly conversation: string;
    readonly epoch: number;
    readonly sender: string;
    readonly seq: number;
    readonly prev: string;
    readonly peer_ack: number;
}

interface RecordVector {
    readonly name: string;
    readonly header: HeaderVector;
    readonly key: string;
    readonly nonce: string;
    readonly clear: string;
    readonly record: string;
    readonly hash: string;
}

interface Changed {
    readonly name: string;
    readonly record: string;
}

interface EntryVector {
    readonly member: string;
    readonly serial: string;
    readonly shift_secret: string;
    readonly shift_key: string;
    readonly epoch: number;
    readonly key: string;
    readonly first_epoch: number;
    readonly transcript: string;
    readonly ephemeral: string;
    readonly clear: string;
    readonly sealed: string;
}

interface KeyRecordVector {
    readonly name: string;
    readonly header: HeaderVector;
    readonly visitor_seed: string;
    readonly visitor_key: string;
    readonly commitment: string;
    /** Of an epoch_open. */
    readonly before?: string;
    readonly transcript?: string;
    /** Of a grant. */
    readonly transfer?: string;
    readonly entries: readonly EntryVector[];
    readonly record: string;
    readonly hash: string;
}

interface CertificateVector {
    readonly type: number;
    readonly organisation: string;
    readonly subject: string;
    readonly key: string;
    readonly from: number;
    readonly until: number;
    readonly serial: string;
}

interface Vectors {
    readonly first: Named;
    readonly keys: readonly { key: string; commitment: string; derived: Named }[];
    readonly padding: readonly { length: number; padded: number }[];
    readonly records: readonly RecordVector[];
    readonly payloads: {
        readonly key_ack: {
            transfer: string; epoch: number; serial: string; transcript: string; clear: string;
        };
        readonly close: { visitor: number; owner: number; clear: string };
        readonly vouch: {
            visitor_key: string; epoch: number; transcript: string; clear: string;
        };
    };
    readonly refused_records: { key: string; right: string; wrong: readonly Changed[] };
    readonly key_records: readonly KeyRecordVector[];
    readonly refused_key_records: { wrong: readonly Changed[]; unsigned: readonly Changed[] };
    readonly refused_envelopes: {
        readonly shift_secret: string;
        readonly conversation: string;
        readonly epoch: number;
        readonly transcript: string;
        readonly commitment: string;
        readonly wrong: readonly { name: string; fault: string; sealed: string }[];
    };
    readonly transcripts: {
        readonly begin: { conversation: string; visitor_key: string; transcript: string };
        readonly grant: readonly Named[];
        readonly words: readonly { transcript: string; words: readonly number[] }[];
    };
    readonly briefings: readonly Named[];
    readonly low_order: readonly string[];
    readonly certificates: readonly {
        certificate: CertificateVector; seed: string; bytes: string;
    }[];
    readonly chains: readonly {
        name: string; chain: string; root: string; now: number; revoked?: string;
        fault: string | null;
    }[];
    readonly revocations: readonly { root: string; serials: readonly string[]; bytes: string }[];
    readonly enrolments: readonly {
        operations: number; memory_kib: number; salt: string; seed: string; certificate: string;
        key: string; bytes: string;
    }[];
    readonly roots: { seed: string; key: string; text: string; signature: string };
    readonly vaults: readonly Named[];
}

const VECTORS = JSON.parse(
    readFileSync('../protocol/vectors/encryption.json', 'utf8')) as Vectors;

function bytes(hex: string | undefined): Uint8Array {
    return Uint8Array.from(Buffer.from(there(hex), 'hex'));
}

function headerOf({ sender, peer_ack, prev, ...same }: HeaderVector) {
    return { ...same, member: sender, peerAck: peer_ack, prev: bytes(prev) };
}

test('the first vector comes out of the primitives', () => {
    const { key, header, nonce, clear, record, ...expected } = VECTORS.first;
    const bound = there(commitment(bytes(key)));
    const own = there(deriveKey(1, 'HLE1-enc', bytes(key)));
    const data = concat(bytes(header), bound);
    const padded = there(pad(bytes(clear)));
    const sealed = there(encrypt(own, bytes(nonce), data, padded));
    const whole = concat(bytes(header), bytes(nonce), sealed);
    assert.equal(toHex(whole), record);
    assert.deepEqual(decrypt(own, bytes(nonce), data, sealed), padded);
    const made = { commitment: toHex(bound), derived: toHex(own), hash: toHex(hash(whole)) };
    assert.deepEqual(made, expected);
});

test('keys are known by their commitment and give one key to each role', () => {
    for (const vector of VECTORS.keys) {
        const key = bytes(vector.key);
        assert.equal(toHex(there(commitment(key))), vector.commitment);
        for (const [role, derived] of Object.entries(vector.derived)) {
            assert.equal(toHex(there(deriveKey(Number(role), 'HLE1-enc', key))), derived);
        }
    }
});

test('texts are padded to these lengths', () => {
    for (const { length, padded } of VECTORS.padding) {
        const text = new Uint8Array(length).fill(7);
        const long = there(pad(text));
        assert.equal(long.length, padded);
        assert.deepEqual(unpad(long), text);
    }
});

test('records are sealed into these bytes, and opened from them', () => {
    for (const { name, ...vector } of VECTORS.records) {
        const [key, clear, record] = [vector.key, vector.clear, vector.record].map(bytes);
        const header = headerOf(vector.header);
        const made = sealRecord(header, there(key), there(clear), bytes(vector.nonce));
        assert.equal(toHex(there(made)), vector.record, name);
        assert.deepEqual(openRecord(there(record), there(key)), { header, clear }, name);
        assert.equal(toHex(recordHash(there(record))), vector.hash, name);
    }
});

test('every record that is to be refused is refused', () => {
    const { key, right, wrong } = VECTORS.refused_records;
    assert.ok(openRecord(bytes(right), bytes(key)));
    for (const { name, record } of wrong) {
        assert.equal(openRecord(bytes(record), bytes(key)), null, name);
    }
});

test('what stands in key_ack, close, vouch and consent is written and read', () => {
    const { key_ack, close, vouch } = VECTORS.payloads;
    const ack = { ...key_ack, transcript: bytes(key_ack.transcript) };
    assert.equal(toHex(there(writeKeyAck(ack))), key_ack.clear);
    assert.deepEqual({ ...readKeyAck(bytes(key_ack.clear)), clear: key_ack.clear }, ack);
    assert.equal(toHex(there(writeClose(close))), close.clear);
    assert.deepEqual({ ...readClose(bytes(close.clear)), clear: close.clear }, close);
    const { epoch, transcript } = vouch;
    const known = {
        visitorKey: bytes(vouch.visitor_key), epoch, transcript: bytes(transcript),
    };
    assert.equal(toHex(there(writeVouch(known))), vouch.clear);
    assert.deepEqual(readVouch(bytes(vouch.clear)), known);
    const consent = VECTORS.records.find(({ name }) => name === 'hand_over of the visitor');
    const agreed = there(readAgreed(bytes(consent?.clear)));
    assert.equal(agreed.amount, 'note');
    assert.equal(toHex(writeAgreed(agreed)), consent?.clear);
});

test('records that give keys are read, and each envelope is opened by its reader', () => {
    for (const vector of VECTORS.key_records) {
        const record = there(openKeyRecord(bytes(vector.record)));
        assert.deepEqual(record.header, headerOf(vector.header), vector.name);
        assert.equal(toHex(record.visitorKey), vector.visitor_key);
        assert.equal(toHex(record.commitment), vector.commitment);
        assert.equal(toHex(recordHash(bytes(vector.record))), vector.hash);
        const transcript = vector.before && transcriptOf(record, bytes(vector.before));
        assert.equal(transcript && toHex(transcript), vector.transcript);
        assert.equal(record.entries.length, vector.entries.length);
        vector.entries.forEach((expected, index) => {
            const entry = there(record.entries[index]);
            const own = makeExchangeKey(bytes(expected.shift_secret));
            const known = () => commitment(bytes(expected.key));
            const opened = vector.transfer === undefined
                ? openEpochEntry(record, entry, own, bytes(vector.transcript))
                : openGrantEntry(record, entry, own, vector.transfer, known);
            assert.ok(opened.ok, vector.name);
            assert.equal(entry.member, expected.member);
            assert.equal(entry.serial, expected.serial);
            assert.deepEqual(opened.envelope, {
                conversation: vector.header.conversation, epoch: expected.epoch,
                recipient: bytes(expected.shift_key), key: bytes(expected.key),
                firstEpoch: expected.first_epoch, transcript: bytes(expected.transcript),
            });
        });
    }
});

test('envelopes are sealed into these bytes', () => {
    for (const { header, entries } of VECTORS.key_records) {
        for (const entry of entries) {
            const ephemeral = makeExchangeKey(bytes(entry.ephemeral));
            const to = bytes(entry.shift_key);
            const own = makeExchangeKey(bytes(entry.shift_secret));
            assert.deepEqual(own.publicKey, to);
            const made = sealEnvelope({
                conversation: header.conversation, epoch: entry.epoch, recipient: to,
                key: bytes(entry.key), firstEpoch: entry.first_epoch,
                transcript: bytes(entry.transcript),
            }, ephemeral);
            assert.equal(toHex(there(made)), entry.sealed);
            assert.equal(toHex(there(openBox(own, bytes(entry.sealed)))), entry.clear);
        }
    }
});

// But for the envelopes, which are sealed anew each time, and the signature over them.
function withoutSeals(record: Uint8Array): string {
    const fixed = record.slice(0, -64);
    for (let at = 149; at < fixed.length; at += 186) fixed.fill(0, at + 16, at + 186);
    return toHex(fixed);
}

test('records that give keys are made of the same bytes', () => {
    for (const vector of VECTORS.key_records) {
        const by = makeSigningKey(bytes(vector.visitor_seed));
        const place = headerOf(vector.header);
        const { conversation, seq, prev, epoch } = place;
        const recipients = vector.entries.map(({ member, serial, shift_key, first_epoch }) =>
            ({ member, serial, shiftKey: bytes(shift_key), firstEpoch: first_epoch }));
        const granted = vector.entries.map(({ epoch: one, key }, index) => ({
            ...there(recipients[index]), epoch: one, key: bytes(key),
            transfer: vector.transfer ?? '',
        }));
        const key = bytes(vector.entries[0]?.key);
        const made = place.type === TYPE.grant
            ? makeGrant({ conversation, seq, prev }, granted, by)
            : makeEpochOpen({ conversation, seq, prev }, epoch, key, bytes(vector.before),
                recipients, by)?.record;
        assert.equal(withoutSeals(there(made)), withoutSeals(bytes(vector.record)), vector.name);
        const signed = bytes(vector.record).slice(0, -64);
        const signature = sign(by, concat(utf8('HLE1-sign'), signed));
        assert.equal(toHex(concat(signed, signature)), vector.record);
    }
});

test('every record that gives keys and is to be refused is refused', () => {
    const { wrong, unsigned } = VECTORS.refused_key_records;
    for (const { name, record } of wrong) assert.equal(readKeyRecord(bytes(record)), null, name);
    for (const { name, record } of unsigned) {
        assert.ok(readKeyRecord(bytes(record)), name);
        assert.equal(openKeyRecord(bytes(record)), null, name);
    }
});

test('every envelope that is to be refused is refused, for this reason', () => {
    const { wrong, shift_secret, ...known } = VECTORS.refused_envelopes;
    const own = makeExchangeKey(bytes(shift_secret));
    for (const { name, fault, sealed } of wrong) {
        const opened = openEnvelope(bytes(sealed), own, {
            conversation: known.conversation, epoch: known.epoch,
            transcript: bytes(known.transcript), commitment: () => bytes(known.commitment),
        });
        assert.deepEqual(opened, { ok: false, why: fault }, name);
    }
});

test('transcripts and their words', () => {
    const { begin, grant, words } = VECTORS.transcripts;
    const first = beginTranscript(begin.conversation, bytes(begin.visitor_key));
    assert.equal(toHex(there(first)), begin.transcript);
    for (const { transfer, serial, visitor_key, transcript } of grant) {
        const made = grantTranscript(there(transfer), there(serial), bytes(visitor_key));
        assert.equal(toHex(there(made)), transcript);
    }
    for (const one of words) assert.deepEqual(safetyWords(bytes(one.transcript)), one.words);
});

test('briefing keys', () => {
    for (const { secret, other, transfer, key } of VECTORS.briefings) {
        const made = briefingKey(makeExchangeKey(bytes(secret)), bytes(other), there(transfer));
        assert.equal(toHex(there(made)), key);
    }
});

test('each point of low order is refused', () => {
    const own = makeExchangeKey();
    for (const point of VECTORS.low_order) {
        assert.ok(isWeakKey(bytes(point)), point);
        assert.equal(exchange(own.secret, bytes(point)), null);
        assert.equal(sealBox(bytes(point), own.secret), null);
    }
});

test('certificates are written into these bytes and read from them', () => {
    for (const { certificate, seed, bytes: expected } of VECTORS.certificates) {
        const made = { ...certificate, key: bytes(certificate.key) };
        const by = makeSigningKey(bytes(seed));
        assert.equal(toHex(there(writeCertificate(made, by))), expected);
        assert.deepEqual(readCertificate(bytes(expected)), made);
    }
});

// What the server calls these faults.
const FAULTS: Named = {
    not_certificates: 'form', other_organisation: 'organisation', other_subject: 'subject',
    enrolment_unsigned: 'signature', shift_unsigned: 'signature', revoked: 'revoked',
    too_early: 'not_yet', expired: 'expired', shift_too_long: 'too_long', low_order: 'weak_key',
};

test('every chain holds or is refused, for this reason', () => {
    for (const { name, chain, root: hex, now, revoked: list, fault } of VECTORS.chains) {
        const root = bytes(hex);
        const revoked = list ? there(readRevoked(bytes(list), root)) : new Set<string>();
        const checked = checkChain(bytes(chain), { root, revoked }, now, 900);
        if (fault === null) assert.ok(checked.ok, name);
        else assert.deepEqual(checked, { ok: false, why: FAULTS[fault] }, name);
    }
});

test('a shift is signed into the chain that is expected', () => {
    const right = bytes(VECTORS.chains[0]?.chain);
    const { shift } = there(readChain(right));
    const enrolment = there(VECTORS.certificates.find(({ certificate }) =>
        certificate.type === CERTIFICATE_TYPE.enrolment));
    const seed = bytes(VECTORS.enrolments[0]?.seed);
    const { key, from, until, serial } = shift;
    assert.deepEqual(signShift(bytes(enrolment.bytes), seed, key, from, until, serial), right);
});

test('revocation lists', () => {
    for (const { root, serials, bytes: list } of VECTORS.revocations) {
        assert.deepEqual(readRevoked(bytes(list), bytes(root)), new Set(serials));
    }
});

test('wrapped enrolments', () => {
    for (const vector of VECTORS.enrolments) {
        const wrapped = there(readEnrolment(bytes(vector.bytes)));
        assert.equal(wrapped.opslimit, vector.operations);
        assert.equal(wrapped.memlimitKib, vector.memory_kib);
        assert.equal(toHex(wrapped.salt), vector.salt);
        assert.equal(toHex(wrapped.certificate), vector.certificate);
        assert.equal(toHex(there(unwrapEnrolment(wrapped, bytes(vector.key)))), vector.seed);
    }
});

test('roots and their signature', () => {
    const { seed, key, text, signature } = VECTORS.roots;
    const by = makeSigningKey(bytes(seed));
    assert.equal(toHex(by.publicKey), key);
    const signed = there(fromBase64(signature.trim()));
    assert.deepEqual(sign(by, utf8(text)), signed);
    assert.ok(isSigned(signed, utf8(text), by.publicKey));
    const roots = there(readRoots(text));
    assert.deepEqual([...roots.keys()], ['oever', 'rivier']);
    assert.equal(toHex(there(roots.get('oever')).root), VECTORS.chains[0]?.root);
});

test('what a tab keeps', () => {
    for (const { key, nonce, clear, locked } of VECTORS.vaults) {
        assert.equal(toHex(there(lock(bytes(key), bytes(clear), bytes(nonce)))), locked);
        assert.equal(toHex(there(unlock(bytes(key), bytes(locked)))), clear);
    }
});

test('headers are written as they are read', () => {
    for (const { header, record } of [...VECTORS.records, ...VECTORS.key_records]) {
        const read = there(readHeader(bytes(record)));
        assert.deepEqual(read, headerOf(header));
        assert.equal(toHex(there(writeHeader(read))), record.slice(0, 168));
    }
});
