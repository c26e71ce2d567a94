import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Staff } from '../../src/protocol/generated';
import { LineState } from '../../src/staff/line_state';
import { useSelected, useStore } from '../../src/use_store';
import { useConsole, useConversation, useLocal, useTexts } from '../context';
import type { Shortcut } from '../model/shortcuts';
import { shortcutOf } from '../model/shortcuts';
import { listOf } from '../model/conversations';
import type { Pane, Workplace } from '../workplace';
import { ConversationList } from './list';
import { Help } from './help';
import { Announcer, Messages } from './news';
import { Offers } from './offers';
import { Side } from './side';
import { Talk } from './talk';
import { TopBar } from './top_bar';
import { Unlock } from './unlock';

const PANES: readonly Pane[] = ['list', 'talk', 'side'];

function follow(workplace: Workplace, shortcut: Shortcut, help: () => void): void {
    const offer = workplace.session.state.get().counsellor?.offers[0];
    switch (shortcut.does) {
        case 'conversation':
            return workplace.openNumber(shortcut.number);
        case 'accept':
            if (offer && workplace.keys.state.get().step === 'open') void workplace.accept(offer);
            return;
        case 'message':
            return workplace.focus('talk');
        case 'colleague':
            return workplace.focus('briefing');
        case 'notes':
            return workplace.focus('notes');
        case 'transfer':
            return workplace.focus('transfer');
        case 'help':
            return help();
    }
}

function useShortcuts(help: () => void): void {
    const { workplace } = useConsole();
    useEffect(() => {
        const pressed = (event: KeyboardEvent): void => {
            const shortcut = shortcutOf(event);
            if (shortcut === null || document.querySelector('dialog[open]') !== null) return;
            event.preventDefault();
            follow(workplace, shortcut, help);
        };
        document.addEventListener('keydown', pressed);
        return () => document.removeEventListener('keydown', pressed);
    }, [workplace]);
}

/** The title tells how many offers wait, for a tab that is not in sight. */
function useTitle(): void {
    const { t } = useTexts();
    const { workplace } = useConsole();
    const offers = useSelected(
        workplace.session.state,
        (state) => state.counsellor?.offers.length ?? 0,
    );
    useEffect(() => {
        document.title = offers > 0 ? `(${offers}) ${t.title} – Veer` : `${t.title} – Veer`;
    }, [offers, t]);
}

/** The browser asks before something that was written is lost. */
function useLeaveWarning(): void {
    const { workplace } = useConsole();
    useEffect(() => {
        const leaving = (event: BeforeUnloadEvent): void => {
            if (workplace.holdsText()) event.preventDefault();
        };
        window.addEventListener('beforeunload', leaving);
        return () => window.removeEventListener('beforeunload', leaving);
    }, [workplace]);
}

function useUnread(): number {
    const { workplace } = useConsole();
    const { conversations } = useStore(workplace.session.state);
    const numbers = useLocal((state) => state.numbers);
    const seen = useLocal((state) => state.seen);
    return listOf(conversations, numbers, seen).reduce((sum, { unread }) => sum + unread, 0);
}

/** On a narrow screen: which part of the page is shown. */
function Panes(): JSX.Element {
    const { t } = useTexts();
    const { workplace } = useConsole();
    const pane = useLocal((state) => state.pane);
    const unread = useUnread();
    return (
        <div class="panes" role="group" aria-label={t.panes.label}>
            {PANES.map((each) => (
                <button
                    key={each}
                    type="button"
                    aria-pressed={pane === each}
                    onClick={() => workplace.set({ pane: each })}
                >
                    {t.panes[each]}
                    {each === 'list' && unread > 0 && (
                        <span class="count">
                            {unread}
                            <span class="hidden"> {t.panes.unread(unread)}</span>
                        </span>
                    )}
                </button>
            ))}
        </div>
    );
}

function OpenConversation(): JSX.Element {
    const { t } = useTexts();
    const open = useLocal((state) => state.open);
    const numbers = useLocal((state) => state.numbers);
    const view = useConversation(open);
    if (view && !view.gone) {
        return (
            <>
                <main class="talk">
                    <Talk view={view} number={numbers.get(view.conversation) ?? 0} />
                </main>
                <aside class="side" aria-label={t.panes.side}>
                    <Side view={view} />
                </aside>
            </>
        );
    }
    return (
        <>
            <main class="talk empty">
                {open === null ? (
                    <>
                        <h2>{t.talk.none}</h2>
                        <p class="hint">{t.talk.noneHint}</p>
                    </>
                ) : (
                    <p role="status">{t.talk.loading}</p>
                )}
            </main>
            <aside class="side" aria-label={t.panes.side} />
        </>
    );
}

/** The whole place of work of somebody who signed in. */
export function Desk(props: { staff: Staff }): JSX.Element {
    const { t } = useTexts();
    const { workplace } = useConsole();
    const pane = useLocal((state) => state.pane);
    const [help, setHelp] = useState(false);
    useShortcuts(() => setHelp(true));
    useTitle();
    useLeaveWarning();
    return (
        <div class="desk" data-pane={pane}>
            <TopBar staff={props.staff} onHelp={() => setHelp(true)} />
            <LineState entrance={workplace.entrance} texts={t.staff} typing />
            <Unlock />
            <Messages />
            <Offers />
            <Announcer />
            <Panes />
            <div class="columns">
                <ConversationList />
                <OpenConversation />
            </div>
            {help && <Help onClose={() => setHelp(false)} />}
        </div>
    );
}
