import type { ConversationEvent, Notice, Person } from '../../src/protocol/generated';
import type { ChannelView, ConversationView, PendingLine, Sign } from '../../src/session/state';
import { memberOf, signOf } from '../../src/session/state';
import type { FailureCode } from '../../src/transport/transport';

/** Who said a line. null person: a counsellor of whom this page knows nothing. */
export type Speaker =
    | { readonly who: 'me' }
    | { readonly who: 'visitor' }
    | { readonly who: 'colleague'; readonly person: Person | null };

/** One entry of a log. `text`: undefined while it is being opened, null if it cannot be read. */
export type TalkItem =
    | {
          readonly kind: 'line';
          readonly key: string;
          readonly speaker: Speaker;
          readonly text: string | null | undefined;
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
        at: null,
        sign: line.state,
        error: line.error ?? null,
    };
}

/**
 * What a log shows: the lines in their order, then one's own that are not among them yet. Own
 * lines of the talk carry a sign of how far they have come.
 */
export function talkItems(view: ConversationView, channel: ChannelView): readonly TalkItem[] {
    const { event } = view;
    const isTalk = channel.place.channel === 'talk';
    const items = channel.lines.map((line): TalkItem => {
        const speaker = speakerOf(event, line.member);
        const key = `line ${line.seq}`;
        if (line.notice) return { kind: 'notice', key, notice: line.notice, speaker, at: line.at };
        const sign = speaker.who === 'me' && isTalk ? signOf(view, line) : null;
        return { kind: 'line', key, speaker, text: line.text, at: line.at, sign, error: null };
    });
    return [...items, ...channel.pending.map(pendingItem)];
}
