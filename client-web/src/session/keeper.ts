import type { Channel } from '../protocol/generated';

/**
 * A text that the server has not acknowledged. `number` is 0 and `record` empty before the first
 * attempt.
 */
export interface KeptRecord {
    readonly conversation: string;
    readonly channel: Channel;
    /** See ChannelView. */
    readonly thread: string;
    readonly number: number;
    readonly record: string;
    readonly text: string;
}

/** Where the outbox survives a reload of the tab; see SealedOutbox. */
export interface OutboxKeeper {
    save(records: readonly KeptRecord[]): void;
}

/** What a visitor's tab keeps, and nothing more. */
export interface KeptVisitor {
    readonly conversation: string;
    readonly secret: string;
    /** The secret that follows, from the moment before it is first sent until it counts. */
    readonly next: string | null;
    /** The newest ticket of the conversation, sealed by the server. */
    readonly ticket?: string;
    /** The hand-over note of the last transfer: too long for the ticket. */
    readonly note?: string;
}

/**
 * One value in the tab's sessionStorage. Where that is full or forbidden the page goes on without:
 * it loses only what a reload would have needed.
 */
export class TabValue<T> {
    private readonly key: string;

    constructor(key: string) {
        this.key = key;
    }

    read(): T | null {
        try {
            const text = sessionStorage.getItem(this.key);
            return text === null ? null : (JSON.parse(text) as T);
        } catch {
            return null;
        }
    }

    write(value: T): void {
        try {
            sessionStorage.setItem(this.key, JSON.stringify(value));
        } catch {
            // see above
        }
    }

    remove(): void {
        try {
            sessionStorage.removeItem(this.key);
        } catch {
            // see above
        }
    }
}
