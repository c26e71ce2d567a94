import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isLanguage, LANGUAGE_NAMES } from '../src/i18n';
import type { Desk } from '../src/network';
import { LIMITS } from '../src/protocol/generated';
import { useStore } from '../src/store';
import type { Failure } from '../src/transport/types';
import { usePage, useTexts } from './context';
import { DeskLink, DeskNow, useOpenDesks, usePublicDesk } from './desks';
import { Alert, Button, ErrorText, Phones, Title } from './parts';
import { TagChoice } from './tags';

function languageName(code: string): string {
    return isLanguage(code) ? LANGUAGE_NAMES[code] : code;
}

function LanguageChoice(props: {
    desk: Desk;
    chosen: string;
    onChange: (language: string) => void;
}): JSX.Element | null {
    const { t } = useTexts();
    const { languages } = props.desk;
    if (languages.length < 2) return null;
    return (
        <fieldset class="choices choices--row">
            <legend>{t.chatLanguage}</legend>
            {languages.map((code) => (
                <label class="choice" key={code}>
                    <input
                        type="radio"
                        name="language"
                        checked={code === props.chosen}
                        onChange={() => props.onChange(code)}
                    />
                    <span lang={code}>{languageName(code)}</span>
                </label>
            ))}
        </fieldset>
    );
}

/** What can be told beforehand, and the button that begins the chat. */
function StartForm({ desk }: { desk: Desk }): JSX.Element {
    const { t, language } = useTexts();
    const { client, network } = usePage();
    const { tags } = useStore(client.visit);
    const [wish, setWish] = useState<string | null>(null);
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<Failure | null>(null);
    const spoken = desk.languages.includes(language) ? language : (desk.languages[0] ?? '');
    const tooMany = tags.size > LIMITS.tags;

    const enter = async (): Promise<void> => {
        if (tooMany || busy) return;
        setBusy(true);
        const result = await client.enter(desk.id, wish ?? spoken);
        if (result.ok) return; // the view has changed
        setBusy(false);
        setError(result.error);
    };

    return (
        <form
            class="stack"
            onSubmit={(event) => {
                event.preventDefault();
                void enter();
            }}
        >
            <LanguageChoice desk={desk} chosen={wish ?? spoken} onChange={setWish} />
            <details class="card">
                <summary>{t.tagsTitle}</summary>
                <p class="hint">{t.tagsHint}</p>
                {network.file.triage.map((group) => (
                    <TagChoice
                        key={group.group}
                        group={group}
                        chosen={tags}
                        onChange={(chosen) => client.tick(chosen)}
                    />
                ))}
            </details>
            {tooMany ? (
                <ErrorText error={null} text={t.tooManyTags(LIMITS.tags)} />
            ) : (
                <ErrorText error={error} />
            )}
            <Button kind="primary" submit busy={busy}>
                {busy ? t.starting : t.start}
            </Button>
        </form>
    );
}

/** The desk takes nobody now: why, and who does. */
function NotNow({ desk, text }: { desk: Desk; text: string }): JSX.Element {
    const { t } = useTexts();
    const open = useOpenDesks(desk.id);
    return (
        <div class="stack">
            <Alert kind="warning">{text}</Alert>
            {open.length > 0 && (
                <section class="card" aria-labelledby="others">
                    <h2 class="nl-heading nl-heading--level-3" id="others">
                        {t.others}
                    </h2>
                    <ul class="desks">
                        {open.map((each) => (
                            <DeskLink key={each.id} desk={each} />
                        ))}
                    </ul>
                </section>
            )}
        </div>
    );
}

/** One desk, before the chat. */
export function Start({ desk }: { desk: Desk }): JSX.Element {
    const { t, language } = useTexts();
    const { client, network } = usePage();
    const { gone } = useStore(client.visit);
    const state = usePublicDesk(desk.id)?.state;
    const organisation = network.organisationOf(desk.id);
    return (
        <main class="column">
            <p>
                <a
                    class="nl-link"
                    href="/"
                    onClick={(event) => {
                        event.preventDefault();
                        client.choose(null);
                    }}
                >
                    {t.back}
                </a>
            </p>
            <Title>{network.text(desk.name, language)}</Title>
            <p class="nl-paragraph organisation">{organisation?.name}</p>
            <DeskNow desk={desk} />
            <p class="nl-paragraph">{network.text(desk.about, language)}</p>
            {gone && <Alert kind="info">{t.chatGone}</Alert>}
            {state === 'closed' && <NotNow desk={desk} text={t.closedNow} />}
            {state === 'full' && <NotNow desk={desk} text={t.fullNow} />}
            {state !== 'closed' && state !== 'full' && <StartForm desk={desk} />}
            <Phones organisation={organisation} />
            <p class="hint">
                {t.anonymous} {t.history} {t.whySpelling}
            </p>
        </main>
    );
}
