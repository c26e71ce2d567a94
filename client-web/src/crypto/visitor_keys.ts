import type { Amount, Channel, ConversationEvent, Line, Part, Transfer } from '../protocol/generated';
import { FINAL } from '../protocol/generated';
import type { Readable } from '../store';
import { Store } from '../store';
import { equal, fromBase64, fromUtf8, toBase64, utf8 } from './bytes';
import type { Opened, RecordCipher, RecordPlace } from './cipher';
import { OWN_WORD } from './cipher';
import type { Tail } from './own_row';
import { OwnRow } from './own_row';
import type { Close } from './payload';
import { readClose, readKeyAck, writeAgreed, writeClose } from './payload';
import { Reader } from './reader';
import type { Header } from './record';
import { NO_PREV, openRecord, readHeader, ROLE, sealRecord, TYPE } from './record';
import type { Roots } from './roots';
import type { TextPlace, Vault } from './vault';
import type { Judgement, Trusted } from './visitor_trust';
import { judge } from './visitor_trust';
import type { Company, KeptRing } from './visitor_ring';
import { isKeptRing, VisitorRing } from './visitor_ring';
import type { KeysView } from './visitor_view';
import { NO_KEYS } from './visitor_view';

/** Words of the page itself: they are sealed here, never shown. */
const GIVE = `${OWN_WORD}keys`;
const CLOSE = `${OWN_WORD}close`;

const ME = 'm0';
const ALTERED: Opened = { kind: 'altered' };
const SILENT: Opened = { kind: 'silent' };
const WITHHELD: Opened = { kind: 'withheld' };

/** What the visitor is asked to give, as he leaves it. */
export interface Given {
    /** The organisations whose people may read it, as he was told. */
    readonly organisations: readonly string[];
    readonly tags: readonly string[];
    readonly amount: Amount;
    readonly note: string;
}

/** The note of a transfer that the owner has written. */
export type OpenedNote =
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'altered' };

export interface VisitorKeysOptions {
    /** Where the sealed keys of this tab stay over a reload. */
    readonly place: TextPlace;
    /** Says a word of the page through the session's outbox. */
    readonly say: (conversation: string, channel: Channel, word: string) => void;
    /** Seconds since 1970. */
    readonly nowS: () => number;
}

interface Kept {
    readonly conversation: string;
    readonly ring: KeptRing;
    readonly tails: Readonly<Partial<Record<Channel, Tail>>>;
}

function isKept(value: unknown): value is Kept {
    return typeof value === 'object' && value !== null && 'ring' in value && isKeptRing(value.ring);
}

/** The visitor's side of one conversation: gives keys, seals what he says, opens what comes. */
export class VisitorKeys implements RecordCipher {
    readonly changed = new Store(0);
    private readonly options: VisitorKeysOptions;
    private readonly shown = new Store<KeysView>(NO_KEYS);
    private vault: Vault | null = null;
    private kept: Kept | null = null;
    private roots: Roots | null = null;
    private ring: VisitorRing | null = null;
    private event: ConversationEvent | null = null;
    private rows = new Map<Channel, OwnRow>();
    private readers = new Map<string, Reader>();
    private acks = new Set<string>();
    private close: (Close & { readonly member: string; readonly epoch: number }) | null = null;
    private alarm = false;
    /** A word that gives keys is in the outbox and not sealed yet. */
    private giving = false;
    /** What takes back a record of keys that the server has not taken, by its number. */
    private undo = new Map<number, () => void>();

    constructor(options: VisitorKeysOptions) {
        this.options = options;
    }

    get view(): Readable<KeysView> {
        return this.shown;
    }

    /** The organisations whose people may be trusted. */
    setRoots(roots: Roots): void {
        this.roots = roots;
        this.look();
    }

    /** From now on what a reload needs is kept; what was kept by this tab is there again. */
    openVault(vault: Vault): void {
        const text = this.vault === null ? this.options.place.read() : null;
        this.vault = vault;
        const kept = text === null ? null : vault.open(text);
        if (isKept(kept) && this.ring === null) this.kept = kept;
        if (this.event && this.ring === null) this.begin(this.event);
        this.save();
        this.look();
    }

    // The cipher ---------------------------------------------------------------------------------

    picture(event: ConversationEvent): void {
        if (this.event?.conversation !== event.conversation) this.reset();
        this.event = event;
        if (this.ring === null && this.vault !== null) this.begin(event);
        if (this.ring?.hear(event.epoch ?? -1)) this.save();
        const { transfer } = event;
        const came = transfer && FINAL.transfer.includes(transfer.state);
        if (came && !['completed', 'void'].includes(transfer.state)) this.ring?.withdraw(transfer.transfer);
        this.look();
    }

