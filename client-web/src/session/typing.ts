import type { Clock } from '../clock';
import type { Channel, TypingEvent } from '../protocol/generated';
import type { Requester } from '../transport/types';
import type { Book } from './book';

const REPEAT_MS = 3_000;
const OVER_MS = 6_000;

/** Who is typing, in both directions. What is not repeated is over after six seconds. */
export class Typing {
    private readonly transport: Requester;
    private readonly book: Book;
    private readonly clock: Clock;
    private readonly out = new Map<string, { toldAt: number; cancelOver: () => void }>();
    private readonly others = new Map<string, () => void>();

    constructor(transport: Requester, book: Book, clock: Clock) {
        this.transport = transport;
        this.book = book;
        this.clock = clock;
    }

    reset(): void {
        for (const { cancelOver } of this.out.values()) cancelOver();
        this.out.clear();
        for (const key of [...this.others.keys()]) this.over(key);
    }

    /** This person changed the text of the composer; `typing` is false when it is empty now. */
    input(conversation: string, channel: Channel, typing: boolean): void {
        const key = `${conversation} ${channel}`;
        const told = this.out.get(key);
        told?.cancelOver();
        if (!typing) {
            if (told) this.tell(conversation, channel, false);
            this.out.delete(key);
            return;
        }
        const now = this.clock.now();
        const again = !told || now - told.toldAt >= REPEAT_MS;
        if (again) this.tell(conversation, channel, true);
        const cancelOver = this.clock.after(OVER_MS, () => {
            this.out.delete(key);
            this.tell(conversation, channel, false);
        });
        this.out.set(key, { toldAt: again ? now : told.toldAt, cancelOver });
    }

    /** A line was sent: the other side sees it, and need not be told that the typing is over. */
    sent(conversation: string, channel: Channel): void {
        const key = `${conversation} ${channel}`;
        this.out.get(key)?.cancelOver();
        this.out.delete(key);
    }

    take({ conversation, channel, member, typing }: TypingEvent): void {
        const key = `${conversation} ${channel} ${member}`;
        this.over(key);
        if (!typing) return;
        this.others.set(
            key,
            this.clock.after(OVER_MS, () => this.over(key)),
        );
        const view = this.book.channel(conversation, channel);
        if (view) {
            this.book.changeChannel(conversation, channel, { typing: [...view.typing, member] });
        }
    }

    /** A line of this member came in: he has finished it. */
    said(conversation: string, channel: Channel, member: string): void {
        this.over(`${conversation} ${channel} ${member}`);
    }

    private over(key: string): void {
        const cancel = this.others.get(key);
        if (!cancel) return;
        cancel();
        this.others.delete(key);
        const [conversation = '', channel, member] = key.split(' ');
        const view = this.book.channel(conversation, channel as Channel);
        if (!view) return;
        const typing = view.typing.filter((each) => each !== member);
        this.book.changeChannel(conversation, channel as Channel, { typing });
    }

    private tell(conversation: string, channel: Channel, typing: boolean): void {
        const fields = { conversation, channel, typing };
        void this.transport.request('typing', fields, { once: true }); // a lost one is nothing
    }
}
