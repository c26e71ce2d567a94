import type { Channel, ConversationEvent, Line, Part, Transfer } from '../protocol/generated';
import { FINAL } from '../protocol/generated';
import { equal, fromBase64, fromUtf8, isZero, toBase64, toHex, utf8 } from './bytes';
import type { Opened } from './cipher';
import { openKeyRecord } from './grant';
import { OwnRow } from './own_row';
import type { Close, Vouch } from './payload';
import { readClose, readKeyAck, readVouch, writeClose, writeKeyAck, writeVouch } from './payload';
import { KEY_BYTES, randomBytes } from './primitives';
import { Reader } from './reader';
import type { Header } from './record';
import { NO_PREV, openRecord, readHeader, ROLE, sealRecord, TYPE } from './record';
import { BriefingKeys } from './staff_briefing';
import type { StaffKept } from './staff_kept';
import { readNote } from './staff_note';
import { Ring } from './staff_ring';
import type { ShiftKeys } from './staff_shift';
import type { KeysView, OwnWord, ReadNote, Shown } from './staff_view';
import { OWN } from './staff_view';
import { NO_TRANSFER } from './transcript';

/** What a conversation needs of the tab that it is in. */
export interface StaffTab {
    readonly shifts: ShiftKeys;
    readonly kept: StaffKept;
    /** The shift key of a chain that holds under the organisation's root; null: it does not. */
    shiftKeyOf(chain: string, organisation: string): Uint8Array | null;
    /** Lets the page's outbox say something by itself. */
    say(conversation: string, channel: Channel, word: OwnWord): void;
}

const ROLE_OF: Readonly<Partial<Record<Part, number>>> = {
    owner: ROLE.owner,
    receiver: ROLE.receiver,
    wrap_up: ROLE.owner,
};

const VISITOR = 'm0';
/** Beyond this line stands what was said again after a loss: perhaps not in its first order. */
const AFTER_LOSS = 1_000_000;

/** What may be said in each channel. */
const TYPES: Readonly<Record<Channel, readonly number[]>> = {
    talk: [TYPE.message, TYPE.close],
    keys: [TYPE.epoch_open, TYPE.grant, TYPE.key_ack],
    briefing: [TYPE.briefing, TYPE.vouch],
    notes: [TYPE.note],
};

const WITHHELD: Opened = { kind: 'withheld' };
const WAITING: Opened = { kind: 'waiting' };
const ALTERED: Opened = { kind: 'altered' };
const SILENT: Opened = { kind: 'silent' };

/** One conversation in a counsellor's tab: its keys, and what is sealed and opened with them. */
export class StaffConversation {
    readonly id: string;
    private readonly tab: StaffTab;
    private readonly ring: Ring;
    private readonly briefings: BriefingKeys;
    private readonly readers = new Map<string, Reader>();
    private readonly rows = new Map<string, OwnRow>();
    /** The last line that was opened, by channel and thread. */
    private readonly reached = new Map<string, number>();
    private event: ConversationEvent;
    private alarm = false;
    private changes = 0;
    private close: (Close & { readonly by: 'visitor' | 'owner' }) | null = null;
    /** Where each channel stood when this tab first saw it. */
    private readonly before = new Map<string, number>();
    /** What the owner vouches for, by the line in which he does. */
    private readonly vouches = new Map<number, Vouch>();
    private acked = '';
    private vouched = '';

    constructor(event: ConversationEvent, tab: StaffTab) {
        const { conversation } = event;
        this.id = conversation;
        this.tab = tab;
        this.event = event;
        this.ring = new Ring(conversation, event.me, tab.shifts, tab.kept.visitorKey(conversation));
        this.briefings = new BriefingKeys(conversation, tab.shifts, tab.kept);
        this.picture(event);
    }

    /** Grows when a line has changed more than itself: a key, an alarm, how it ended. */
    get version(): number {
        return this.changes;
    }

