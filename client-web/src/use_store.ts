import { useEffect, useRef, useState } from 'preact/hooks';
import type { Readable } from './store';

/** A component that uses this is drawn again whenever the store changes. */
export function useStore<T>(store: Readable<T>): T {
    return useSelected(store, (value) => value);
}

/** As useStore, but drawn again only when what `select` takes from the value changes. */
export function useSelected<T, S>(store: Readable<T>, select: (value: T) => S): S {
    const selected = select(store.get());
    const drawn = useRef({ select, selected });
    drawn.current = { select, selected };
    const [, redraw] = useState({});
    useEffect(() => {
        const look = (): void => {
            const { select: newest, selected: last } = drawn.current;
            if (!Object.is(newest(store.get()), last)) redraw({});
        };
        look(); // what changed between drawing and now
        return store.subscribe(look);
    }, [store]);
    return selected;
}
