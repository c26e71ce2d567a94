import { concat, equal, fromHex, fromUint, isZero, joined, toHex, uint, utf8 } from './bytes';
import {
    hash, isSigned, isWeakKey, KEY_BYTES, makeSigningKey, randomBytes, sign, SIGNATURE_BYTES,
    unlock, type SigningKey,
} from './primitives';

export const CERTIFICATE_BYTES = 133;
export const CHAIN_BYTES = 2 * CERTIFICATE_BYTES;
export const ENROLMENT_BYTES = 233;

/** The longest shift, seconds. */
export const SHIFT_MAX_S = 43_200;

/** How wrong a page's own clock may be, seconds. */
export const CLOCK_SKEW_S = 900;

export const CERTIFICATE_TYPE = { enrolment: 1, shift: 2 } as const;

/** Who vouches for a key, and for how long. Ids are 16 digits in hex, times seconds since 1970. */
export interface Certificate {
    readonly type: number;
    readonly organisation: string;
    readonly subject: string;
    readonly key: Uint8Array;
    readonly from: number;
    /** The last second that it counts. */
    readonly until: number;
    readonly serial: string;
}

/** The two certificates of a counsellor's shift key. */
export interface Chain {
    readonly enrolment: Certificate;
    readonly shift: Certificate;
}

/** An organisation as /roots.json has it; see roots.ts. */
export interface Organisation {
    readonly root: Uint8Array;
    /** Serials of enrolments that count no more. */
    readonly revoked: ReadonlySet<string>;
}

export type ChainFault =
    | 'form' | 'organisation' | 'subject' | 'signature' | 'revoked' | 'not_yet' | 'expired'
    | 'too_long' | 'weak_key';

export type CheckedChain =
    | ({ readonly ok: true } & Chain)
    | { readonly ok: false; readonly why: ChainFault };

const MAGIC = utf8('HLC1');
const AT_SIGNATURE = CERTIFICATE_BYTES - SIGNATURE_BYTES;

/** How an organisation is called in certificates: by its root's public key. */
export function organisationId(root: Uint8Array): string {
    return toHex(hash(root).subarray(0, 8));
}

/** Takes a certificate apart; null if it is none. Says nothing of the signature. */
export function readCertificate(bytes: Uint8Array): Certificate | null {
    const isType = bytes[4] === CERTIFICATE_TYPE.enrolment || bytes[4] === CERTIFICATE_TYPE.shift;
    if (bytes.length !== CERTIFICATE_BYTES || !isType) return null;
    if (!equal(bytes.subarray(0, 4), MAGIC) || isZero(bytes.subarray(61, 69))) return null;
    return {
        type: bytes[4] ?? 0,
        organisation: toHex(bytes.subarray(5, 13)),
        subject: toHex(bytes.subarray(13, 21)),
        key: bytes.slice(21, 53),
        from: fromUint(bytes.subarray(53, 57)) ?? 0,
        until: fromUint(bytes.subarray(57, 61)) ?? 0,
        serial: toHex(bytes.subarray(61, 69)),
    };
}

/** The certificate in bytes, signed; null if a field has not its form. */
export function writeCertificate(certificate: Certificate, by: SigningKey): Uint8Array | null {
    const { type, organisation, subject, key, from, until, serial } = certificate;
    if (key.length !== KEY_BYTES) return null;
    const signed = joined(MAGIC, uint(1, type), fromHex(organisation, 8), fromHex(subject, 8), key,
        uint(4, from), uint(4, until), fromHex(serial, 8));
    return signed && concat(signed, sign(by, signed));
}

function isSignedBy(bytes: Uint8Array, key: Uint8Array): boolean {
    return isSigned(bytes.subarray(AT_SIGNATURE), bytes.subarray(0, AT_SIGNATURE), key);
}

/** Takes a chain apart; null if it is none. Says nothing of the signatures. */
export function readChain(bytes: Uint8Array): Chain | null {
    const enrolment = readCertificate(bytes.subarray(0, CERTIFICATE_BYTES));
    const shift = readCertificate(bytes.subarray(CERTIFICATE_BYTES));
    if (enrolment?.type !== CERTIFICATE_TYPE.enrolment) return null;
    return shift?.type === CERTIFICATE_TYPE.shift ? { enrolment, shift } : null;
}

