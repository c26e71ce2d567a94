import assert from 'node:assert/strict';
import { test } from 'node:test';
import { there } from '../testing/sealed_samples';
import { Seeded } from '../testing/seeded';
import { briefingKey } from './briefing';
import { concat, fromBase64, fromHex, fromUtf8, toBase64, toHex, utf8 } from './bytes';
import {
    readAgreed, readClose, readKeyAck, readVouch, writeAgreed, writeClose, writeKeyAck, writeVouch,
} from './payload';
import { makeExchangeKey } from './primitives';
import { safetyWords } from './transcript';
import { keep, open } from './vault';

const TRANSFER = 'cd'.repeat(16);

test('what counsellors and visitors tell each other between the lines comes back whole', () => {
    const random = new Seeded(51);
    const transcript = random.bytes(32);
    const ack = { transfer: TRANSFER, epoch: 7, serial: '0a'.repeat(8), transcript };
    assert.deepEqual(readKeyAck(there(writeKeyAck(ack))), ack);
    const close = { visitor: 12, owner: 2 ** 40 };
    assert.deepEqual(readClose(there(writeClose(close))), close);
    const vouch = { visitorKey: random.bytes(32), epoch: 7, transcript };
    assert.deepEqual(readVouch(there(writeVouch(vouch))), vouch);
    const agreed = {
        transfer: TRANSFER, desk: 'a/b', tags: ['acuut'], amount: 'note', note: 'é😀',
    };
    assert.deepEqual(readAgreed(writeAgreed(agreed)), agreed);
});

test('what is cut, too long or of another kind is not read', () => {
    const random = new Seeded(52);
    const transcript = random.bytes(32);
    const whole = [
        [readKeyAck, writeKeyAck({ transfer: TRANSFER, epoch: 1, serial: TRANSFER.slice(16),
            transcript })],
        [readClose, writeClose({ visitor: 1, owner: 2 })],
        [readVouch, writeVouch({ visitorKey: transcript, epoch: 1, transcript })],
        [readAgreed, writeAgreed({ transfer: '', desk: '', tags: [], amount: '', note: '' })],
    ] as const;
    for (const [read, bytes] of whole) {
        for (let length = 0; length < there(bytes).length; length++) {
            assert.equal(read(there(bytes).slice(0, length)), null);
        }
        assert.equal(read(concat(there(bytes), new Uint8Array(1))), null);
    }
    assert.equal(readClose(new Uint8Array(16).fill(0xff)), null);
    for (const text of ['null', '[]', '1', '{"transfer":1}', 'x',
        '{"transfer":"","desk":"","tags":[1],"amount":"","note":""}',
        '{"transfer":"","desk":"","tags":{},"amount":"","note":""}']) {
        assert.equal(readAgreed(utf8(text)), null);
    }
    assert.equal(writeKeyAck({ transfer: 'x', epoch: 1, serial: 'x', transcript }), null);
    assert.equal(writeClose({ visitor: -1, owner: 0 }), null);
    assert.equal(writeVouch({ visitorKey: transcript, epoch: 2 ** 32, transcript }), null);
});

test('two counsellors have the same key for a briefing, a third has another', () => {
    const random = new Seeded(53);
    for (let run = 0; run < 5; run++) {
        const [one, two, three] = [1, 2, 3].map(() => makeExchangeKey(random.bytes(32)));
        const key = there(briefingKey(there(one), there(two).publicKey, TRANSFER));
        assert.deepEqual(briefingKey(there(two), there(one).publicKey, TRANSFER), key);
        assert.notDeepEqual(briefingKey(there(three), there(one).publicKey, TRANSFER), key);
        assert.notDeepEqual(briefingKey(there(one), there(two).publicKey, 'ef'.repeat(16)), key);
        assert.equal(briefingKey(there(one), new Uint8Array(32), TRANSFER), null);
        assert.equal(briefingKey(there(one), there(two).publicKey, 'cd'), null);
    }
});

test('the words of a transcript are four numbers of ten bits', () => {
    const random = new Seeded(54);
    const seen = new Set<number>();
    for (let run = 0; run < 300; run++) {
        for (const word of safetyWords(random.bytes(32))) {
            assert.ok(Number.isInteger(word) && word >= 0 && word < 1024);
            seen.add(word);
        }
    }
    assert.ok(seen.size > 600);
});

const WRAP = 'A'.repeat(42) + 'E';

test('what a tab keeps comes back with the tab secret alone', () => {
    const value = { keys: ['00ff'], note: 'é "😀"', none: null };
    const text = there(keep(value, WRAP));
    assert.deepEqual(open(text, WRAP), value);
    assert.notEqual(keep(value, WRAP), text);
    assert.equal(open(text, 'B' + WRAP.slice(1)), null);
    for (const wrap of ['', WRAP.slice(1), `${WRAP}A`, WRAP.replace('E', '='), WRAP + '=']) {
        assert.equal(keep(value, wrap), null);
        assert.equal(open(text, wrap), null);
    }
    const bytes = there(fromBase64(text));
    for (let at = 0; at < bytes.length; at++) {
        assert.equal(open(toBase64(bytes.slice(0, at)), WRAP), null);
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ 0x20;
        assert.equal(open(toBase64(changed), WRAP), null);
    }
    assert.equal(open('not base64', WRAP), null);
});

test('text forms of bytes have one way to be written', () => {
    const random = new Seeded(55);
    for (let length = 0; length < 70; length++) {
        const bytes = random.bytes(length);
        assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
        assert.deepEqual(fromHex(toHex(bytes), length), bytes);
    }
    for (const text of ['AA', 'AB==', 'A', '=', ' AAAA', 'AAAA\n', 'AA-_', 'é']) {
        assert.equal(fromBase64(text), null, text);
    }
    for (const text of ['0', 'AB', 'ab ', 'zz', '0x']) assert.equal(fromHex(text, 1), null, text);
    assert.equal(fromUtf8(new Uint8Array([0xc3])), null);
    assert.equal(fromUtf8(new Uint8Array([0xef, 0xbb, 0xbf, 0x41])), '\ufeffA');
});
