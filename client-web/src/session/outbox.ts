import type { Clock } from '../clock';
import type { RecordCipher } from '../crypto/cipher';
import type { Channel, Line } from '../protocol/generated';
import type { FailureCode, Requester } from '../transport/types';
import type { Book } from './book';
import type { Entry } from './entries';
import { Entries } from './entries';
import type { KeptRecord, OutboxKeeper } from './keeper';

const RETRY_FIRST_MS = 1_000;
const RETRY_MOST_MS = 10_000;
const GAPS_MOST = 3;

/** The server took the record for one under a key of before. */
const OTHER_KEY: readonly FailureCode[] = ['old_epoch', 'no_key'];

/** The traffic of one channel: one record is under way at a time, so that the order is kept. */
interface Lane {
    readonly conversation: string;
    readonly channel: Channel;
    readonly thread: string;
    /** The picture of the conversation is of this connection: its numbers count. */
    fresh: boolean;
    busy: boolean;
    /** Counts connections: what was under way on an earlier one decides nothing any more. */
    epoch: number;
    /** The highest number that the server is known to have taken. */
    highest: number;
    gaps: number;
    /** Own records that the server has lost and the other side does not have: said again first. */
    again: Line[];
    retryMs: number;
    cancelRetry: (() => void) | null;
}

/**
 * Lines that the server has not acknowledged, in order, each with the number under which it was
 * tried. After a loss or a reload an attempted one is compared with the lines that the server
 * has, and only then sent again: never lost, never twice.
 */
export class Outbox {
    private readonly transport: Requester;
    private readonly book: Book;
    private readonly cipher: RecordCipher;
    private readonly clock: Clock;
    private readonly entries: Entries;
    private readonly lanes = new Map<string, Lane>();

    constructor(
        transport: Requester,
        book: Book,
        cipher: RecordCipher,
        keeper: OutboxKeeper,
        clock: Clock,
    ) {
        this.transport = transport;
        this.book = book;
        this.cipher = cipher;
        this.clock = clock;
        this.entries = new Entries(book, keeper);
    }

    /** Takes a text over, and says it as soon as there is a key for it. */
    add(conversation: string, channel: Channel, text: string): void {
        this.entries.add(conversation, channel, text);
        this.pump(conversation, channel);
    }

    /** What was kept before a reload. */
    restore(kept: readonly KeptRecord[]): void {
        this.entries.restore(kept);
        this.pumpAll();
    }

    /** Whether a text of this channel was said and is not acknowledged. */
    isEmpty(conversation: string, channel: Channel): boolean {
        return this.entries.of(conversation, channel).every(({ state }) => state !== 'waiting');
    }

    /** Keys have come: what had none may have one now. */
    pumpAll(): void {
        for (const { conversation, channel } of [...this.entries.lanes()]) {
            if (this.book.channel(conversation, channel)) this.pump(conversation, channel);
        }
    }

    /** The connection is gone. */
    reset(): void {
        for (const lane of this.lanes.values()) {
            lane.cancelRetry?.();
            lane.cancelRetry = null;
            lane.fresh = false;
            lane.busy = false;
            lane.epoch += 1;
        }
    }

    /** A picture of the conversation has come in on this connection. */
    place(conversation: string): void {
        const channels = this.book.conversation(conversation)?.channels ?? {};
        for (const channel of Object.keys(channels) as Channel[]) {
            this.entries.dropOldThreads(conversation, channel);
            const lane = this.lane(conversation, channel);
            if (!lane.fresh) {
                this.findLost(lane);
                this.entries.show(conversation, channel); // also what a reload brought back
            }
            lane.fresh = true;
            this.pump(conversation, channel);
        }
    }

    /** Lines have come in: own ones among them are no longer pending. */
    lines(conversation: string, channel: Channel, lines: readonly Line[]): void {
        const me = this.book.conversation(conversation)?.event.me;
        for (const line of lines) {
            if (line.member !== me || line.record === undefined) continue;
            this.own(conversation, channel, line);
        }
        this.pump(conversation, channel);
    }

    /** Waits no longer for what was to be tried again: the store is back. */
    retryNow(): void {
        for (const lane of this.lanes.values()) {
            lane.cancelRetry?.();
            lane.cancelRetry = null;
            this.pump(lane.conversation, lane.channel);
        }
    }