    seal({ channel }: RecordPlace, number: number, text: string): string | null {
        const row = this.row(channel);
        const known = row.find(number);
        if (known !== null) return known;
        if (this.ring === null || this.event === null || this.roots === null) return null;
        if (text === GIVE) return this.sealKeys(this.ring, row, number);
        if (channel !== 'talk' || !this.canTalk()) return null;
        const key = this.ring.keyOf(this.ring.newest);
        const clear = text === CLOSE ? this.closing(number) : utf8(text);
        const type = text === CLOSE ? TYPE.close : TYPE.message;
        const epoch = this.ring.newest;
        const prev = row.before(number);
        const header = { ...this.header(type, number), epoch, prev, peerAck: this.peerAck() };
        const record = key && clear && sealRecord(header, key, clear);
        if (!record) return null;
        const sealed = row.keep(number, record);
        this.save();
        return sealed;
    }

    reseal({ channel }: RecordPlace, number: number): void {
        this.row(channel).drop(number);
        if (channel === 'keys') this.takeBack(number);
        this.save();
        this.look();
    }

    /** The server did not take a record of keys, also one that was made before a reload. */
    private takeBack(number: number): void {
        const undo = this.undo.get(number);
        this.undo.delete(number);
        if (undo) undo();
        else this.ring?.undoUnheard();
    }

    open({ channel }: RecordPlace, line: Line): Opened {
        const record = fromBase64(line.record ?? '');
        const header = record && readHeader(record);
        if (!record || !header || !this.fits(header, line)) return this.raise();
        if (line.member === ME) return this.openOwn(channel, line, header, record);
        if (!this.isInOrder(channel, header, record, line.seq)) return this.raise();
        if (channel === 'keys') return this.takeAck(header, record);
        return this.openTalk(header, record);
    }

    forget(_conversation?: string): void {
        this.reset();
        this.event = null;
        this.closeVault();
    }

    /** Nothing is kept over a reload any more; what is shown can be read until then. */
    closeVault(): void {
        this.vault = null;
        this.kept = null;
        this.options.place.remove();
    }

    // What the visitor decides -------------------------------------------------------------------

    /** The owner's note of a transfer. */
    openNote({ note }: Transfer): OpenedNote | null {
        const record = note === undefined ? null : fromBase64(note);
        const header = record && readHeader(record);
        if (!record || !header) return note === undefined ? null : { kind: 'altered' };
        const key = this.ring?.keyOf(header.epoch);
        if (!key) return null;
        const isNote = header.type === TYPE.hand_over && header.role === ROLE.owner &&
            header.conversation === this.event?.conversation;
        const opened = isNote ? openRecord(record, key) : null;
        const text = opened && fromUtf8(opened.clear);
        return text === null ? { kind: 'altered' } : { kind: 'text', text };
    }

    /** The hand-over that he agrees to, sealed under a key of its own; null while that cannot be. */
    sealConsent({ transfer, desk }: Transfer, { organisations, tags, amount, note }: Given): string | null {
        if (this.ring === null || this.event === null || this.shown.get().safety !== 'safe') return null;
        const { key, epoch } = this.ring.agree(transfer,
            { desk, organisations, history: amount === 'history' }, this.company().owner);
        const clear = writeAgreed({ transfer, desk, tags, amount, note: amount === 'tags' ? '' : note });
        const record = sealRecord({ ...this.header(TYPE.hand_over, 0), epoch }, key, clear);
        if (record === null) this.ring.withdraw(transfer);
        this.save();
        return record && toBase64(record);
    }

    /** He takes his consent back: no key is given for it any more. */
    withdraw(transfer: string): void {
        this.ring?.withdraw(transfer);
        this.save();
    }

    /** He lets the present owner read from the beginning. */
    shareHistory(): void {
        const { owner } = this.company();
        if (owner) this.ring?.share(owner);
        this.save();
        this.look();
    }

    /** Says that this is the end of what he says. */
    sayClose(): void {
        if (this.event && this.canTalk()) this.options.say(this.event.conversation, 'talk', CLOSE);
    }

    // Keys ---------------------------------------------------------------------------------------

    private begin(event: ConversationEvent): void {
        const mine = this.kept?.conversation === event.conversation ? this.kept : null;
        this.ring = new VisitorRing(event.conversation, mine?.ring ?? null);
        for (const [channel, tail] of Object.entries(mine?.tails ?? {})) {
            this.rows.set(channel as Channel, new OwnRow(tail));
        }
    }

