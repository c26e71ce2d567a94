import type { HelloFields } from '../protocol/generated';
import { makeSecret } from '../random';
import type { KeptRecord, KeptVisitor, OutboxKeeper } from './keeper';

/** Where a visitor's tab keeps its value; see TabValue. */
export interface VisitorStore {
    read(): KeptVisitor | null;
    write(value: KeptVisitor): void;
    remove(): void;
}

/**
 * The visitor's key to his conversation. Its secret changes at each resume: the next one is kept
 * before it is sent, and if the reply is lost the same pair is sent again.
 */
export class VisitorKey implements OutboxKeeper {
    private readonly store: VisitorStore;
    private kept: KeptVisitor | null;

    constructor(store: VisitorStore) {
        this.store = store;
        this.kept = store.read();
    }

    get conversation(): string | null {
        return this.kept?.conversation ?? null;
    }

    /** Who this is, for the first message of a connection. */
    hello(): HelloFields {
        if (this.kept === null) return { role: 'visitor' };
        const next = this.kept.next ?? makeSecret();
        this.keep({ ...this.kept, next });
        const { conversation, secret } = this.kept;
        return { role: 'visitor', resume: { conversation, secret, next } };
    }

    /** hello was answered. */
    welcome(): void {
        if (this.kept !== null && this.kept.next !== null) {
            this.keep({ ...this.kept, secret: this.kept.next, next: null });
        }
    }

    /** A conversation has begun with this secret. */
    begin(conversation: string, secret: string): void {
        this.keep({ conversation, secret, next: null, outbox: [] });
    }

    forget(): void {
        this.kept = null;
        this.store.remove();
    }

    load(): readonly KeptRecord[] {
        return this.kept?.outbox ?? [];
    }

    save(records: readonly KeptRecord[]): void {
        if (this.kept !== null) this.keep({ ...this.kept, outbox: records });
    }

    private keep(value: KeptVisitor): void {
        this.kept = value;
        this.store.write(value);
    }
}
