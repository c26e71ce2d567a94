// Keys of counsellors' tabs with their secrets, for tests that look at what a tab could open:
// sealed boxes and records as protocol/encryption.md has them.

import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { createPublicKey, diffieHellman, generateKeyPairSync, randomBytes } from 'node:crypto';

const HEADER = 84;
const NONCE = 24;
const ENTRY = 186;
const ENTRIES = HEADER + 65;
const SIGMA = Uint32Array.from([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);

/** {key, secret}: a raw X25519 public key and node's private key. */
export function shiftPair() {
    const { publicKey, privateKey } = generateKeyPairSync('x25519');
    const { x } = publicKey.export({ format: 'jwk' });
    return { key: Buffer.from(x, 'base64url'), secret: privateKey };
}

function words(bytes) {
    return new Uint32Array(Uint8Array.from(bytes).buffer);
}

function boxKey(secret, other) {
    const key = { kty: 'OKP', crv: 'X25519', x: other.toString('base64url') };
    const publicKey = createPublicKey({ format: 'jwk', key });
    const shared = diffieHellman({ privateKey: secret, publicKey });
    const out = new Uint32Array(8);
    hsalsa(SIGMA, words(shared), new Uint32Array(4), out);
    return new Uint8Array(out.buffer);
}

function boxNonce(sender, recipient) {
    return blake2b(Buffer.concat([sender, recipient]), { dkLen: 24 });
}

/** crypto_box_seal of libsodium. */
export function sealBox(clear, recipient) {
    const sender = shiftPair();
    const box = xsalsa20poly1305(boxKey(sender.secret, recipient), boxNonce(sender.key, recipient));
    return Buffer.concat([sender.key, box.encrypt(clear)]);
}

/** What is in a sealed box, or null when it is not for this pair. */
export function openBox(sealed, { key, secret }) {
    const sender = sealed.subarray(0, 32);
    try {
        const box = xsalsa20poly1305(boxKey(secret, sender), boxNonce(sender, key));
        return Buffer.from(box.decrypt(sealed.subarray(32)));
    } catch {
        return null;
    }
}

function cipherFor(bytes, key) {
    const commitment = blake2b(Buffer.from('HLE1-commit'), { key, dkLen: 32 });
    const [salt, personalization] = [Buffer.alloc(16), Buffer.alloc(16)];
    salt.writeUInt8(bytes[5]);
    personalization.write('HLE1-enc');
    const derived = blake2b(new Uint8Array(), { key, dkLen: 32, salt, personalization });
    const nonce = bytes.subarray(HEADER, HEADER + NONCE);
    const bound = Buffer.concat([bytes.subarray(0, HEADER), commitment]);
    return xchacha20poly1305(derived, nonce, bound);
}

/** The bytes of a record in which the clear text stands, with that sealed under the key. */
export function sealBytes(bytes, key) {
    randomBytes(NONCE).copy(bytes, HEADER);
    const cipher = cipherFor(bytes, key);
    const sealed = cipher.encrypt(bytes.subarray(HEADER + NONCE, -16));
    return Buffer.concat([bytes.subarray(0, HEADER + NONCE), sealed]);
}

/** Whether this key opens the record. */
export function opens(bytes, key) {
    try {
        return cipherFor(bytes, key).decrypt(bytes.subarray(HEADER + NONCE)).length > 0;
    } catch {
        return false;
    }
}

/** Puts an envelope with this key for one tab into a record that gives keys, as its entry `at`. */
export function putEnvelope(bytes, at, key, recipient) {
    const clear = Buffer.alloc(122);
    key.copy(clear, 54);
    sealBox(clear, recipient).copy(bytes, ENTRIES + at * ENTRY + 16);
    return bytes;
}

/** The keys in a record that this tab can open an envelope of. */
export function keysIn(bytes, pair) {
    const found = [];
    for (let at = ENTRIES; at + ENTRY < bytes.length; at += ENTRY) {
        const clear = openBox(bytes.subarray(at + 16, at + ENTRY), pair);
        if (clear) {
            found.push(clear.subarray(54, 86));
        }
    }
    return found;
}
