import { argon2idAsync } from '@noble/hashes/argon2.js';
import { utf8 } from './bytes';
import type { WrappedEnrolment } from './certificate';
import { unwrapEnrolment } from './certificate';

/** More than any wrapping may ask of the machine that opens it: such a blob is not ours. */
const PASSES_MOST = 16;
const MEMORY_MOST_KIB = 1024 * 1024;
/** What Argon2id itself needs. */
const MEMORY_LEAST_KIB = 8;

/** For so long the page does nothing else while a phrase is being tried. */
const SLICE_MS = 20;

/** Whether the work that an enrolment asks for is within bounds. */
export function isBearable({ opslimit, memlimitKib }: WrappedEnrolment): boolean {
    return (
        opslimit >= 1 &&
        opslimit <= PASSES_MOST &&
        memlimitKib >= MEMORY_LEAST_KIB &&
        memlimitKib <= MEMORY_MOST_KIB
    );
}

/** What was typed, and what was meant when there are spaces too many. */
function meanings(phrase: string): readonly string[] {
    const exact = phrase.normalize('NFC');
    const tidy = exact.trim().replace(/\s+/g, ' ');
    return exact === tidy ? [exact] : [exact, tidy];
}

/**
 * Opens an enrolment with the counsellor's key phrase: its seed, which the caller wipes, or null
 * when the phrase is another one. Takes seconds, in slices, so that the page goes on; `onProgress`
 * is told from 0 to 1. The phrase is not kept.
 */
export async function openWithPhrase(
    wrapped: WrappedEnrolment,
    phrase: string,
    onProgress: (part: number) => void = () => undefined,
): Promise<Uint8Array | null> {
    if (!isBearable(wrapped)) return null;
    for (const meaning of meanings(phrase)) {
        const key = await stretch(wrapped, meaning, onProgress);
        const seed = unwrapEnrolment(wrapped, key);
        key.fill(0);
        if (seed !== null) return seed;
    }
    return null;
}

async function stretch(
    wrapped: WrappedEnrolment,
    phrase: string,
    onProgress: (part: number) => void,
): Promise<Uint8Array> {
    const bytes = utf8(phrase);
    const key = await argon2idAsync(bytes, wrapped.salt, {
        t: wrapped.opslimit,
        m: wrapped.memlimitKib,
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
