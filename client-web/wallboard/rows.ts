import type { Alert, BoardDesk } from '../src/protocol/generated';

/** How much a desk needs somebody's attention, the most first. */
export type Need = 'now' | 'soon' | 'calm' | 'closed';

const ORDER: readonly Need[] = ['now', 'soon', 'calm', 'closed'];

const LONG_MS = 5 * 60_000;
const VERY_LONG_MS = 15 * 60_000;

export interface Row extends BoardDesk {
    readonly need: Need;
    /** How long the first in the queue has waited by now; null when nobody waits. */
    readonly waitedMs: number | null;
}

/** What the server told, and when on this page's clock. */
export interface Board {
    readonly desks: readonly BoardDesk[];
    readonly at: number;
}

/** What only a coordinator can mend, and what he should know. */
const URGENT: readonly Alert[] = ['declined', 'stranded'];

function needOf(desk: BoardDesk, waitedMs: number | null): Need {
    const nobody = desk.on_duty === 0;
    if (desk.alerts.some((alert) => URGENT.includes(alert))) return 'now';
    if (waitedMs !== null && (nobody || waitedMs >= VERY_LONG_MS)) return 'now';
    if (desk.state === 'closed') return waitedMs === null ? 'closed' : 'soon';
    if (desk.state === 'full' || nobody || desk.alerts.length > 0) return 'soon';
    return waitedMs !== null && waitedMs >= LONG_MS ? 'soon' : 'calm';
}

function compare(one: Row, other: Row): number {
    return (
        ORDER.indexOf(one.need) - ORDER.indexOf(other.need) ||
        (other.waitedMs ?? -1) - (one.waitedMs ?? -1) ||
        other.waiting - one.waiting ||
        one.desk.localeCompare(other.desk)
    );
}

/** The desks as they stand at `now`, whoever needs help first on top. */
export function rowsOf(board: Board, now: number): readonly Row[] {
    const passed = Math.max(0, now - board.at);
    return board.desks
        .map((desk) => {
            const waitedMs = desk.waiting > 0 ? desk.longest_ms + passed : null;
            return { ...desk, waitedMs, need: needOf(desk, waitedMs) };
        })
        .sort(compare);
}

export interface Totals {
    readonly open: number;
    readonly waiting: number;
    readonly longestMs: number | null;
    readonly transfers: number;
    readonly attention: number;
}

/**
 * Of all desks together. Who is on duty and which places are free is not added up: one counsellor
 * may stand in for several desks.
 */
export function totalsOf(rows: readonly Row[]): Totals {
    const waits = rows.flatMap(({ waitedMs }) => (waitedMs === null ? [] : [waitedMs]));
    const sum = (figure: (row: Row) => number): number =>
        rows.reduce((total, row) => total + figure(row), 0);
    return {
        open: rows.filter(({ state }) => state !== 'closed').length,
        waiting: sum(({ waiting }) => waiting),
        longestMs: waits.length > 0 ? Math.max(...waits) : null,
        transfers: sum(({ transfers }) => transfers),
        attention: rows.filter(({ need }) => need === 'now' || need === 'soon').length,
    };
}
