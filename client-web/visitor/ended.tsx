import type { JSX } from 'preact';
import type { ConversationView } from '../src/session/state';
import { useStore } from '../src/use_store';
import { usePage, useTexts } from './context';
import { Reread } from './log';
import { Button, Phones, Title, useHeld } from './parts';
import { isBrokenOff } from './safety_state';

// The counsellor's own last word may come a little later than what the server says of the end.
const LAST_WORD_MS = 2_000;

/** After the conversation: why it is over, and what one can do now. */
export function Ended({ view }: { view: ConversationView }): JSX.Element {
    const { t } = useTexts();
    const { client, network } = usePage();
    const { event } = view;
    const unsaid = isBrokenOff(event, useStore(client.keys));
    const brokenOff = useHeld(unsaid, LAST_WORD_MS);
    const why = event.ended_by === undefined || unsaid ? '' : t.endings[event.ended_by];
    return (
        <main class="column">
            <Title>{brokenOff ? t.brokenOffTitle : t.endedTitle}</Title>
            <p class="nl-paragraph" role="status">
                {brokenOff ? t.brokenOff : why}
            </p>
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
