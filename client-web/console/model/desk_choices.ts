import type { BoardDesk, DeskState, Wait } from '../../src/protocol/generated';
import type { Network } from '../../src/network';

/** Why a desk cannot be chosen. */
export type NoChoice = 'same_desk' | 'desk_closed' | 'desk_full' | 'unknown_language' | 'nobody';

export interface DeskChoice {
    readonly desk: string;
    readonly state: DeskState;
    readonly wait: Wait;
    readonly onDuty: number;
    readonly free: number;
    readonly refused: NoChoice | null;
    /** How many of the visitor's tags belong at this desk. */
    readonly fitting: number;
}

export interface VisitorAt {
    readonly desk: string;
    readonly language: string;
    readonly tags: readonly string[];
}

/** Where the counsellor himself counts among those on duty; he is no colleague of his own. */
export interface Myself {
    readonly desks: readonly string[];
    readonly free: number;
}

/** The board without oneself. */
export function colleaguesOf(board: readonly BoardDesk[], me: Myself): readonly BoardDesk[] {
    return board.map((row) =>
        me.desks.includes(row.desk)
            ? { ...row, on_duty: row.on_duty - 1, free: Math.max(row.free - me.free, 0) }
            : row,
    );
}

function refusalOf(row: BoardDesk, network: Network, visitor: VisitorAt): NoChoice | null {
    const languages = network.desk(row.desk)?.languages;
    if (row.desk === visitor.desk) return 'same_desk';
    if (row.state === 'closed') return 'desk_closed';
    if (row.state === 'full') return 'desk_full';
    if (languages && !languages.includes(visitor.language)) return 'unknown_language';
    if (row.on_duty === 0) return 'nobody';
    return null;
}

/**
 * The desks that a visitor could be transferred to, in the order of the network file: it stays the
 * same while the figures change, so that nothing moves away under the hand that chooses.
 */
export function deskChoices(
    board: readonly BoardDesk[],
    network: Network,
    visitor: VisitorAt,
): readonly DeskChoice[] {
    const order = network.file.organisations.flatMap((each) => each.desks.map((desk) => desk.id));
    return [...board]
        .sort((one, other) => order.indexOf(one.desk) - order.indexOf(other.desk))
        .map((row) => {
            const desk = network.desk(row.desk);
            return {
                desk: row.desk,
                state: row.state,
                wait: row.wait,
                onDuty: row.on_duty,
                free: row.free,
                refused: refusalOf(row, network, visitor),
                fitting: visitor.tags.filter((tag) => desk?.tags.includes(tag)).length,
            };
        });
}

/** What to propose when nobody at a desk answered: its fall-back desks that can be chosen now. */
export function fallbacksOf(
    desk: string,
    choices: readonly DeskChoice[],
    network: Network,
): readonly string[] {
    const free = new Set(choices.filter((each) => each.refused === null).map((each) => each.desk));
    return (network.desk(desk)?.fallback ?? []).filter((each) => free.has(each));
}
