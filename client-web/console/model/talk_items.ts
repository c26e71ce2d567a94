import type { ConversationEvent, Notice, Person } from '../../src/protocol/generated';
import type { ChannelView, ConversationView, PendingLine, Sign, TalkLine } from '../../src/session/state';
import { memberOf, signOf } from '../../src/session/state';
import type { FailureCode } from '../../src/transport/transport';

/** Who said a line. null person: a counsellor of whom this page knows nothing. */
export type Speaker =
    | { readonly who: 'me' }
    | { readonly who: 'visitor' }
    | { readonly who: 'colleague'; readonly person: Person | null };

/**
 * Why a line has no text. waiting: for its key. locked: this counsellor has to open his own key
 * first. withheld: the visitor did not share it. lost: its key is gone. altered: it is not what its
 * sender said.
 */
export type Unread = 'waiting' | 'locked' | 'withheld' | 'lost' | 'altered';

/** One entry of a log. `text`: null if there is none to read; then `unread` says why. */
export type TalkItem =
    | {
          readonly kind: 'line';
          readonly key: string;
          readonly speaker: Speaker;
          readonly text: string | null;
          readonly unread: Unread | null;
          readonly at: number | null;
          readonly sign: Sign | null;
          readonly error: FailureCode | null;
      }
    | {
          readonly kind: 'notice';
          readonly key: string;
          readonly notice: Notice;
          readonly speaker: Speaker;
          readonly at: number;
      };

export function speakerOf(event: ConversationEvent, member: string): Speaker {
    if (member === event.me) return { who: 'me' };
    if (member === 'm0') return { who: 'visitor' };
    return { who: 'colleague', person: memberOf(event, member)?.person ?? null };
}

function pendingItem(line: PendingLine): TalkItem {
    return {
        kind: 'line',
        key: line.key,
        speaker: { who: 'me' },
        text: line.text,
        unread: null,
        at: null,
        sign: line.state,
        error: line.error ?? null,
    };
}

/** Whether a line is something that people read: not what pages say to each other. */
export function isSpoken({ kind }: TalkLine): boolean {
    return kind !== 'silent' && kind !== 'close';
}

function unreadOf(
    { kind }: TalkLine,
    isTalk: boolean,
    event: ConversationEvent,
    locked: boolean,
): Unread | null {
    if (kind === 'altered') return kind;
    if (kind !== 'waiting' && kind !== 'withheld') return null;
    if (kind === 'withheld') return isTalk ? 'withheld' : 'lost';
    if (locked) return 'locked';
    return event.state === 'ended' ? 'lost' : 'waiting';
}

/**
 * What a log shows: the lines in their order, then one's own that are not among them yet. Own
 * lines of the talk carry a sign of how far they have come. `locked`: this counsellor's own key is
 * not open.
 */
export function talkItems(
    view: ConversationView,
    channel: ChannelView,
    locked = false,
): readonly TalkItem[] {
    const { event } = view;
    const isTalk = channel.place.channel === 'talk';
    const items = channel.lines.filter(isSpoken).map((line): TalkItem => {
        const speaker = speakerOf(event, line.member);
        const key = `line ${line.seq}`;
        if (line.notice) return { kind: 'notice', key, notice: line.notice, speaker, at: line.at };
        const sign = speaker.who === 'me' && isTalk ? signOf(view, line) : null;
        const unread = unreadOf(line, isTalk, event, locked);
        const text = line.text ?? null;
        return { kind: 'line', key, speaker, text, unread, at: line.at, sign, error: null };
    });
    return [...items, ...channel.pending.map(pendingItem)];
}
