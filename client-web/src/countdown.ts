import { useEffect, useState } from 'preact/hooks';
import type { Deadline } from './clock';
import { browserClock, leftOf } from './clock';

/** Milliseconds left of a count-down, looked at anew every `everyMs`; null if there is none. */
export function useLeft(deadline: Deadline | null, everyMs = 1_000): number | null {
    const [, redraw] = useState({});
    useEffect(() => {
        if (deadline === null) return undefined;
        let cancel = (): void => undefined;
        const plan = (): void => {
            cancel = browserClock.after(everyMs, () => {
                redraw({});
                plan();
            });
        };
        plan();
        return () => cancel();
    }, [deadline, everyMs]);
    return deadline === null ? null : leftOf(browserClock, deadline);
}
