/**
 * What a tab keeps for a reload, under the tab secret that the server holds: without it the text
 * in sessionStorage is nothing. `wrap` is that secret as on the wire.
 */
import { fromBase64, fromSecret, fromUtf8, toBase64, utf8 } from './bytes';
import { lock, unlock } from './primitives';

/** Where a sealed text stays: TabValue<string>, or a test's own. */
export interface TextPlace {
    read(): string | null;
    write(text: string): void;
    remove(): void;
}

/** The two functions below under one tab secret. */
export interface Vault {
    keep(value: unknown): string | null;
    open(text: string): unknown;
}

/** Seals a value that JSON can hold; null if the secret is none. */
export function keep(value: unknown, wrap: string): string | null {
    const key = fromSecret(wrap);
    const locked = key && lock(key, utf8(JSON.stringify(value)));
    return locked && toBase64(locked);
}

/** The value that keep sealed; null with another secret, or if the text was changed. */
export function open(text: string, wrap: string): unknown {
    const key = fromSecret(wrap);
    const locked = fromBase64(text);
    const clear = key && locked && unlock(key, locked);
    const json = clear && fromUtf8(clear);
    try {
        return json === null ? null : (JSON.parse(json) as unknown);
    } catch {
        return null;
    }
}
