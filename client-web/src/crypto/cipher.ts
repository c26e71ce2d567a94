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

/** A record that the page itself says, beside what people write. */
export interface OwnRecord {
    readonly place: RecordPlace;
    /** The same for the same need: it is said once. */
    readonly need: string;
    /** The record under this number in base64; null when it is not needed any more. */
    readonly seal: (number: number) => string | null;
}

/** Seals what is said and opens what comes; it holds the keys. Bad input never throws. */
export interface RecordCipher {
    /**
     * The record of this text under this number, in base64; null while there is no key for it. The
     * same bytes again for the same number, until `reseal`.
     */
    seal(place: RecordPlace, number: number, text: string): string | null;
    /** The server said old_epoch or no_key: what was sealed under this number was not taken. */
    reseal(place: RecordPlace, number: number): void;
    /** Takes a line, which may come again, and says what it is. Lines come in order. */
    open(place: RecordPlace, line: Line): Opened;
    /** The picture of a conversation has come or has changed. */
    picture(event: ConversationEvent): void;
    /** What the page is to say by itself now, for `changed` has grown. */
    own(conversation: string): readonly OwnRecord[];
    /** Grows when a line that waited may be opened, a text be sealed, or something is to be said. */
    readonly changed: Readable<number>;
    /** Wipes what it knows of a conversation. */
    forget(conversation: string): void;
}

/** The most bytes of UTF-8 that one record can carry. */
export const TEXT_BYTES_MOST = 4095;

/** Whether the text fits into one record. */
export function fitsRecord(text: string): boolean {
    return new TextEncoder().encode(text).length <= TEXT_BYTES_MOST;
}
