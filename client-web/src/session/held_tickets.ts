import type { HelloFields, ServerEvent } from '../protocol/generated';
import type { TabValue } from './keeper';

/** What a member of staff holds of his place: see docs/decisions/009-tickets.md. */
export interface KeptTickets {
    /** Of his session, and of a counsellor's duty. */
    readonly own?: string;
    readonly conversations: Readonly<Record<string, string>>;
}

/** As much as one message has room for; the visitors bring what does not fit. */
const MOST_CHARACTERS = 6_000;

/** The newest tickets of a member of staff, in his tab. */
export class HeldTickets {
    private readonly value: TabValue<KeptTickets>;

    constructor(value: TabValue<KeptTickets>) {
        this.value = value;
    }

    /** What is presented with hello. */
    hello(): Pick<HelloFields, 'ticket' | 'tickets'> {
        const { own, conversations } = this.read();
        let room = MOST_CHARACTERS - (own?.length ?? 0);
        const tickets = Object.values(conversations).filter((ticket) => {
            room -= ticket.length;
            return room >= 0;
        });
        return { ...(own && { ticket: own }), ...(tickets.length > 0 && { tickets }) };
    }

    keepOwn(ticket: string | undefined): void {
        if (ticket !== undefined) this.value.write({ ...this.read(), own: ticket });
    }

    take(event: ServerEvent): void {
        if (event.type === 'counsellor') this.keepOwn(event.ticket);
        if (event.type === 'conversation') this.keep(event.conversation, event.ticket);
        if (event.type === 'conversation_gone') this.keep(event.conversation, undefined);
    }

    forget(): void {
        this.value.remove();
    }

    private keep(conversation: string, ticket: string | undefined): void {
        const kept = this.read();
        const { [conversation]: _, ...others } = kept.conversations;
        const conversations = ticket === undefined ? others : { ...others, [conversation]: ticket };
        this.value.write({ ...kept, conversations });
    }

    private read(): KeptTickets {
        return this.value.read() ?? { conversations: {} };
    }
}
