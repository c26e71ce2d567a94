import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, fromHex, toHex, utf8 } from './bytes';
import { pad } from './pad';
import {
    deriveKey, encrypt, exchange, hash, isSigned, isWeakKey, lock, makeExchangeKey, makeSigningKey,
    openBox, sealBox, sign, unlock,
} from './primitives';
import { commitment } from './record';

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);

test('a commitment and a derived key are what libsodium makes of the same key', () => {
    assert.equal(toHex(commitment(KEY) ?? KEY),
        '05d3665a38e76f4d34b5b036cce7963ee6a85b3e8dc8fb058ccb648b3349a89a');
    assert.equal(toHex(deriveKey(1, 'HLE1-enc', KEY) ?? KEY),
        '152171230341b6cbddbe53fa2840d6d74dcbc2428724e2bf4e28e71f1a25a26b');
});

test('a known record comes out byte by byte', () => {
    const header = concat(utf8('HLE1'), new Uint8Array([1, 1, 0, 0]),
        new Uint8Array(16).fill(0xaa), new Uint8Array(4), new Uint8Array(8).fill(0xbb),
        new Uint8Array([0, 0, 0, 0, 0, 0, 0, 1]), new Uint8Array(40));
    const nonce = Uint8Array.from({ length: 24 }, (_, at) => 0x40 + at);
    const data = concat(header, commitment(KEY) ?? KEY);
    const padded = pad(utf8('Hallo, ik ben er.')) ?? KEY;
    const sealed = encrypt(deriveKey(1, 'HLE1-enc', KEY) ?? KEY, nonce, data, padded) ?? KEY;
    assert.equal(toHex(hash(header, nonce, sealed)),
        'd8521d4f347f8a1f307f90f2e316883acef76a93dfef3b6d1da13091dc337bb6');
});

test('keys of low order are refused, whatever one would do with them', () => {
    const own = makeExchangeKey();
    const points = [
        '00'.repeat(32),
        `01${'00'.repeat(31)}`,
        'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
        '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
        `ec${'ff'.repeat(30)}7f`,
        `ed${'ff'.repeat(30)}7f`,
        `ee${'ff'.repeat(30)}7f`,
        `${'00'.repeat(31)}80`,
    ];
    for (const point of points) {
        const key = fromHex(point, 32) ?? KEY;
        assert.ok(isWeakKey(key), point);
        assert.equal(exchange(own.secret, key), null);
        assert.equal(sealBox(key, KEY), null);
        const sealed = sealBox(own.publicKey, KEY) ?? KEY;
        sealed.set(key);
        assert.equal(openBox(own, sealed), null);
    }
    assert.ok(!isWeakKey(own.publicKey));
});

test('what has the wrong length is null or false, never an exception', () => {
    const own = makeExchangeKey();
    const by = makeSigningKey();
    for (let length = 0; length <= 80; length++) {
        const bytes = new Uint8Array(length).fill(9);
        if (length !== 32) {
            assert.equal(commitment(bytes), null);
            assert.equal(deriveKey(1, 'HLE1-enc', bytes), null);
            assert.equal(exchange(own.secret, bytes), null);
            assert.equal(sealBox(bytes, KEY), null);
            assert.equal(lock(bytes, KEY), null);
        }
        assert.equal(unlock(KEY, bytes), null);
        assert.equal(openBox(own, bytes), null);
        assert.equal(isSigned(bytes, KEY, by.publicKey), false);
        assert.equal(isSigned(sign(by, KEY), KEY, bytes), false);
    }
});
