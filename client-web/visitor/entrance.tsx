import type { JSX } from 'preact';
import type { Desk, Network } from '../src/network';
import { useStore } from '../src/use_store';
import { usePage, useTexts } from './context';
import { DeskLink } from './desks';
import { Alert, Phones, Title } from './parts';
import { TagChoice } from './tags';

/** The group of the vocabulary that says what it is about. */
const SUBJECTS = 'what';

function fitOf(desk: Desk, tags: ReadonlySet<string>): number {
    return desk.tags.filter((tag) => tags.has(tag)).length;
}

/** Organisations with their listed desks, those that fit what was ticked first. */
function grouped(network: Network, tags: ReadonlySet<string>) {
    return network.file.organisations
        .map((organisation) => {
            const desks = organisation.desks
                .filter((desk) => desk.listed)
                .map((desk) => ({ desk, fit: fitOf(desk, tags) }))
                .sort((one, other) => other.fit - one.fit);
            return { organisation, desks, fit: desks[0]?.fit ?? 0 };
        })
        .filter(({ desks }) => desks.length > 0)
        .sort((one, other) => other.fit - one.fit);
}

/** The joint entrance: every listed desk, with how it stands now. */
export function Entrance(): JSX.Element {
    const { t, language } = useTexts();
    const { client, network } = usePage();
    const { desk, gone, tags } = useStore(client.visit);
    const subjects = network.file.triage.find(({ group }) => group === SUBJECTS);
    return (
        <main class="column">
            <Title>{t.entranceTitle}</Title>
            <p class="nl-paragraph nl-paragraph--lead">{t.entranceLead}</p>
            {gone && <Alert kind="info">{t.chatGone}</Alert>}
            {desk !== null && <Alert kind="info">{t.unknownDesk}</Alert>}
            <Phones />
            {subjects && (
                <details class="card" open={tags.size > 0}>
                    <summary>{t.whatHappened}</summary>
                    <p class="hint">{t.whatHappenedHint}</p>
                    <TagChoice
                        group={subjects}
                        chosen={tags}
                        onChange={(chosen) => client.tick(chosen)}
                    />
                </details>
            )}
            <h2 class="nl-heading nl-heading--level-2">{t.desksTitle}</h2>
            {grouped(network, tags).map(({ organisation, desks }) => (
                <section class="card" key={organisation.id} aria-labelledby={organisation.id}>
                    <h3 class="nl-heading nl-heading--level-3" id={organisation.id}>
                        {organisation.name}
                    </h3>
                    <ul class="desks">
                        {desks.map(({ desk: each, fit }) => (
                            <DeskLink key={each.id} desk={each} fits={fit > 0} />
                        ))}
                    </ul>
                    <p class="hint">{network.text(organisation.about, language)}</p>
                </section>
            ))}
            <p class="hint">
                {t.anonymous} {t.history}
            </p>
        </main>
    );
}