    private sealKeys(ring: VisitorRing, row: OwnRow, number: number): string | null {
        this.giving = false;
        const company = this.company();
        if (this.distrusted() !== null) return '';
        const place = { seq: number, prev: row.before(number) };
        const made = ring.needsEpoch(company)
            ? ring.openEpoch(place, company, this.event?.epoch ?? -1)
            : ring.grant(place, company);
        if (made === null) return '';
        this.undo.set(number, made.undo);
        const sealed = row.keep(number, made.record);
        this.save();
        queueMicrotask(() => this.look()); // there may be more to give
        return sealed;
    }

    /** Looks at everything anew: who is there, whether keys are due, and what the page shows. */
    private look(): void {
        const { event, ring } = this;
        if (event && ring && this.roots && event.state === 'active') {
            const company = this.company();
            for (const { who } of this.judged()) if (who) ring.pin(who);
            ring.arrived(company);
            const due = this.distrusted() === null && !this.hasLost() &&
                (ring.needsEpoch(company) || ring.dueGrants(company).length > 0);
            if (due && !this.giving) {
                this.giving = true;
                this.options.say(event.conversation, 'keys', GIVE);
            }
        }
        this.show();
        this.changed.set(this.changed.get() + 1);
    }

    private show(): void {
        const refused = this.distrusted();
        const reads = [...this.acks]
            .filter((ack) => ack.startsWith(`${this.ring?.newest} `))
            .map((ack) => ack.split(' ')[1] ?? '');
        this.shown.set({
            safety: this.safety(refused !== null), refused, reads,
            alarm: this.alarm,
            transcript: this.ring?.transcript ?? null, closed: this.isClosed(),
        });
    }

    private safety(refused: boolean): KeysView['safety'] {
        if (this.event?.state !== 'active') return 'none';
        if (refused) return 'refused';
        if (this.hasLost()) return 'lost';
        return this.canTalk() ? 'safe' : 'preparing';
    }

    /** An epoch is known to the server, and this tab has no key at all: it was closed meanwhile. */
    private hasLost(): boolean {
        return this.ring !== null && this.ring.newest < 0 && this.event?.epoch !== undefined;
    }

    private canTalk(): boolean {
        const { event, ring } = this;
        return event !== null && ring !== null && event.keyed && event.epoch === ring.newest &&
            this.distrusted() === null && !ring.needsEpoch(this.company());
    }

    // People -------------------------------------------------------------------------------------

    private judgeMember(
        member: string, chain: string | undefined, organisation: string | undefined, part: Part,
    ): Judgement {
        if (this.roots === null) return { state: 'no_key' };
        const transfer = this.event?.transfer?.transfer ?? '';
        const mayCome = part === 'owner' || this.ring?.hasAgreed(transfer, organisation);
        if (!mayCome) return { state: 'refused', why: 'not_agreed' };
        const pinned = this.ring?.pinned(member);
        return judge({ member, chain, organisation }, this.roots, this.options.nowS(), pinned);
    }

    /** Everybody who is to have a key, with what his chain is worth. */
    private judged() {
        const { event } = this;
        if (!event) return [];
        const { transfer } = event;
        const found = event.members
            .filter(({ part }) => part === 'owner' || part === 'receiver')
            .map(({ member, part, chain, person }) => ({
                member, part, judgement: this.judgeMember(member, chain, person?.organisation, part),
            }));
        const { receiver, chain, to, state } = transfer ?? {};
        if (receiver !== undefined && state === 'briefing' && !found.some(({ member }) => member === receiver)) {
            const judgement = this.judgeMember(receiver, chain, to?.organisation, 'receiver');
            found.push({ member: receiver, part: 'receiver', judgement });
        }
        // the page shows one owner and one receiver: nobody reads beside them
        const isShown = (each: typeof found[number]) => each === found.find(({ part }) => part === each.part);
        const beside: Judgement = { state: 'refused', why: 'not_agreed' };
        return found.map((each) => isShown(each) ? each : { ...each, judgement: beside }).map((each) => ({
            ...each, who: each.judgement.state === 'trusted' ? each.judgement.who : null,
        }));
    }

    /** Nobody is present unless all who are have a key that holds. */
    private company(): Company {
        const all = this.judged();
        const { event } = this;
        const transfer = event?.transfer;
        const isIn = (part: string) => part === 'owner' || transfer?.state === 'introduced';
        const talking = all.filter(({ part }) => isIn(part));
        const present = talking.map(({ who }) => who).filter((who): who is Trusted => who !== null);
        const receiver = all.find(({ part }) => part === 'receiver')?.who;
        return {
            present: present.length === talking.length ? present : [],
            owner: all.find(({ part }) => part === 'owner')?.who ?? null,
            receiver: receiver && transfer ? { who: receiver, transfer: transfer.transfer } : null,
            desk: event?.desk ?? '',
        };
    }

    private distrusted(): KeysView['refused'] {
        for (const { member, judgement } of this.judged()) {
            if (judgement.state === 'refused') return { member, why: judgement.why };
        }
        return null;
    }