    /** Forgets everything of a conversation. */
    forget(conversation: string): void {
        this.entries.forget(conversation);
        for (const [key, lane] of this.lanes) {
            if (lane.conversation !== conversation) continue;
            lane.cancelRetry?.();
            this.lanes.delete(key);
        }
    }

    private own(conversation: string, channel: Channel, line: Line): void {
        const lane = this.lane(conversation, channel);
        lane.highest = Math.max(lane.highest, line.number ?? 0);
        const entry = this.entries
            .of(conversation, channel)
            .find((each) => each.number === line.number);
        if (!entry) return;
        if (entry.record === line.record) {
            this.entries.remove(entry);
        } else {
            this.unseal(entry); // another tab used this number: this line is still to be said
            entry.state = 'waiting';
        }
        this.entries.changed(conversation, channel);
    }

    private pump(conversation: string, channel: Channel): void {
        const lane = this.lane(conversation, channel);
        const view = this.book.channel(conversation, channel);
        const lost = lane.again[0];
        if (lost && view?.place.open && lane.fresh && !lane.busy && !lane.cancelRetry) {
            lane.busy = true;
            void this.repeat(lane, lost);
            return;
        }
        const head = this.entries
            .of(conversation, channel)
            .find((entry) => entry.state === 'waiting');
        if (!head || !view || !lane.fresh || lane.busy || lane.cancelRetry) return;
        if (!view.place.open) {
            const code = this.closedFor(conversation, channel);
            if (code === null) return;
            this.fail(head, code);
            this.pump(conversation, channel);
            return;
        }
        if (head.number === 0) {
            if (!this.seal(head, Math.max(view.place.number, lane.highest) + 1)) return;
        } else if (head.number <= view.place.number && view.complete < view.place.last) {
            return; // it may be among the lines that are still to come
        }
        lane.busy = true;
        void this.send(lane, head);
    }

    /** Seals an entry under its number. False: there is no key yet, or it is not needed any more. */
    private seal(entry: Entry, number: number): boolean {
        const { conversation, channel, text } = entry;
        const record = this.cipher.seal({ conversation, channel }, number, text);
        if (record === null) return false;
        if (record === '') {
            this.entries.remove(entry);
            this.pump(conversation, channel);
            return false;
        }
        entry.number = number;
        entry.record = record;
        this.entries.save();
        return true;
    }

    /** What was sealed for it does not count: it is sealed anew before it is sent again. */
    private unseal(entry: Entry): void {
        const { conversation, channel, number } = entry;
        if (number > 0) this.cipher.reseal({ conversation, channel }, number);
        entry.number = 0;
        entry.record = '';
    }

    /** Why nothing will ever be taken in a channel that is not open; null: it may open again. */
    private closedFor(conversation: string, channel: Channel): FailureCode | null {
        const event = this.book.conversation(conversation)?.event;
        if (!event) return null;
        if (event.state === 'ended') return 'conversation_ended';
        if (!event.channels.some((place) => place.channel === channel)) return 'unknown_channel';
        if (event.part === 'wrap_up' || event.part === 'gone') return 'not_member';
        return null;
    }

    private async send(lane: Lane, entry: Entry): Promise<void> {
        const { conversation, channel, number, record } = entry;
        const { epoch } = lane;
        const fields = { conversation, channel, number, record };
        const result = await this.transport.request('say', fields, { once: true });
        if (lane.epoch !== epoch) return; // what follows is decided on the next connection
        lane.busy = false;
        if (result.ok) {
            lane.retryMs = RETRY_FIRST_MS;
            lane.gaps = 0;
            lane.highest = Math.max(lane.highest, number);
            if (entry.state === 'waiting' && entry.number === number) entry.state = 'sent';
            this.entries.changed(conversation, channel);
        } else if (result.error.code === 'number_gap') {
            await this.fillGap(lane, entry);
        } else if (result.error.code === 'not_active') {
            lane.fresh = false; // nobody is there just now: the next picture says more
            return;
        } else if (result.error.again) {
            if (OTHER_KEY.includes(result.error.code)) this.unseal(entry);
            this.retryLater(lane);
            return;
        } else {
            this.fail(entry, result.error.code);
        }
        this.pump(conversation, channel);
    }

