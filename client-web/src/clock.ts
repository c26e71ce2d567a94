/** Time and timers, so that tests can bring their own. */
export interface Clock {
    /** Milliseconds that only ever go up, from an arbitrary start. */
    now(): number;
    /** Calls back once after `ms`. Returns what cancels it. */
    after(ms: number, callback: () => void): () => void;
}

export const browserClock: Clock = {
    now: () => performance.now(),
    after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
    },
};

/** A count-down that the server told as "so much is left"; `endsAt` is on this page's clock. */
export interface Deadline {
    readonly endsAt: number;
    /** How long the whole step takes; equals what was left if the server did not say. */
    readonly ofMs: number;
}

export function deadlineFrom(clock: Clock, leftMs: number, ofMs?: number): Deadline {
    return { endsAt: clock.now() + leftMs, ofMs: ofMs ?? leftMs };
}

/** Milliseconds left, never below 0. */
export function leftOf(clock: Clock, deadline: Deadline): number {
    return Math.max(0, deadline.endsAt - clock.now());
}
