import type { JSX } from 'preact';
import type { ConversationView } from '../src/session/state';
import { usePage, useTexts } from './context';
import { Reread } from './log';
import { Button, Phones, Title } from './parts';

/** After the conversation: why it is over, and what one can do now. */
export function Ended({ view }: { view: ConversationView }): JSX.Element {
    const { t } = useTexts();
    const { client, network } = usePage();
    const { event } = view;
    return (
        <main class="column">
            <Title>{t.endedTitle}</Title>
            {event.ended_by !== undefined && (
                <p class="nl-paragraph">{t.endings[event.ended_by]}</p>
            )}
            <section class="card" aria-labelledby="next">
                <h2 class="nl-heading nl-heading--level-2" id="next">
                    {t.endedNext}
                </h2>
                <Phones organisation={network.organisationOf(event.desk)} />
                <Button kind="primary" onClick={() => client.restart()}>
                    {t.endedAgain}
                </Button>
            </section>
            <p class="nl-paragraph">{t.endedDelete}</p>
            <p class="hint">{t.wipe}</p>
            <Reread view={view} />
        </main>
    );
}
