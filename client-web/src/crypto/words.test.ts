import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WordsLanguage } from './words';
import { allWords, wordsOf } from './words';

const LANGUAGES: readonly WordsLanguage[] = ['nl', 'en'];

/** Whether one letter more, less, other, or two that changed places make one the other. */
function areClose(one: string, other: string): boolean {
    if (Math.abs(one.length - other.length) > 1) return false;
    let start = 0;
    while (start < one.length && one[start] === other[start]) start += 1;
    const rest = (word: string, skipped: number) => word.slice(start + skipped);
    return rest(one, 1) === rest(other, 1) || rest(one, 0) === rest(other, 1)
        || rest(one, 1) === rest(other, 0)
        || (rest(one, 2) === rest(other, 2) && one[start] === other[start + 1]
            && one[start + 1] === other[start]);
}

/** Alike for words that sound alike in Dutch. */
function soundOf(word: string): string {
    const sounds: readonly [RegExp, string][] = [[/sch/g, 'sg'], [/ch/g, 'g'], [/ij|y/g, 'ei'],
        [/ou/g, 'au'], [/c/g, 'k'], [/z/g, 's'], [/v/g, 'f'], [/th/g, 't'], [/d$/, 't'],
        [/b$/, 'p'], [/(.)\1/g, '$1']];
    return sounds.reduce((sound, [from, to]) => sound.replace(from, to), word);
}

function pairsOf(words: readonly string[]): [string, string][] {
    return words.flatMap((one, index) => words.slice(index + 1)
        .map((other): [string, string] => [one, other]));
}

for (const language of LANGUAGES) {
    test(`words in ${language}: 1024, short, in order, each once`, async () => {
        const words = await allWords(language);
        assert.equal(words.length, 1024);
        assert.deepEqual(words, [...new Set(words)].sort());
        assert.deepEqual(words.filter((word) => !/^[a-z]{3,8}$/.test(word)), []);
    });

    test(`words in ${language}: none is another with one slip of the pen`, async () => {
        const pairs = pairsOf(await allWords(language));
        assert.deepEqual(pairs.filter(([one, other]) => areClose(one, other)), []);
    });

    test(`words in ${language}: none is another with one or two letters more`, async () => {
        const pairs = pairsOf(await allWords(language));
        const found = pairs.filter(([one, other]) =>
            other.startsWith(one) && other.length - one.length < 3);
        assert.deepEqual(found, []);
    });

    test(`words in ${language} by their places`, async () => {
        const words = await allWords(language);
        assert.deepEqual(await wordsOf([1023, 0, 512, 0], language),
            [words[1023], words[0], words[512], words[0]]);
        await assert.rejects(wordsOf([1024], language), RangeError);
        await assert.rejects(wordsOf([-1], language), RangeError);
    });
}

test('no two Dutch words sound alike', async () => {
    const sounds = (await allWords('nl')).map(soundOf);
    assert.deepEqual(sounds.filter((sound, index) => sounds.indexOf(sound) !== index), []);
});

test('what counts as close', () => {
    for (const [one, other] of [['boot', 'bot'], ['bot', 'boot'], ['huis', 'muis'], ['kast', 'ksat'],
        ['tak', 'tak'], ['tak', 'taks']] as const) {
        assert.ok(areClose(one, other), `${one} ${other}`);
    }
    for (const [one, other] of [['huis', 'muts'], ['boot', 'broos'], ['tak', 'kat']] as const) {
        assert.ok(!areClose(one, other), `${one} ${other}`);
    }
});