    // Records ------------------------------------------------------------------------------------

    private header(type: number, seq: number): Header {
        const conversation = this.event?.conversation ?? '';
        return { type, role: ROLE.visitor, conversation, epoch: 0, member: ME, seq, prev: NO_PREV, peerAck: 0 };
    }

    private row(channel: Channel): OwnRow {
        const known = this.rows.get(channel);
        if (known) return known;
        const row = new OwnRow();
        this.rows.set(channel, row);
        return row;
    }

    private reader(channel: Channel, member: string): Reader {
        const name = `${channel} ${member}`;
        const known = this.readers.get(name) ?? new Reader();
        this.readers.set(name, known);
        return known;
    }

    private fits(header: Header, line: Line): boolean {
        return header.conversation === this.event?.conversation && header.member === line.member &&
            header.seq === line.number && (header.role === ROLE.visitor) === (line.member === ME);
    }

    private isInOrder(channel: Channel, header: Header, record: Uint8Array, at: number): boolean {
        const mostAcked = channel === 'talk' ? (this.row('talk').tail?.number ?? Infinity) : 0;
        return this.reader(channel, header.member).take(record, header, at, mostAcked) !== 'altered';
    }

    private openOwn(channel: Channel, line: Line, header: Header, record: Uint8Array): Opened {
        if (this.reader(channel, ME).take(record, header, line.seq, Infinity) === 'altered') return this.raise();
        this.row(channel).took(header.seq, record);
        if (channel === 'keys') this.undo.delete(header.seq);
        this.save();
        if (channel === 'keys') return SILENT;
        if (header.type === TYPE.close) return { kind: 'close' };
        const key = this.ring?.keyOf(header.epoch);
        if (!key) return WITHHELD;
        return this.textOf(record, key);
    }

    private openTalk(header: Header, record: Uint8Array): Opened {
        const key = this.ring?.keyOf(header.epoch);
        if (!key) return this.ring === null ? { kind: 'waiting' } : WITHHELD;
        if (header.type !== TYPE.close) return this.textOf(record, key);
        const opened = openRecord(record, key);
        const close = opened && readClose(opened.clear);
        if (!close) return this.raise();
        this.close = { ...close, member: header.member, epoch: header.epoch };
        this.show();
        return { kind: 'close' };
    }

    private textOf(record: Uint8Array, key: Uint8Array): Opened {
        const opened = openRecord(record, key);
        const text = opened && opened.header.type === TYPE.message ? fromUtf8(opened.clear) : null;
        return text === null ? this.raise() : { kind: 'text', text };
    }

    private takeAck(header: Header, record: Uint8Array): Opened {
        const key = this.ring?.keyOf(header.epoch);
        if (!key) return SILENT;
        const opened = header.type === TYPE.key_ack ? openRecord(record, key) : null;
        const ack = opened && readKeyAck(opened.clear);
        const transcript = this.ring?.transcriptOf(header.epoch);
        const fine = ack && ack.epoch === header.epoch && transcript && equal(ack.transcript, transcript);
        if (!fine) return this.raise();
        this.acks.add(`${header.epoch} ${header.member}`);
        this.show();
        return SILENT;
    }

    private raise(): Opened {
        if (!this.alarm) {
            this.alarm = true;
            this.show();
        }
        return ALTERED;
    }

    private ownerMember(): string | undefined {
        return this.event?.members.find(({ part }) => part === 'owner')?.member;
    }

    private peerAck(): number {
        const owner = this.ownerMember();
        return owner === undefined ? 0 : this.reader('talk', owner).newest;
    }

    private closing(number: number): Uint8Array | null {
        return writeClose({ visitor: number, owner: this.peerAck() });
    }

    private isClosed(): boolean {
        const { close } = this;
        if (close === null || this.reader('talk', close.member).newest !== close.owner) return false;
        const own = this.reader('talk', ME).newestOf(close.epoch); // of earlier ones he may know nothing
        return own === 0 || own === close.visitor;
    }

    private reset(): void {
        this.ring = null;
        this.rows = new Map();
        this.readers = new Map();
        this.acks = new Set();
        this.undo = new Map();
        this.close = null;
        this.alarm = false;
        this.giving = false;
        this.shown.set(NO_KEYS);
    }

    private save(): void {
        const { vault, ring, event } = this;
        if (vault === null || ring === null || event === null) return;
        const tails: Partial<Record<Channel, Tail>> = {};
        for (const [channel, { tail }] of this.rows) if (tail) tails[channel] = tail;
        const kept: Kept = { conversation: event.conversation, ring: ring.state, tails };
        const text = vault.keep(kept);
        if (text !== null) this.options.place.write(text);
    }
}
