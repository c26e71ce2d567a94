import { useEffect, useRef, useState } from 'preact/hooks';

/** Something that can be looked at, and that tells when it changes. */
export interface Readable<T> {
    get(): T;
    /** Calls the listener after each change. Returns what ends it. */
    subscribe(listener: () => void): () => void;
}

/**
 * One value with its listeners. Values are replaced, never changed in place: a listener that sees
 * the same object again may trust that nothing in it is different.
 */
export class Store<T> implements Readable<T> {
    private value: T;
    private readonly listeners = new Set<() => void>();

    constructor(value: T) {
        this.value = value;
    }

    get(): T {
        return this.value;
    }

    set(next: T): void {
        if (Object.is(next, this.value)) return;
        this.value = next;
        for (const listener of [...this.listeners]) listener();
    }

    update(change: (value: T) => T): void {
        this.set(change(this.value));
    }

    subscribe(listener: () => void): () => void {
        this.listeners.add(listener);
        return () => {
            this.listeners.delete(listener);
        };
    }
}

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
