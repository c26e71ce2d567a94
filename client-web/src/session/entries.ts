import { OWN_WORD } from '../crypto/cipher';
import type { Channel } from '../protocol/generated';
import { makeRequestId } from '../random';
import type { FailureCode } from '../transport/types';
import type { Book } from './book';
import type { KeptRecord, OutboxKeeper } from './keeper';
import type { PendingLine } from './state';

/** One line that is not among the channel's lines yet. */
export interface Entry {
    readonly key: string;
    readonly conversation: string;
    readonly channel: Channel;
    readonly thread: string;
    readonly text: string;
    /** What was attempted; empty before that. */
    record: string;
    /** The number under which it was attempted; 0 before that. */
    number: number;
    state: PendingLine['state'];
    error: FailureCode | null;
}

/** The lines of the outbox in order: kept over a reload, and shown as pending. */
export class Entries {
    private readonly book: Book;
    private readonly keeper: OutboxKeeper;
    private all: Entry[] = [];

    constructor(book: Book, keeper: OutboxKeeper) {
        this.book = book;
        this.keeper = keeper;
    }

    add(conversation: string, channel: Channel, text: string): void {
        const thread = this.threadOf(conversation, channel);
        this.all.push(entryOf({ conversation, channel, thread, number: 0, record: '', text }));
        this.changed(conversation, channel);
    }

    /** What was kept before a reload goes before all that was said since. */
    restore(kept: readonly KeptRecord[]): void {
        this.all = [...kept.map(entryOf), ...this.all];
        for (const { conversation, channel } of kept) this.show(conversation, channel);
    }

    /** All conversations and channels that something waits for. */
    lanes(): readonly Pick<Entry, 'conversation' | 'channel'>[] {
        return this.all;
    }

    of(conversation: string, channel: Channel): Entry[] {
        return this.all.filter(
            (entry) => entry.conversation === conversation && entry.channel === channel,
        );
    }

    remove(entry: Entry): void {
        this.all = this.all.filter((each) => each !== entry);
    }

    forget(conversation: string): void {
        this.all = this.all.filter((entry) => entry.conversation !== conversation);
        this.save();
    }

    /** A line for an earlier briefing must not reach the next one. */
    dropOldThreads(conversation: string, channel: Channel): void {
        const thread = this.threadOf(conversation, channel);
        const old = this.of(conversation, channel).filter((entry) => entry.thread !== thread);
        if (old.length === 0) return;
        this.all = this.all.filter((entry) => !old.includes(entry));
        this.save();
    }

    /** Keeps and shows what has changed in a channel. */
    changed(conversation: string, channel: Channel): void {
        this.save();
        this.show(conversation, channel);
    }

    save(): void {
        this.keeper.save(
            this.all
                .filter((entry) => entry.state !== 'sent')
                .map(({ conversation, channel, thread, number, record, text }) => ({
                    conversation,
                    channel,
                    thread,
                    number,
                    record,
                    text,
                })),
        );
    }

    show(conversation: string, channel: Channel): void {
        const pending = this.of(conversation, channel)
            .filter(({ text }) => !text.startsWith(OWN_WORD))
            .map(({ key, text, state, error }) => ({
                key,
                text,
                state,
                ...(error === null ? {} : { error }),
            }));
        this.book.changeChannel(conversation, channel, { pending });
    }

    private threadOf(conversation: string, channel: Channel): string {
        return this.book.channel(conversation, channel)?.thread ?? '';
    }
}

function entryOf(kept: KeptRecord): Entry {
    return { ...kept, key: makeRequestId(), state: 'waiting', error: null };
}
