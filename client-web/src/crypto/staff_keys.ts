import type { Channel, ConversationEvent, Line, Staff } from '../protocol/generated';
import type { Readable } from '../store';
import { Store } from '../store';
import { fromBase64 } from './bytes';
import type { Certificate, ChainFault, WrappedEnrolment } from './certificate';
import { checkChain, CLOCK_SKEW_S, readCertificate, readEnrolment } from './certificate';
import type { Opened, RecordCipher, RecordPlace } from './cipher';
import { openWithPhrase } from './phrase';
import type { Roots } from './roots';
import type { StaffTab } from './staff_conversation';
import type { KeysView, OwnWord, ReadNote, Shown } from './staff_view';
import { StaffConversation } from './staff_conversation';
import type { KeptPlace } from './staff_kept';
import { StaffKept } from './staff_kept';
import { ShiftKeys } from './staff_shift';

/** Why a phrase did not open a key that counts. */
export type UnlockFault = 'wrong_phrase' | 'not_trusted' | 'revoked' | 'expired' | 'too_early';

const FAULTS: Readonly<Partial<Record<ChainFault, UnlockFault>>> = {
    revoked: 'revoked',
    expired: 'expired',
    not_yet: 'too_early',
};

export interface StaffKeysOptions {
    readonly place: KeptPlace;
    /** Milliseconds since 1970, as this device has it. */
    readonly now?: () => number;
}

/** All keys of a counsellor's tab: his own, and those of his conversations. */
export class StaffKeys implements RecordCipher {
    /** What the page has to say by itself goes here: see OwnWord. */
    onSay: (conversation: string, channel: Channel, word: OwnWord) => void = () => undefined;
    private readonly kept: StaffKept;
    private readonly shifts = new ShiftKeys();
    private readonly now: () => number;
    private readonly count = new Store(0);
    private readonly conversations = new Map<string, StaffConversation>();
    private roots: Roots = new Map();
    private staff: Staff | null = null;
    private enrolment: WrappedEnrolment | null = null;
    private certificate: Certificate | null = null;
    /** Grows when a phrase that is being tried counts no more. */
    private turn = 0;
    private telling = false;

    constructor(options: StaffKeysOptions) {
        this.kept = new StaffKept(options.place);
        this.now = options.now ?? (() => Date.now());
    }

    get changed(): Readable<number> {
        return this.count;
    }

    /** The certificates of this tab's shift key in base64; null while it is locked. */
    get chain(): string | null {
        return this.shifts.newest?.chain ?? null;
    }

    /** When the counsellor's enrolment ends, ms since 1970; null: he has none. */
    get enrolmentEndsAt(): number | null {
        return this.certificate && this.certificate.until * 1_000;
    }

    /** Somebody has signed in. What this tab kept for a reload opens with the tab secret. */
    enter(staff: Staff, wrap: string | null): void {
        const bytes = staff.enrolment === undefined ? null : fromBase64(staff.enrolment);
        this.staff = staff;
        this.enrolment = bytes && readEnrolment(bytes);
        this.certificate = this.enrolment && readCertificate(this.enrolment.certificate);
        if (wrap !== null) this.kept.open(wrap);
    }

    trust(roots: Roots): void {
        this.roots = roots;
        this.lookAgain();
    }

    /** Opens the counsellor's key with his phrase and makes a shift key; null when that went well. */
    async unlock(
        phrase: string,
        onProgress?: (part: number) => void,
    ): Promise<UnlockFault | null> {
        const { enrolment } = this;
        if (enrolment === null) return 'not_trusted';
        this.turn += 1;
        const { turn } = this;
        const seed = await openWithPhrase(enrolment, phrase, onProgress);
        if (seed === null) return 'wrong_phrase';
        if (turn !== this.turn) {
            seed.fill(0);
            return 'wrong_phrase';
        }
        this.shifts.open(seed, enrolment.certificate, this.nowS());
        const fault = this.faultOfOwn();
        if (fault === null) this.lookAgain();
        else this.shifts.close();
        return fault;
    }

