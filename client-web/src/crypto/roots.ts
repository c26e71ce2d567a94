import { equal, fromBase64, fromHex, fromUint, toHex, utf8 } from './bytes';
import { organisationId, type Organisation } from './certificate';
import { isSigned, SIGNATURE_BYTES } from './primitives';

/** The organisations of /roots.json, by slug. */
export type Roots = ReadonlyMap<string, Organisation>;

const AT_SERIALS = 18;

/** The serials of a revocation list that this root signed for its organisation; else null. */
export function readRevoked(bytes: Uint8Array, root: Uint8Array): ReadonlySet<string> | null {
    const count = fromUint(bytes.subarray(16, AT_SERIALS)) ?? 0;
    const end = AT_SERIALS + 8 * count;
    if (bytes.length !== end + SIGNATURE_BYTES) return null;
    if (!equal(bytes.subarray(0, 4), utf8('HLR1'))) return null;
    if (toHex(bytes.subarray(4, 12)) !== organisationId(root)) return null;
    if (!isSigned(bytes.subarray(end), bytes.subarray(0, end), root)) return null;
    const serials = Array.from({ length: count }, (_, index) => AT_SERIALS + 8 * index);
    return new Set(serials.map((at) => toHex(bytes.subarray(at, at + 8))));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readOrganisation(value: unknown): Organisation | null {
    if (!isObject(value) || typeof value.root !== 'string') return null;
    const root = fromHex(value.root, 32);
    if (root === null) return null;
    if (value.revoked === undefined) return { root, revoked: new Set() };
    const list = typeof value.revoked === 'string' ? fromBase64(value.revoked) : null;
    const revoked = list && readRevoked(list, root);
    return revoked && { root, revoked };
}

/**
 * Reads /roots.json; null if it is not of its form. An organisation whose root or revocation list
 * does not hold is left out: nobody of it can be trusted then.
 */
export function readRoots(text: string): Roots | null {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        return null;
    }
    if (!isObject(value) || !isObject(value.organisations)) return null;
    const roots = new Map<string, Organisation>();
    for (const [slug, entry] of Object.entries(value.organisations)) {
        const organisation = readOrganisation(entry);
        if (organisation !== null) roots.set(slug, organisation);
    }
    return roots;
}
