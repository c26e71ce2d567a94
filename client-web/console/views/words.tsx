import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { toHex } from '../../src/crypto/bytes';
import { safetyWords } from '../../src/crypto/transcript';
import type { WordsLanguage } from '../../src/crypto/words';
import { wordsOf } from '../../src/crypto/words';
import { useTexts } from '../context';

interface Loaded {
    /** Of which transcript: words of another state of the conversation must not be compared. */
    readonly of: string;
    /** null: they could not be loaded. */
    readonly words: readonly string[] | null;
}

/** The words of a transcript; undefined while they are being loaded. */
function useWords(transcript: Uint8Array, language: WordsLanguage) {
    const [loaded, setLoaded] = useState<Loaded | null>(null);
    const name = `${toHex(transcript)} ${language}`;
    useEffect(() => {
        let current = true;
        const take = (words: readonly string[] | null): void => {
            if (current) setLoaded({ of: name, words });
        };
        wordsOf(safetyWords(transcript), language).then(take, () => take(null));
        return () => {
            current = false;
        };
    }, [name]);
    return loaded?.of === name ? loaded.words : undefined;
}

function Words(props: { transcript: Uint8Array; language: WordsLanguage }): JSX.Element {
    const { t } = useTexts();
    const words = useWords(props.transcript, props.language);
    if (words === undefined) return <p class="hint">{t.staff.loading}</p>;
    if (words === null) return <p class="hint">{t.talk.words.failed}</p>;
    return (
        <ol aria-label={t.talk.words.title} lang={props.language} translate={false}>
            {words.map((word, index) => (
                <li key={index}>{word}</li>
            ))}
        </ol>
    );
}

/**
 * Four words that are the same for everybody in the talk when nobody sits in between, in the
 * language of the visitor.
 */
export function SafetyWords(props: {
    transcript: Uint8Array | null;
    visitorsLanguage: string;
}): JSX.Element {
    const { transcript, visitorsLanguage } = props;
    const { t } = useTexts();
    return (
        <details class="safety-words">
            <summary>{t.talk.words.title}</summary>
            {transcript === null ? (
                <p class="hint">{t.talk.words.none}</p>
            ) : (
                <Words
                    transcript={transcript}
                    language={visitorsLanguage === 'nl' ? 'nl' : 'en'}
                />
            )}
            <p class="hint">{t.talk.words.how}</p>
        </details>
    );
}
