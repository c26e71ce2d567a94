import { useStore } from '../../src/use_store';
import type { ReadNote, Shown } from '../../src/crypto/staff_view';
import { useConsole } from '../context';

/** The note of a hand-over; null when there is none. `shown`: null before the visitor agreed. */
export function useNote(
    conversation: string,
    note: string | undefined,
    shown: Shown | null,
): ReadNote | null {
    const { keys } = useConsole().workplace.keys;
    useStore(keys.changed);
    return note === undefined ? null : keys.readNote(conversation, note, shown);
}
