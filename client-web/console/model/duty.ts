import type { CounsellorEvent, DutyState } from '../../src/protocol/generated';

const MISSED_FOR_PAUSE = 2;

/** Whether the pause was not his own choice: he did not answer two offers in a row. */
export function isSetToPause({ duty, missed }: CounsellorEvent): boolean {
    return duty === 'pause' && missed >= MISSED_FOR_PAUSE;
}

/** In the order in which the page shows them. */
export const DUTIES: readonly DutyState[] = ['on', 'pause', 'off'];
