import { useEffect, useState } from 'preact/hooks';
import { openRecord } from '../../src/crypto/crypto';

/** The text of a hand-over note: undefined while it is opened, null if it cannot be read. */
export function useNote(conversation: string, note: string | undefined): string | null | undefined {
    const [text, setText] = useState<string | null | undefined>(undefined);
    useEffect(() => {
        let current = true;
        setText(undefined);
        if (note === undefined) return undefined;
        void openRecord({ conversation, channel: 'hand_over' }, note).then((opened) => {
            if (current) setText(opened);
        });
        return () => {
            current = false;
        };
    }, [conversation, note]);
    return text;
}
