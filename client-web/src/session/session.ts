import type { Clock } from '../clock';
import { browserClock, deadlineFrom } from '../clock';
import type { RecordCipher } from '../crypto/cipher';
import { fitsRecord } from '../crypto/cipher';
import type {
    Channel,
    ConversationEvent,
    CounsellorEvent,
    MarksEvent,
    Member,
    PlaceEvent,
    RecordsEvent,
    RequestMap,
    RequestType,
    ServerEvent,
} from '../protocol/generated';
import type { Readable } from '../store';
import type { Requester, Result } from '../transport/types';
import { Book } from './book';
import { Follower, placeChannels } from './follower';
import type { KeptRecord, OutboxKeeper } from './keeper';
import { Marks } from './marks';
import { Outbox } from './outbox';
import type { ConversationView, SessionState } from './state';
import { Typing } from './typing';

export interface SessionOptions {
    /** What seals and opens all records. */
    readonly cipher: RecordCipher;
    /** Where unacknowledged lines survive a reload. */
    readonly keeper: OutboxKeeper;
    readonly clock?: Clock;
}

/**
 * Everything that the server tells this page, as one state, and everything that the page tells the
 * server. A page makes a Transport and a Session upon it, draws `state`, and calls what follows.
 */
export class Session {
    private readonly transport: Requester;
    private readonly clock: Clock;
    private readonly book = new Book();
    private readonly follower: Follower;
    private readonly outbox: Outbox;
    private readonly marks: Marks;
    private readonly typing: Typing;
    private readonly cipher: RecordCipher;
    private readonly unlisten: () => void;
    private readonly unkey: () => void;
    /** Of visitors who wait; it may come in before the conversation itself. */
    private readonly places = new Map<string, ConversationView['place']>();
    /** Conversations whose picture has come in on this connection. */
    private readonly fresh = new Set<string>();
    private counsellorIsFresh = false;

    constructor(transport: Requester, options: SessionOptions) {
        this.transport = transport;
        this.clock = options.clock ?? browserClock;
        this.cipher = options.cipher;
        this.follower = new Follower(transport, this.book, this.cipher, this.clock);
        this.outbox = new Outbox(transport, this.book, this.cipher, options.keeper, this.clock);
        this.marks = new Marks(transport, this.book);
        this.typing = new Typing(transport, this.book, this.clock);
        this.unkey = this.cipher.changed.subscribe(() => this.rekeyed());
        this.unlisten = transport.listen({
            welcome: () => this.welcome(),
            lost: () => this.lost(),
            event: (event) => this.take(event),
        });
    }

    get state(): Readable<SessionState> {
        return this.book.state;
    }

    /** Sends a request; see Transport.request. */
    request<Type extends RequestType>(
        type: Type,
        fields: RequestMap[Type]['fields'],
    ): Promise<Result<Type>> {
        return this.transport.request(type, fields);
    }

    /**
     * Says a text in a channel, or a word of the page itself. Returns true when it is kept and will
     * be sent, false when it is too long for one record: then the caller still has it.
     */
    say(conversation: string, channel: Channel, text: string): boolean {
        if (!fitsRecord(text)) return false;
        this.typing.sent(conversation, channel);
        this.outbox.add(conversation, channel, text);
        return true;
    }

    /** What this tab had not sent before a reload, once it can be read again. */
    restore(kept: readonly KeptRecord[]): void {
        this.outbox.restore(kept);
    }

    /** Whether everything that was said in a channel was acknowledged, or has failed. */
    hasSaidAll(conversation: string, channel: Channel): boolean {
        return this.outbox.isEmpty(conversation, channel);
    }

    /** This person changed the text of a composer. */
    input(conversation: string, channel: Channel, text: string): void {
        this.typing.input(conversation, channel, text !== '');
    }

    /** The talk was on a visible screen up to this line. */
    seen(conversation: string, seq: number): void {
        this.marks.seen(conversation, seq);
    }

    /** Drops all that is known of a conversation. */
    forget(conversation: string): void {
        this.follower.forget(conversation);
        this.outbox.forget(conversation);
        this.marks.forget(conversation);
        this.cipher.forget(conversation);
        this.places.delete(conversation);
        this.book.remove(conversation);
    }

    /** Ends the session's listening and its timers. */
    stop(): void {
        this.lost();
        this.unlisten();
        this.unkey();
    }

    private rekeyed(): void {
        this.follower.openAgain();
        this.outbox.pumpAll();
    }

