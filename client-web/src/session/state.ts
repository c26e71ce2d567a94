import type { Deadline } from '../clock';
import type { Opened } from '../crypto/cipher';
import type {
    BoardDesk,
    Channel,
    ChannelPlace,
    ConversationEvent,
    CounsellorEvent,
    Line,
    Member,
    Offer,
    PublicDesk,
    Stranded,
    Wait,
} from '../protocol/generated';
import type { FailureCode } from '../transport/types';

/** A line with what became of its record (absent for a notice), and its text if it has one. */
export interface TalkLine extends Line {
    readonly kind?: Opened['kind'];
    readonly text?: string | null;
}

/** A line of this person that is not among the channel's lines yet. */
export interface PendingLine {
    /** Stays the same for as long as the line is pending. */
    readonly key: string;
    readonly text: string;
    /** waiting: not acknowledged. sent: the server has it. failed: the server will not take it. */
    readonly state: 'waiting' | 'sent' | 'failed';
    readonly error?: FailureCode;
}

export interface ChannelView {
    /** Which of the channel's threads: a briefing belongs to one transfer. Empty for others. */
    readonly thread: string;
    readonly place: ChannelPlace;
    /** In the order of seq, each once. */
    readonly lines: readonly TalkLine[];
    /** The last line up to which none is missing; 0 if there are none. */
    readonly complete: number;
    /** Lines are missing although they were asked for again. */
    readonly missing: boolean;
    readonly pending: readonly PendingLine[];
    /** The members who are typing here now. */
    readonly typing: readonly string[];
}

/** A place in the queue; `stranded`: why he should choose another desk. */
export interface QueuePlace {
    readonly place: number;
    readonly wait: Wait;
    readonly stranded: Stranded | null;
}

export interface ConversationView {
    readonly conversation: string;
    /** The newest whole picture from the server. */
    readonly event: ConversationEvent;
    /** The end of the transfer's present step, if it has a limit that runs. */
    readonly transferDeadline: Deadline | null;
    /** The end of an absent visitor's grace time. */
    readonly visitorDeadline: Deadline | null;
    readonly channels: Readonly<Partial<Record<Channel, ChannelView>>>;
    /** How far the talk ever reached the other side. */
    readonly reached: { readonly delivered: number; readonly seen: number };
    /** The place in the queue, of a visitor. */
    readonly place: QueuePlace | null;
    /** This party has nothing more to do with it, or it was deleted. */
    readonly gone: boolean;
}

export interface OfferView extends Offer {
    readonly deadline: Deadline;
}

export interface CounsellorView {
    readonly event: CounsellorEvent;
    /** The end of the breather after a wrap-up, while there is one. */
    readonly breather: Deadline | null;
    readonly offers: readonly OfferView[];
}

/** Everything that the server told, as the pages show it. */
export interface SessionState {
    readonly conversations: ReadonlyMap<string, ConversationView>;
    readonly counsellor: CounsellorView | null;
    /** null: not told yet. */
    readonly desks: readonly PublicDesk[] | null;
    readonly board: readonly BoardDesk[] | null;
    /** Whether the server reaches its store. */
    readonly storeThere: boolean;
    /** The store came back new or with less: everybody is being put back in his place. */
    readonly rebuilding: boolean;
}

export const EMPTY_SESSION: SessionState = {
    conversations: new Map(),
    counsellor: null,
    desks: null,
    board: null,
    storeThere: true,
    rebuilding: false,
};

/** How far a line of one's own has come. */
export type Sign = 'waiting' | 'failed' | 'sent' | 'delivered' | 'seen';

/** The sign of an own line of the talk that the server has. */
export function signOf(conversation: ConversationView, line: TalkLine): Sign {
    if (line.seq <= conversation.reached.seen) return 'seen';
    if (line.seq <= conversation.reached.delivered) return 'delivered';
    return 'sent';
}

export function memberOf(event: ConversationEvent, member: string): Member | undefined {
    return event.members.find((each) => each.member === member);
}

/** The one who is responsible: the owner, if there is one. */
export function ownerOf(event: ConversationEvent): Member | undefined {
    return event.members.find((each) => each.part === 'owner');
}

export function receiverOf(event: ConversationEvent): Member | undefined {
    return event.members.find((each) => each.part === 'receiver');
}

export function visitorOf(event: ConversationEvent): Member | undefined {
    return event.members.find((each) => each.part === 'visitor');
}
