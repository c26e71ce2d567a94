import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { WordsLanguage } from '../src/crypto/words';
import type { ConversationView } from '../src/session/state';
import { useSelected } from '../src/use_store';
import { usePage, useTexts } from './context';
import { Button } from './parts';

async function loadWords(transcript: Uint8Array, language: WordsLanguage): Promise<string[]> {
    const { wordsOfTranscript } = await import('../src/crypto/visitor_load');
    return wordsOfTranscript(transcript, language);
}

/** The transcript; the same array for as long as its bytes are the same. */
function useTranscript(): Uint8Array | null {
    const { client } = usePage();
    const last = useRef<Uint8Array | null>(null);
    return useSelected(client.keys, ({ transcript }) => {
        if (transcript?.join() !== last.current?.join()) last.current = transcript;
        return last.current;
    });
}

interface Loaded {
    readonly of: Uint8Array;
    /** null: they could not be loaded. */
    readonly words: readonly string[] | null;
}

function useWords(transcript: Uint8Array, language: WordsLanguage) {
    const [loaded, setLoaded] = useState<Loaded | null>(null);
    const [attempt, setAttempt] = useState(0);
    useEffect(() => {
        let isOver = false;
        const take = (words: readonly string[] | null): void => {
            if (!isOver) setLoaded({ of: transcript, words });
        };
        loadWords(transcript, language).then(take, () => take(null));
        return () => {
            isOver = true;
        };
    }, [transcript, language, attempt]);
    // words of another state of the conversation must not be compared
    const words = loaded?.of === transcript ? loaded.words : undefined;
    const again = (): void => {
        setLoaded(null);
        setAttempt(attempt + 1);
    };
    return { words, again };
}

function Words(props: { transcript: Uint8Array; language: WordsLanguage }): JSX.Element {
    const { t } = useTexts();
    const { transcript, language } = props;
    const { words, again } = useWords(transcript, language);
    return (
        <>
            <div role="status">
                {words === undefined && <p>{t.loading}</p>}
                {words === null && <p>{t.words.failed}</p>}
                {words && (
                    <ol class="words__list" lang={language} translate={false}>
                        {words.map((word, index) => (
                            <li key={index}>{word}</li>
                        ))}
                    </ol>
                )}
            </div>
            {words === null && <Button onClick={again}>{t.tryAgain}</Button>}
        </>
    );
}

/** Four words that are the same for everybody in the talk when nobody sits in between. */
export function CompareWords({ view }: { view: ConversationView }): JSX.Element | null {
    const { t } = useTexts();
    const transcript = useTranscript();
    const [open, setOpen] = useState(false);
    if (transcript === null) return null;
    return (
        <div class="words">
            <button
                type="button"
                class="nl-button nl-button--subtle"
                aria-expanded={open}
                aria-controls="words"
                onClick={() => setOpen(!open)}
            >
                {t.words.title}
            </button>
            <div class="card words__panel" id="words" hidden={!open}>
                {open && (
                    <Words
                        transcript={transcript}
                        language={view.event.language === 'nl' ? 'nl' : 'en'}
                    />
                )}
                <p class="nl-paragraph">{t.words.how}</p>
                <p class="nl-paragraph">{t.words.same}</p>
                <p class="hint">
                    {t.words.change} {t.words.unnoticed}
                </p>
            </div>
        </div>
    );
}