    get view(): KeysView {
        const newest = this.ring.epoch(this.ring.newest);
        return {
            canTalk: this.talkKey() !== null,
            transcript: newest?.transcript ?? null,
            alarm: this.alarm,
            briefing: this.briefingState(),
            otherVisitor: [...this.vouches.values()].some((vouch) => !this.agreesWith(vouch)),
            closed: this.isClosed(),
        };
    }

    /** A picture of the conversation has come. */
    picture(event: ConversationEvent): void {
        this.event = event;
        const { transfer, part, state } = event;
        if (transfer) this.ring.expect(transfer.transfer);
        if (part === 'gone' || (part === 'wrap_up' && state !== 'ended')) this.lose();
        for (const { channel, last } of event.channels) {
            const place = this.placeOf(channel);
            if (!this.before.has(place)) this.before.set(place, last);
        }
        this.look();
    }

    /** The picture, this tab's own key or the roots are others than before. */
    look(): void {
        const colleague = this.colleague();
        if (colleague) this.briefings.meet(colleague.transfer, colleague.key ?? null);
        this.speak();
    }

    /** This counsellor is out of it: what is said from now on is not for him. */
    lose(): void {
        this.ring.lose();
    }

    /** The record of a text under this number, base64; null while its key is not there. */
    seal(channel: Channel, number: number, text: string): string | null {
        const row = this.row(channel);
        const known = row.find(number);
        if (known !== null) return known;
        const prev = row.before(number);
        const isToCome = number > 1 && isZero(prev) && !this.isRead(channel);
        const made = isToCome ? null : this.make(channel, number, text, prev);
        const sealed = made && row.keep(number, made);
        this.keepTail(channel);
        return sealed;
    }

    reseal(channel: Channel, number: number): void {
        this.row(channel).drop(number);
    }

    /** Takes a line, each in its order and again while it waits, and says what it is. */
    open(channel: Channel, line: Line): Opened {
        const record = line.record === undefined ? null : fromBase64(line.record);
        const header = record && readHeader(record);
        if (record === null || header === null) return this.altered();
        const place = this.placeOf(channel);
        this.reached.set(place, Math.max(this.reached.get(place) ?? 0, line.seq));
        if (!this.isOf(channel, line, header)) return this.altered();
        if (!this.isInOrder(channel, line, header, record)) return this.altered();
        if (line.member === this.ring.me) {
            this.row(channel).took(header.seq, record);
            this.keepTail(channel);
        }
        const opened = this.read(channel, line, header, record);
        return opened.kind === 'altered' ? this.altered() : opened;
    }

    /** A hand-over note of the owner for `ask` and `edit`, base64; null while there is no key. */
    sealNote(text: string): string | null {
        const { newest } = this.ring;
        const key = this.ring.keyOf(newest);
        const record = this.sealed(TYPE.hand_over, 0, NO_PREV, newest, key, utf8(text));
        return record && toBase64(record);
    }

    /** Opens the note of a hand-over, the owner's or the visitor's, and compares what she chose. */
    readNote(note: string, shown: Shown | null): ReadNote {
        return readNote(this.ring, note, shown);
    }

    private altered(): Opened {
        if (!this.alarm) this.changes += 1;
        this.alarm = true;
        return ALTERED;
    }

    /** What this counsellor may read and write in a channel, and where that has come to. */
    private placeOf(channel: Channel): string {
        return channel === 'briefing' ? `briefing ${this.event.transfer?.transfer ?? ''}` : channel;
    }

    private row(channel: Channel): OwnRow {
        const place = this.placeOf(channel);
        const row = this.rows.get(place) ?? new OwnRow(this.tab.kept.tail(`${this.id} ${place}`));
        this.rows.set(place, row);
        return row;
    }

    private keepTail(channel: Channel): void {
        const { tail } = this.row(channel);
        if (tail) this.tab.kept.keepTail(`${this.id} ${this.placeOf(channel)}`, tail);
    }

