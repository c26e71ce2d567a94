import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Language } from '../i18n';
import { LANGUAGES, LANGUAGE_NAMES } from '../i18n';
import type { Network } from '../network';
import { loadNetwork } from '../network';
import type { Staff } from '../protocol/generated';
import { useStore } from '../use_store';
import type { Entrance } from './entrance';
import { LineState } from './line_state';
import { Button } from './parts';
import { SignIn } from './sign_in';
import type { StaffTexts } from './texts';

/** Which language the page speaks, as buttons named by the languages themselves. */
export function LanguageChoice(props: {
    texts: StaffTexts;
    language: Language;
    choose: (language: Language) => void;
}): JSX.Element {
    return (
        <div class="languages" role="group" aria-label={props.texts.language}>
            {LANGUAGES.map((each) => (
                <button
                    key={each}
                    type="button"
                    lang={each}
                    aria-label={`${each.toUpperCase()}: ${LANGUAGE_NAMES[each]}`}
                    aria-pressed={each === props.language}
                    onClick={() => props.choose(each)}
                >
                    {each.toUpperCase()}
                </button>
            ))}
        </div>
    );
}

type Loading = { readonly network: Network | null; readonly failed: boolean };

function useNetwork(): Loading & { again: () => void } {
    const [loading, setLoading] = useState<Loading>({ network: null, failed: false });
    const again = (): void => {
        setLoading({ network: null, failed: false });
        loadNetwork().then(
            (network) => setLoading({ network, failed: false }),
            () => setLoading({ network: null, failed: true }),
        );
    };
    useEffect(again, []);
    return { ...loading, again };
}

/**
 * A page for staff: it loads the network, lets somebody sign in, and then draws what `children`
 * gives. The content stays while a lost line comes back.
 */
export function StaffPage(props: {
    entrance: Entrance;
    texts: StaffTexts;
    title: string;
    language: Language;
    choose: (language: Language) => void;
    children: (staff: Staff, network: Network) => JSX.Element;
}): JSX.Element {
    const { entrance, texts } = props;
    const { network, failed, again } = useNetwork();
    const entry = useStore(entrance.entry);
    useEffect(() => entrance.start(), [entrance]);

    if (failed) {
        return (
            <main class="sign-in">
                <p class="box box--error" role="alert">
                    {texts.networkFailed}
                </p>
                <Button onClick={again}>{texts.tryAgain}</Button>
            </main>
        );
    }
    if (network === null || (entry.step === 'entering' && entry.returning)) {
        return (
            <main class="sign-in">
                <p role="status">{texts.loading}</p>
                <LineState entrance={entrance} texts={texts} typing={false} />
            </main>
        );
    }
    if (entry.step === 'in') return props.children(entry.staff, network);
    return (
        <div class="entrance">
            <header class="entrance__top">
                <span class="product">Veer</span>
                <span>{props.title}</span>
                <LanguageChoice texts={texts} language={props.language} choose={props.choose} />
            </header>
            <SignIn entrance={entrance} network={network} texts={texts} />
            <LineState entrance={entrance} texts={texts} typing={false} />
        </div>
    );
}
