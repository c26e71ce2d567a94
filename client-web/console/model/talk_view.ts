import type { ConversationEvent } from '../../src/protocol/generated';
import { visitorOf } from '../../src/session/state';
import type { ChannelView } from '../../src/session/state';
import { transferView } from './transfer_view';

/** What stands where one would write. */
export type Writing = 'composer' | 'not_yet' | 'read_only' | 'handed_over';

export interface TalkView {
    /** There are lines to read, or there will be. */
    readonly readable: boolean;
    readonly writing: Writing;
    /** The talk before the receiver came was not shared with him. */
    readonly notShared: boolean;
    /** Whether the owner's button to end the conversation is there, and why it cannot be used. */
    readonly end: 'none' | 'possible' | 'transfer' | 'visitor_away';
    readonly threePresent: boolean;
}

function writingOf(event: ConversationEvent, talk: ChannelView | undefined): Writing {
    if (!talk) return event.part === 'wrap_up' ? 'handed_over' : 'not_yet';
    if (talk.place.open) return 'composer';
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

/** What the talk of a conversation offers to this counsellor. */
export function talkView(event: ConversationEvent, talk: ChannelView | undefined): TalkView {
    return {
        readable: talk !== undefined && (talk.place.open || talk.lines.length > 0),
        writing: writingOf(event, talk),
        notShared: isNotShared(event),
        end: endOf(event),
        threePresent: event.transfer?.state === 'introduced' && event.part !== 'wrap_up',
    };
}
