import type { Transfer } from '../../src/protocol/generated';

/** The ways in which a transfer ends with the visitor at its owner, as the page words them. */
export type Ending =
    | 'refused'
    | 'cancelled_owner'
    | 'cancelled_visitor'
    | 'no_answer'
    | 'nobody'
    | 'desk_closed'
    | 'colleague_away'
    | 'returned_receiver'
    | 'time_over'
    | 'owner_lost'
    | 'ended';

/** How a transfer ended; null while it runs and when it was completed. */
export function endingOf({ state, because }: Transfer): Ending | null {
    switch (state) {
        case 'refused':
            return 'refused';
        case 'cancelled':
            return because === 'visitor' ? 'cancelled_visitor' : 'cancelled_owner';
        case 'unanswered':
            if (because === 'no_answer' || because === 'desk_closed') return because;
            return because === 'colleague_away' ? because : 'nobody';
        case 'returned':
            return because === 'time_over' ? 'time_over' : 'returned_receiver';
        case 'void':
            return because === 'owner_lost' ? 'owner_lost' : 'ended';
        default:
            return null;
    }
}

/** Whether to propose another desk at once: nobody there could or would take the visitor. */
export function asksForAnotherDesk(ending: Ending): boolean {
    return ending === 'nobody' || ending === 'desk_closed' || ending === 'colleague_away';
}
