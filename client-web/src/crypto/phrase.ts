import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { argon2idAsync } from '@noble/hashes/argon2.js';

/**
 * The wrapped enrolment of a counsellor: his signing key under his key phrase, with its
 * certificate (protocol/encryption.md). Here it is opened; nothing here keeps the phrase.
 */

const SIZE = 233;
const MAGIC = [0x48, 0x4c, 0x57, 0x31]; // HLW1
const AT = { passes: 4, memory: 8, salt: 12, nonce: 28, box: 52, certificate: 100 } as const;

/** More than `veer keys` ever asks for: a blob with more is not ours, and would only take time. */
const PASSES_MOST = 16;
const MEMORY_MOST_KIB = 1024 * 1024;

/** For so long the page does nothing else while a phrase is being tried. */
const SLICE_MS = 20;

export interface WrappedEnrolment {
    /** How often, and over how many KiB. */
    readonly passes: number;
    readonly memoryKib: number;
    readonly salt: Uint8Array;
    readonly nonce: Uint8Array;
    readonly box: Uint8Array;
    /** The enrolment certificate, 133 bytes, not checked. */
    readonly certificate: Uint8Array;
}

/** Takes the 233 bytes apart; null when they are no wrapped enrolment. */
export function readWrapped(bytes: Uint8Array): WrappedEnrolment | null {
    if (bytes.length !== SIZE || MAGIC.some((byte, index) => bytes[index] !== byte)) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const passes = view.getUint32(AT.passes);
    const memoryKib = view.getUint32(AT.memory);
    if (passes < 1 || passes > PASSES_MOST) return null;
    if (memoryKib < 8 || memoryKib > MEMORY_MOST_KIB) return null;
    return {
        passes,
        memoryKib,
        salt: bytes.slice(AT.salt, AT.nonce),
        nonce: bytes.slice(AT.nonce, AT.box),
        box: bytes.slice(AT.box, AT.certificate),
        certificate: bytes.slice(AT.certificate),
    };
}

/** What was typed, and what was meant when there are spaces too many. */
function meanings(phrase: string): readonly string[] {
    const exact = phrase.normalize('NFC');
    const tidy = exact.trim().replace(/\s+/g, ' ');
    return exact === tidy ? [exact] : [exact, tidy];
}

/**
 * The Ed25519 seed, 32 bytes, that the caller wipes; null when the phrase is not the right one.
 * Takes seconds, in slices, so that the page goes on; `onProgress` is told from 0 to 1.
 */
export async function openWrapped(
    wrapped: WrappedEnrolment,
    phrase: string,
    onProgress: (part: number) => void = () => undefined,
): Promise<Uint8Array | null> {
    for (const meaning of meanings(phrase)) {
        const key = await stretch(wrapped, meaning, onProgress);
        const seed = openBox(key, wrapped);
        key.fill(0);
        if (seed !== null && isSeedOf(seed, wrapped.certificate)) return seed;
    }
    return null;
}

async function stretch(
    wrapped: WrappedEnrolment,
    phrase: string,
    onProgress: (part: number) => void,
): Promise<Uint8Array> {
    const bytes = new TextEncoder().encode(phrase);
    const key = await argon2idAsync(bytes, wrapped.salt, {
        t: wrapped.passes,
        m: wrapped.memoryKib,
        p: 1,
        version: 0x13,
        dkLen: 32,
        maxmem: 2 * MEMORY_MOST_KIB * 1024,
        asyncTick: SLICE_MS,
        onProgress,
    });
    bytes.fill(0);
    return key;
}

function openBox(key: Uint8Array, { nonce, box }: WrappedEnrolment): Uint8Array | null {
    try {
        return xsalsa20poly1305(key, nonce).decrypt(box);
    } catch {
        return null; // noble throws when the tag is wrong
    }
}

const AT_PUBLIC_KEY = 21;

function isSeedOf(seed: Uint8Array, certificate: Uint8Array): boolean {
    return ed25519
        .getPublicKey(seed)
        .every((byte, index) => byte === certificate[AT_PUBLIC_KEY + index]);
}
