import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from './bytes';
import {
    deriveKey, exchange, isWeakKey, lock, makeExchangeKey, makeSigningKey, openBox, sealBox, sign,
    isSigned, unlock,
} from './primitives';
import { commitment } from './record';

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);

test('a commitment and a derived key are what libsodium makes of the same key', () => {
    assert.equal(toHex(commitment(KEY) ?? KEY),
        '05d3665a38e76f4d34b5b036cce7963ee6a85b3e8dc8fb058ccb648b3349a89a');
    assert.equal(toHex(deriveKey(1, 'HLE1-enc', KEY) ?? KEY),
        '152171230341b6cbddbe53fa2840d6d74dcbc2428724e2bf4e28e71f1a25a26b');
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
