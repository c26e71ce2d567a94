import type { ConversationEvent, Line } from '../protocol/generated';
import { Store } from '../store';
import type { Opened, RecordCipher, RecordPlace } from './cipher';

/**
 * Stands for a cipher that is still being loaded: the first view of a page does not wait for
 * cryptography. Nothing can be sealed before it is there, and what comes waits.
 */
export class LazyCipher implements RecordCipher {
    readonly changed = new Store(0);
    private cipher: RecordCipher | null = null;
    private readonly pictures = new Map<string, ConversationEvent>();

    /** It is there: takes what has come so far. */
    use(cipher: RecordCipher): void {
        this.cipher = cipher;
        cipher.changed.subscribe(() => this.tell());
        for (const event of this.pictures.values()) cipher.picture(event);
        this.pictures.clear();
        this.tell();
    }

    seal(place: RecordPlace, number: number, text: string): string | null {
        return this.cipher?.seal(place, number, text) ?? null;
    }

    reseal(place: RecordPlace, number: number): void {
        this.cipher?.reseal(place, number);
    }

    open(place: RecordPlace, line: Line): Opened {
        return this.cipher?.open(place, line) ?? { kind: 'waiting' };
    }

    picture(event: ConversationEvent): void {
        if (this.cipher) this.cipher.picture(event);
        else this.pictures.set(event.conversation, event);
    }

    forget(conversation: string): void {
        this.pictures.delete(conversation);
        this.cipher?.forget(conversation);
    }

    private tell(): void {
        this.changed.set(this.changed.get() + 1);
    }
}
