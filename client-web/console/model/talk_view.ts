import type { ConversationEvent } from '../../src/protocol/generated';
import { visitorOf } from '../../src/session/state';
import type { ChannelView } from '../../src/session/state';
import { transferView } from './transfer_view';

/** What stands where one would write. */
export type Writing = 'composer' | 'locked' | 'not_yet' | 'read_only' | 'handed_over';

export interface TalkView {
    /** There are lines to read, or there will be. */
    readonly readable: boolean;
    readonly writing: Writing;
    /** The talk before the receiver came was not shared with him. */
    readonly notShared: boolean;
    /** Whether the owner's button to end the conversation is there, and why it cannot be used. */
    readonly end: 'none' | 'possible' | 'transfer' | 'visitor_away';
    readonly threePresent: boolean;
    /** It ended without a word that it does, or not all that was said has come. */
    readonly brokeOff: boolean;
}

function writingOf(
    event: ConversationEvent,
    talk: ChannelView | undefined,
    locked: boolean,
): Writing {
    if (!talk) return event.part === 'wrap_up' ? 'handed_over' : 'not_yet';
    if (talk.place.open) return locked ? 'locked' : 'composer';
    return event.part === 'receiver' ? 'not_yet' : 'read_only';
}

function endOf(event: ConversationEvent): TalkView['end'] {
    if (event.part !== 'owner' || event.state !== 'active') return 'none';
    if (transferView(event).kind === 'running') return 'transfer';
    return visitorOf(event)?.present === false ? 'visitor_away' : 'possible';
}

function isNotShared({ part, transfer, hand_over }: ConversationEvent): boolean {
    if (part === 'receiver') return transfer?.amount !== 'history';
    return part === 'owner' && hand_over !== undefined && hand_over.amount !== 'history';
}

function isBrokenOff(
    { state, ended_by: by }: ConversationEvent,
    talk: ChannelView | undefined,
    closed: boolean,
): boolean {
    if (state !== 'ended' || (by !== 'visitor' && by !== 'owner') || closed || !talk) return false;
    const { lines, complete, place, missing } = talk;
    if (missing) return true;
    return complete >= place.last && !lines.some(({ kind }) => kind === 'waiting');
}

/** What of the keys matters to the talk. `locked`: this counsellor's own key is not open. */
export interface TalkKeys {
    readonly locked: boolean;
    readonly closed: boolean;
}

/** What the talk of a conversation offers to this counsellor. */
export function talkView(
    event: ConversationEvent,
    talk: ChannelView | undefined,
    { locked, closed }: TalkKeys = { locked: false, closed: true },
): TalkView {
    return {
        readable: talk !== undefined && (talk.place.open || talk.lines.length > 0),
        writing: writingOf(event, talk, locked),
        notShared: isNotShared(event),
        end: endOf(event),
        threePresent: event.transfer?.state === 'introduced' && event.part !== 'wrap_up',
        brokeOff: isBrokenOff(event, talk, closed),
    };
}
