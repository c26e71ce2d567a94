import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isLanguage, LANGUAGE_NAMES } from '../src/i18n';
import type { Desk } from '../src/network';
import type { Wait } from '../src/protocol/generated';
import { LIMITS } from '../src/protocol/generated';
import { useStore } from '../src/use_store';
import type { Failure } from '../src/transport/types';
import { usePage, useTexts } from './context';
import { DeskLink, DeskNow, useOtherDesks, usePublicDesk } from './desks';
import { isSlow, quickerThan } from './other_desks';
import { Alert, Button, ErrorText, Phones, Title } from './parts';
import { Shielded } from './safety';
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

/** The desk takes nobody now, or it takes long: why, and who is there sooner. */
function Elsewhere(props: { desk: Desk; text: string; wait?: Wait }): JSX.Element {
    const { desk, text, wait } = props;
    const { t } = useTexts();
    const { client } = usePage();
    const { tags } = useStore(client.visit);
    const open = useOtherDesks({ except: desk.id, tags });
    const others = wait === undefined ? open : quickerThan(wait, open);
    return (
        <div class="stack">
            <Alert kind="warning">{text}</Alert>
            {others.length > 0 && (
                <section class="card" aria-labelledby="others">
                    <h2 class="nl-heading nl-heading--level-3" id="others">
                        {others.some(({ fits }) => fits) ? t.othersFit : t.others}
                    </h2>
                    <ul class="desks">
                        {others.map((each) => (
                            <DeskLink key={each.desk.id} desk={each.desk} fits={each.fits} />
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
    const now = usePublicDesk(desk.id);
    const state = now?.state;
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
            {state === 'closed' && <Elsewhere desk={desk} text={t.closedNow} />}
            {state === 'full' && <Elsewhere desk={desk} text={t.fullNow} />}
            {state === 'busy' && isSlow(now?.wait) && (
                <Elsewhere desk={desk} text={t.slowNow} wait={now?.wait ?? 'none'} />
            )}
            {state !== 'closed' && state !== 'full' && <StartForm desk={desk} />}
            <Phones organisation={organisation} />
            <Shielded />
            <p class="hint">
                {t.anonymous} {t.history} {t.whySpelling}
            </p>
        </main>
    );
}
