/** What the visitor's page imports after its first view: all of its cryptography. */
import { loadRoots } from './release';
import { safetyWords } from './transcript';
import type { Vault } from './vault';
import { keep, open } from './vault';
import type { WordsLanguage } from './words';
import { wordsOf } from './words';

export { VisitorKeys } from './visitor_keys';
export { loadRoots };

/** The four words of this state of the conversation. Rejects when their list cannot be loaded. */
export function wordsOfTranscript(
    transcript: Uint8Array, language: WordsLanguage,
): Promise<string[]> {
    return wordsOf(safetyWords(transcript), language);
}

/** How this tab seals what it keeps, under its tab secret. */
export function vaultUnder(wrap: string): Vault {
    return { keep: (value) => keep(value, wrap), open: (text) => open(text, wrap) };
}
