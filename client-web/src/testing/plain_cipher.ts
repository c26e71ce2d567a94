import { fromBase64, fromUtf8, toBase64, utf8 } from '../crypto/bytes';
import type { Opened, RecordCipher, RecordPlace } from '../crypto/cipher';
import type { Line } from '../protocol/generated';
import { Store } from '../store';

/** For tests of the session alone: a record is the base64 of its text. */
export class PlainCipher implements RecordCipher {
    readonly changed = new Store(0);
    /** Whether there is a key. */
    keyed = true;
    /** What was sealed and is to be sealed anew, as `CHANNEL NUMBER`. */
    readonly resealed: string[] = [];

    seal(_place: RecordPlace, _number: number, text: string): string | null {
        return this.keyed ? toBase64(utf8(text)) : null;
    }

    reseal({ channel }: RecordPlace, number: number): void {
        this.resealed.push(`${channel} ${number}`);
    }

    open(_place: RecordPlace, { record = '' }: Line): Opened {
        if (!this.keyed) return { kind: 'waiting' };
        const bytes = fromBase64(record);
        const text = bytes && fromUtf8(bytes);
        return text === null ? { kind: 'altered' } : { kind: 'text', text };
    }

    picture(): void {
        // it has no keys to give
    }

    forget(): void {
        // nor any to forget
    }

    /** From now on there is a key. */
    giveKey(): void {
        this.keyed = true;
        this.changed.set(this.changed.get() + 1);
    }
}
