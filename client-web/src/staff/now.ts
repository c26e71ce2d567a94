import { useEffect, useState } from 'preact/hooks';
import { browserClock } from '../clock';

const SECOND_MS = 1_000;

/** The page's clock, drawn again each second while `runs`: for what counts up. */
export function useNow(runs: boolean): number {
    const [now, setNow] = useState(() => browserClock.now());
    useEffect(() => {
        if (!runs) return undefined;
        let cancel = (): void => undefined;
        const plan = (): void => {
            cancel = browserClock.after(SECOND_MS, () => {
                setNow(browserClock.now());
                plan();
            });
        };
        plan();
        return () => cancel();
    }, [runs]);
    return now;
}
