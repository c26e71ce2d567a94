import { fromBase64, toBase64 } from './bytes';
import type { Granted, KeyPlace } from './grant';
import { ENTRIES_MAX, makeEpochOpen, makeGrant } from './grant';
import type { SigningKey } from './primitives';
import { KEY_BYTES, makeSigningKey, randomBytes } from './primitives';
import { NOTE_EPOCH } from './record';
import { beginTranscript, NO_TRANSFER } from './transcript';
import type { Trusted } from './visitor_trust';

interface KeptEpoch {
    readonly number: number;
    readonly key: string;
    readonly transcript: string;
    /** Who was given its key when it was opened, by enrolment. */
    readonly readers: readonly string[];
}

/** What the visitor agreed to for one transfer. */
interface Consent {
    readonly desk: string;
    /** Whose people may read, by slug. */
    readonly organisations: readonly string[];
    readonly history: boolean;
    /** Which note key the hand-over is under. */
    readonly note: number;
    /** The epochs before this one belong to the history that he gave; null: not settled yet. */
    readonly upTo: number | null;
    /** The newest epoch when he agreed. */
    readonly since: number;
    /** The enrolment of the owner who asked; empty if there was none. */
    readonly asker: string;
    /** The enrolment of the first owner at the desk that he agreed to; null: nobody came yet. */
    readonly taker: string | null;
}

/** Everything that a reload needs, as JSON. */
export interface KeptRing {
    readonly seed: string;
    readonly epochs: readonly KeptEpoch[];
    readonly notes: readonly string[];
    readonly consents: Readonly<Record<string, Consent>>;
    /** By enrolment: the epochs before this one were opened to him by hand. */
    readonly shared: Readonly<Record<string, number>>;
    /** Which keys a shift key was given, by its serial; and whose it is. */
    readonly given: Readonly<Record<string, { readonly enrolment: string; readonly epochs: readonly number[] }>>;
    /** The newest epoch that the server ever said it has; -1 before the first. */
    readonly heard: number;
    /** The enrolment of each member. */
    readonly pinned: Readonly<Record<string, string>>;
}

/** A record that gives keys, and what takes it back if the server does not take it. */
export interface Made {
    readonly record: Uint8Array;
    readonly undo: () => void;
}

/** Who is there, by what the pictures say and the chains hold. */
export interface Company {
    /** They who take part in the talk. */
    readonly present: readonly Trusted[];
    readonly owner: Trusted | null;
    /** Who takes over, from the briefing on, and for which transfer. */
    readonly receiver: { readonly who: Trusted; readonly transfer: string } | null;
    readonly desk: string;
}

function bytesOf(text: string): Uint8Array {
    return fromBase64(text) ?? new Uint8Array(0);
}

/**
 * The visitor's keys of one conversation: which there are, who has which, and who is to have which
 * next (protocol/encryption.md, "When there is a new epoch").
 */
export class VisitorRing {
    private readonly conversation: string;
    private readonly signer: SigningKey;
    private kept: KeptRing;

    constructor(conversation: string, kept: KeptRing | null) {
        this.conversation = conversation;
        this.signer = makeSigningKey(kept ? bytesOf(kept.seed) : undefined);
        this.kept = kept ?? {
            seed: toBase64(this.signer.seed), epochs: [], notes: [], consents: {}, shared: {},
            given: {}, heard: -1, pinned: {},
        };
    }

    get state(): KeptRing {
        return this.kept;
    }

    get newest(): number {
        return this.last?.number ?? -1;
    }

    /** T_e of the newest epoch; null before the first. */
    get transcript(): Uint8Array | null {
        return this.last ? bytesOf(this.last.transcript) : null;
    }

    get visitorKey(): Uint8Array {
        return this.signer.publicKey;
    }

    pinned(member: string): string | undefined {
        return this.kept.pinned[member];
    }

    pin({ member, enrolment }: Trusted): void {
        this.set({ pinned: { ...this.kept.pinned, [member]: enrolment } });
    }

    /** The key of an epoch, or null. */
    keyOf(epoch: number): Uint8Array | null {
        const found = this.kept.epochs.find(({ number }) => number === epoch);
        return found ? bytesOf(found.key) : null;
    }

    transcriptOf(epoch: number): Uint8Array | null {
        const found = this.kept.epochs.find(({ number }) => number === epoch);
        return found ? bytesOf(found.transcript) : null;
    }

    // What the visitor decides -------------------------------------------------------------------

    /** He agrees to a transfer that this owner asks: makes the key of its hand-over. */
    agree(
        transfer: string, agreed: Pick<Consent, 'desk' | 'organisations' | 'history'>,
        owner: Trusted | null,
    ): { readonly key: Uint8Array; readonly epoch: number } {
        const key = randomBytes(KEY_BYTES);
        const note = this.kept.notes.length;
        const asker = owner?.enrolment ?? '';
        const consent = { ...agreed, note, upTo: null, since: this.newest, asker, taker: null };
        this.set({
            notes: [...this.kept.notes, toBase64(key)],
            consents: { ...this.kept.consents, [transfer]: consent },
        });
        return { key, epoch: NOTE_EPOCH + note };
    }

