/**
 * Words for the safety words: 1024 in each language, so that a word stands for 10 bits. The lists
 * lie beside this file, one word a line in the order of the alphabet; each is a chunk of its own.
 */

export type WordsLanguage = 'nl' | 'en';

// The build packs a list (build.mjs): each word as the number of letters that it shares with the
// one before, and the rest of it.
function unpack(packed: string): string[] {
    let word = '';
    return [...packed.matchAll(/(\d)(\D+)/g)].map(([, shared, rest]) => {
        word = word.slice(0, Number(shared)) + rest;
        return word;
    });
}

/** The whole list of a language. Rejects when it cannot be loaded. */
export async function allWords(language: WordsLanguage): Promise<string[]> {
    const list = language === 'nl' ? import('./words_nl.txt') : import('./words_en.txt');
    return unpack((await list).default);
}

/**
 * The words at these places (0 to 1023), in the same order. Rejects when the list cannot be loaded,
 * or has no such place.
 */
export async function wordsOf(
    indexes: readonly number[],
    language: WordsLanguage,
): Promise<string[]> {
    const words = await allWords(language);
    return indexes.map((index) => {
        const word = words[index];
        if (word === undefined) throw new RangeError(`there is no word ${index}`);
        return word;
    });
}