    private reader(channel: Channel, member: string): Reader {
        const name = `${this.placeOf(channel)} ${member}`;
        const reader = this.readers.get(name) ?? new Reader();
        this.readers.set(name, reader);
        return reader;
    }

    /** The highest number of a member in the talk. */
    private numberOf(member: string): number {
        return this.reader('talk', member).newest;
    }

    private isInOrder(
        channel: Channel,
        line: Line,
        header: Header,
        record: Uint8Array,
    ): boolean {
        const most = channel === 'talk' ? this.mostAcked(line) : 0;
        const reader = this.reader(channel, line.member);
        return reader.take(record, header, line.seq, most) !== 'altered';
    }

    /** How far a sender can have read the other side; Infinity where this page lacks a part. */
    private mostAcked({ member, seq }: Line): number {
        const first = this.event.channels.find(({ channel }) => channel === 'talk')?.first ?? 0;
        if (first > 1 || seq > AFTER_LOSS) return Infinity;
        if (member !== VISITOR) return this.numberOf(VISITOR);
        const counsellors = [...this.readers].filter(
            ([name]) => name.startsWith('talk ') && name !== `talk ${VISITOR}`,
        );
        return Math.max(0, ...counsellors.map(([, { newest }]) => newest));
    }

    /** Whether all lines of a channel that are there have been opened. */
    private isRead(channel: Channel): boolean {
        const known = this.event.channels.find((each) => each.channel === channel);
        return known !== undefined && (this.reached.get(this.placeOf(channel)) ?? 0) >= known.last;
    }

    private isOf(channel: Channel, line: Line, header: Header): boolean {
        return (
            header.conversation === this.id &&
            header.member === line.member &&
            header.seq === line.number &&
            TYPES[channel].includes(header.type)
        );
    }

    private read(channel: Channel, line: Line, header: Header, record: Uint8Array): Opened {
        switch (channel) {
            case 'talk':
                return this.readTalk(header, record);
            case 'keys':
                return this.readKeys(header, record);
            case 'briefing':
                return this.readBriefing(line, record);
            case 'notes':
                return this.readOwnNote(line, record);
        }
    }

    private readTalk(header: Header, record: Uint8Array): Opened {
        const { epoch, type, role } = header;
        const key = this.ring.keyOf(epoch);
        if (key === null) return this.isToCome(epoch) ? WAITING : WITHHELD;
        const clear = openRecord(record, key)?.clear;
        if (clear === undefined) return ALTERED;
        if (type !== TYPE.close) return textOf(clear);
        const counts = readClose(clear);
        if (counts === null) return ALTERED;
        this.changes += this.close === null ? 1 : 0;
        this.close = { ...counts, by: role === ROLE.visitor ? 'visitor' : 'owner' };
        return { kind: 'close' };
    }

    /** Whether the visitor has given the key of an epoch, or may be about to. */
    private isToCome(epoch: number): boolean {
        const { part, transfer, hand_over: came } = this.event;
        const amount = part === 'receiver' ? transfer?.amount : came?.amount;
        const readers = this.ring.epoch(epoch)?.readers;
        return readers === undefined || readers.includes(this.ring.me) || amount === 'history';
    }

    private readKeys(header: Header, record: Uint8Array): Opened {
        if (header.type === TYPE.key_ack) return this.readAck(header, record);
        const read = openKeyRecord(record);
        if (read === null || !this.ring.take(read)) return ALTERED;
        this.changes += 1;
        this.tab.kept.keepVisitorKey(this.id, read.visitorKey);
        this.speak();
        return SILENT;
    }

    private readAck({ epoch }: Header, record: Uint8Array): Opened {
        const known = this.ring.epoch(epoch);
        if (!known?.key || known.transcript === null) return SILENT;
        const clear = openRecord(record, known.key)?.clear;
        const ack = clear && readKeyAck(clear);
        return ack && equal(ack.transcript, known.transcript) ? SILENT : ALTERED;
    }

