import { equal, isZero } from './bytes';
import type { Header } from './record';
import { recordHash, TYPE } from './record';

/**
 * next: it follows the one before, or is the first that this page may read. repeat: it is there
 * already. gap: ones before it are missing. altered: it cannot be what its sender said.
 */
export type Verdict = 'next' | 'repeat' | 'gap' | 'altered';

interface Known {
    readonly hash: Uint8Array;
    readonly header: Header;
    /** The line of the channel in which it stands. */
    readonly at: number;
}

/** A sender whose tab does not know the record before, after a loss of its memory, names none. */
function follows({ prev }: Header, before: Uint8Array): boolean {
    return isZero(prev) || equal(prev, before);
}

/** The records of one sender in one channel, as this page reads them: what must be true of a row. */
export class Reader {
    private readonly known = new Map<number, Known>();
    private last = 0;

    /** The highest number that was read; 0 before the first. */
    get newest(): number {
        return this.last;
    }

    /** The highest number that was read of an epoch; 0 if none was. */
    newestOf(epoch: number): number {
        const headers = [...this.known.values()].map(({ header }) => header);
        return Math.max(0, ...headers.filter((each) => each.epoch === epoch).map(({ seq }) => seq));
    }

    /**
     * Takes the record that stands in line `at` of the channel. `mostAcked`: the highest number that
     * its sender can have had from this side.
     */
    take(record: Uint8Array, header: Header, at: number, mostAcked: number): Verdict {
        const hash = recordHash(record);
        const before = this.known.get(header.seq);
        if (before) return equal(before.hash, hash) ? 'repeat' : 'altered';
        if (header.peerAck > mostAcked || !this.isInOrder(header, hash, at)) return 'altered';
        const isGap = this.last > 0 && header.seq > this.last + 1;
        this.known.set(header.seq, { hash, header, at });
        this.last = Math.max(this.last, header.seq);
        return isGap ? 'gap' : 'next';
    }

    /** Held against the ones right before and after it, as far as they are there. */
    private isInOrder(header: Header, hash: Uint8Array, at: number): boolean {
        const before = this.known.get(header.seq - 1);
        const after = this.known.get(header.seq + 1);
        if (before && !follows(header, before.hash)) return false;
        if (after && !follows(after.header, hash)) return false;
        for (const { header: other, at: place } of this.known.values()) {
            if (place < at !== other.seq < header.seq) return false;
            const [one, two] = other.seq < header.seq ? [other, header] : [header, other];
            // a grant has no epoch of its own
            const isGrant = one.type === TYPE.grant || two.type === TYPE.grant;
            if (two.epoch < one.epoch && !isGrant) return false;
            // with another owner, in another epoch, it counts other records
            if (two.epoch === one.epoch && two.peerAck < one.peerAck) return false;
        }
        return true;
    }
}
