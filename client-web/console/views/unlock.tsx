import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, ErrorText } from '../../src/staff/parts';
import { useSelected, useStore } from '../../src/use_store';
import { useConsole, useTexts } from '../context';
import type { KeyFault, KeyState } from '../key_desk';
import { isOwnFault } from '../key_desk';

const DAY_MS = 24 * 60 * 60 * 1000;
const SOON_MS = 14 * DAY_MS;

function dateOf(at: number, language: string): string {
    return new Date(at).toLocaleDateString(language, { dateStyle: 'long' });
}

function Fault(props: { fault: KeyFault | 'incomplete' | null }): JSX.Element {
    const { fault } = props;
    const { t } = useTexts();
    if (fault === null) return <ErrorText texts={t.staff} />;
    if (fault === 'incomplete') return <ErrorText texts={t.staff} text={t.keys.first} />;
    return isOwnFault(fault) ? (
        <ErrorText texts={t.staff} text={t.keys.faults[fault]} />
    ) : (
        <ErrorText texts={t.staff} code={fault} />
    );
}

function Form(props: { state: Extract<KeyState, { step: 'locked' }> }): JSX.Element {
    const { state } = props;
    const { t } = useTexts();
    const { workplace } = useConsole();
    const [phrase, setPhrase] = useState('');
    const [shown, setShown] = useState(false);
    const [incomplete, setIncomplete] = useState(false);
    const field = useRef<HTMLInputElement>(null);
    const busy = state.progress !== null;
    const again = useSelected(workplace.session.state, ({ conversations }) => conversations.size > 0);
    useEffect(() => field.current?.focus(), []);
    const submit = (event: Event): void => {
        event.preventDefault();
        if (busy) return;
        setIncomplete(phrase.trim() === '');
        if (phrase.trim() === '') return;
        setPhrase('');
        void workplace.keys.unlock(phrase).then(() => field.current?.focus());
    };
    const input = {
        id: 'key-phrase',
        ref: field,
        value: phrase,
        autocomplete: 'off',
        autocapitalize: 'none',
        spellcheck: false,
        'aria-describedby': 'key-phrase-hint',
        onInput: () => setPhrase(field.current?.value ?? ''),
    } as const;
    return (
        <form onSubmit={submit} noValidate>
            <p>{again ? t.keys.again : t.keys.about}</p>
            <div class="field">
                <label for="key-phrase">{t.keys.label}</label>
                <p class="hint" id="key-phrase-hint">
                    {t.keys.hint}
                </p>
                {shown ? <input {...input} type="text" /> : <input {...input} type="password" />}
                <label class="choice">
                    <input
                        type="checkbox"
                        checked={shown}
                        onChange={(event) => setShown(event.currentTarget.checked)}
                    />
                    {t.keys.show}
                </label>
            </div>
            <Fault fault={incomplete ? 'incomplete' : state.fault} />
            <div class="unlock__foot">
                <Button kind="primary" submit disabled={busy}>
                    {t.keys.submit}
                </Button>
                <span role="status">{busy && t.keys.busy}</span>
                {busy && <progress value={state.progress ?? 0} max={1} aria-hidden="true" />}
            </div>
        </form>
    );
}

/** An enrolment that is over soon. */
function Ends(props: { at: number }): JSX.Element | null {
    const { t, language } = useTexts();
    if (props.at - Date.now() > SOON_MS) return null;
    return (
        <p class="box box--warning unlock" role="status">
            {t.keys.ends(dateOf(props.at, language))}
        </p>
    );
}

/** Where the counsellor enters his key phrase, until his key is open. */
export function Unlock(): JSX.Element {
    const { t } = useTexts();
    const { workplace } = useConsole();
    const state = useStore(workplace.keys.state);
    return (
        <>
            {state.step !== 'open' && (
                <section class="unlock" aria-labelledby="unlock-title">
                    <h2 id="unlock-title">{t.keys.title}</h2>
                    {state.step === 'none' ? (
                        <p class="box box--warning">{t.keys.none}</p>
                    ) : (
                        <Form state={state} />
                    )}
                </section>
            )}
            {state.step !== 'none' && <Ends at={state.endsAt} />}
            <p role="status" class="hidden">
                {state.step === 'open' && t.keys.opened}
            </p>
        </>
    );
}
