/** Bytes and what is written with them. Nothing here throws: what is not of the form is null. */

const encoder = new TextEncoder();

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        all.set(part, at);
        at += part.length;
    }
    return all;
}

/** Whether both are the same bytes; takes as long wherever they differ. */
export function equal(one: Uint8Array, other: Uint8Array): boolean {
    if (one.length !== other.length) return false;
    let difference = 0;
    one.forEach((byte, at) => {
        difference |= byte ^ (other[at] ?? 0);
    });
    return difference === 0;
}

export function isZero(bytes: Uint8Array): boolean {
    return bytes.every((byte) => byte === 0);
}

/** The bytes of a text in ASCII or any other script, as UTF-8. */
export function utf8(text: string): Uint8Array {
    return encoder.encode(text);
}

/** The text of bytes that are UTF-8, or null. */
export function fromUtf8(bytes: Uint8Array): string | null {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        return null;
    }
}

export function toHex(bytes: Uint8Array): string {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of small letters in hex; null unless they are exactly `length` bytes. */
export function fromHex(text: string, length: number): Uint8Array | null {
    if (text.length !== 2 * length || !/^[0-9a-f]*$/.test(text)) return null;
    return Uint8Array.from({ length }, (_, at) => parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

export function toBase64(bytes: Uint8Array): string {
    let binary = '';
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return btoa(binary);
}

/** The bytes of base64 as toBase64 writes it; null for every other way to write them. */
export function fromBase64(text: string): Uint8Array | null {
    try {
        const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
        return toBase64(bytes) === text ? bytes : null;
    } catch {
        return null;
    }
}

/** The 32 bytes of a secret as the wire has it: base64url, 43 characters. */
export function fromSecret(text: string): Uint8Array | null {
    if (!/^[A-Za-z0-9_-]{43}$/.test(text)) return null;
    return fromBase64(`${text.replace(/-/g, '+').replace(/_/g, '/')}=`);
}

/** An integer, big-endian, in 1, 2, 4 or 8 bytes; null if it is none or does not fit. */
export function uint(size: 1 | 2 | 4 | 8, value: number): Uint8Array | null {
    if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * size)) return null;
    const bytes = new Uint8Array(size);
    for (let at = size - 1, rest = value; at >= 0; at--) {
        bytes[at] = rest % 256;
        rest = Math.floor(rest / 256);
    }
    return bytes;
}

/** The integer in these bytes, or null from 2^53 on. */
export function fromUint(bytes: Uint8Array): number | null {
    let value = 0;
    for (const byte of bytes) value = value * 256 + byte;
    return Number.isSafeInteger(value) ? value : null;
}

/** All of them, or null if one is. */
export function joined(...parts: readonly (Uint8Array | null)[]): Uint8Array | null {
    const there = parts.filter((part): part is Uint8Array => part !== null);
    return there.length === parts.length ? concat(...there) : null;
}