    /** The pictures of all conversations follow, and with each the following of its channels. */
    private welcome(): void {
        this.book.set({ storeThere: true, rebuilding: false });
    }

    private lost(): void {
        this.follower.reset();
        this.outbox.reset();
        this.marks.reset();
        this.typing.reset();
        this.fresh.clear();
        this.counsellorIsFresh = false;
    }

    private take(event: ServerEvent): void {
        switch (event.type) {
            case 'desks':
                return this.book.set({ desks: event.desks });
            case 'board':
                return this.book.set({ board: event.desks });
            case 'conversation':
                return this.takeConversation(event);
            case 'conversation_gone':
                return this.book.change(event.conversation, { gone: true });
            case 'place':
                return this.takePlace(event);
            case 'counsellor':
                return this.takeCounsellor(event);
            case 'records':
                return this.takeRecords(event);
            case 'marks':
                return this.takeMarks(event);
            case 'typing':
                return this.typing.take(event);
            case 'store':
                this.book.set({
                    storeThere: event.there,
                    rebuilding: event.rebuilding ?? false,
                });
                if (event.there) this.outbox.retryNow();
                return;
        }
    }

    private takeConversation(event: ConversationEvent): void {
        const id = event.conversation;
        const known = this.book.conversation(id);
        if (known && this.fresh.has(id) && event.revision < known.event.revision) return;
        this.fresh.add(id);
        if (event.state === 'active' || event.state === 'ended') this.places.delete(id);
        const { transfer } = event;
        this.book.put({
            conversation: id,
            event,
            transferDeadline:
                transfer?.left_ms === undefined
                    ? null
                    : deadlineFrom(this.clock, transfer.left_ms, transfer.of_ms),
            visitorDeadline:
                event.visitor_left_ms === undefined
                    ? null
                    : deadlineFrom(this.clock, event.visitor_left_ms),
            channels: placeChannels(event, known?.channels ?? {}),
            reached: reachedBy(event, known?.reached),
            place: this.places.get(id) ?? null,
            gone: false,
        });
        this.follower.followAll(id);
        this.cipher.picture(event);
        this.outbox.place(id);
        this.marks.tell(id);
    }

    private takePlace(event: PlaceEvent): void {
        const { conversation, place, wait } = event;
        const stranded = event.stranded ?? null;
        this.places.set(conversation, { place, wait, stranded });
        this.book.change(conversation, { place: { place, wait, stranded } });
    }

    private takeCounsellor(event: CounsellorEvent): void {
        const known = this.book.state.get().counsellor;
        if (known && this.counsellorIsFresh && event.revision < known.event.revision) return;
        if (!this.counsellorIsFresh) {
            // what ended while this page was away was not told
            for (const conversation of this.book.state.get().conversations.keys()) {
                const listed = event.conversations.includes(conversation);
                if (!listed && !this.fresh.has(conversation)) this.forget(conversation);
            }
        }
        this.counsellorIsFresh = true;
        const offers = event.offers.map((offer) => ({
            ...offer,
            deadline: deadlineFrom(this.clock, offer.left_ms, offer.of_ms),
        }));
        const breather =
            event.breather_ms === undefined ? null : deadlineFrom(this.clock, event.breather_ms);
        this.book.set({ counsellor: { event, breather, offers } });
    }

    private takeRecords({ conversation, channel, lines }: RecordsEvent): void {
        const fresh = this.follower.take(conversation, channel, lines);
        for (const line of fresh) this.typing.said(conversation, channel, line.member);
        this.outbox.lines(conversation, channel, fresh);
        if (channel === 'talk') this.marks.tell(conversation);
    }

    private takeMarks({ conversation, member, delivered, seen }: MarksEvent): void {
        const view = this.book.conversation(conversation);
        if (!view) return;
        const members = view.event.members.map((each) =>
            each.member === member ? { ...each, delivered, seen } : each,
        );
        const event = { ...view.event, members };
        this.book.change(conversation, { event, reached: reachedBy(event, view.reached) });
    }
}

/** How far the talk reached the other side; what it once reached it keeps, whoever is there now. */
function reachedBy(
    event: ConversationEvent,
    before: ConversationView['reached'] = { delivered: 0, seen: 0 },
): ConversationView['reached'] {
    const part: Member['part'] = event.part === 'visitor' ? 'owner' : 'visitor';
    const others = event.members.filter((each) => each.part === part && each.member !== event.me);
    return {
        delivered: Math.max(before.delivered, ...others.map((each) => each.delivered)),
        seen: Math.max(before.seen, ...others.map((each) => each.seen)),
    };
}
