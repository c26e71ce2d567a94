/** What stands sealed in records that are not plain text. Writers and readers give null alike. */
import { fromHex, fromUint, fromUtf8, joined, toHex, uint, utf8 } from './bytes';
import { HASH_BYTES, KEY_BYTES } from './primitives';

/** A counsellor holds an epoch's key; `transfer` in hex, NO_TRANSFER if it is for none. */
export interface KeyAck {
    readonly transfer: string;
    readonly epoch: number;
    readonly serial: string;
    readonly transcript: Uint8Array;
}

/** How many records each had said in the talk when it ended, this one included. */
export interface Close {
    readonly visitor: number;
    readonly owner: number;
}

/** What the owner knows of the visitor, for the colleague. */
export interface Vouch {
    readonly visitorKey: Uint8Array;
    readonly epoch: number;
    readonly transcript: Uint8Array;
}

/** What a visitor agreed to: names as in his consent. */
export interface Agreed {
    readonly transfer: string;
    readonly desk: string;
    readonly tags: readonly string[];
    readonly amount: string;
    readonly note: string;
}

export function writeKeyAck({ transfer, epoch, serial, transcript }: KeyAck): Uint8Array | null {
    if (transcript.length !== HASH_BYTES) return null;
    return joined(fromHex(transfer, 16), uint(4, epoch), fromHex(serial, 8), transcript);
}

export function readKeyAck(clear: Uint8Array): KeyAck | null {
    if (clear.length !== 28 + HASH_BYTES) return null;
    return {
        transfer: toHex(clear.subarray(0, 16)),
        epoch: fromUint(clear.subarray(16, 20)) ?? 0,
        serial: toHex(clear.subarray(20, 28)),
        transcript: clear.slice(28),
    };
}

export function writeClose({ visitor, owner }: Close): Uint8Array | null {
    return joined(uint(8, visitor), uint(8, owner));
}

export function readClose(clear: Uint8Array): Close | null {
    const visitor = fromUint(clear.subarray(0, 8));
    const owner = fromUint(clear.subarray(8));
    return clear.length !== 16 || visitor === null || owner === null ? null : { visitor, owner };
}

export function writeVouch({ visitorKey, epoch, transcript }: Vouch): Uint8Array | null {
    if (visitorKey.length !== KEY_BYTES || transcript.length !== HASH_BYTES) return null;
    return joined(visitorKey, uint(4, epoch), transcript);
}

export function readVouch(clear: Uint8Array): Vouch | null {
    if (clear.length !== KEY_BYTES + 4 + HASH_BYTES) return null;
    return {
        visitorKey: clear.slice(0, KEY_BYTES),
        epoch: fromUint(clear.subarray(KEY_BYTES, KEY_BYTES + 4)) ?? 0,
        transcript: clear.slice(KEY_BYTES + 4),
    };
}

export function writeAgreed({ transfer, desk, tags, amount, note }: Agreed): Uint8Array {
    return utf8(JSON.stringify({ transfer, desk, tags, amount, note }));
}

function parse(text: string | null): Record<string, unknown> | null {
    try {
        const value: unknown = JSON.parse(text ?? '');
        return typeof value === 'object' && value !== null ? { ...value } : null;
    } catch {
        return null;
    }
}

export function readAgreed(clear: Uint8Array): Agreed | null {
    const { transfer, desk, tags, amount, note } = parse(fromUtf8(clear)) ?? {};
    if (typeof transfer !== 'string' || typeof desk !== 'string') return null;
    if (typeof amount !== 'string' || typeof note !== 'string' || !Array.isArray(tags)) return null;
    const names: readonly unknown[] = tags;
    if (!names.every((tag): tag is string => typeof tag === 'string')) return null;
    return { transfer, desk, tags: names, amount, note };
}
