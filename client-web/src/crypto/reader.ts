import { equal, isZero } from './bytes';
import type { Header } from './record';
import { recordHash } from './record';

/**
 * next: it follows the one before, or is the first that this page may read. repeat: it is there
 * already. gap: ones before it are missing. altered: it cannot be what its sender said.
 */
export type Verdict = 'next' | 'repeat' | 'gap' | 'altered';

interface Known {
    readonly hash: Uint8Array;
    readonly header: Header;
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

    /** Takes a record. `mostAcked`: the highest number that its sender can have had from this side. */
    take(record: Uint8Array, header: Header, mostAcked: number): Verdict {
        const hash = recordHash(record);
        const before = this.known.get(header.seq);
        if (before) return equal(before.hash, hash) ? 'repeat' : 'altered';
        if (header.peerAck > mostAcked || !this.isInOrder(header, hash)) return 'altered';
        const isGap = this.last > 0 && header.seq > this.last + 1;
        this.known.set(header.seq, { hash, header });
        this.last = Math.max(this.last, header.seq);
        return isGap ? 'gap' : 'next';
    }

    /** Held against the ones right before and after it, as far as they are there. */
    private isInOrder(header: Header, hash: Uint8Array): boolean {
        const before = this.known.get(header.seq - 1);
        const after = this.known.get(header.seq + 1);
        if (before && !follows(header, before.hash)) return false;
        if (after && !follows(after.header, hash)) return false;
        for (const { header: other } of this.known.values()) {
            const [one, two] = other.seq < header.seq ? [other, header] : [header, other];
            if (two.epoch < one.epoch) return false;
            // with another owner, in another epoch, it counts other records
            if (two.epoch === one.epoch && two.peerAck < one.peerAck) return false;
        }
        return true;
    }
}
