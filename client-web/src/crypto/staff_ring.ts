import { equal } from './bytes';
import type { Envelope } from './envelope';
import type { Entry, KeyRecord } from './grant';
import { openEpochEntry, openGrantEntry, transcriptOf } from './grant';
import { NOTE_EPOCH, TYPE } from './record';
import type { ShiftKeys } from './staff_shift';
import { beginTranscript, NO_TRANSFER } from './transcript';

/** An epoch of a conversation, as a counsellor's tab knows it. */
export interface Epoch {
    readonly commitment: Uint8Array;
    /** The members whom the visitor gave the key when she opened it. */
    readonly readers: readonly string[];
    /** T_e; null while the epochs before it are not known here. */
    readonly transcript: Uint8Array | null;
    readonly key: Uint8Array | null;
}

/**
 * What a counsellor's tab knows of the keys of one conversation: the epochs that the visitor has
 * opened, and the keys that she has given to him (protocol/encryption.md).
 */
export class Ring {
    readonly conversation: string;
    /** This counsellor's member id. */
    readonly me: string;
    private readonly shifts: ShiftKeys;
    private readonly epochs = new Map<number, Epoch>();
    private readonly notes = new Map<number, Uint8Array>();
    /** The transfers that a grant may be for. */
    private readonly transfers = new Set([NO_TRANSFER]);
    /** Grants for transfers that this tab does not know: nothing of them is taken. */
    private strange: readonly KeyRecord[] = [];
    private newestEpoch = -1;
    private pinned: Uint8Array | null;

    /** `visitorKey`: what this tab knew of it before a reload. */
    constructor(
        conversation: string,
        me: string,
        shifts: ShiftKeys,
        visitorKey: Uint8Array | null = null,
    ) {
        this.conversation = conversation;
        this.me = me;
        this.shifts = shifts;
        this.pinned = visitorKey;
    }

    /** The newest epoch that the visitor has opened; -1 before the first. */
    get newest(): number {
        return this.newestEpoch;
    }

    /** The key by which the visitor signs: the same for the whole conversation. */
    get visitorKey(): Uint8Array | null {
        return this.pinned;
    }

    epoch(epoch: number): Epoch | undefined {
        return this.epochs.get(epoch);
    }

    /** The key of an epoch, or of the hand-over that a note epoch numbers. */
    keyOf(epoch: number): Uint8Array | null {
        if (epoch >= NOTE_EPOCH) return this.notes.get(epoch) ?? null;
        return this.epochs.get(epoch)?.key ?? null;
    }

    /** Grants for this transfer may come. */
    expect(transfer: string): void {
        if (this.transfers.has(transfer)) return;
        this.transfers.add(transfer);
        const again = this.strange;
        this.strange = [];
        for (const record of again) this.takeGrant(record);
    }

    /** Forgets every key. What the visitor opened, and who she is, is still known. */
    lose(): void {
        for (const key of this.notes.values()) key.fill(0);
        this.notes.clear();
        for (const [number, epoch] of this.epochs) {
            epoch.key?.fill(0);
            this.epochs.set(number, { ...epoch, key: null });
        }
    }

    /**
     * Takes a record that gives keys, whose signature is that of the key it names. False: something
     * about it is wrong, and nothing of it is taken.
     */
    take(record: KeyRecord): boolean {
        if (this.pinned !== null && !equal(this.pinned, record.visitorKey)) return false;
        const fine =
            record.header.type === TYPE.grant ? this.takeGrant(record) : this.takeEpoch(record);
        if (fine) this.pinned = record.visitorKey;
        return fine;
    }

    private takeEpoch(record: KeyRecord): boolean {
        const { header, commitment, entries } = record;
        const { epoch } = header;
        const known = this.epochs.get(epoch);
        if (known) return equal(known.commitment, commitment); // said again after a loss
        if (this.newestEpoch >= 0 && epoch !== this.newestEpoch + 1) return false;
        const transcript = this.transcriptOf(record);
        let key: Uint8Array | null = null;
        for (const entry of transcript === null ? [] : entries) {
            const own = this.ownKey(entry);
            if (own === null || transcript === null) continue;
            const opened = openEpochEntry(record, entry, own, transcript);
            if (!opened.ok) return false;
            key = opened.envelope.key;
        }
        const readers = entries.map(({ member }) => member);
        this.epochs.set(epoch, { commitment, readers, transcript, key });
        this.newestEpoch = epoch;
        return true;
    }

    /** T_e, if all that it is made of is known. */
    private transcriptOf(record: KeyRecord): Uint8Array | null {
        const { epoch } = record.header;
        const before =
            epoch === 0
                ? beginTranscript(this.conversation, record.visitorKey)
                : (this.epochs.get(epoch - 1)?.transcript ?? null);
        return before && transcriptOf(record, before);
    }

    private takeGrant(record: KeyRecord): boolean {
        const given: Envelope[] = [];
        for (const entry of record.entries) {
            if (this.ownKey(entry) === null) continue;
            const opened = this.openGranted(record, entry);
            if (opened === null) return false;
            if (opened === 'strange') this.strange = [...this.strange, record];
            else given.push(opened);
        }
        for (const envelope of given) this.keep(envelope);
        return true;
    }

    private openGranted(record: KeyRecord, entry: Entry): Envelope | 'strange' | null {
        const own = this.ownKey(entry);
        if (own === null) return null;
        const known = (epoch: number): Uint8Array | null =>
            this.epochs.get(epoch)?.commitment ?? null;
        for (const transfer of this.transfers) {
            const opened = openGrantEntry(record, entry, own, transfer, known);
            if (opened.ok) return opened.envelope;
            if (opened.why !== 'transcript') return null;
        }
        return 'strange';
    }

    /** The key that opens an entry; null: it is for somebody else, or this counsellor's tab before. */
    private ownKey({ member, serial }: Entry) {
        return member === this.me ? this.shifts.find(serial) : null;
    }

    private keep({ epoch, key }: Envelope): void {
        if (epoch >= NOTE_EPOCH) {
            this.notes.set(epoch, key);
            return;
        }
        const known = this.epochs.get(epoch);
        if (known) this.epochs.set(epoch, { ...known, key });
    }
}
