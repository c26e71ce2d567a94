import type { HelloFields, RequestMap, ServerEvent } from '../protocol/generated';
import { makeSecret } from '../random';
import type { KeptVisitor } from './keeper';

/** Where a visitor's tab keeps its value; see TabValue. */
export interface VisitorStore {
    read(): KeptVisitor | null;
    write(value: KeptVisitor): void;
    remove(): void;
}

/**
 * The visitor's key to his conversation. Its secret changes at each resume: the next one is kept
 * before it is sent, and if the reply is lost the same pair is sent again. The tab secret is never
 * kept: the server gives it back.
 */
export class VisitorKey {
    private readonly store: VisitorStore;
    private kept: KeptVisitor | null;
    private tabSecret: string | null = null;

    constructor(store: VisitorStore) {
        this.store = store;
        this.kept = store.read();
    }

    get conversation(): string | null {
        return this.kept?.conversation ?? null;
    }

    /** Under which the tab keeps what a reload needs; null until the server has given it back. */
    get wrap(): string | null {
        return this.tabSecret;
    }

    /** Who this is, for the first message of a connection. */
    hello(): HelloFields {
        if (this.kept === null) return { role: 'visitor' };
        const next = this.kept.next ?? makeSecret();
        this.keep({ ...this.kept, next });
        const { conversation, secret, ticket, note } = this.kept;
        const wrap = this.tabSecret;
        const held = {
            ...(ticket && { ticket }),
            ...(ticket && note && { note }),
            ...(wrap && { wrap }),
        };
        return { role: 'visitor', resume: { conversation, secret, next, ...held } };
    }

    /** hello was answered. A tab secret that the server has lost too is replaced by a new one. */
    welcome({ ticket, wrap }: RequestMap['hello']['done'] = {}): void {
        if (this.kept !== null) this.tabSecret = wrap ?? this.tabSecret ?? makeSecret();
        if (this.kept !== null && this.kept.next !== null) {
            const renewed = ticket === undefined ? {} : { ticket };
            this.keep({ ...this.kept, secret: this.kept.next, next: null, ...renewed });
        }
    }

    /** A conversation has begun with this secret, and this tab secret. */
    begin(conversation: string, secret: string, wrap: string, ticket?: string): void {
        const held = ticket === undefined ? {} : { ticket };
        this.tabSecret = wrap;
        this.keep({ conversation, secret, next: null, ...held });
    }

    /** Keeps the newest ticket, and the note that belongs to it. */
    take(event: ServerEvent): void {
        if (event.type !== 'conversation' || event.ticket === undefined) return;
        if (event.conversation !== this.kept?.conversation) return;
        const note = event.transfer?.note ?? this.kept.note;
        const held = note === undefined ? {} : { note };
        this.keep({ ...this.kept, ticket: event.ticket, ...held });
    }

    forget(): void {
        this.kept = null;
        this.tabSecret = null;
        this.store.remove();
    }

    private keep(value: KeptVisitor): void {
        this.kept = value;
        this.store.write(value);
    }
}
