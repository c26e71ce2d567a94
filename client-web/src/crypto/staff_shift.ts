import { makeShiftCertificate, readCertificate } from './certificate';
import { boxKeys, randomBytes, signingKeys, toBase64, wipe } from './primitives';

/**
 * The keys of a counsellor's tab: his enrolment key, once his phrase has opened it, and the shift
 * keys that it signs. They live in memory only.
 */

/** A shift begins a little before now, for clocks that differ, and ends 12 hours later. */
const EARLY_S = 900;
const LONGEST_S = 43_200;
/** So long before its end a shift key is replaced by a new one. */
const RENEW_S = 3_600;
/** So long after that an envelope to the old one, sealed meanwhile, can still be opened. */
const OVERLAP_S = 60;

export interface ShiftKey {
    readonly secret: Uint8Array;
    readonly publicKey: Uint8Array;
    readonly serial: Uint8Array;
    /** Enrolment and shift certificate in base64, for the server and for all who seal to him. */
    readonly chain: string;
    readonly madeS: number;
    readonly untilS: number;
}
