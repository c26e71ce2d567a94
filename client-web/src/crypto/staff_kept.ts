import { fromBase64, toBase64 } from './bytes';
import type { Tail } from './own_row';
import { keep, open } from './vault';

/**
 * What a counsellor's tab keeps for a reload, under the tab secret that the server holds: the keys
 * of his own notes and of briefings, and what it needs to go on where it was. No key of the talk.
 */

interface KeptConversation {
    readonly notes?: string;
    /** By transfer: every key that was used in its briefing, the newest last. */
    readonly briefings?: Readonly<Record<string, readonly string[]>>;
    readonly visitor?: string;
}

interface Kept {
    readonly conversations: Readonly<Record<string, KeptConversation>>;
    readonly tails: Readonly<Record<string, Tail>>;
}

const NOTHING: Kept = { conversations: {}, tails: {} };
const TAILS_MOST = 100;

/** Where the sealed text stays: the tab's sessionStorage, or a test's own place. */
export interface KeptPlace {
    read(): string | null;
    write(text: string): void;
    remove(): void;
}

export class StaffKept {
    private readonly place: KeptPlace;
    private wrap: string | null = null;
    private kept: Kept = NOTHING;

    constructor(place: KeptPlace) {
        this.place = place;
    }

    /** From now on things are kept under this tab secret, as the wire has it. */
    open(wrap: string): void {
        const text = this.kept === NOTHING ? this.place.read() : null;
        this.wrap = wrap;
        const before = text === null ? null : open(text, wrap);
        if (isKept(before)) this.kept = before;
        else if (this.kept !== NOTHING) this.save();
    }

    notesKey(conversation: string): Uint8Array | null {
        return decode(this.of(conversation).notes);
    }

    keepNotesKey(conversation: string, key: Uint8Array): void {
        this.change(conversation, { notes: toBase64(key) });
    }

    visitorKey(conversation: string): Uint8Array | null {
        return decode(this.of(conversation).visitor);
    }

    keepVisitorKey(conversation: string, key: Uint8Array): void {
        if (this.of(conversation).visitor === toBase64(key)) return;
        this.change(conversation, { visitor: toBase64(key) });
    }

    briefingKeys(conversation: string, transfer: string): readonly Uint8Array[] {
        const keys = this.of(conversation).briefings?.[transfer] ?? [];
        return keys.map(decode).filter((key) => key !== null);
    }

    keepBriefingKey(conversation: string, transfer: string, key: Uint8Array): void {
        const briefings = this.of(conversation).briefings ?? {};
        const text = toBase64(key);
        const before = briefings[transfer] ?? [];
        if (before[before.length - 1] === text) return;
        const keys = [...before.filter((each) => each !== text), text];
        this.change(conversation, { briefings: { ...briefings, [transfer]: keys } });
    }

    /** `row`: a conversation and a channel of it. */
    tail(row: string): Tail | null {
        return this.kept.tails[row] ?? null;
    }

    keepTail(row: string, tail: Tail): void {
        const before = this.kept.tails[row];
        if (before?.hash === tail.hash) return;
        const { [row]: _, ...others } = this.kept.tails;
        const newest = Object.entries(others).slice(1 - TAILS_MOST);
        this.set({ ...this.kept, tails: { ...Object.fromEntries(newest), [row]: tail } });
    }

    /** The keys of a conversation are gone; where its channels stood is kept: it may come back. */
    forget(conversation: string): void {
        if (!(conversation in this.kept.conversations)) return;
        const { [conversation]: _, ...conversations } = this.kept.conversations;
        this.set({ ...this.kept, conversations });
    }

    /** Closes it: nothing more is kept, and what is kept cannot be opened without the secret. */
    close(): void {
        this.wrap = null;
    }

    wipe(): void {
        this.wrap = null;
        this.kept = NOTHING;
        this.place.remove();
    }

    private of(conversation: string): KeptConversation {
        return this.kept.conversations[conversation] ?? {};
    }

    private change(conversation: string, change: KeptConversation): void {
        const changed = { ...this.of(conversation), ...change };
        const conversations = { ...this.kept.conversations, [conversation]: changed };
        this.set({ ...this.kept, conversations });
    }

    private set(kept: Kept): void {
        this.kept = kept;
        this.save();
    }

    private save(): void {
        const text = this.wrap === null ? null : keep(this.kept, this.wrap);
        if (text !== null) this.place.write(text);
    }
}

function decode(text: string | undefined): Uint8Array | null {
    return text === undefined ? null : fromBase64(text);
}

/** What the vault gives was written by this file: only that it is there is looked at. */
function isKept(value: unknown): value is Kept {
    return typeof value === 'object' && value !== null && 'tails' in value;
}
