import { fromBase64, fromUtf8 } from './bytes';
import type { Agreed } from './payload';
import { readAgreed } from './payload';
import { openRecord, readHeader, ROLE, TYPE } from './record';
import type { Ring } from './staff_ring';
import type { ReadNote, Shown } from './staff_view';

/**
 * Opens the note of a hand-over with the keys of this ring. The owner's own stands there until the
 * visitor has answered; from then on it must be hers, and say what the server shows.
 */
export function readNote(ring: Ring, note: string, shown: Shown | null): ReadNote {
    const record = fromBase64(note);
    const header = record && readHeader(record);
    const fits = header?.type === TYPE.hand_over && header.conversation === ring.conversation;
    if (record === null || header === null || !fits) return { kind: 'altered' };
    const key = ring.keyOf(header.epoch);
    if (key === null) return { kind: 'waiting' };
    const clear = openRecord(record, key)?.clear ?? null;
    if (clear === null) return { kind: 'altered' };
    if (header.role === ROLE.owner) {
        const text = fromUtf8(clear);
        return text === null
            ? { kind: 'altered' }
            : { kind: 'text', text, differs: shown !== null };
    }
    const agreed = readAgreed(clear);
    if (agreed === null) return { kind: 'altered' };
    const differs = shown !== null && !isSame(agreed, shown);
    return { kind: 'text', text: agreed.note, differs };
}

function isSame(agreed: Agreed, shown: Shown): boolean {
    const tags = (each: readonly string[]): string => [...each].sort().join(' ');
    return (
        (shown.transfer === null || agreed.transfer === shown.transfer) &&
        agreed.desk === shown.desk &&
        agreed.amount === shown.amount &&
        tags(agreed.tags) === tags(shown.tags)
    );
}