    private readBriefing(line: Line, record: Uint8Array): Opened {
        const keys = this.briefings.all(this.event.transfer?.transfer ?? '');
        for (const key of keys) {
            const opened = openRecord(record, key);
            if (opened === null) continue;
            return opened.header.type === TYPE.vouch
                ? this.takeVouch(line, opened.clear)
                : textOf(opened.clear);
        }
        if (this.isFromBefore('briefing', line)) return WITHHELD;
        return this.briefingState() === 'open' ? ALTERED : WAITING;
    }

    private takeVouch(line: Line, clear: Uint8Array): Opened {
        const vouch = readVouch(clear);
        if (vouch === null) return ALTERED;
        if (line.member === this.ring.me) return SILENT;
        this.changes += this.vouches.has(line.seq) ? 0 : 1;
        this.vouches.set(line.seq, vouch);
        return SILENT;
    }

    private readOwnNote(line: Line, record: Uint8Array): Opened {
        const key = this.tab.kept.notesKey(this.id);
        const clear = key && openRecord(record, key)?.clear;
        if (clear) return textOf(clear);
        return this.isFromBefore('notes', line) ? WITHHELD : ALTERED;
    }

    /** Whether a line was there before this tab was: its key may be lost with a tab before. */
    private isFromBefore(channel: Channel, line: Line): boolean {
        return line.seq <= (this.before.get(this.placeOf(channel)) ?? 0);
    }

    private make(
        channel: Channel,
        number: number,
        text: string,
        prev: Uint8Array,
    ): Uint8Array | null {
        switch (channel) {
            case 'talk':
                return this.makeTalk(number, text, prev);
            case 'keys':
                return this.makeAck(number, prev);
            case 'briefing':
                return this.makeBriefing(number, text, prev);
            case 'notes':
                return this.sealed(TYPE.note, number, prev, 0, this.ownNotesKey(), utf8(text));
        }
    }

    private makeTalk(number: number, text: string, prev: Uint8Array): Uint8Array | null {
        const key = this.talkKey();
        const { newest } = this.ring;
        if (text !== OWN.close) {
            return this.sealed(TYPE.message, number, prev, newest, key, utf8(text));
        }
        const counts = writeClose({ visitor: this.numberOf(VISITOR), owner: number });
        return this.sealed(TYPE.close, number, prev, newest, key, counts);
    }

    private makeAck(number: number, prev: Uint8Array): Uint8Array | null {
        const { newest: epoch } = this.ring;
        const { serial } = this.tab.shifts.newest ?? {};
        const known = this.ring.epoch(epoch);
        if (serial === undefined || !known?.key || known.transcript === null) return null;
        const transfer = runningTransfer(this.event)?.transfer ?? NO_TRANSFER;
        const { transcript, key } = known;
        const clear = writeKeyAck({ transfer, epoch, serial, transcript });
        return this.sealed(TYPE.key_ack, number, prev, epoch, key, clear);
    }

    private makeBriefing(number: number, text: string, prev: Uint8Array): Uint8Array | null {
        const key = this.briefings.current(this.event.transfer?.transfer ?? '');
        if (text !== OWN.vouch) {
            return this.sealed(TYPE.briefing, number, prev, 0, key, utf8(text));
        }
        const { visitorKey, newest: epoch } = this.ring;
        const transcript = this.ring.epoch(epoch)?.transcript ?? null;
        if (visitorKey === null || transcript === null) return null;
        const clear = writeVouch({ visitorKey, epoch, transcript });
        return this.sealed(TYPE.vouch, number, prev, 0, key, clear);
    }

    /** The key of one's own notes; made when the first one is written. */
    private ownNotesKey(): Uint8Array {
        const known = this.tab.kept.notesKey(this.id);
        if (known !== null) return known;
        const made = randomBytes(KEY_BYTES);
        this.tab.kept.keepNotesKey(this.id, made);
        return made;
    }

