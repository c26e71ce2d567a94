import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { DutyState } from '../../src/protocol/generated';
import { useStore } from '../../src/use_store';
import { useConsole, useLocal, useTexts } from '../context';
import type { ListItem } from '../model/conversations';
import { listOf } from '../model/conversations';
import { useRescuedFocus } from './focus';
import { useNames } from './names';

function Empty(props: { duty: DutyState }): JSX.Element {
    const { t } = useTexts();
    const hints = { on: t.list.noneOn, pause: t.list.nonePause, off: t.list.noneOff };
    return (
        <div class="empty">
            <p>{t.list.none}</p>
            <p class="hint">{hints[props.duty]}</p>
        </div>
    );
}

function Item(props: { item: ListItem; isOpen: boolean }): JSX.Element {
    const { item, isOpen } = props;
    const { t } = useTexts();
    const { workplace } = useConsole();
    const names = useNames();
    const locked = useStore(workplace.keys.state).step !== 'open';
    return (
        <li>
            <button
                type="button"
                class={`conversation-item conversation-item--${item.state}`}
                aria-current={isOpen ? 'true' : undefined}
                aria-keyshortcuts={item.number <= 9 ? `Alt+${item.number}` : undefined}
                onClick={() => workplace.openConversation(item.conversation)}
            >
                <span class="conversation-item__name">{t.list.name(item.number)}</span>
                {item.unread > 0 && (
                    <span class="count">{t.list.unread(item.unread)}</span>
                )}
                <span class="conversation-item__state">{t.list.states[item.state]}</span>
                {locked && <span class="conversation-item__locked">{t.keys.locked}</span>}
                <span class="conversation-item__desk">{names.desk(item.desk)}</span>
            </button>
        </li>
    );
}

function Sound(): JSX.Element {
    const { t } = useTexts();
    const { workplace } = useConsole();
    const sound = useLocal((state) => state.sound);
    return (
        <label class="choice list__sound">
            <input
                type="checkbox"
                checked={sound}
                onChange={(event) => workplace.set({ sound: event.currentTarget.checked })}
            />
            {t.sound}
        </label>
    );
}

/** The conversations that this counsellor has a part in. */
export function ConversationList(): JSX.Element {
    const { t } = useTexts();
    const { workplace } = useConsole();
    const { conversations, counsellor } = useStore(workplace.session.state);
    const numbers = useLocal((state) => state.numbers);
    const seen = useLocal((state) => state.seen);
    const open = useLocal((state) => state.open);
    const items = listOf(conversations, numbers, seen);
    const heading = useRef<HTMLHeadingElement>(null);
    const offers = counsellor?.offers.length ?? 0;
    const messages = useLocal((state) => state.messages.length);
    useRescuedFocus(heading, `${offers} ${messages} ${open}`);
    return (
        <nav class="list" aria-labelledby="list-title">
            <h2 id="list-title" tabIndex={-1} ref={heading}>
                {t.list.title}
            </h2>
            {items.length === 0 && <Empty duty={counsellor?.event.duty ?? 'off'} />}
            <ul>
                {items.map((item) => (
                    <Item
                        key={item.conversation}
                        item={item}
                        isOpen={item.conversation === open}
                    />
                ))}
            </ul>
            <Sound />
        </nav>
    );
}
