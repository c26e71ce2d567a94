import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { toHex } from '../../src/crypto/bytes';
import { safetyWords } from '../../src/crypto/transcript';
import { wordsOf } from '../../src/crypto/words';
import { useTexts } from '../context';

/** The four words of a transcript; null while the list is being loaded, or if that fails. */
function useWords(transcript: Uint8Array | null): readonly string[] | null {
    const { language } = useTexts();
    const [words, setWords] = useState<readonly string[] | null>(null);
    const name = transcript === null ? '' : toHex(transcript);
    useEffect(() => {
        let current = true;
        setWords(null);
        if (transcript === null) return undefined;
        wordsOf(safetyWords(transcript), language).then(
            (found) => current && setWords(found),
            () => undefined, // without the list there are no words to compare
        );
        return () => {
            current = false;
        };
    }, [name, language]);
    return words;
}

/** The safety words: the visitor sees the same ones, unless somebody stands in between. */
export function SafetyWords(props: { transcript: Uint8Array | null }): JSX.Element {
    const { t } = useTexts();
    const words = useWords(props.transcript);
    return (
        <details class="safety-words">
            <summary>{t.talk.words.title}</summary>
            <p class="hint">{t.talk.words.about}</p>
            {words === null ? (
                <p class="hint">{t.talk.words.none}</p>
            ) : (
                <ol aria-label={t.talk.words.title}>
                    {words.map((word, index) => (
                        <li key={index}>{word}</li>
                    ))}
                </ol>
            )}
        </details>
    );
}