    /** A record of this counsellor's, as his part in the conversation is now. */
    private sealed(
        type: number,
        seq: number,
        prev: Uint8Array,
        epoch: number,
        key: Uint8Array | null,
        clear: Uint8Array | null,
    ): Uint8Array | null {
        const role = ROLE_OF[this.event.part];
        if (role === undefined || key === null || clear === null) return null;
        const isTalk = type === TYPE.message || type === TYPE.close;
        const peerAck = isTalk ? this.numberOf(VISITOR) : 0;
        const { id: conversation } = this;
        const { me: member } = this.ring;
        const header = { type, role, conversation, epoch, member, seq, prev, peerAck };
        return sealRecord(header, key, clear);
    }

    /** The key under which to say something to the visitor now. */
    private talkKey(): Uint8Array | null {
        const { keyed, epoch } = this.event;
        const { newest } = this.ring;
        return keyed && epoch === newest ? this.ring.keyOf(newest) : null;
    }

    /** The other counsellor in a briefing. No key: he has none yet; null: it does not hold. */
    private colleague(): { readonly transfer: string; readonly key?: Uint8Array | null } | null {
        const transfer = briefingOf(this.event);
        if (transfer === null) return null;
        const { members, part } = this.event;
        const owner = members.find((each) => each.part === 'owner');
        const [chain, person] =
            part === 'owner' ? [transfer.chain, transfer.to] : [owner?.chain, owner?.person];
        const { transfer: id } = transfer;
        if (chain === undefined || person === undefined) return { transfer: id };
        return { transfer: id, key: this.tab.shiftKeyOf(chain, person.organisation) };
    }

    private briefingState(): KeysView['briefing'] {
        const colleague = this.colleague();
        if (colleague === null) return 'none';
        if (colleague.key === null) return 'not_trusted';
        return this.briefings.current(colleague.transfer) === null ? 'waiting' : 'open';
    }

    private agreesWith({ visitorKey, epoch, transcript }: Vouch): boolean {
        const own = this.ring.visitorKey;
        const known = this.ring.epoch(epoch)?.transcript ?? null;
        return (
            (own === null || equal(own, visitorKey)) &&
            (known === null || equal(known, transcript))
        );
    }

    private isClosed(): boolean {
        const { close, event } = this;
        const owner = event.part === 'wrap_up' || event.part === 'owner' ? event.me : '';
        return (
            close !== null &&
            close.by === event.ended_by &&
            close.visitor === this.numberOf(VISITOR) &&
            close.owner === this.numberOf(owner)
        );
    }

    /** Says by itself what is due now: that this tab holds a key, and what it vouches for. */
    private speak(): void {
        const { part, state } = this.event;
        const shift = this.tab.shifts.newest;
        if (shift === null || state !== 'active') return;
        if (part !== 'owner' && part !== 'receiver') return;
        const { newest } = this.ring;
        const ack = `${newest} ${shift.serial}`;
        const own = this.event.members.find(({ member }) => member === this.event.me);
        // What is shown before the server has this chain counts for the one before.
        const isKnown = own === undefined || own.chain === shift.chain;
        if (isKnown && this.ring.keyOf(newest) !== null && this.acked !== ack) {
            this.acked = ack;
            this.tab.say(this.id, 'keys', OWN.key_ack);
        }
        const transfer = briefingOf(this.event)?.transfer;
        const key = transfer === undefined ? null : this.briefings.current(transfer);
        if (part !== 'owner' || key === null || this.vouched === toHex(key)) return;
        this.vouched = toHex(key);
        this.tab.say(this.id, 'briefing', OWN.vouch);
    }
}

function textOf(clear: Uint8Array): Opened {
    const text = fromUtf8(clear);
    return text === null || text === '' ? ALTERED : { kind: 'text', text };
}

function briefingOf({ transfer }: ConversationEvent): Transfer | null {
    const isOne = transfer?.state === 'briefing' || transfer?.state === 'introduced';
    return isOne ? transfer : null;
}

function runningTransfer({ transfer }: ConversationEvent): Transfer | null {
    return transfer && !FINAL.transfer.includes(transfer.state) ? transfer : null;
}