    /** Whether he agreed to this transfer, to somebody of this organisation. */
    hasAgreed(transfer: string, organisation: string | undefined): boolean {
        const consent = this.kept.consents[transfer];
        return consent !== undefined && consent.organisations.some((each) => each === organisation);
    }

    /** The first owner at a desk that he agreed to is the one it is for, and no later one. */
    arrived({ owner, desk }: Company): void {
        for (const [transfer, consent] of Object.entries(this.kept.consents)) {
            const isFirst = consent.desk === desk && consent.taker === null;
            if (!owner || !isFirst || owner.enrolment === consent.asker) continue;
            const taken = { ...consent, taker: owner.enrolment };
            this.set({ consents: { ...this.kept.consents, [transfer]: taken } });
        }
    }

    /** He takes it back, or the transfer has come to nothing. */
    withdraw(transfer: string): void {
        const { [transfer]: gone, ...consents } = this.kept.consents;
        if (gone) this.set({ consents });
    }

    /** He lets this counsellor read all that was said until now. */
    share({ enrolment }: Trusted): void {
        this.set({ shared: { ...this.kept.shared, [enrolment]: this.newest } });
    }

    // What is to be given ------------------------------------------------------------------------

    /** Whether the next epoch must be opened before anything is said. */
    needsEpoch(company: Company): boolean {
        if (company.present.length === 0) return false;
        const holders = new Set(this.holders(this.newest));
        const present = new Set(company.present.map(({ enrolment }) => enrolment));
        const same = holders.size === present.size && [...present].every((each) => holders.has(each));
        return !same || this.unsettled(company) !== null;
    }

    /** The grants that are due, at most as many as one record takes. */
    dueGrants(company: Company): readonly Granted[] {
        const granted: Granted[] = [];
        const add = (who: Trusted, epoch: number, transfer: string): void => {
            const key = epoch >= NOTE_EPOCH ? bytesOf(this.kept.notes[epoch - NOTE_EPOCH] ?? '') : this.keyOf(epoch);
            if (key === null || this.has(who.serial, epoch)) return;
            if (granted.some((one) => one.serial === who.serial && one.epoch === epoch)) return;
            const firstEpoch = Math.min(this.firstOf(who), ...(epoch < NOTE_EPOCH ? [epoch] : []));
            granted.push({ ...who, epoch, key, transfer, firstEpoch });
        };
        for (const who of company.present) {
            for (const epoch of this.hadBefore(who)) add(who, epoch, NO_TRANSFER);
            for (const epoch of this.before(this.kept.shared[who.enrolment] ?? 0)) add(who, epoch, NO_TRANSFER);
        }
        for (const { transfer, consent, who, upTo } of this.entitled(company)) {
            add(who, NOTE_EPOCH + consent.note, transfer);
            for (const epoch of this.before(upTo)) add(who, epoch, transfer);
        }
        return granted.slice(0, ENTRIES_MAX);
    }

    /** To whom a consent gives what: the hand-over, and the epochs before `upTo`. */
    private entitled(company: Company) {
        const { owner, receiver } = company;
        return Object.entries(this.kept.consents).flatMap(([transfer, consent]) => {
            const found: { transfer: string; consent: Consent; who: Trusted; upTo: number }[] = [];
            // who asked reads again what the visitor made of his note
            if (owner?.enrolment === consent.asker) found.push({ transfer, consent, who: owner, upTo: 0 });
            const history = (who: Trusted): number => {
                if (!consent.history) return 0;
                // he may have had a part in it before: what counts is his coming after it
                const after = Math.max(consent.since, (consent.upTo ?? 0) - 1);
                const first = this.firstAsReader(who, after);
                return first === Infinity ? (consent.upTo ?? 0) : first;
            };
            if (receiver?.transfer === transfer) {
                found.push({ transfer, consent, who: receiver.who, upTo: history(receiver.who) });
            }
            // he arrived at the desk that he agreed to
            if (owner?.enrolment === consent.taker) {
                found.push({ transfer, consent, who: owner, upTo: history(owner) });
            }
            return found;
        });
    }

    /** A transfer whose receiver may read the history, for which no new epoch was begun yet. */
    private unsettled({ receiver }: Company): string | null {
        const consent = receiver ? this.kept.consents[receiver.transfer] : undefined;
        return receiver && consent?.history && consent.upTo === null ? receiver.transfer : null;
    }

    // Making records -----------------------------------------------------------------------------

