import { browserClock } from '../src/clock';
import { OWN } from '../src/crypto/staff_view';
import type { BoardDesk, Channel, DeclineReason, Offer } from '../src/protocol/generated';
import type { ChannelView, SessionState } from '../src/session/state';
import type { Entrance } from '../src/staff/entrance';
import { Store } from '../src/store';
import type { FailureCode } from '../src/transport/transport';
import type { KeyDesk } from './key_desk';
import type { SeenLines } from './model/conversations';
import type { Myself } from './model/desk_choices';
import { colleaguesOf } from './model/desk_choices';
import { numberThem, readableUpTo, seenKey } from './model/conversations';
import type { News } from './model/news';
import { newsOf } from './model/news';

/** The parts of the page; a narrow screen shows one of them. */
export type Pane = 'list' | 'talk' | 'side';

/** What may get the focus: a composer, or the transfer panel, or the heading of the talk. */
export type FocusPlace = Channel | 'transfer' | 'heading';

/** Something that stays on the page until it is dismissed. */
export type Message =
    | { readonly key: number; readonly kind: 'offer_lapsed'; readonly desk: string }
    | {
          readonly key: number;
          readonly kind: 'taken_away' | 'transfer_stopped' | 'stepped_back';
          readonly number: number;
      };

type MessageContent =
    | Omit<Extract<Message, { kind: 'offer_lapsed' }>, 'key'>
    | Omit<Exclude<Message, { kind: 'offer_lapsed' }>, 'key'>;

/** A transfer that is being written, or rewritten, and was not asked yet. */
export interface TransferDraft {
    /** The transfer that is being changed; null for a new one. */
    readonly edits: string | null;
    readonly desk: string | null;
    /** The only one at the desk who is to be asked; null: whoever is free first. */
    readonly colleague: string | null;
    readonly tags: readonly string[];
    readonly note: string;
}

/** What this page knows beside what the server tells. */
export interface LocalState {
    readonly open: string | null;
    readonly pane: Pane;
    readonly numbers: ReadonlyMap<string, number>;
    readonly seen: SeenLines;
    /** What is being written, by conversation. */
    readonly transferDrafts: ReadonlyMap<string, TransferDraft>;
    /** Transfers whose end was read and put away. */
    readonly dismissed: ReadonlySet<string>;
    readonly messages: readonly Message[];
    readonly wanted: FocusPlace | null;
    readonly sound: boolean;
}

const FIRST: LocalState = {
    open: null,
    pane: 'list',
    numbers: new Map(),
    seen: new Map(),
    transferDrafts: new Map(),
    dismissed: new Set(),
    messages: [],
    wanted: null,
    sound: false,
};

const MESSAGES_MOST = 5;

/** How long the end waits for what was not sent yet, and how often it looks. */
const SAID_MS = 2_000;
const LOOK_MS = 50;

/** Everything that a counsellor does on his page, upon the session. */
export class Workplace {
    readonly entrance: Entrance;
    readonly keys: KeyDesk;
    readonly local = new Store<LocalState>(FIRST);
    /** What is new, for whoever announces it. */
    private readonly listeners = new Set<(news: News, number: number) => void>();
    /** Texts that are being written, by conversation and channel. */
    private readonly drafts = new Map<string, string>();
    /** Offers that this counsellor has answered, and conversations that he stepped out of. */
    private readonly own = new Set<string>();
    private before: SessionState;
    private messageKey = 0;

    constructor(entrance: Entrance, keys: KeyDesk) {
        this.entrance = entrance;
        this.keys = keys;
        keys.keys.onSay = (conversation, channel, word) => {
            this.session.say(conversation, channel, word);
        };
        this.before = this.session.state.get();
        this.session.state.subscribe(() => this.look());
        this.look();
    }

    get session(): Entrance['session'] {
        return this.entrance.session;
    }

    /** Who is signed in; null while nobody is. */
    get me(): string | null {
        const entry = this.entrance.entry.get();
        return entry.step === 'in' ? entry.staff.counsellor : null;
    }

    /** The desks where he is on duty, and his free places. */
    get myself(): Myself {
        const entry = this.entrance.entry.get();
        const event = this.session.state.get().counsellor?.event;
        if (entry.step !== 'in' || !event || event.duty === 'off') return { desks: [], free: 0 };
        const free = event.duty === 'on' ? Math.max(event.capacity - event.load, 0) : 0;
        return { desks: entry.staff.desks, free };
    }

    /** The desks as they are without him: a visitor is brought to a colleague. */
    get colleagues(): readonly BoardDesk[] {
        return colleaguesOf(this.session.state.get().board ?? [], this.myself);
    }

    /** Calls back with everything new and the number of its conversation (0 for an offer). */
    listen(listener: (news: News, number: number) => void): () => void {
        this.listeners.add(listener);
        return () => {
            this.listeners.delete(listener);
        };
    }

    set(change: Partial<LocalState>): void {
        this.local.update((state) => ({ ...state, ...change }));
    }

    /** Opens a conversation and brings the focus to where one writes, or to another place. */
    openConversation(id: string, focus: FocusPlace = 'talk'): void {
        const pane = focus === 'talk' || focus === 'heading' ? 'talk' : 'side';
        this.set({ open: id, pane, wanted: focus });
    }

    openNumber(number: number): void {
        for (const [id, each] of this.local.get().numbers) {
            if (each === number) this.openConversation(id);
        }
    }

    /** Brings the focus to a place of the open conversation, if that has it. */
    focus(place: FocusPlace): void {
        const { open } = this.local.get();
        const view = open === null ? undefined : this.session.state.get().conversations.get(open);
        const isChannel = place !== 'transfer' && place !== 'heading';
        if (!view || (isChannel && !view.channels[place])) return;
        this.openConversation(view.conversation, place);
    }

