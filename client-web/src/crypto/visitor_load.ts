/** What the visitor's page imports after its first view: all of its cryptography. */
import { loadRoots } from './release';
import { keep, open } from './vault';
import type { KeysVault } from './visitor_keys';

export { VisitorKeys } from './visitor_keys';
export { loadRoots };

/** How this tab seals what it keeps, under its tab secret. */
export function vaultUnder(wrap: string): KeysVault {
    return { keep: (value) => keep(value, wrap), open: (text) => open(text, wrap) };
}
