import { equal, fromHex, fromUint, joined, toHex, uint } from './bytes';
import { BOX_BYTES, KEY_BYTES, openBox, sealBox, type ExchangeKey } from './primitives';
import { commitment, NOTE_EPOCH, ROLE } from './record';

/** How many bytes a sealed envelope has. */
export const ENVELOPE_BYTES = 122 + BOX_BYTES;

/** One key for one recipient. */
export interface Envelope {
    /** 32 digits in hex. */
    readonly conversation: string;
    /** Which key it is: an epoch, or NOTE_EPOCH and the number of a consent. */
    readonly epoch: number;
    /** The shift key that it is sealed to. */
    readonly recipient: Uint8Array;
    readonly key: Uint8Array;
    /** The first epoch whose key the recipient has or is given. */
    readonly firstEpoch: number;
    /** See transcript.ts. */
    readonly transcript: Uint8Array;
}

/** What the recipient knows from elsewhere. */
export interface Expected {
    readonly conversation: string;
    readonly transcript: Uint8Array;
    /** The epoch, where the record that holds the envelope says it. */
    readonly epoch?: number;
    /** The commitment of the epoch's key, or null if this page knows none. */
    readonly commitment: (epoch: number) => Uint8Array | null;
}

export type Refused =
    | 'sealed' | 'form' | 'recipient' | 'conversation' | 'epoch' | 'transcript' | 'commitment';

export type OpenedEnvelope =
    | { readonly ok: true; readonly envelope: Envelope }
    | { readonly ok: false; readonly why: Refused };

const VERSION = 1;

/** Seals it to its recipient; null if a field has not its form or the key is of low order. */
export function sealEnvelope(envelope: Envelope, ephemeral?: ExchangeKey): Uint8Array | null {
    const { recipient, key, transcript } = envelope;
    const clear = joined(uint(1, VERSION), fromHex(envelope.conversation, 16),
        uint(4, envelope.epoch), uint(1, ROLE.visitor), recipient, key,
        uint(4, envelope.firstEpoch), transcript);
    const wellFormed = [recipient, key, transcript].every((part) => part.length === KEY_BYTES);
    if (clear === null || !wellFormed || !isOrdered(envelope)) return null;
    return sealBox(recipient, clear, ephemeral);
}

// No key is older than the first; note keys are not counted among the epochs.
function isOrdered({ epoch, firstEpoch }: Envelope): boolean {
    return firstEpoch < NOTE_EPOCH && (epoch >= NOTE_EPOCH || firstEpoch <= epoch);
}

function read(clear: Uint8Array): Envelope | null {
    if (clear.length !== ENVELOPE_BYTES - BOX_BYTES) return null;
    if (clear[0] !== VERSION || clear[21] !== ROLE.visitor) return null;
    const envelope = {
        conversation: toHex(clear.subarray(1, 17)),
        epoch: fromUint(clear.subarray(17, 21)) ?? 0,
        recipient: clear.slice(22, 54),
        key: clear.slice(54, 86),
        firstEpoch: fromUint(clear.subarray(86, 90)) ?? 0,
        transcript: clear.slice(90),
    };
    return isOrdered(envelope) ? envelope : null;
}

// Note keys have no commitment; an epoch of which the page knows none is not taken.
function isCommitted({ epoch, key }: Envelope, expected: Expected): boolean {
    if (epoch >= NOTE_EPOCH) return true;
    const known = expected.commitment(epoch);
    const own = commitment(key);
    return known !== null && own !== null && equal(known, own);
}

/** Opens an envelope and compares every field with what is known; the first fault is named. */
export function openEnvelope(
    sealed: Uint8Array, own: ExchangeKey, expected: Expected,
): OpenedEnvelope {
    const refuse = (why: Refused): OpenedEnvelope => ({ ok: false, why });
    if (sealed.length !== ENVELOPE_BYTES) return refuse('form');
    const clear = openBox(own, sealed);
    if (clear === null) return refuse('sealed');
    const envelope = read(clear);
    if (envelope === null) return refuse('form');
    if (!equal(envelope.recipient, own.publicKey)) return refuse('recipient');
    if (envelope.conversation !== expected.conversation) return refuse('conversation');
    if (expected.epoch !== undefined && envelope.epoch !== expected.epoch) return refuse('epoch');
    if (!equal(envelope.transcript, expected.transcript)) return refuse('transcript');
    if (!isCommitted(envelope, expected)) return refuse('commitment');
    return { ok: true, envelope };
}
