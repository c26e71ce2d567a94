import { fromHex, joined, utf8 } from './bytes';
import { exchange, keyedHash, type ExchangeKey } from './primitives';

function isSmaller(one: Uint8Array, other: Uint8Array): boolean {
    const at = one.findIndex((byte, index) => byte !== other[index]);
    return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
}

/**
 * The key that two counsellors share during a transfer (hex), the same for both; null if the
 * other's shift key is weak or the transfer is none.
 */
export function briefingKey(
    own: ExchangeKey, other: Uint8Array, transfer: string,
): Uint8Array | null {
    const shared = exchange(own.secret, other);
    const pair = isSmaller(own.publicKey, other)
        ? [own.publicKey, other] : [other, own.publicKey];
    const all = joined(utf8('HLE1-briefing'), fromHex(transfer, 16), ...pair);
    return shared && all && keyedHash(shared, all);
}