    /** Makes a new shift key if that is due; then the server has to be shown `chain`. */
    renewShift(): boolean {
        if (!this.shifts.renew(this.nowS())) return false;
        this.lookAgain();
        return true;
    }

    /** Wipes the counsellor's own keys. What he has of conversations stays. */
    lock(): void {
        this.turn += 1;
        this.shifts.close();
        this.lookAgain();
    }

    /** With `everything` also the keys of his conversations, here and in what the tab keeps. */
    wipe(everything: boolean): void {
        this.lock();
        this.staff = null;
        this.enrolment = null;
        this.certificate = null;
        if (!everything) {
            this.kept.close();
            return;
        }
        for (const conversation of this.conversations.values()) conversation.lose();
        this.conversations.clear();
        this.kept.wipe();
        this.tell();
    }

    seal(place: RecordPlace, number: number, text: string): string | null {
        return this.conversations.get(place.conversation)?.seal(place.channel, number, text) ?? null;
    }

    reseal(place: RecordPlace, number: number): void {
        this.conversations.get(place.conversation)?.reseal(place.channel, number);
    }

    open(place: RecordPlace, line: Line): Opened {
        const conversation = this.conversations.get(place.conversation);
        if (!conversation) return { kind: 'waiting' };
        const { version } = conversation;
        const opened = conversation.open(place.channel, line);
        if (conversation.version !== version) this.tellSoon();
        return opened;
    }

    picture(event: ConversationEvent): void {
        const known = this.conversations.get(event.conversation);
        if (known) known.picture(event);
        else this.conversations.set(event.conversation, new StaffConversation(event, this.tab()));
        this.tell();
    }

    forget(conversation: string): void {
        this.conversations.get(conversation)?.lose();
        this.conversations.delete(conversation);
        this.kept.forget(conversation);
    }

    /** See StaffConversation; undefined: this tab knows nothing of it. */
    viewOf(conversation: string): KeysView | undefined {
        return this.conversations.get(conversation)?.view;
    }

    sealNote(conversation: string, text: string): string | null {
        return this.conversations.get(conversation)?.sealNote(text) ?? null;
    }

    readNote(conversation: string, note: string, shown: Shown | null): ReadNote {
        return this.conversations.get(conversation)?.readNote(note, shown) ?? { kind: 'waiting' };
    }

    private nowS(): number {
        return Math.floor(this.now() / 1_000);
    }

    private tab(): StaffTab {
        return {
            shifts: this.shifts,
            kept: this.kept,
            shiftKeyOf: (chain, organisation) => this.shiftKeyOf(chain, organisation),
            say: (conversation, channel, word) => this.onSay(conversation, channel, word),
        };
    }

    private shiftKeyOf(chain: string, organisation: string): Uint8Array | null {
        const bytes = fromBase64(chain);
        const known = this.roots.get(organisation);
        if (bytes === null || known === undefined) return null;
        const checked = checkChain(bytes, known, this.nowS());
        return checked.ok ? checked.shift.key : null;
    }

    /** What is wrong with one's own chain under one's own organisation. */
    private faultOfOwn(): UnlockFault | null {
        const known = this.roots.get(this.staff?.organisation ?? '');
        const bytes = fromBase64(this.chain ?? '');
        if (bytes === null || known === undefined) return 'not_trusted';
        const checked = checkChain(bytes, known, this.nowS(), CLOCK_SKEW_S);
        return checked.ok ? null : (FAULTS[checked.why] ?? 'not_trusted');
    }

    /** Keys or roots are others than before: every conversation looks again. */
    private lookAgain(): void {
        for (const conversation of this.conversations.values()) conversation.look();
        this.tell();
    }

    /** Once the line that was opened is where it belongs: what tells the page opens lines again. */
    private tellSoon(): void {
        if (this.telling) return;
        this.telling = true;
        queueMicrotask(() => {
            this.telling = false;
            this.tell();
        });
    }

    private tell(): void {
        this.count.update((count) => count + 1);
    }
}