    /** Opens the next epoch for those present; `known`: the newest epoch that the server knows. */
    openEpoch(place: Omit<KeyPlace, 'conversation'>, company: Company, known: number): Made | null {
        const number = Math.max(this.newest, known) + 1;
        const before = this.transcript ?? beginTranscript(this.conversation, this.visitorKey);
        const key = randomBytes(KEY_BYTES);
        const recipients = company.present.map((who) =>
            ({ ...who, firstEpoch: Math.min(this.firstOf(who), number) }));
        const made = before && makeEpochOpen({ ...place, conversation: this.conversation }, number, key,
            before, recipients, this.signer);
        if (!made) return null;
        const epoch = {
            number, key: toBase64(key), transcript: toBase64(made.transcript),
            readers: company.present.map(({ enrolment }) => enrolment),
        };
        this.set({ epochs: [...this.kept.epochs, epoch] });
        for (const who of company.present) this.note(who, [number]);
        this.settle(this.unsettled(company), number);
        return { record: made.record, undo: () => this.undoEpoch(number) };
    }

    /** Grants what is due; null when nothing is. */
    grant(place: Omit<KeyPlace, 'conversation'>, company: Company): Made | null {
        const due = this.dueGrants(company);
        const record = due.length > 0
            ? makeGrant({ ...place, conversation: this.conversation }, due, this.signer) : null;
        if (record === null) return null;
        for (const one of due) {
            const who = [...company.present, ...(company.receiver ? [company.receiver.who] : [])]
                .find(({ serial }) => serial === one.serial);
            if (who) this.note(who, [one.epoch]);
        }
        return { record, undo: () => due.forEach(({ serial, epoch }) => this.unnote(serial, epoch)) };
    }

    /** The server has this epoch. Returns whether that is new. */
    hear(epoch: number): boolean {
        const isNew = epoch > this.kept.heard;
        if (isNew) this.set({ heard: epoch });
        return isNew;
    }

    /** Takes back the epochs that the server never had. */
    undoUnheard(): void {
        const lost = this.kept.epochs.filter(({ number }) => number > this.kept.heard);
        for (const { number } of lost) this.undoEpoch(number);
    }

    private undoEpoch(number: number): void {
        this.set({ epochs: this.kept.epochs.filter((epoch) => epoch.number !== number) });
        for (const serial of Object.keys(this.kept.given)) this.unnote(serial, number);
        for (const [transfer, { upTo }] of Object.entries(this.kept.consents)) {
            if (upTo === number) this.settle(transfer, null);
        }
    }

    private settle(transfer: string | null, upTo: number | null): void {
        const consent = transfer === null ? undefined : this.kept.consents[transfer];
        if (transfer === null || !consent) return;
        this.set({ consents: { ...this.kept.consents, [transfer]: { ...consent, upTo } } });
    }

    // Who has what -------------------------------------------------------------------------------

    private get last(): KeptEpoch | undefined {
        return this.kept.epochs[this.kept.epochs.length - 1];
    }

    private has(serial: string, epoch: number): boolean {
        return this.kept.given[serial]?.epochs.includes(epoch) ?? false;
    }

    private note({ serial, enrolment }: Trusted, epochs: readonly number[]): void {
        const before = this.kept.given[serial]?.epochs ?? [];
        const given = { ...this.kept.given, [serial]: { enrolment, epochs: [...before, ...epochs] } };
        this.set({ given });
    }

    private unnote(serial: string, epoch: number): void {
        const one = this.kept.given[serial];
        if (!one) return;
        const epochs = one.epochs.filter((each) => each !== epoch);
        this.set({ given: { ...this.kept.given, [serial]: { ...one, epochs } } });
    }

    private holders(epoch: number): readonly string[] {
        return Object.values(this.kept.given)
            .filter(({ epochs }) => epochs.includes(epoch))
            .map(({ enrolment }) => enrolment);
    }

    /** What this person had under an earlier shift key. */
    private hadBefore({ enrolment }: Trusted): readonly number[] {
        return Object.values(this.kept.given)
            .filter((each) => each.enrolment === enrolment)
            .flatMap(({ epochs }) => epochs);
    }

    /** The first epoch after this one that was opened for him; Infinity if none was. */
    private firstAsReader({ enrolment }: Trusted, after = -1): number {
        return this.kept.epochs
            .find(({ number, readers }) => number > after && readers.includes(enrolment))
            ?.number ?? Infinity;
    }

    private firstOf(who: Trusted): number {
        const epochs = this.hadBefore(who).filter((epoch) => epoch < NOTE_EPOCH);
        return Math.min(...epochs, this.newest < 0 ? 0 : this.newest);
    }

    private before(epoch: number): readonly number[] {
        return this.kept.epochs.map(({ number }) => number).filter((number) => number < epoch);
    }

    private set(change: Partial<KeptRing>): void {
        this.kept = { ...this.kept, ...change };
    }
}

/** Whether what a vault gave has the form of a ring: it was written by this file. */
export function isKeptRing(value: unknown): value is KeptRing {
    return typeof value === 'object' && value !== null && 'seed' in value && 'epochs' in value;
}

