import { fromHex, toBase64, toHex } from './bytes';
import { NO_PREV, recordHash } from './record';
import type { StaffKept } from './staff_kept';

/** The records that this counsellor says in one channel: each names the one before by its hash. */
export class OwnLane {
    private readonly name: string;
    private readonly kept: StaffKept;
    /** The hash of each own record that is known, by its number. */
    private readonly hashes = new Map<number, Uint8Array>();
    private readonly sealed = new Map<number, string>();

    constructor(name: string, kept: StaffKept) {
        this.name = name;
        this.kept = kept;
    }

    /** What was sealed under this number, base64. */
    find(number: number): string | null {
        return this.sealed.get(number) ?? null;
    }

    /**
     * The hash that the record under this number carries. null: it is among the lines that are still
     * to come. `complete`: none is.
     */
    before(number: number, complete: boolean): Uint8Array | null {
        if (number <= 1) return NO_PREV;
        const known = this.hashes.get(number - 1);
        if (known) return known;
        const tail = this.kept.tail(this.name);
        if (tail?.number === number - 1) return fromHex(tail.hash, NO_PREV.length);
        return complete ? NO_PREV : null;
    }

    /** A record was sealed under this number. */
    keep(number: number, record: Uint8Array): string {
        const text = toBase64(record);
        this.sealed.set(number, text);
        this.remember(number, recordHash(record));
        return text;
    }

    /** The record under this number was not taken and will never be. */
    drop(number: number): void {
        this.sealed.delete(number);
        this.hashes.delete(number);
    }

    /** The server has this record of one's own. */
    took(number: number, record: Uint8Array): void {
        this.sealed.delete(number);
        this.remember(number, recordHash(record));
    }

    private remember(number: number, hash: Uint8Array): void {
        this.hashes.set(number, hash);
        const tail = this.kept.tail(this.name);
        if (tail === null || number >= tail.number) {
            this.kept.keepTail(this.name, { number, hash: toHex(hash) });
        }
    }
}
