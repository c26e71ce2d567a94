/** Random values that are the same in every run: a failure can be had again by its seed. */
export class Seeded {
    private state: number;

    constructor(seed: number) {
        this.state = seed >>> 0;
    }

    /** An integer from 0 to below `limit`, at most 2^32. */
    below(limit: number): number {
        this.state = (this.state + 0x9e3779b9) >>> 0;
        let mixed = this.state;
        mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
        mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
        return Math.floor((((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32) * limit);
    }

    bytes(count: number): Uint8Array {
        return Uint8Array.from({ length: count }, () => this.below(256));
    }

    pick<T>(from: readonly [T, ...T[]]): T {
        return from[this.below(from.length)] ?? from[0];
    }
}