    focused(): void {
        this.set({ wanted: null });
    }

    async accept(offer: Offer): Promise<FailureCode | null> {
        this.own.add(offer.offer);
        const result = await this.session.request('accept', { offer: offer.offer });
        if (!result.ok) {
            this.own.delete(offer.offer);
            return result.error.code;
        }
        const focus = offer.kind === 'transfer' ? 'briefing' : 'talk';
        this.openConversation(result.done.conversation, focus);
        return null;
    }

    async decline(offer: Offer, reason: DeclineReason): Promise<FailureCode | null> {
        this.own.add(offer.offer);
        const result = await this.session.request('decline', { offer: offer.offer, reason });
        return result.ok ? null : result.error.code;
    }

    /** The receiver leaves the transfer of the conversation. */
    async giveBack(conversation: string, transfer: string): Promise<FailureCode | null> {
        this.own.add(conversation);
        const result = await this.session.request('give_back', { conversation, transfer });
        if (result.ok) return null;
        this.own.delete(conversation);
        return result.error.code;
    }

    /** Ends the conversation, with a word of this page that no more follows. */
    async end(conversation: string): Promise<FailureCode | null> {
        if (this.keys.keys.viewOf(conversation)?.canTalk) {
            this.session.say(conversation, 'talk', OWN.close);
            await this.whenSaid(conversation);
        }
        const result = await this.session.request('end', { conversation });
        return result.ok ? null : result.error.code;
    }

    /** Waits a little until all that was written is sent. */
    private async whenSaid(conversation: string): Promise<void> {
        for (let waited = 0; waited < SAID_MS; waited += LOOK_MS) {
            if (this.session.hasSaidAll(conversation, 'talk')) return;
            await new Promise<void>((resolve) => {
                browserClock.after(LOOK_MS, resolve);
            });
        }
    }

    /** The channel was on a visible screen up to its last complete line that can be read. */
    saw(conversation: string, view: ChannelView): void {
        const upTo = readableUpTo(view);
        if (view.place.channel === 'talk') this.session.seen(conversation, upTo);
        const key = seenKey(conversation, view);
        const { seen } = this.local.get();
        if ((seen.get(key) ?? 0) >= upTo) return;
        this.set({ seen: new Map(seen).set(key, upTo) });
    }

    dismissTransfer(transfer: string): void {
        this.set({ dismissed: new Set(this.local.get().dismissed).add(transfer) });
    }

    dismissMessage(key: number): void {
        const messages = this.local.get().messages.filter((each) => each.key !== key);
        this.set({ messages });
    }

    draft(conversation: string, channel: Channel): string {
        return this.drafts.get(`${conversation} ${channel}`) ?? '';
    }

    keepDraft(conversation: string, channel: Channel, text: string): void {
        this.drafts.set(`${conversation} ${channel}`, text);
    }

    /** null: nothing is being written any more. */
    keepTransferDraft(conversation: string, draft: TransferDraft | null): void {
        const transferDrafts = new Map(this.local.get().transferDrafts);
        if (draft) transferDrafts.set(conversation, draft);
        else transferDrafts.delete(conversation);
        this.set({ transferDrafts });
    }

    /** Whether leaving the page would lose something that was written. */
    holdsText(): boolean {
        return (
            [...this.drafts.values()].some((text) => text.trim() !== '') ||
            [...this.local.get().transferDrafts.values()].some(({ note }) => note.trim() !== '')
        );
    }

    /** The session has changed: tell what is new, and keep numbers and choice in step. */
    private look(): void {
        const now = this.session.state.get();
        const before = this.before;
        if (now === before) return;
        this.before = now;
        const ids = [...now.conversations.values()].filter((view) => !view.gone);
        const numbers = numberThem(
            this.local.get().numbers,
            ids.map(({ conversation }) => conversation),
        );
        const known = this.local.get().numbers;
        for (const news of newsOf(before, now)) this.tell(news, known);
        this.keepInStep(numbers);
        for (const view of now.conversations.values()) {
            if (view.gone) this.forget(view.conversation);
        }
    }

    private keepInStep(numbers: ReadonlyMap<string, number>): void {
        const { open, pane } = this.local.get();
        const first = [...numbers].sort(([, one], [, other]) => one - other)[0]?.[0] ?? null;
        const stays = open !== null && (numbers.has(open) || !this.local.get().numbers.has(open));
        if (stays) this.set({ numbers });
        else this.set({ numbers, open: first, pane: first === null ? 'list' : pane });
    }

    private tell(news: News, numbers: ReadonlyMap<string, number>): void {
        const number = 'conversation' in news ? (numbers.get(news.conversation) ?? 0) : 0;
        if (news.kind === 'offer_lapsed') {
            if (!this.own.delete(news.offer)) this.say({ kind: news.kind, desk: news.desk });
        } else if (news.kind === 'transfer_stopped' && this.own.delete(news.conversation)) {
            this.say({ kind: 'stepped_back', number });
        } else if (news.kind === 'taken_away' || news.kind === 'transfer_stopped') {
            this.say({ kind: news.kind, number });
        } else {
            for (const listener of [...this.listeners]) listener(news, number);
        }
    }

    private say(content: MessageContent): void {
        this.messageKey += 1;
        const message: Message = { ...content, key: this.messageKey };
        this.set({ messages: [...this.local.get().messages, message].slice(-MESSAGES_MOST) });
    }

    private forget(conversation: string): void {
        this.session.forget(conversation);
        this.keepTransferDraft(conversation, null);
        for (const key of [...this.drafts.keys()]) {
            if (key.startsWith(`${conversation} `)) this.drafts.delete(key);
        }
    }
}
