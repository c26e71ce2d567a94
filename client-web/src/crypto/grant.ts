/** The records that give keys: epoch_open and grant. Their body is readable and signed. */
import { concat, isZero, joined, toHex, uint, utf8 } from './bytes';
import { ENVELOPE_BYTES, openEnvelope, sealEnvelope, type OpenedEnvelope } from './envelope';
import {
    HASH_BYTES, isSigned, KEY_BYTES, sign, SIGNATURE_BYTES, type ExchangeKey, type SigningKey,
} from './primitives';
import {
    commitment, givesKeys, HEADER_BYTES, memberOf, readHeader, ROLE, TYPE, writeHeader, type Header,
} from './record';
import {
    grantTranscript, nextTranscript, readerBytes, type Reader,
} from './transcript';

/** The most keys that one record gives. */
export const ENTRIES_MAX = 21;

/** One key in a record: for whom, and the sealed envelope. */
export interface Entry extends Reader {
    readonly sealed: Uint8Array;
}

/** What stands in a record that gives keys. */
export interface KeyRecord {
    readonly header: Header;
    /** The visitor's key, with which the record is signed. */
    readonly visitorKey: Uint8Array;
    /** Of the epoch's key; zeros in a grant. */
    readonly commitment: Uint8Array;
    readonly entries: readonly Entry[];
}

/** Where in the visitor's row of key records a new one stands. */
export interface KeyPlace {
    readonly conversation: string;
    readonly seq: number;
    readonly prev: Uint8Array;
}

/** Who is given a key, with the shift key of his chain. */
export interface Recipient extends Reader {
    readonly shiftKey: Uint8Array;
    /** The first epoch whose key he has or is given. */
    readonly firstEpoch: number;
}

/** A key that is granted: an epoch's, or a note key (NOTE_EPOCH and its number). */
export interface Granted extends Recipient {
    readonly epoch: number;
    readonly key: Uint8Array;
    /** The transfer that it is for, in hex; NO_TRANSFER if it is for none. */
    readonly transfer: string;
}

const ENTRY_BYTES = 16 + ENVELOPE_BYTES;
const AT_COMMITMENT = HEADER_BYTES + KEY_BYTES;
const AT_COUNT = AT_COMMITMENT + HASH_BYTES;
const AT_ENTRIES = AT_COUNT + 1;
const SIGN = utf8('HLE1-sign');
const NOTHING = new Uint8Array(HASH_BYTES);

function writeKeyRecord(
    header: Header, bound: Uint8Array, entries: readonly (Uint8Array | null)[], by: SigningKey,
): Uint8Array | null {
    if (entries.length < 1 || entries.length > ENTRIES_MAX) return null;
    const signed = joined(writeHeader(header), by.publicKey, bound, uint(1, entries.length),
        ...entries);
    return signed && concat(signed, sign(by, concat(SIGN, signed)));
}

function keyHeader(type: number, epoch: number, place: KeyPlace): Header {
    return { ...place, type, role: ROLE.visitor, epoch, member: 'm0', peerAck: 0 };
}

/**
 * The record that opens an epoch with this key for these readers, and the transcript with it;
 * `before` is the transcript so far. Null if a field has not its form or a shift key is weak.
 */
export function makeEpochOpen(
    place: KeyPlace, epoch: number, key: Uint8Array, before: Uint8Array,
    recipients: readonly Recipient[], by: SigningKey,
): { readonly record: Uint8Array; readonly transcript: Uint8Array } | null {
    const bound = commitment(key);
    const transcript = bound && nextTranscript(before, epoch, bound, recipients);
    if (bound === null || transcript === null || repeats(recipients)) return null;
    const { conversation } = place;
    const entries = recipients.map((recipient) => {
        const { shiftKey, firstEpoch } = recipient;
        const envelope = { conversation, epoch, recipient: shiftKey, key, firstEpoch, transcript };
        return joined(readerBytes(recipient), sealEnvelope(envelope));
    });
    const record = writeKeyRecord(keyHeader(TYPE.epoch_open, epoch, place), bound, entries, by);
    return record && { record, transcript };
}

