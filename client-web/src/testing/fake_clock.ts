import type { Clock } from '../clock';

/** A clock that moves only when the test says so. */
export class FakeClock implements Clock {
    private time = 0;
    private timers: { at: number; callback: () => void }[] = [];

    now(): number {
        return this.time;
    }

    after(ms: number, callback: () => void): () => void {
        const timer = { at: this.time + ms, callback };
        this.timers.push(timer);
        return () => {
            this.timers = this.timers.filter((each) => each !== timer);
        };
    }

    /** How many timers are set. */
    get pending(): number {
        return this.timers.length;
    }

    /** Moves on, calling back in order of time; promises settle after each call. */
    async advance(ms: number): Promise<void> {
        const end = this.time + ms;
        for (;;) {
            const next = this.timers
                .filter(({ at }) => at <= end)
                .sort((one, other) => one.at - other.at)[0];
            if (!next) break;
            this.timers = this.timers.filter((each) => each !== next);
            this.time = next.at;
            next.callback();
            await settled();
        }
        this.time = end;
    }
}

/** Lets everything that is ready to run do so. */
export function settled(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
}
