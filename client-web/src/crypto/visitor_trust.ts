import { fromBase64, toHex } from './bytes';
import type { ChainFault } from './certificate';
import { checkChain } from './certificate';
import type { Roots } from './roots';
import type { Recipient } from './grant';

/** Somebody to whom keys may be sealed. `enrolment`: who he is, over all tabs and shifts, in hex. */
export interface Trusted extends Omit<Recipient, 'firstEpoch'> {
    readonly enrolment: string;
}

/**
 * Why no key goes to somebody. no_root: his organisation is not known. other_person: see judge().
 * not_agreed: he is said to take part after a transfer that the visitor did not agree to.
 */
export type Distrust = ChainFault | 'no_root' | 'other_person' | 'not_agreed';

/** no_key: his tab has none yet, which goes by. */
export type Judgement =
    | { readonly state: 'trusted'; readonly who: Trusted }
    | { readonly state: 'no_key' }
    | { readonly state: 'refused'; readonly why: Distrust };

/** A counsellor as a picture shows him. */
export interface Shown {
    readonly member: string;
    readonly chain: string | undefined;
    readonly organisation: string | undefined;
}

/**
 * Judges the chain of a member. `pinned`: the enrolment that he showed before, if he did: a member
 * who becomes somebody else is not trusted.
 */
export function judge(
    { member, chain, organisation }: Shown, roots: Roots, nowS: number, pinned?: string,
): Judgement {
    if (chain === undefined) return { state: 'no_key' };
    const known = organisation === undefined ? undefined : roots.get(organisation);
    if (!known) return { state: 'refused', why: 'no_root' };
    const checked = checkChain(fromBase64(chain) ?? new Uint8Array(0), known, nowS);
    if (!checked.ok) return { state: 'refused', why: checked.why };
    const enrolment = toHex(checked.enrolment.key);
    if (pinned !== undefined && pinned !== enrolment) return { state: 'refused', why: 'other_person' };
    const { serial, key: shiftKey } = checked.shift;
    return { state: 'trusted', who: { member, serial, shiftKey, enrolment } };
}
