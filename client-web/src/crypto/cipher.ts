import type { Channel, ConversationEvent, Line } from '../protocol/generated';
import type { Readable } from '../store';

/** Where a record belongs. */
export interface RecordPlace {
    readonly conversation: string;
    readonly channel: Channel;
}

/**
 * What became of one record. close: the sender ended the conversation. silent: nothing to show, it
 * is between the pages. waiting: its key has not come yet. withheld: its key was not given to this
 * person. altered: it is not what its sender sent; it is not shown, and the page says so.
 */
export type Opened =
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'close' }
    | { readonly kind: 'silent' }
    | { readonly kind: 'waiting' }
    | { readonly kind: 'withheld' }
    | { readonly kind: 'altered' };

/** What a page says by itself begins with this, is sealed by its cipher alone, and never shown. */
export const OWN_WORD = '\u0000';

/** Seals what is said and opens what comes; it holds the keys. Bad input never throws. */
export interface RecordCipher {
    /**
     * The record of this text under this number, in base64; null while there is no key for it, empty
     * if it is a word of the page that is not needed any more. The same bytes again for the same
     * number, until `reseal`.
     */
    seal(place: RecordPlace, number: number, text: string): string | null;
    /** The server said old_epoch or no_key: what was sealed under this number was not taken. */
    reseal(place: RecordPlace, number: number): void;
    /** Takes a line, which may come again, and says what it is. Lines come in order. */
    open(place: RecordPlace, line: Line): Opened;
    /** The picture of a conversation has come or has changed. */
    picture(event: ConversationEvent): void;
    /** Grows when a line that waited may be opened, or a text that had no key can be sealed. */
    readonly changed: Readable<number>;
    /** Wipes what it knows of a conversation. */
    forget(conversation: string): void;
}

/** The most bytes of UTF-8 that one record can carry. */
export const TEXT_BYTES_MOST = 4095;

/** How many bytes of a record a text takes. */
export function recordBytes(text: string): number {
    return new TextEncoder().encode(text).length;
}

/** Whether the text fits into one record. */
export function fitsRecord(text: string): boolean {
    return recordBytes(text) <= TEXT_BYTES_MOST;
}
