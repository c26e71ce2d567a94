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