// What the clock says of a period; one that ends before it begins is over at any time.
function periodFault({ from, until }: Certificate, now: number, skew: number): ChainFault | null {
    if (until < from || now - skew > until) return 'expired';
    return now + skew < from ? 'not_yet' : null;
}

/**
 * Whether a chain of 266 bytes holds for an organisation, and what is in it; the first fault is
 * named. `now` and `skew` are seconds.
 */
export function checkChain(
    bytes: Uint8Array, { root, revoked }: Organisation, now: number, skew = CLOCK_SKEW_S,
): CheckedChain {
    const refuse = (why: ChainFault): CheckedChain => ({ ok: false, why });
    const chain = readChain(bytes);
    if (chain === null) return refuse('form');
    const { enrolment, shift } = chain;
    const id = organisationId(root);
    if (enrolment.organisation !== id || shift.organisation !== id) return refuse('organisation');
    if (enrolment.subject !== shift.subject) return refuse('subject');
    if (!isSignedBy(bytes.subarray(0, CERTIFICATE_BYTES), root)) return refuse('signature');
    if (!isSignedBy(bytes.subarray(CERTIFICATE_BYTES), enrolment.key)) return refuse('signature');
    if (revoked.has(enrolment.serial)) return refuse('revoked');
    const fault = periodFault(enrolment, now, skew) ?? periodFault(shift, now, skew);
    if (fault !== null) return refuse(fault);
    if (shift.until - shift.from > SHIFT_MAX_S) return refuse('too_long');
    return isWeakKey(shift.key) ? refuse('weak_key') : { ok: true, ...chain };
}

/**
 * Signs a shift key with an enrolment: the chain that results, 266 bytes, or null if the enrolment
 * certificate is none or not of this seed. Times are seconds; `serial` is for tests.
 */
export function signShift(
    enrolment: Uint8Array, seed: Uint8Array, shiftKey: Uint8Array, from: number, until: number,
    serial = toHex(randomBytes(8)),
): Uint8Array | null {
    const parent = readCertificate(enrolment);
    if (parent?.type !== CERTIFICATE_TYPE.enrolment || seed.length !== KEY_BYTES) return null;
    const by = makeSigningKey(seed);
    if (!equal(by.publicKey, parent.key) || /^0*$/.test(serial)) return null;
    const { organisation, subject } = parent;
    const type = CERTIFICATE_TYPE.shift;
    return joined(enrolment,
        writeCertificate({ type, organisation, subject, key: shiftKey, from, until, serial }, by));
}

/** A counsellor's enrolment under his key phrase, as the server keeps it. */
export interface WrappedEnrolment {
    /** For Argon2id over the phrase in UTF-8 NFC: passes, memory in KiB, and the salt. */
    readonly opslimit: number;
    readonly memlimitKib: number;
    readonly salt: Uint8Array;
    /** Nonce and box, see unwrapEnrolment. */
    readonly locked: Uint8Array;
    /** The enrolment certificate, 133 bytes. */
    readonly certificate: Uint8Array;
}

/** Takes 233 bytes apart; null if they are no wrapped enrolment. */
export function readEnrolment(bytes: Uint8Array): WrappedEnrolment | null {
    const certificate = bytes.slice(100);
    if (bytes.length !== ENROLMENT_BYTES) return null;
    if (!equal(bytes.subarray(0, 4), utf8('HLW1'))) return null;
    if (readCertificate(certificate)?.type !== CERTIFICATE_TYPE.enrolment) return null;
    return {
        opslimit: fromUint(bytes.subarray(4, 8)) ?? 0,
        memlimitKib: fromUint(bytes.subarray(8, 12)) ?? 0,
        salt: bytes.slice(12, 28),
        locked: bytes.slice(28, 100),
        certificate,
    };
}

/**
 * The seed of an enrolment, opened with the key that Argon2id gave for the phrase; null if the
 * phrase was another one, or the seed is not that of the certificate.
 */
export function unwrapEnrolment(wrapped: WrappedEnrolment, key: Uint8Array): Uint8Array | null {
    const seed = unlock(key, wrapped.locked);
    const certified = readCertificate(wrapped.certificate)?.key;
    if (seed?.length !== KEY_BYTES || certified === undefined) return null;
    return equal(makeSigningKey(seed).publicKey, certified) ? seed : null;
}