/** The record that grants these keys, at most ENTRIES_MAX; null as above. */
export function makeGrant(
    place: KeyPlace, granted: readonly Granted[], by: SigningKey,
): Uint8Array | null {
    const { conversation } = place;
    const entries = granted.map((one) => {
        const { epoch, key, shiftKey: recipient, firstEpoch } = one;
        const transcript = grantTranscript(one.transfer, one.serial, by.publicKey);
        const sealed = transcript
            && sealEnvelope({ conversation, epoch, recipient, key, firstEpoch, transcript });
        return joined(readerBytes(one), sealed);
    });
    return writeKeyRecord(keyHeader(TYPE.grant, 0, place), NOTHING, entries, by);
}

function repeats(readers: readonly Reader[]): boolean {
    return new Set(readers.map(({ member }) => member)).size !== readers.length;
}

function readEntry(bytes: Uint8Array): Entry | null {
    const member = memberOf(bytes.subarray(0, 8));
    if (member === null) return null;
    return { member, serial: toHex(bytes.subarray(8, 16)), sealed: bytes.slice(16) };
}

function hasForm({ header, commitment: bound, entries }: KeyRecord): boolean {
    return header.type === TYPE.grant ? isZero(bound) : !isZero(bound) && !repeats(entries);
}

/** Takes a record that gives keys apart; null if it is none. Says nothing of the signature. */
export function readKeyRecord(record: Uint8Array): KeyRecord | null {
    const header = readHeader(record);
    const count = record[AT_COUNT] ?? 0;
    if (header === null || !givesKeys(header.type) || count < 1 || count > ENTRIES_MAX) return null;
    if (record.length !== AT_ENTRIES + count * ENTRY_BYTES + SIGNATURE_BYTES) return null;
    const entries: Entry[] = [];
    for (let at = AT_ENTRIES; entries.length < count; at += ENTRY_BYTES) {
        const entry = readEntry(record.subarray(at, at + ENTRY_BYTES));
        if (entry === null) return null;
        entries.push(entry);
    }
    const read = {
        header,
        visitorKey: record.slice(HEADER_BYTES, AT_COMMITMENT),
        commitment: record.slice(AT_COMMITMENT, AT_COUNT),
        entries,
    };
    return hasForm(read) ? read : null;
}

/** Reads it, if the key that it names has signed it; whether that is the right key is yours. */
export function openKeyRecord(record: Uint8Array): KeyRecord | null {
    const read = readKeyRecord(record);
    if (read === null) return null;
    const end = record.length - SIGNATURE_BYTES;
    const signed = concat(SIGN, record.subarray(0, end));
    return isSigned(record.subarray(end), signed, read.visitorKey) ? read : null;
}

/** T_e of an epoch_open, from the transcript before it. */
export function transcriptOf(
    { header, commitment: bound, entries }: KeyRecord, before: Uint8Array,
): Uint8Array | null {
    return nextTranscript(before, header.epoch, bound, entries);
}

/** Opens an envelope of an epoch_open; `transcript` is that of its epoch. */
export function openEpochEntry(
    record: KeyRecord, entry: Entry, own: ExchangeKey, transcript: Uint8Array,
): OpenedEnvelope {
    const { conversation, epoch } = record.header;
    const known = () => record.commitment;
    return openEnvelope(entry.sealed, own, { conversation, epoch, transcript, commitment: known });
}

/**
 * Opens an envelope of a grant for this transfer (hex, or NO_TRANSFER). `known` gives the
 * commitment of an epoch from its epoch_open.
 */
export function openGrantEntry(
    record: KeyRecord, entry: Entry, own: ExchangeKey, transfer: string,
    known: (epoch: number) => Uint8Array | null,
): OpenedEnvelope {
    const { conversation } = record.header;
    const transcript = grantTranscript(transfer, entry.serial, record.visitorKey);
    if (transcript === null) return { ok: false, why: 'transcript' };
    return openEnvelope(entry.sealed, own, { conversation, transcript, commitment: known });
}
