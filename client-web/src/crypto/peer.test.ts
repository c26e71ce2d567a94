/** What is sealed here is opened by libsodium, and the other way round. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { askPeer, type PeerRequest } from '../testing/peer';
import {
    NOON, sampleCounsellor, sampleEpoch, sampleHeader, sampleOrganisation, there,
} from '../testing/sealed_samples';
import { Seeded } from '../testing/seeded';
import { briefingKey } from './briefing';
import { fromBase64, fromSecret, fromUtf8, toBase64, toHex, utf8 } from './bytes';
import {
    CERTIFICATE_TYPE, checkChain, readEnrolment, signShift, unwrapEnrolment,
} from './certificate';
import { makeGrant, openEpochEntry, openGrantEntry, openKeyRecord, transcriptOf } from './grant';
import { lock, makeExchangeKey } from './primitives';
import {
    commitment, NOTE_EPOCH, openRecord, recordHash, sealRecord, TYPE, type Header,
} from './record';
import { readRevoked } from './roots';
import { grantTranscript, safetyWords } from './transcript';
import { keep, open } from './vault';

const TYPES = [TYPE.message, TYPE.key_ack, TYPE.close, TYPE.hand_over, TYPE.briefing, TYPE.note,
    TYPE.vouch];
const TRANSFER = 'cd'.repeat(16);
const NOT_COMPARED = 'not compared: there is no Python or no libsodium here';

// Asks all at once; each pair says what is asked, and what must be true of the answer.
function compare(
    context: TestContext, pairs: readonly (readonly [PeerRequest, (done: unknown) => void])[],
): void {
    const answers = askPeer(pairs.map(([request]) => request));
    if (answers === null) return context.diagnostic(NOT_COMPARED);
    assert.equal(answers.length, pairs.length);
    pairs.forEach(([request, check], index) => {
        const { done, fault } = there(answers[index]);
        assert.equal(fault, undefined, request.do);
        check(done);
    });
}

function equals(expected: unknown): (done: unknown) => void {
    return (done) => assert.deepEqual(done, expected);
}

// Bytes that the other program made.
function bytesOf(done: unknown): Uint8Array {
    assert.equal(typeof done, 'string');
    return Uint8Array.from(Buffer.from(String(done), 'hex'));
}

function plain(header: Header): object {
    return { ...header, prev: toHex(header.prev) };
}

// Lengths at and around the borders of the sizes, and others.
function sampleClear(random: Seeded, run: number): Uint8Array {
    const borders = [0, 1, 255, 256, 511, 512, 1023, 1024, 2047, 2048, 4095];
    return random.bytes(borders[run] ?? random.below(4096));
}

test('libsodium opens records that are sealed here', (context) => {
    const random = new Seeded(61);
    compare(context, Array.from({ length: 40 }, (_, run) => {
        const header = sampleHeader(random, TYPES[run % TYPES.length]);
        const key = random.bytes(32);
        const clear = sampleClear(random, run);
        const record = there(sealRecord(header, key, clear));
        return [
            { do: 'record_open', record: toHex(record), key: toHex(key) },
            equals({ header: plain(header), clear: toHex(clear), hash: toHex(recordHash(record)) }),
        ];
    }));
});

test('records that libsodium seals are opened here, and are the same bytes', (context) => {
    const random = new Seeded(62);
    compare(context, Array.from({ length: 40 }, (_, run) => {
        const header = sampleHeader(random, TYPES[run % TYPES.length]);
        const [key, nonce] = [random.bytes(32), random.bytes(24)];
        const clear = sampleClear(random, run);
        const given = { key: toHex(key), clear: toHex(clear), nonce: toHex(nonce) };
        return [{ do: 'record_seal', header: plain(header), ...given }, (done) => {
            const record = bytesOf(done);
            assert.deepEqual(sealRecord(header, key, clear, nonce), record);
            assert.deepEqual(openRecord(record, key), { header, clear });
        }];
    }));
});

test('libsodium opens the envelopes of an epoch and computes its transcript', (context) => {
    const random = new Seeded(63);
    compare(context, [1, 2, 21].map((count) => {
        const epoch = sampleEpoch(random, count);
        const secrets = epoch.readers.map(({ secret }) => toHex(secret));
        const { conversation, transcript, epoch: number } = epoch;
        const entries = epoch.recipients.map(({ member, serial, firstEpoch }) => ({
            member, serial, conversation, epoch: number, key: toHex(epoch.key), firstEpoch,
            transcript: toHex(transcript),
        }));
        return [{ do: 'keys_open', record: toHex(epoch.record), secrets }, equals({
            header: plain(there(openKeyRecord(epoch.record)).header),
            visitorKey: toHex(epoch.visitor.publicKey),
            commitment: toHex(there(commitment(epoch.key))),
            begin: toHex(epoch.before), transcript: toHex(transcript), entries,
        })];
    }));
});

test('an epoch that libsodium opens is read here', (context) => {
    const random = new Seeded(64);
    compare(context, [1, 2, 21].map((count) => {
        const epoch = sampleEpoch(random, count);
        const { header } = there(openKeyRecord(epoch.record));
        const recipients = epoch.recipients.map((one) =>
            ({ ...one, epoch: epoch.epoch, shiftKey: toHex(one.shiftKey) }));
        const given = { seed: toHex(epoch.visitor.seed), key: toHex(epoch.key), bound: '' };
        return [{ do: 'keys_make', header: plain(header), ...given, recipients }, (done) => {
            const record = there(openKeyRecord(bytesOf(done)));
            const transcript = there(transcriptOf(record, epoch.before));
            assert.deepEqual(transcript, epoch.transcript);
            record.entries.forEach((entry, index) => {
                const own = there(epoch.readers[index]);
                const opened = openEpochEntry(record, entry, own, transcript);
                assert.ok(opened.ok);
                assert.deepEqual(opened.envelope.key, epoch.key);
            });
        }];
    }));
});

test('grants go both ways', (context) => {
    const random = new Seeded(65);
    const epoch = sampleEpoch(random, 1);
    const { conversation, visitor, key } = epoch;
    const own = there(epoch.readers[0]);
    const recipient = there(epoch.recipients[0]);
    const granted = { ...recipient, epoch: NOTE_EPOCH + 2, firstEpoch: 1, key, transfer: TRANSFER };
    const place = { conversation, seq: 9, prev: random.bytes(32) };
    const record = there(makeGrant(place, [granted], visitor));
    const { header } = there(openKeyRecord(record));
    const bound = there(grantTranscript(TRANSFER, recipient.serial, visitor.publicKey));
    const recipients = [{ ...granted, key: '', shiftKey: toHex(recipient.shiftKey) }];
    const given = { seed: toHex(visitor.seed), key: toHex(key), bound: TRANSFER };
    compare(context, [
        [{ do: 'keys_open', record: toHex(record), secrets: [toHex(own.secret)] }, (done) => {
            const [entry] = (done as { entries: readonly object[] }).entries;
            const { member, serial } = recipient;
            assert.deepEqual(entry, { member, serial, conversation, epoch: NOTE_EPOCH + 2,
                key: toHex(key), firstEpoch: 1, transcript: toHex(bound) });
        }],
        [{ do: 'keys_make', header: plain(header), ...given, recipients }, (done) => {
            const read = there(openKeyRecord(bytesOf(done)));
            assert.deepEqual(read.header, header);
            const opened = openGrantEntry(read, there(read.entries[0]), own, TRANSFER, () => null);
            assert.ok(opened.ok);
            assert.deepEqual(opened.envelope.key, key);
        }],
    ]);
});

test('libsodium holds a chain that is signed here to be right', (context) => {
    const random = new Seeded(66);
    compare(context, Array.from({ length: 5 }, () => {
        const organisation = sampleOrganisation(random);
        const { chain } = sampleCounsellor(random, organisation);
        const root = organisation.root.publicKey;
        const checked = checkChain(chain, { root, revoked: new Set() }, NOON);
        assert.ok(checked.ok);
        const { enrolment, shift } = checked;
        return [{ do: 'chain_open', chain: toHex(chain), root: toHex(root) }, equals({
            enrolment: { ...enrolment, key: toHex(enrolment.key) },
            shift: { ...shift, key: toHex(shift.key) },
        })];
    }));
});

test('enrolments and revocations that libsodium makes hold here', (context) => {
    const random = new Seeded(67);
    const { root, id } = sampleOrganisation(random);
    const { enrolment, certificate, enrolmentKey } =
        sampleCounsellor(random, { root, id }, { type: CERTIFICATE_TYPE.enrolment });
    const seed = toHex(enrolmentKey.seed);
    const serials = ['01'.repeat(8), '02'.repeat(8)];
    const rootSeed = toHex(root.seed);
    const phrase = toHex(utf8('samen veilig aan de overkant'));
    const [salt, nonce] = [toHex(random.bytes(16)), toHex(random.bytes(24))];
    const own = { ...certificate, key: toHex(certificate.key) };
    const wrap = { do: 'enrolment_make', seed, phrase, salt, nonce, certificate: toHex(enrolment) };
    compare(context, [
        [{ do: 'certificate_make', one: own, seed: rootSeed }, equals(toHex(enrolment))],
        [{ do: 'revoked_make', seed: rootSeed, serials }, (done) =>
            assert.deepEqual(readRevoked(bytesOf(done), root.publicKey), new Set(serials))],
        [wrap, (done) => {
            const { key, blob } = done as { key: string; blob: string };
            const wrapped = there(readEnrolment(bytesOf(blob)));
            assert.deepEqual([wrapped.opslimit, wrapped.memlimitKib], [1, 8192]);
            const opened = there(unwrapEnrolment(wrapped, bytesOf(key)));
            const shift = makeExchangeKey().publicKey;
            const chain = there(signShift(wrapped.certificate, opened, shift, NOON, NOON + 9));
            assert.ok(checkChain(chain, { root: root.publicKey, revoked: new Set() }, NOON).ok);
        }],
    ]);
});

test('briefing keys and words are the same', (context) => {
    const random = new Seeded(68);
    compare(context, Array.from({ length: 20 }, (_, run) => {
        if (run % 2) {
            const transcript = random.bytes(32);
            return [{ do: 'words', transcript: toHex(transcript) },
                equals(safetyWords(transcript))];
        }
        const [own, other] = [makeExchangeKey(random.bytes(32)), makeExchangeKey()];
        const given = { secret: toHex(own.secret), other: toHex(other.publicKey) };
        const key = there(briefingKey(other, own.publicKey, TRANSFER));
        return [{ do: 'briefing', ...given, transfer: TRANSFER }, equals(toHex(key))];
    }));
});

test('what a tab keeps goes both ways', (context) => {
    const random = new Seeded(69);
    const wrap = 'q'.repeat(42) + 'U';
    const key = toHex(there(fromSecret(wrap)));
    const [value, nonce] = [{ keys: ['é'] }, random.bytes(24)];
    const json = utf8(JSON.stringify(value));
    const text = there(keep(value, wrap));
    const given = { key, clear: toHex(json), nonce: toHex(nonce) };
    compare(context, [
        [{ do: 'unlock', key, locked: toHex(there(fromBase64(text))) }, (done) =>
            assert.equal(fromUtf8(bytesOf(done)), JSON.stringify(value))],
        [{ do: 'lock', ...given }, (done) => {
            assert.deepEqual(bytesOf(done), lock(there(fromSecret(wrap)), json, nonce));
            assert.deepEqual(open(toBase64(bytesOf(done)), wrap), value);
        }],
    ]);
});

test('libsodium refuses what was changed on the way', (context) => {
    const random = new Seeded(70);
    const epoch = sampleEpoch(random, 1);
    const header = sampleHeader(random);
    const record = there(sealRecord(header, epoch.key, random.bytes(9)));
    const { chain } = sampleCounsellor(random, sampleOrganisation(random));
    const flipped = (bytes: Uint8Array) => {
        const changed = bytes.slice();
        changed[100] = (changed[100] ?? 0) ^ 1;
        return toHex(changed);
    };
    const answers = askPeer([
        { do: 'keys_open', record: flipped(epoch.record), secrets: [] },
        { do: 'record_open', record: flipped(record), key: toHex(epoch.key) },
        { do: 'chain_open', chain: flipped(chain), root: toHex(random.bytes(32)) },
    ]);
    if (answers === null) return context.diagnostic(NOT_COMPARED);
    assert.deepEqual(answers.map(({ fault }) => fault),
        ['signature', 'crypto_aead_xchacha20poly1305_ietf_decrypt', 'signature']);
});
