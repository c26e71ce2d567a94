import type { Clock } from '../clock';
import type { Channel, ConversationEvent, Line } from '../protocol/generated';
import type { Opened, RecordCipher } from '../crypto/cipher';
import type { Requester } from '../transport/types';
import type { Book } from './book';
import { completeUpTo, hasGap, mergeLines } from './lines';
import type { ChannelView, TalkLine } from './state';

const RETRY_MS = 2_000;

/**
 * Keeps every channel's lines whole: asks for them once per connection from where they are
 * complete, puts what comes in its place, and asks again when a line is missing.
 */
export class Follower {
    private readonly transport: Requester;
    private readonly book: Book;
    private readonly cipher: RecordCipher;
    private readonly clock: Clock;
    /** Per channel: after which line this connection was asked last. */
    private readonly asked = new Map<string, number>();
    private readonly timers = new Set<() => void>();

    constructor(transport: Requester, book: Book, cipher: RecordCipher, clock: Clock) {
        this.transport = transport;
        this.book = book;
        this.cipher = cipher;
        this.clock = clock;
    }

    /** The connection is gone: nothing is followed any more. */
    reset(): void {
        this.asked.clear();
        for (const cancel of this.timers) cancel();
        this.timers.clear();
    }

    /** Drops all that is known of a conversation: it may come back to this very connection. */
    forget(conversation: string): void {
        for (const key of [...this.asked.keys()]) {
            if (key.startsWith(`${conversation} `)) this.asked.delete(key);
        }
    }

    /** Follows every channel of a conversation that is not followed yet, or not from its start. */
    followAll(conversation: string): void {
        const channels = this.book.conversation(conversation)?.channels ?? {};
        for (const channel of Object.keys(channels) as Channel[]) {
            const view = channels[channel];
            if (!view) continue;
            const asked = this.asked.get(keyOf(conversation, view));
            if (asked === undefined || view.complete < asked) this.follow(conversation, channel);
        }
    }

    /** Takes lines in; returns those that are new. */
    take(conversation: string, channel: Channel, lines: readonly Line[]): readonly Line[] {
        const view = this.book.channel(conversation, channel);
        if (!view) return [];
        const known = new Set(view.lines.map((line) => line.seq));
        const fresh = lines.filter((line) => !known.has(line.seq));
        if (fresh.length === 0) return fresh;
        const opened = fresh.map((line) => this.open(conversation, channel, line));
        const merged = mergeLines(view.lines, opened);
        const complete = completeUpTo(merged, view.place.first);
        this.book.changeChannel(conversation, channel, {
            lines: merged,
            complete,
            missing: view.missing && hasGap(merged, complete),
        });
        if (hasGap(merged, complete)) this.fillGap(conversation, view, complete);
        return fresh;
    }

    private fillGap(conversation: string, before: ChannelView, complete: number): void {
        const { channel } = before.place;
        if (this.asked.get(keyOf(conversation, before)) === complete) return;
        this.follow(conversation, channel);
        this.later(() => {
            const view = this.book.channel(conversation, channel);
            if (!view || view.complete !== complete) return;
            this.book.changeChannel(conversation, channel, { missing: true });
        });
    }

    private follow(conversation: string, channel: Channel): void {
        const view = this.book.channel(conversation, channel);
        if (!view) return;
        const key = keyOf(conversation, view);
        this.asked.set(key, view.complete);
        const fields = { conversation, channel, after: view.complete };
        void this.transport.request('follow', fields, { once: true }).then((result) => {
            if (result.ok || result.error.code === 'connection_lost') return;
            if (result.error.again) this.later(() => this.follow(conversation, channel));
            else this.asked.delete(key); // the next picture says whether to follow
        });
    }

    private later(callback: () => void): void {
        const cancel = this.clock.after(RETRY_MS, () => {
            this.timers.delete(cancel);
            callback();
        });
        this.timers.add(cancel);
    }

    /** Keys have come: opens what could not be opened before. */
    openAgain(): void {
        for (const { conversation, channels } of this.book.state.get().conversations.values()) {
            for (const { place, lines } of Object.values(channels)) {
                const { channel } = place;
                if (!lines.some(isShut)) continue;
                const opened = lines.map((line) =>
                    isShut(line) ? this.open(conversation, channel, line) : line,
                );
                this.book.changeChannel(conversation, channel, { lines: opened });
            }
        }
    }

    private open(conversation: string, channel: Channel, line: Line): TalkLine {
        if (line.record === undefined) return line;
        const opened: Opened = this.cipher.open({ conversation, channel }, line);
        return { ...line, kind: opened.kind, text: opened.kind === 'text' ? opened.text : null };
    }
}

function isShut({ kind }: TalkLine): boolean {
    return kind === 'waiting' || kind === 'withheld';
}

function keyOf(conversation: string, view: ChannelView): string {
    return `${conversation} ${view.place.channel} ${view.thread}`;
}

/** The thread of a channel that this picture speaks of; see ChannelView. */
function threadOf(event: ConversationEvent, channel: Channel): string {
    return channel === 'briefing' ? (event.transfer?.transfer ?? '') : '';
}

/**
 * The views of the channels of a picture. What is known of a thread goes on; one that is closed to
 * this party stays only while lines of his own in it were not taken, so that he sees that.
 */
export function placeChannels(
    event: ConversationEvent,
    known: Readonly<Partial<Record<Channel, ChannelView>>>,
): Partial<Record<Channel, ChannelView>> {
    const views: Partial<Record<Channel, ChannelView>> = {};
    for (const view of Object.values(known)) {
        if (view.pending.length === 0) continue;
        views[view.place.channel] = { ...view, place: { ...view.place, open: false } };
    }
    for (const place of event.channels) {
        const { channel, first } = place;
        const thread = threadOf(event, channel);
        const before = known[channel];
        if (before?.thread === thread) {
            views[channel] = { ...before, place, complete: completeUpTo(before.lines, first) };
        } else {
            const complete = completeUpTo([], first);
            views[channel] = {
                thread,
                place,
                lines: [],
                complete,
                missing: false,
                pending: [],
                typing: [],
            };
        }
    }
    return views;
}
