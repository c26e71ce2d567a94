import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { browserClock } from '../src/clock';
import type { Desk } from '../src/network';
import type { ConversationView } from '../src/session/state';
import type { Failure, Result } from '../src/transport/types';
import type { VisitorTexts } from './context';
import { usePage, useTexts } from './context';
import { useOtherDesks } from './desks';
import { Reread } from './log';
import type { OtherDesk } from './other_desks';
import { isSlow, quickerThan } from './other_desks';
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

/** The other chats to go to: put forward when there is a reason, else behind a heading. */
function Move(props: {
    desks: readonly OtherDesk[];
    reason: string | null;
    onMove: (desk: string) => void;
}): JSX.Element {
    const { t, language } = useTexts();
    const { network } = usePage();
    const { desks, reason, onMove } = props;
    const nameOfDesk = (desk: Desk): string => {
        const organisation = network.organisationOf(desk.id)?.name ?? '';
        return `${network.text(desk.name, language)} (${organisation})`;
    };
    const list = (
        <ul class="moves">
            {desks.map(({ desk, wait, fits }) => (
                <li key={desk.id}>
                    <Button onClick={() => onMove(desk.id)}>{t.move(nameOfDesk(desk))}</Button>{' '}
                    <span class="hint">
                        {t.waits[wait]}
                        {fits && `. ${t.fits}`}
                    </span>
                </li>
            ))}
        </ul>
    );
    if (reason !== null) {
        return (
            <section class="card" aria-labelledby="moves">
                <h2 class="nl-heading nl-heading--level-3" id="moves">
                    {t.moveTitle}
                </h2>
                <p class="nl-paragraph">{reason}</p>
                {list}
            </section>
        );
    }
    return (
        <details class="card">
            <summary>{t.moveTitle}</summary>
            <p class="hint">{t.moveHint}</p>
            {list}
        </details>
    );
}

/** Why another chat is put forward; null: there is no reason. */
function reasonToMove(t: VisitorTexts, view: ConversationView, quicker: boolean): string | null {
    const stranded = view.place?.stranded ?? null;
    if (stranded !== null) return t.stranded[stranded];
    return quicker ? t.slowMove : null;
}

/** In the queue: an honest place, numbers to call, and the ways out. */
export function Waiting({ view }: { view: ConversationView }): JSX.Element {
    const { t, language } = useTexts();
    const { client, network } = usePage();
    const [error, setError] = useState<Failure | null>(null);
    const { event } = view;
    const { conversation } = event;
    const wait = view.place?.wait ?? 'none';
    const stranded = view.place?.stranded ?? null;
    const others = useOtherDesks({
        except: event.desk,
        tags: new Set(event.tags),
        language: event.language,
    });
    const quicker = stranded === null && isSlow(wait) ? quickerThan(wait, others) : [];
    const reason = reasonToMove(t, view, quicker.length > 0);
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
            {event.declined === true && <Alert kind="info">{t.declined}</Alert>}
            {stranded !== null && others.length === 0 && (
                <Alert kind="warning">{t.strandedAlone[stranded]}</Alert>
            )}
            <Place view={view} />
            <p class="nl-paragraph">{t.keepOpen}</p>
            <p class="hint">{t.urgentFirst}</p>
            <Reread view={view} />
            <Phones organisation={network.organisationOf(event.desk)} />
            {others.length > 0 && (
                <Move
                    desks={quicker.length > 0 ? quicker : others}
                    reason={reason}
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
