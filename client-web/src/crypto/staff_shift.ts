import { toBase64, toHex } from './bytes';
import { SHIFT_MAX_S, signShift } from './certificate';
import type { ExchangeKey } from './primitives';
import { makeExchangeKey, randomBytes } from './primitives';

/** A shift begins a little before now, for clocks that differ. */
const EARLY_S = 600;
/** So long before its end a shift key gives way to a new one. */
const RENEW_S = 3_600;
/** So long the one before still opens what was sealed to it meanwhile. */
const OVERLAP_S = 120;

export interface ShiftKey extends ExchangeKey {
    /** 16 digits in hex. */
    readonly serial: string;
    /** Enrolment and shift certificate in base64, for the server and for all who seal to him. */
    readonly chain: string;
    readonly madeS: number;
    readonly untilS: number;
}

/**
 * The keys of a counsellor's tab: his enrolment key, once his phrase has opened it, and the shift
 * keys that it signs. They live in memory only. Times are seconds since 1970.
 */
export class ShiftKeys {
    private enrolment: { readonly seed: Uint8Array; readonly certificate: Uint8Array } | null =
        null;
    private keys: readonly ShiftKey[] = [];

    /** The one that others seal to now; null while the enrolment is closed. */
    get newest(): ShiftKey | null {
        return this.keys[0] ?? null;
    }

    /** Takes the seed of the enrolment over and makes a shift key. */
    open(seed: Uint8Array, certificate: Uint8Array, nowS: number): void {
        this.close();
        this.enrolment = { seed, certificate };
        this.renew(nowS);
    }

    /** Makes a new shift key when the present one is nearly over; says whether it did. */
    renew(nowS: number): boolean {
        if (this.enrolment === null) return false;
        this.dropOld(nowS);
        const { newest } = this;
        const goesOn =
            newest !== null && nowS >= newest.madeS && nowS <= newest.untilS - RENEW_S;
        const made = goesOn ? null : this.make(nowS);
        if (made === null) return false;
        this.keys = [made, ...this.keys];
        return true;
    }

    /** The shift key with this serial, if this tab has it. */
    find(serial: string): ShiftKey | null {
        return this.keys.find((each) => each.serial === serial) ?? null;
    }

    close(): void {
        this.enrolment?.seed.fill(0);
        for (const { secret } of this.keys) secret.fill(0);
        this.enrolment = null;
        this.keys = [];
    }

    private make(nowS: number): ShiftKey | null {
        if (this.enrolment === null) return null;
        const { seed, certificate } = this.enrolment;
        const pair = makeExchangeKey();
        const serial = toHex(randomBytes(8));
        const from = nowS - EARLY_S;
        const untilS = from + SHIFT_MAX_S;
        const chain = signShift(certificate, seed, pair.publicKey, from, untilS, serial);
        return chain && { ...pair, serial, chain: toBase64(chain), madeS: nowS, untilS };
    }

    private dropOld(nowS: number): void {
        const made = this.newest?.madeS ?? 0;
        if (this.keys.length < 2 || nowS < made + OVERLAP_S) return;
        for (const { secret } of this.keys.slice(1)) secret.fill(0);
        this.keys = this.keys.slice(0, 1);
    }
}
