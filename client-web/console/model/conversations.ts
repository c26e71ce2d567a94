import type { ConversationEvent } from '../../src/protocol/generated';
import type { ChannelView, ConversationView } from '../../src/session/state';
import { visitorOf } from '../../src/session/state';
import { isSpoken } from './talk_items';
import { transferView } from './transfer_view';

/** Where a conversation stands, in one word for the list. */
export type ListState =
    | 'with_you'
    | 'visitor_away'
    | 'asked'
    | 'seeking'
    | 'briefing'
    | 'introduced'
    | 'receiver_briefing'
    | 'receiver_introduced'
    | 'wrap_up';

export interface ListItem {
    readonly conversation: string;
    /** 1 to 9 for the shortcut; stays the same for as long as the conversation is in the list. */
    readonly number: number;
    readonly state: ListState;
    readonly desk: string;
    readonly unread: number;
}

export function listStateOf(event: ConversationEvent): ListState {
    if (event.part === 'wrap_up' || event.state === 'ended') return 'wrap_up';
    if (visitorOf(event)?.present === false) return 'visitor_away';
    const { kind, step } = transferView(event);
    if (kind !== 'running') return 'with_you';
    if (event.part === 'receiver') {
        return step === 'introduced' ? 'receiver_introduced' : 'receiver_briefing';
    }
    if (step === 'briefing' || step === 'introduced' || step === 'asked') return step;
    return 'seeking';
}

/** The records of others behind the last line that was on the screen. */
export function unreadIn(channel: ChannelView, me: string, seen: number): number {
    return channel.lines.filter(
        (line) =>
            line.record !== undefined && isSpoken(line) && line.member !== me && line.seq > seen,
    ).length;
}

/** How far a channel can be read: what still waits for its key was not seen by anybody. */
export function readableUpTo({ lines, complete }: ChannelView): number {
    const shut = lines.find(({ kind }) => kind === 'waiting');
    return shut ? Math.min(complete, shut.seq - 1) : complete;
}

/** How far each channel of each conversation was on this page's screen, by seenKey. */
export type SeenLines = ReadonlyMap<string, number>;

export function seenKey(conversation: string, { place, thread }: ChannelView): string {
    return `${conversation} ${place.channel} ${thread}`;
}

function unreadOf(view: ConversationView, seen: SeenLines): number {
    const { event, channels, conversation } = view;
    const told = event.members.find((member) => member.member === event.me)?.seen ?? 0;
    const unread = (channel: ChannelView | undefined, least: number): number => {
        if (!channel) return 0;
        return unreadIn(
            channel,
            event.me,
            Math.max(least, seen.get(seenKey(conversation, channel)) ?? 0),
        );
    };
    return unread(channels.talk, told) + unread(channels.briefing, 0);
}

/** The conversations that this counsellor has a part in, by their numbers. */
export function listOf(
    conversations: ReadonlyMap<string, ConversationView>,
    numbers: ReadonlyMap<string, number>,
    seen: SeenLines,
): readonly ListItem[] {
    return [...conversations.values()]
        .filter((view) => !view.gone)
        .map((view) => ({
            conversation: view.conversation,
            number: numbers.get(view.conversation) ?? 0,
            state: listStateOf(view.event),
            desk: view.event.desk,
            unread: unreadOf(view, seen),
        }))
        .sort((one, other) => one.number - other.number);
}

/** Gives each conversation that has no number the smallest free one, and takes back the others'. */
export function numberThem(
    before: ReadonlyMap<string, number>,
    conversations: readonly string[],
): ReadonlyMap<string, number> {
    const numbers = new Map([...before].filter(([id]) => conversations.includes(id)));
    for (const id of conversations) {
        if (numbers.has(id)) continue;
        const taken = new Set(numbers.values());
        let free = 1;
        while (taken.has(free)) free += 1;
        numbers.set(id, free);
    }
    return numbers;
}
