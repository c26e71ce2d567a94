import type { Line } from '../protocol/generated';
import type { TalkLine } from './state';

/** After a loss of the store the lines go on behind the next multiple of this. */
const AFTER_LOSS = 1_000_000;

/** The name of a record: its sender says it again under the same when the store has lost it. */
function nameOf(line: Line): string {
    return line.number === undefined ? `${line.seq}` : `${line.member} ${line.number}`;
}

/**
 * The known lines with the fresh ones in their places; each seq once, the known one stays. What was
 * said again stands once, at its newer place.
 */
export function mergeLines(known: readonly TalkLine[], fresh: readonly Line[]): TalkLine[] {
    const bySeq = new Map<number, TalkLine>();
    for (const line of fresh) bySeq.set(line.seq, line);
    for (const line of known) bySeq.set(line.seq, line);
    const inOrder = [...bySeq.values()].sort((one, other) => one.seq - other.seq);
    const byName = new Map(inOrder.map((line) => [nameOf(line), line]));
    return inOrder.filter((line) => byName.get(nameOf(line)) === line);
}

/** Where the lines since the last loss begin. */
function beginning(lines: readonly TalkLine[]): number {
    for (let at = lines.length - 1; at > 0; at -= 1) {
        if ((lines[at]?.seq ?? 0) % AFTER_LOSS === 1) return at;
    }
    return 0;
}

/**
 * The last line, from `first` on, up to which none is missing; first - 1 if there is none. What is
 * missing from before a loss cannot be asked for any more.
 */
export function completeUpTo(lines: readonly TalkLine[], first: number): number {
    const since = beginning(lines);
    let complete = Math.max(first, 1) - 1;
    for (const line of lines.slice(since)) {
        const goesOn = line.seq % AFTER_LOSS === 1;
        if (line.seq > complete + 1 && !goesOn) break;
        complete = Math.max(complete, line.seq);
    }
    return complete;
}

/** Whether a line stands behind a gap. */
export function hasGap(lines: readonly TalkLine[], complete: number): boolean {
    const last = lines[lines.length - 1];
    return last !== undefined && last.seq > complete;
}

/** The lines (by seq) before which a record of the same sender is missing, by its numbers. */
export function behindGaps(lines: readonly Line[]): ReadonlySet<number> {
    const last = new Map<string, number>();
    const found = new Set<number>();
    for (const { seq, member, number } of lines) {
        if (number === undefined) continue;
        const before = last.get(member);
        if (before !== undefined && number > before + 1) found.add(seq);
        last.set(member, number);
    }
    return found;
}
