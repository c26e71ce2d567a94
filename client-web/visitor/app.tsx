import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { LANGUAGES, LANGUAGE_NAMES } from '../src/i18n';
import type { Network } from '../src/network';
import { useSelected, useStore } from '../src/use_store';
import { Chat } from './chat';
import type { VisitorClient } from './client';
import { PageContext, usePage, useTexts } from './context';
import { Ended } from './ended';
import { Entrance } from './entrance';
import { Alert, Button, Phones, Title } from './parts';
import { Start } from './start';
import { Waiting } from './waiting';

/** Stands first on the page and in the order of the keyboard, whatever else is there. */
export function Leave({ onLeave }: { onLeave: () => void }): JSX.Element {
    const { t } = useTexts();
    return (
        <div class="leave">
            <button type="button" class="leave__button" onClick={onLeave}>
                {t.leave}
            </button>
            <span class="leave__hint">{t.leaveHint}</span>
        </div>
    );
}

export function Languages(): JSX.Element {
    const { t, language, choose } = useTexts();
    return (
        <nav class="languages" aria-label={t.language}>
            {LANGUAGES.filter((each) => each !== language).map((each) => (
                <button
                    type="button"
                    key={each}
                    lang={each}
                    class="languages__button"
                    onClick={() => choose(each)}
                >
                    {LANGUAGE_NAMES[each]}
                </button>
            ))}
        </nav>
    );
}

/** How the connection is, while it is not as it should be. */
export function Connection({ client }: { client: VisitorClient }): JSX.Element {
    const { t } = useTexts();
    const { state } = useStore(client.link);
    const storeThere = useSelected(client.session.state, (session) => session.storeThere);
    const rebuilding = useSelected(client.session.state, (session) => session.rebuilding);
    const wasOnline = useRef(false);
    if (state === 'online') wasOnline.current = true;
    const lost = wasOnline.current && (state === 'connecting' || state === 'offline');
    return (
        <div class="connection" role="status">
            {lost && <p>{t.offline}</p>}
            {state === 'online' && !storeThere && <p>{t.storeAway}</p>}
            {state === 'online' && rebuilding && <p>{t.rebuilding}</p>}
        </div>
    );
}

function Stopped({ superseded }: { superseded: boolean }): JSX.Element {
    const { t } = useTexts();
    return (
        <main class="column">
            <Title>{superseded ? t.supersededTitle : t.stoppedTitle}</Title>
            <p class="nl-paragraph">{superseded ? t.superseded : t.stopped}</p>
            {!superseded && (
                <Button kind="primary" onClick={() => location.reload()}>
                    {t.reload}
                </Button>
            )}
        </main>
    );
}

/** Coming back to a conversation that the server has not told about yet. */
function Resuming(): JSX.Element {
    const { t } = useTexts();
    return (
        <main class="column">
            <Title>{t.loading}</Title>
            <Phones />
        </main>
    );
}

type ViewName = 'stopped' | 'resuming' | 'waiting' | 'chat' | 'ended' | 'start' | 'entrance';

function useView(): { name: ViewName; element: JSX.Element } {
    const { client, network } = usePage();
    const link = useStore(client.link);
    const visit = useStore(client.visit);
    const view = useSelected(client.session.state, ({ conversations }) =>
        visit.conversation === null ? undefined : conversations.get(visit.conversation),
    );
    const desk = visit.desk === null ? undefined : network.desk(visit.desk);
    if (view?.event.state === 'ended') return { name: 'ended', element: <Ended view={view} /> };
    if (link.state === 'stopped') {
        const superseded = link.closed === 'superseded';
        return { name: 'stopped', element: <Stopped superseded={superseded} /> };
    }
    if (visit.conversation !== null && !view) return { name: 'resuming', element: <Resuming /> };
    if (view?.event.state === 'active') return { name: 'chat', element: <Chat view={view} /> };
    if (view) return { name: 'waiting', element: <Waiting view={view} /> };
    if (desk) return { name: 'start', element: <Start key={desk.id} desk={desk} /> };
    return { name: 'entrance', element: <Entrance /> };
}

function View(props: { onView: (name: ViewName) => void }): JSX.Element {
    const { name, element } = useView();
    props.onView(name);
    return element;
}

/** The whole page below the way out. */
export function App(props: { client: VisitorClient; network: Network }): JSX.Element {
    const first = useRef<ViewName | null>(null);
    const moved = useRef(false);
    const page = {
        ...props,
        get moved() {
            return moved.current;
        },
    };
    const onView = (name: ViewName): void => {
        if (name === 'resuming') return; // what comes next is still the first view
        first.current ??= name;
        if (name !== first.current) moved.current = true;
    };
    return (
        <PageContext.Provider value={page}>
            <View onView={onView} />
        </PageContext.Provider>
    );
}

/** Before the network file is there, or when it does not come. */
export function Loading({ failed }: { failed: boolean }): JSX.Element {
    const { t } = useTexts();
    return (
        <main class="column">
            {failed ? (
                <>
                    <Alert kind="error">{t.loadFailed}</Alert>
                    <Button kind="primary" onClick={() => location.reload()}>
                        {t.tryAgain}
                    </Button>
                </>
            ) : (
                <p role="status">{t.loading}</p>
            )}
        </main>
    );
}
