import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Network } from '../network';
import { useStore } from '../use_store';
import type { FailureCode } from '../transport/transport';
import type { Entrance } from './entrance';
import { Button, ErrorText } from './parts';
import type { StaffTexts } from './texts';

function Field(props: {
    id: string;
    label: string;
    hint?: string;
    children: JSX.Element;
}): JSX.Element {
    return (
        <div class="field">
            <label for={props.id}>{props.label}</label>
            {props.hint !== undefined && (
                <p class="hint" id={`${props.id}-hint`}>
                    {props.hint}
                </p>
            )}
            {props.children}
        </div>
    );
}

/** The sign-in form of a staff page. */
export function SignIn(props: {
    entrance: Entrance;
    network: Network;
    texts: StaffTexts;
}): JSX.Element {
    const { entrance, network, texts } = props;
    const t = texts.signIn;
    const entry = useStore(entrance.entry);
    const [organisation, setOrganisation] = useState('');
    const [name, setName] = useState('');
    const [password, setPassword] = useState('');
    const [error, setError] = useState<FailureCode | 'incomplete' | null>(null);
    const busy = entry.step === 'entering';

    const submit = async (event: Event): Promise<void> => {
        event.preventDefault();
        if (busy) return;
        const account = name.trim().toLowerCase();
        if (organisation === '' || account === '' || password === '') {
            setError('incomplete');
            return;
        }
        setError(null);
        const code = await entrance.signIn(organisation, account, password);
        setPassword('');
        setError(code);
    };

    return (
        <main class="sign-in">
            <h1>{t.title}</h1>
            {entry.step === 'out' && entry.over !== null && error === null && (
                <p class="box box--warning" role="status">
                    {t.over[entry.over]}
                </p>
            )}
            <form onSubmit={(event) => void submit(event)} noValidate>
                <Field id="organisation" label={t.organisation}>
                    <select
                        id="organisation"
                        value={organisation}
                        onChange={(event) => setOrganisation(event.currentTarget.value)}
                    >
                        <option value="">{t.chooseOrganisation}</option>
                        {network.file.organisations.map(({ id, name: title }) => (
                            <option key={id} value={id}>
                                {title}
                            </option>
                        ))}
                    </select>
                </Field>
                <Field id="name" label={t.name} hint={t.nameHint}>
                    <input
                        id="name"
                        value={name}
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck={false}
                        aria-describedby="name-hint"
                        onInput={(event) => setName(event.currentTarget.value)}
                    />
                </Field>
                <Field id="password" label={t.password}>
                    <input
                        id="password"
                        type="password"
                        value={password}
                        autocomplete="current-password"
                        onInput={(event) => setPassword(event.currentTarget.value)}
                    />
                </Field>
                <ErrorText
                    texts={texts}
                    code={error === 'incomplete' ? null : error}
                    text={error === 'incomplete' ? t.incomplete : null}
                />
                <Button kind="primary" submit disabled={busy}>
                    {busy ? t.busy : t.submit}
                </Button>
            </form>
        </main>
    );
}
