/**
 * The only file that knows the library. Each function does, byte for byte, what the function of
 * libsodium does that its comment names. Keys are 32 bytes; where bytes have a wrong length or do
 * not hold, the answer is null or false.
 */
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { pow } from '@noble/curves/abstract/modular.js';
import { montgomery } from '@noble/curves/abstract/montgomery.js';
import * as ed25519 from '@noble/ed25519';
import { blake2b } from '@noble/hashes/blake2.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concat, uint, utf8 } from './bytes';

export const KEY_BYTES = 32;
export const NONCE_BYTES = 24;
export const TAG_BYTES = 16;
export const HASH_BYTES = 32;
export const SIGNATURE_BYTES = 64;
/** What sealBox adds: a public key and a tag. */
export const BOX_BYTES = KEY_BYTES + TAG_BYTES;

/** A pair for signatures: Ed25519. */
export interface SigningKey {
    readonly seed: Uint8Array;
    readonly publicKey: Uint8Array;
}

/** A pair for exchanges: X25519. */
export interface ExchangeKey {
    readonly secret: Uint8Array;
    readonly publicKey: Uint8Array;
}

ed25519.hashes.sha512 = sha512;

const P = 2n ** 255n - 19n;

// Curve25519 of RFC 7748, section 5. The library's own x25519 brings all that Ed25519 can do with it.
const x25519 = montgomery({
    P,
    type: 'x25519',
    powPminus2: (x) => pow(x, P - 2n, P),
    adjustScalarBytes: (bytes: Uint8Array) => {
        bytes.set([(bytes[0] ?? 0) & 248]);
        bytes.set([((bytes[31] ?? 0) & 127) | 64], 31);
        return bytes;
    },
});

// The library throws where bytes have a wrong length or are not authentic.
function attempt<T>(act: () => T): T | null {
    try {
        return act();
    } catch {
        return null;
    }
}

export function randomBytes(count: number): Uint8Array {
    return crypto.getRandomValues(new Uint8Array(count));
}

/** crypto_generichash with 32 bytes, without a key. */
export function hash(...parts: readonly Uint8Array[]): Uint8Array {
    return blake2b(concat(...parts), { dkLen: HASH_BYTES });
}

/** crypto_generichash with 32 bytes, under a key of 32 bytes. */
export function keyedHash(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array | null {
    if (key.length !== KEY_BYTES) return null;
    return blake2b(concat(...parts), { dkLen: HASH_BYTES, key });
}

/** crypto_kdf_derive_from_key with 32 bytes; `context` is 8 characters of ASCII. */
export function deriveKey(id: number, context: string, key: Uint8Array): Uint8Array | null {
    const number = uint(8, id);
    if (number === null || context.length !== 8 || key.length !== KEY_BYTES) return null;
    const salt = new Uint8Array(16);
    salt.set(number.reverse());
    const personalization = new Uint8Array(16);
    personalization.set(utf8(context));
    return blake2b(new Uint8Array(0), { dkLen: KEY_BYTES, key, salt, personalization });
}

/** crypto_aead_xchacha20poly1305_ietf_encrypt: ciphertext and tag. */
export function encrypt(
    key: Uint8Array, nonce: Uint8Array, data: Uint8Array, clear: Uint8Array,
): Uint8Array | null {
    return attempt(() => xchacha20poly1305(key, nonce, data).encrypt(clear));
}

/** crypto_aead_xchacha20poly1305_ietf_decrypt. */
export function decrypt(
    key: Uint8Array, nonce: Uint8Array, data: Uint8Array, sealed: Uint8Array,
): Uint8Array | null {
    return attempt(() => xchacha20poly1305(key, nonce, data).decrypt(sealed));
}

/** crypto_secretbox_easy, with its nonce before it. */
export function lock(
    key: Uint8Array, clear: Uint8Array, nonce = randomBytes(NONCE_BYTES),
): Uint8Array | null {
    const box = attempt(() => xsalsa20poly1305(key, nonce).encrypt(clear));
    return box === null ? null : concat(nonce, box);
}

/** crypto_secretbox_open_easy of what lock made. */
export function unlock(key: Uint8Array, locked: Uint8Array): Uint8Array | null {
    const nonce = locked.subarray(0, NONCE_BYTES);
    return attempt(() => xsalsa20poly1305(key, nonce).decrypt(locked.subarray(NONCE_BYTES)));
}

/** A new pair for exchanges, or that of a secret: crypto_box_keypair. */
export function makeExchangeKey(secret = randomBytes(KEY_BYTES)): ExchangeKey {
    return { secret, publicKey: x25519.getPublicKey(secret) };
}

/** crypto_scalarmult; null for a key of low order, with which the product would be zero. */
export function exchange(secret: Uint8Array, publicKey: Uint8Array): Uint8Array | null {
    return attempt(() => x25519.getSharedSecret(secret, publicKey));
}

/** Whether a product with this key is all zero, whatever the secret. */
export function isWeakKey(publicKey: Uint8Array): boolean {
    return exchange(new Uint8Array(KEY_BYTES).fill(1), publicKey) === null;
}

// Words as this machine has them; the library puts them right where that is big-endian.
function words(bytes: Uint8Array): Uint32Array {
    return new Uint32Array(bytes.slice().buffer);
}

const SIGMA = utf8('expand 32-byte k');

// crypto_box_beforenm and the nonce of crypto_box_seal.
function boxKey(shared: Uint8Array, from: Uint8Array, to: Uint8Array) {
    const key = new Uint32Array(8);
    hsalsa(words(SIGMA), words(shared), new Uint32Array(4), key);
    const nonce = blake2b(concat(from, to), { dkLen: NONCE_BYTES });
    return xsalsa20poly1305(new Uint8Array(key.buffer), nonce);
}

/** crypto_box_seal; null for a key of low order. `ephemeral` is for tests. */
export function sealBox(
    to: Uint8Array, clear: Uint8Array, ephemeral = makeExchangeKey(),
): Uint8Array | null {
    const shared = exchange(ephemeral.secret, to);
    if (shared === null) return null;
    const from = ephemeral.publicKey;
    return attempt(() => concat(from, boxKey(shared, from, to).encrypt(clear)));
}

/** crypto_box_seal_open. */
export function openBox(own: ExchangeKey, sealed: Uint8Array): Uint8Array | null {
    const from = sealed.subarray(0, KEY_BYTES);
    const shared = exchange(own.secret, from);
    if (shared === null) return null;
    return attempt(() =>
        boxKey(shared, from, own.publicKey).decrypt(sealed.subarray(KEY_BYTES)));
}

/** A new pair for signatures, or that of a seed: crypto_sign_seed_keypair. */
export function makeSigningKey(seed = randomBytes(KEY_BYTES)): SigningKey {
    return { seed, publicKey: ed25519.getPublicKey(seed) };
}

/** crypto_sign_detached. */
export function sign(by: SigningKey, message: Uint8Array): Uint8Array {
    return ed25519.sign(message, by.seed);
}

/** crypto_sign_verify_detached. */
export function isSigned(
    signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array,
): boolean {
    const strict = { zip215: false };
    return attempt(() => ed25519.verify(signature, message, publicKey, strict)) === true;
}
