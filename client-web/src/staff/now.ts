import { useEffect, useState } from 'preact/hooks';
import { browserClock } from '../clock';

const SECOND_MS = 1_000;

/** The page's clock, drawn again each second: for what counts up. */
export function useNow(): number {
    const [now, setNow] = useState(() => browserClock.now());
    useEffect(() => {
        let cancel = (): void => undefined;
        const plan = (): void => {
            cancel = browserClock.after(SECOND_MS, () => {
                setNow(browserClock.now());
                plan();
            });
        };
        plan();
        return () => cancel();
    }, []);
    return now;
}
