import { concat, fromHex, joined, uint, utf8 } from './bytes';
import { hash } from './primitives';
import { memberBytes } from './record';

/** Who is given a key: his name in the conversation, the serial of his shift key (hex). */
export interface Reader {
    readonly member: string;
    readonly serial: string;
}

/** The name and the serial in 16 bytes, or null. */
export function readerBytes({ member, serial }: Reader): Uint8Array | null {
    return joined(memberBytes(member), fromHex(serial, 8));
}

/** No transfer, in a grant or a key_ack. */
export const NO_TRANSFER = '00'.repeat(16);

/** T_-1: what there is before the first epoch. `conversation` in hex. */
export function beginTranscript(
    conversation: string, visitorKey: Uint8Array,
): Uint8Array | null {
    const all = joined(utf8('HLE1-begin'), fromHex(conversation, 16), visitorKey);
    return all && hash(all);
}

/** T_e of an epoch whose key has this commitment and was given to these readers, in order. */
export function nextTranscript(
    before: Uint8Array, epoch: number, commitment: Uint8Array, readers: readonly Reader[],
): Uint8Array | null {
    const all = joined(utf8('HLE1-chain'), before, uint(4, epoch), commitment,
        ...readers.map(readerBytes));
    return all && hash(all);
}

/** What an envelope in a grant is bound to. `transfer` in hex, NO_TRANSFER if it is for none. */
export function grantTranscript(
    transfer: string, serial: string, visitorKey: Uint8Array,
): Uint8Array | null {
    const all = joined(utf8('HLE1-grant'), fromHex(transfer, 16), fromHex(serial, 8), visitorKey);
    return all && hash(all);
}

/** Which four of 1024 words stand for a transcript: the first 40 bits, 10 each. */
export function safetyWords(
    transcript: Uint8Array,
): readonly [number, number, number, number] {
    const bits = hash(concat(utf8('HLE1-words'), transcript));
    const word = (first: number) => {
        const at = first >> 3;
        const two = ((bits[at] ?? 0) << 8) | (bits[at + 1] ?? 0);
        return (two >> (6 - (first & 7))) & 1023;
    };
    return [word(0), word(10), word(20), word(30)];
}