    /**
     * The server lacks numbers that it had acknowledged. Says again, from the last one that it
     * still has, what is known here; if that does not help, numbers anew from its own picture.
     */
    private async fillGap(lane: Lane, entry: Entry): Promise<void> {
        const { epoch } = lane;
        lane.gaps += 1;
        lane.busy = true;
        const filled = await this.sayAgain(lane, entry.number - 1);
        if (lane.epoch !== epoch) return;
        lane.busy = false;
        if (filled) return;
        if (lane.gaps >= GAPS_MOST) {
            this.fail(entry, 'number_gap');
            return;
        }
        this.unseal(entry);
        lane.highest = 0;
        lane.fresh = false;
        this.transport.reconnect(); // brings a fresh picture
    }

    private async sayAgain(lane: Lane, number: number): Promise<boolean> {
        const { conversation, channel } = lane;
        const record = this.recordOf(lane, number);
        if (record === undefined) return false;
        const fields = { conversation, channel, number, record };
        const result = await this.transport.request('say', fields, { once: true });
        if (result.ok) return true;
        if (result.error.code !== 'number_gap') return false;
        return (await this.sayAgain(lane, number - 1)) && this.sayAgain(lane, number);
    }

    private recordOf({ conversation, channel }: Lane, number: number): string | undefined {
        const me = this.book.conversation(conversation)?.event.me;
        const lines = this.book.channel(conversation, channel)?.lines ?? [];
        const line = lines.find((each) => each.member === me && each.number === number);
        const sent = this.entries.of(conversation, channel).find((each) => each.number === number);
        return line?.record ?? sent?.record;
    }

    /** After a loss the server has a lower number than it had acknowledged. */
    private findLost(lane: Lane): void {
        const { conversation, channel } = lane;
        const view = this.book.conversation(conversation);
        const known = view?.channels[channel];
        if (!view || !known) return;
        const delivered = channel === 'talk' ? view.reached.delivered : 0;
        lane.again = known.lines.filter(
            ({ member, number, seq }) =>
                member === view.event.me &&
                number !== undefined &&
                number > known.place.number &&
                seq > delivered,
        );
        for (const entry of this.entries.of(conversation, channel)) {
            if (entry.state === 'sent' && entry.number > known.place.number) entry.state = 'waiting';
        }
    }

    private async repeat(lane: Lane, line: Line): Promise<void> {
        const { conversation, channel, epoch } = lane;
        const fields = { conversation, channel, number: line.number ?? 0, record: line.record ?? '' };
        const result = await this.transport.request('say', fields, { once: true });
        if (lane.epoch !== epoch) return;
        lane.busy = false;
        if (!result.ok && result.error.again && result.error.code !== 'number_gap') {
            this.retryLater(lane);
            return;
        }
        lane.again = result.ok ? lane.again.filter((each) => each !== line) : [];
        this.pump(conversation, channel);
    }

    private retryLater(lane: Lane): void {
        const wait = lane.retryMs;
        lane.retryMs = Math.min(RETRY_MOST_MS, wait * 2);
        lane.cancelRetry = this.clock.after(wait, () => {
            lane.cancelRetry = null;
            this.pump(lane.conversation, lane.channel);
        });
    }

    private fail(entry: Entry, code: FailureCode): void {
        entry.state = 'failed';
        entry.error = code;
        this.unseal(entry);
        this.entries.changed(entry.conversation, entry.channel);
    }

    private lane(conversation: string, channel: Channel): Lane {
        const thread = this.book.channel(conversation, channel)?.thread ?? '';
        const key = `${conversation} ${channel} ${thread}`;
        const known = this.lanes.get(key);
        if (known) return known;
        const lane: Lane = {
            conversation,
            channel,
            thread,
            fresh: false,
            busy: false,
            epoch: 0,
            highest: 0,
            gaps: 0,
            again: [],
            retryMs: RETRY_FIRST_MS,
            cancelRetry: null,
        };
        this.lanes.set(key, lane);
        return lane;
    }
}
