import {
    concat, equal, fromHex, fromUint, fromUtf8, isZero, joined, toHex, uint, utf8,
} from './bytes';
import { isSizeClass, pad, unpad } from './pad';
import {
    decrypt, deriveKey, encrypt, hash, HASH_BYTES, keyedHash, NONCE_BYTES, randomBytes, TAG_BYTES,
} from './primitives';

/** The types of records; see protocol/encryption.md. */
export const TYPE = {
    message: 1, epoch_open: 2, key_ack: 3, close: 5, hand_over: 6, grant: 7, briefing: 8, note: 9,
    vouch: 10,
} as const;

/** The roles of those who seal them. */
export const ROLE = { visitor: 1, owner: 2, receiver: 3 } as const;

export const HEADER_BYTES = 84;
export const RECORD_BYTES_MAX = 4220;

/** The epoch of the first note key; that of the n-th consent is so much higher. */
export const NOTE_EPOCH = 0x80000000;

/** What comes before a sender's first record. */
export const NO_PREV: Uint8Array = new Uint8Array(HASH_BYTES);

/** What a record says in the clear. Names are as on the wire, `prev` is a hash. */
export interface Header {
    readonly type: number;
    readonly role: number;
    /** 32 digits in hex. */
    readonly conversation: string;
    readonly epoch: number;
    readonly member: string;
    readonly seq: number;
    readonly prev: Uint8Array;
    readonly peerAck: number;
}

interface Rule {
    readonly roles: readonly number[];
    /** Which epochs its header may have. */
    readonly epoch: 'low' | 'zero' | 'note';
}

const { visitor, owner, receiver } = ROLE;

// What is true of each type, whoever looks at it.
const RULES: Readonly<Record<number, Rule>> = {
    [TYPE.message]: { roles: [visitor, owner, receiver], epoch: 'low' },
    [TYPE.epoch_open]: { roles: [visitor], epoch: 'low' },
    [TYPE.key_ack]: { roles: [owner, receiver], epoch: 'low' },
    [TYPE.close]: { roles: [visitor, owner], epoch: 'low' },
    [TYPE.hand_over]: { roles: [visitor, owner], epoch: 'note' },
    [TYPE.grant]: { roles: [visitor], epoch: 'zero' },
    [TYPE.briefing]: { roles: [owner, receiver], epoch: 'zero' },
    [TYPE.note]: { roles: [owner, receiver], epoch: 'zero' },
    [TYPE.vouch]: { roles: [owner], epoch: 'zero' },
};

function isEpochOf({ epoch: rule }: Rule, { epoch, role }: Header): boolean {
    if (rule === 'zero') return epoch === 0;
    return rule === 'note' && role === visitor ? epoch >= NOTE_EPOCH : epoch < NOTE_EPOCH;
}

function isAllowed(header: Header): boolean {
    const { type, role, member, seq, prev, peerAck } = header;
    const rule = RULES[type];
    if (rule === undefined || !rule.roles.includes(role) || !isEpochOf(rule, header)) return false;
    if ((role === visitor) !== (member === 'm0')) return false;
    if (type === TYPE.hand_over ? seq !== 0 || !isZero(prev) : seq === 0) return false;
    return peerAck === 0 || type === TYPE.message || type === TYPE.close;
}

const MAGIC = utf8('HLE1');
const FLAGS = new Uint8Array(2);

/** A member's name in 8 bytes, or null if it is none. */
export function memberBytes(member: string): Uint8Array | null {
    if (!/^m[0-9]{1,3}$/.test(member)) return null;
    const bytes = new Uint8Array(8);
    bytes.set(utf8(member));
    return bytes;
}

/** The name in 8 bytes, or null if there is none. */
export function memberOf(bytes: Uint8Array): string | null {
    const name = (fromUtf8(bytes) ?? '').replace(/\0+$/, '');
    const again = memberBytes(name);
    return again !== null && equal(again, bytes) ? name : null;
}

/** The 84 bytes of a header, or null if no record may have such a one. */
export function writeHeader(header: Header): Uint8Array | null {
    if (header.prev.length !== HASH_BYTES || !isAllowed(header)) return null;
    return joined(MAGIC, uint(1, header.type), uint(1, header.role), FLAGS,
        fromHex(header.conversation, 16), uint(4, header.epoch), memberBytes(header.member),
        uint(8, header.seq), header.prev, uint(8, header.peerAck));
}

/**
 * The header of a record, or null if no record may begin like this. Numbers from 2^53 on are not
 * taken. Says nothing about what follows the header.
 */
export function readHeader(record: Uint8Array): Header | null {
    if (record.length < HEADER_BYTES || record.length > RECORD_BYTES_MAX) return null;
    if (!equal(record.subarray(0, 4), MAGIC) || !isZero(record.subarray(6, 8))) return null;
    const number = (at: number, size: number) => fromUint(record.subarray(at, at + size));
    const epoch = number(24, 4);
    const member = memberOf(record.subarray(28, 36));
    const seq = number(36, 8);
    const peerAck = number(76, 8);
    if (epoch === null || member === null || seq === null || peerAck === null) return null;
    const header = {
        type: record[4] ?? 0,
        role: record[5] ?? 0,
        conversation: toHex(record.subarray(8, 24)),
        epoch, member, seq,
        prev: record.slice(44, 76),
        peerAck,
    };
    return isAllowed(header) ? header : null;
}

/** The hash by which the next record of the same sender names this one. */
export function recordHash(record: Uint8Array): Uint8Array {
    return hash(record);
}

/** By what a key is known to those who do not have it; null if it is no key. */
export function commitment(key: Uint8Array): Uint8Array | null {
    return keyedHash(key, utf8('HLE1-commit'));
}

/** Whether a record of this type has a body in the clear, which gives keys (see grant.ts). */
export function givesKeys(type: number): boolean {
    return type === TYPE.epoch_open || type === TYPE.grant;
}

/**
 * Seals a clear text; null if the header is not allowed, the text too long or the key none.
 * `nonce` is for tests.
 */
export function sealRecord(
    header: Header, key: Uint8Array, clear: Uint8Array, nonce = randomBytes(NONCE_BYTES),
): Uint8Array | null {
    const head = writeHeader(header);
    const padded = pad(clear);
    const bound = commitment(key);
    const own = deriveKey(header.role, 'HLE1-enc', key);
    if (head === null || padded === null || bound === null || own === null) return null;
    if (givesKeys(header.type)) return null;
    const sealed = encrypt(own, nonce, concat(head, bound), padded);
    return joined(head, nonce, sealed);
}

/** Whether these bytes have the form of a sealed record: header and size class. */
export function isSealedRecord(record: Uint8Array): boolean {
    const header = readHeader(record);
    return header !== null && !givesKeys(header.type)
        && isSizeClass(record.length - HEADER_BYTES - NONCE_BYTES - TAG_BYTES);
}

/** The header and the clear text of a record that was sealed with this key, or null. */
export function openRecord(
    record: Uint8Array, key: Uint8Array,
): { readonly header: Header; readonly clear: Uint8Array } | null {
    const header = readHeader(record);
    const bound = commitment(key);
    if (header === null || bound === null || !isSealedRecord(record)) return null;
    const own = deriveKey(header.role, 'HLE1-enc', key);
    if (own === null) return null;
    const body = HEADER_BYTES + NONCE_BYTES;
    const data = concat(record.subarray(0, HEADER_BYTES), bound);
    const padded = decrypt(own, record.subarray(HEADER_BYTES, body), data, record.subarray(body));
    const clear = padded && unpad(padded);
    return clear === null ? null : { header, clear };
}
