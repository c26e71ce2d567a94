import type { Requester } from '../transport/types';
import type { Book } from './book';

interface Mark {
    delivered: number;
    seen: number;
}

/** Tells the server how far the talk reached this page and was on its screen: one at a time. */
export class Marks {
    private readonly transport: Requester;
    private readonly book: Book;
    private readonly shown = new Map<string, number>();
    private readonly told = new Map<string, Mark>();
    private readonly busy = new Set<string>();

    constructor(transport: Requester, book: Book) {
        this.transport = transport;
        this.book = book;
    }

    /** The connection is gone: what the server knows is in its next picture. */
    reset(): void {
        this.told.clear();
        this.busy.clear();
    }

    /** The talk was on the screen up to this line. */
    seen(conversation: string, seq: number): void {
        this.shown.set(conversation, Math.max(seq, this.shown.get(conversation) ?? 0));
        this.tell(conversation);
    }

    forget(conversation: string): void {
        this.shown.delete(conversation);
        this.told.delete(conversation);
    }

    /** Tells what has changed, if anything has. */
    tell(conversation: string): void {
        const view = this.book.conversation(conversation);
        const talk = view?.channels.talk;
        if (!view || !talk || view.event.state === 'ended' || this.busy.has(conversation)) return;
        const mine = view.event.members.find((member) => member.member === view.event.me);
        const told = this.told.get(conversation) ?? mine ?? { delivered: 0, seen: 0 };
        const delivered = Math.max(talk.complete, told.delivered);
        const seen = Math.max(Math.min(this.shown.get(conversation) ?? 0, delivered), told.seen);
        if (delivered <= told.delivered && seen <= told.seen) return;
        this.busy.add(conversation);
        void this.transport
            .request('seen', { conversation, delivered, seen }, { once: true })
            .then((result) => {
                if (!result.ok && result.error.code === 'connection_lost') return;
                this.busy.delete(conversation);
                if (!result.ok) return; // told with the next line
                this.told.set(conversation, { delivered, seen });
                this.tell(conversation);
            });
    }
}
