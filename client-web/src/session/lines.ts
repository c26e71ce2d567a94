import type { Line } from '../protocol/generated';
import type { TalkLine } from './state';

/** The known lines with the fresh ones in their places; each seq once, the known one stays. */
export function mergeLines(known: readonly TalkLine[], fresh: readonly Line[]): TalkLine[] {
    const bySeq = new Map<number, TalkLine>();
    for (const line of fresh) bySeq.set(line.seq, line);
    for (const line of known) bySeq.set(line.seq, line);
    return [...bySeq.values()].sort((one, other) => one.seq - other.seq);
}

/** The last line, from `first` on, up to which none is missing; first - 1 if there is none. */
export function completeUpTo(lines: readonly TalkLine[], first: number): number {
    let complete = Math.max(first, 1) - 1;
    for (const line of lines) {
        if (line.seq > complete + 1) break;
        complete = Math.max(complete, line.seq);
    }
    return complete;
}

/** Whether a line stands behind a gap. */
export function hasGap(lines: readonly TalkLine[], complete: number): boolean {
    const last = lines[lines.length - 1];
    return last !== undefined && last.seq > complete;
}
