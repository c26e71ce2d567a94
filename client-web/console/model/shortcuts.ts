/** What a shortcut does. */
export type Shortcut =
    | { readonly does: 'conversation'; readonly number: number }
    | { readonly does: 'accept' | 'message' | 'colleague' | 'notes' | 'transfer' | 'help' };

/** The part of a keyboard event that counts. */
export interface Keys {
    readonly code: string;
    readonly altKey: boolean;
    readonly ctrlKey: boolean;
    readonly metaKey: boolean;
    readonly shiftKey: boolean;
}

const LETTERS: Readonly<Record<string, Exclude<Shortcut, { does: 'conversation' }>['does']>> = {
    KeyA: 'accept',
    KeyM: 'message',
    KeyC: 'colleague',
    KeyN: 'notes',
    KeyT: 'transfer',
    KeyH: 'help',
};

/**
 * The shortcut of a key press, or null. They all hold Alt alone, so that no plain key does
 * anything (WCAG 2.1.4), and are told by the place of the key: Alt changes the letter on some
 * keyboards, and AltGr is reported with Ctrl.
 */
export function shortcutOf(keys: Keys): Shortcut | null {
    if (!keys.altKey || keys.ctrlKey || keys.metaKey || keys.shiftKey) return null;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(keys.code)?.[1];
    if (digit !== undefined) return { does: 'conversation', number: Number(digit) };
    const does = LETTERS[keys.code];
    return does ? { does } : null;
}
