import type { Channel } from '../protocol/generated';

/**
 * Everything that people write goes through this file, and through nothing else. For now a record
 * is the base64 of the UTF-8 JSON `{"text": …}`; the pages say so in a visible line. Both
 * functions are asynchronous because real sealing will be.
 */

/** The most bytes that one record may have before base64; the server refuses more. */
export const RECORD_BYTES_MAX = 4224;

/** What a record is bound to: its conversation, and the channel or the hand-over note. */
export interface RecordPlace {
    readonly conversation: string;
    readonly channel: Channel | 'hand_over';
}

/** What is shown beside every conversation for as long as records are not encrypted. */
export const IS_ENCRYPTED = false;

function encode(text: string): Uint8Array {
    return new TextEncoder().encode(JSON.stringify({ text }));
}

/** How many bytes a record of this text has. */
export function recordBytes(text: string): number {
    return encode(text).length;
}

/** Whether the text fits into one record. */
export function fitsRecord(text: string): boolean {
    return recordBytes(text) <= RECORD_BYTES_MAX;
}

/** Makes a record of a text that fits (see fitsRecord); rejects with RangeError if it does not. */
export async function sealText(_place: RecordPlace, text: string): Promise<string> {
    const bytes = encode(text);
    if (bytes.length > RECORD_BYTES_MAX) throw new RangeError('the text is too long for a record');
    let binary = '';
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return btoa(binary);
}

/** The text of a record, or null if it cannot be read. */
export async function openRecord(_place: RecordPlace, record: string): Promise<string | null> {
    try {
        const bytes = Uint8Array.from(atob(record), (character) => character.charCodeAt(0));
        const json = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        const value: unknown = JSON.parse(json);
        if (typeof value !== 'object' || value === null || !('text' in value)) return null;
        return typeof value.text === 'string' ? value.text : null;
    } catch {
        return null; // shown as "cannot be read", never as nothing
    }
}
