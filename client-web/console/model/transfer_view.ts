import type { ConversationEvent, TransferState } from '../../src/protocol/generated';
import { FINAL } from '../../src/protocol/generated';
import { ownerOf, receiverOf, visitorOf } from '../../src/session/state';

/** What a counsellor can do about a transfer. */
export type TransferAction =
    | 'propose'
    | 'edit'
    | 'cancel'
    | 'introduce'
    | 'hand_over'
    | 'take_over'
    | 'give_back';

/** Why an action that belongs to this step cannot be done just now. */
export type Blocked =
    | 'visitor_away'
    | 'receiver_away'
    | 'receiver_without_key'
    | 'without_key'
    | 'locked';

export interface ActionView {
    readonly action: TransferAction;
    readonly blocked: Blocked | null;
}

/**
 * What the transfer panel shows. none: no transfer. running: a step of the machine. over: it ended
 * and the visitor stayed. completed: this counsellor has the visitor now.
 */
export interface TransferView {
    readonly kind: 'none' | 'running' | 'over' | 'completed';
    readonly step: TransferState | null;
    readonly actions: readonly ActionView[];
    /** The two counsellors can write to each other. */
    readonly briefing: boolean;
    /** The present step has a limit which this counsellor may start again. */
    readonly extendable: boolean;
    /** Count-downs stand still while somebody is away. */
    readonly standsStill: boolean;
}

/** The steps that a transfer goes through when all goes well. */
export const STEPS = [
    'asked',
    'seeking',
    'offered',
    'briefing',
    'introduced',
    'completed',
] as const satisfies readonly TransferState[];

const OWNER_ACTIONS: Readonly<Partial<Record<TransferState, readonly TransferAction[]>>> = {
    asked: ['edit', 'cancel'],
    seeking: ['cancel'],
    offered: ['cancel'],
    briefing: ['introduce', 'cancel'],
    introduced: ['hand_over', 'cancel'],
};

const RECEIVER_ACTIONS: Readonly<Partial<Record<TransferState, readonly TransferAction[]>>> = {
    briefing: ['give_back'],
    introduced: ['take_over', 'give_back'],
};

/** What brings the visitor further: nobody does that who cannot read along. */
const FORWARD: readonly TransferAction[] = [
    'propose',
    'edit',
    'introduce',
    'hand_over',
    'take_over',
];

const EXTENDABLE: readonly TransferState[] = ['asked', 'briefing', 'introduced'];
const TOGETHER: readonly TransferState[] = ['briefing', 'introduced'];

const SHORT_MS = 120_000;

/** Whether so little time is left that the page offers more of it. */
export function isShort(leftMs: number, ofMs: number): boolean {
    return leftMs <= Math.min(SHORT_MS, ofMs / 2);
}

function blockedBy(
    event: ConversationEvent,
    action: TransferAction,
    locked: boolean,
): Blocked | null {
    if (locked && FORWARD.includes(action)) return 'locked';
    const needsVisitor = action === 'hand_over' || action === 'take_over';
    const needsReceiver = action === 'hand_over' || action === 'introduce';
    if (needsReceiver && receiverOf(event)?.present === false) return 'receiver_away';
    if (needsVisitor && visitorOf(event)?.present === false) return 'visitor_away';
    if (needsVisitor && event.transfer?.acked !== true) {
        return event.part === 'owner' ? 'receiver_without_key' : 'without_key';
    }
    return null;
}

function actionsOf(event: ConversationEvent): readonly TransferAction[] {
    const state = event.transfer?.state;
    if (event.part === 'receiver') return (state && RECEIVER_ACTIONS[state]) ?? [];
    if (event.part !== 'owner' || event.state !== 'active') return [];
    if (!state || FINAL.transfer.includes(state)) return ['propose'];
    return OWNER_ACTIONS[state] ?? [];
}

function kindOf(state: TransferState | undefined): TransferView['kind'] {
    if (!state) return 'none';
    if (state === 'completed') return 'completed';
    return FINAL.transfer.includes(state) ? 'over' : 'running';
}

/**
 * What this counsellor sees of a conversation's transfer, and what he can do. `locked`: his own key
 * is not open.
 */
export function transferView(event: ConversationEvent, locked = false): TransferView {
    const state = event.transfer?.state;
    const away = [visitorOf(event), ownerOf(event)].some((member) => member?.present === false);
    return {
        kind: kindOf(state),
        step: state ?? null,
        actions: actionsOf(event).map((action) => ({
            action,
            blocked: blockedBy(event, action, locked),
        })),
        briefing: state !== undefined && TOGETHER.includes(state),
        extendable: state !== undefined && EXTENDABLE.includes(state),
        standsStill: away,
    };
}
