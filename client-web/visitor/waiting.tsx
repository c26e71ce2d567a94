import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { browserClock } from '../src/clock';
import type { Desk } from '../src/network';
import type { ConversationView } from '../src/session/state';
import type { Failure, Result } from '../src/transport/types';
import { usePage, useTexts } from './context';
import { useOpenDesks } from './desks';
import { Reread } from './log';
import { Alert, Button, ErrorText, Phones, Title } from './parts';

const ANNOUNCE_MS = 30_000;

/** The text, but taken over at most every half minute: for those who hear the page. */
function useSparingly(text: string): string {
    const [said, setSaid] = useState('');
    const newest = useRef(text);
    newest.current = text;
    useEffect(() => {
        let cancel = (): void => undefined;
        const say = (): void => {
            setSaid(newest.current);
            cancel = browserClock.after(ANNOUNCE_MS, say);
        };
        say();
        return () => cancel();
    }, []);
    return said;
}

function Place({ view }: { view: ConversationView }): JSX.Element {
    const { t } = useTexts();
    const { place, event } = view;
    const offered = event.state === 'offered';
    const where = offered ? t.offered : place ? t.place(place.place) : t.placeUnknown;
    const wait = !offered && place ? t.expected(t.waits[place.wait]) : '';
    const said = useSparingly(`${where}. ${wait}`);
    return (
        <div class="card place">
            <p class="place__where">{where}</p>
            {wait !== '' && <p class="nl-paragraph">{wait}</p>}
            <p class="hidden" role="status">
                {said}
            </p>
        </div>
    );
}

function Move(props: { desks: readonly Desk[]; onMove: (desk: string) => void }): JSX.Element {
    const { t, language } = useTexts();
    const { network } = usePage();
    const nameOfDesk = (desk: Desk): string => {
        const organisation = network.organisationOf(desk.id)?.name ?? '';
        return `${network.text(desk.name, language)} (${organisation})`;
    };
    return (
        <details class="card">
            <summary>{t.moveTitle}</summary>
            <p class="hint">{t.moveHint}</p>
            <ul class="moves">
                {props.desks.map((desk) => (
                    <li key={desk.id}>
                        <Button onClick={() => props.onMove(desk.id)}>
                            {t.move(nameOfDesk(desk))}
                        </Button>
                    </li>
                ))}
            </ul>
        </details>
    );
}

/** In the queue: an honest place, numbers to call, and the ways out. */
export function Waiting({ view }: { view: ConversationView }): JSX.Element {
    const { t, language } = useTexts();
    const { client, network } = usePage();
    const [error, setError] = useState<Failure | null>(null);
    const { event } = view;
    const { conversation } = event;
    const others = useOpenDesks(event.desk).filter((desk) =>
        desk.languages.includes(event.language),
    );
    const show = (result: Result<'move' | 'end'>): void => {
        setError(result.ok ? null : result.error);
    };
    return (
        <main class="column">
            <Title>{t.waitingTitle}</Title>
            <p class="nl-paragraph">{t.waitingAt(network.deskName(event.desk, language))}</p>
            {event.why !== undefined && event.why !== 'new' && (
                <Alert kind="info">{t.whys[event.why]}</Alert>
            )}
            <Place view={view} />
            <p class="nl-paragraph">{t.keepOpen}</p>
            <p class="hint">{t.urgentFirst}</p>
            <Reread view={view} />
            <Phones organisation={network.organisationOf(event.desk)} />
            {others.length > 0 && (
                <Move
                    desks={others}
                    onMove={(desk) =>
                        void client.session.request('move', { conversation, desk }).then(show)
                    }
                />
            )}
            <ErrorText error={error} />
            <p>
                <Button
                    onClick={() => void client.session.request('end', { conversation }).then(show)}
                >
                    {t.stop}
                </Button>
            </p>
        </main>
    );
}
