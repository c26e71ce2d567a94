import { fromHex, toBase64, toHex } from './bytes';
import { NO_PREV, recordHash } from './record';

/** The newest own record of a channel, for a reload: its number and its hash in hex. */
export interface Tail {
    readonly number: number;
    readonly hash: string;
}

/** The records that this page itself says in one channel: each names the one before by its hash. */
export class OwnRow {
    private readonly hashes = new Map<number, Uint8Array>();
    private readonly sealed = new Map<number, string>();
    private newest: Tail | null;

    /** `tail`: what was kept over a reload. */
    constructor(tail: Tail | null = null) {
        this.newest = tail;
        const hash = tail && fromHex(tail.hash, NO_PREV.length);
        if (tail && hash) this.hashes.set(tail.number, hash);
    }

    get tail(): Tail | null {
        return this.newest;
    }

    /** What was sealed under this number, base64; null if nothing was. */
    find(number: number): string | null {
        return this.sealed.get(number) ?? null;
    }

    /** The hash that the record under this number names; zeros when the one before is not known. */
    before(number: number): Uint8Array {
        return this.hashes.get(number - 1) ?? NO_PREV;
    }

    /** A record was sealed under this number. Returns it in base64. */
    keep(number: number, record: Uint8Array): string {
        const text = toBase64(record);
        this.sealed.set(number, text);
        this.remember(number, record);
        return text;
    }

    /** The record under this number was not taken and never will be. */
    drop(number: number): void {
        this.sealed.delete(number);
        this.hashes.delete(number);
        if (this.newest?.number === number) this.newest = null;
    }

    /** The server has this own record. */
    took(number: number, record: Uint8Array): void {
        this.sealed.delete(number);
        this.remember(number, record);
    }

    private remember(number: number, record: Uint8Array): void {
        const hash = recordHash(record);
        this.hashes.set(number, hash);
        if (number >= (this.newest?.number ?? 0)) this.newest = { number, hash: toHex(hash) };
    }
}
