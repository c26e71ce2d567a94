import { behindGaps } from '../../src/session/lines';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ChannelView, ConversationView } from '../../src/session/state';
import { timeOfDay } from '../../src/staff/format';
import { useConsole, useIsLocked, useLocal, useTexts } from '../context';
import type { TalkItem } from '../model/talk_items';
import { speakerOf, talkItems } from '../model/talk_items';
import { useNames } from './names';

const BOTTOM_PX = 24;

function Line(props: {
    item: Extract<TalkItem, { kind: 'line' }>;
    waiting: string | undefined;
}): JSX.Element {
    const { item, waiting } = props;
    const { t } = useTexts();
    const names = useNames();
    const { text, unread, sign, at, error } = item;
    return (
        <div class={`line line--${item.speaker.who}`}>
            <p class="line__who">
                {names.speaker(item.speaker)}
                {at !== null && <span class="line__at"> {timeOfDay(at, names.language)}</span>}
            </p>
            {text === null ? (
                <p class={`line__unread line__unread--${unread ?? 'waiting'}`}>
                    {(unread === 'waiting' && waiting) || t.talk.unread[unread ?? 'waiting']}
                </p>
            ) : (
                <p class="line__text" dir="auto">
                    {text}
                </p>
            )}
            {sign && (
                <p class={`line__sign line__sign--${sign}`} aria-live="off">
                    {t.talk.signs[sign]}
                    {error && `: ${t.staff.errors[error]}`}
                </p>
            )}
        </div>
    );
}

function NoticeLine(props: { item: Extract<TalkItem, { kind: 'notice' }> }): JSX.Element {
    const { item } = props;
    const { t } = useTexts();
    const names = useNames();
    return (
        <p class="notice">
            {item.speaker.who === 'me'
                ? t.talk.noticesOfMe[item.notice]
                : t.talk.notices[item.notice](names.speaker(item.speaker))}
            <span class="line__at"> {timeOfDay(item.at, names.language)}</span>
        </p>
    );
}

/**
 * Keeps the newest line in sight unless somebody scrolled back, and says how far the channel was
 * on a visible screen.
 */
function useReading(view: ConversationView, channel: ChannelView) {
    const { workplace } = useConsole();
    const pane = useLocal((state) => state.pane);
    const log = useRef<HTMLDivElement>(null);
    const stays = useRef(true);
    const latest = useRef(channel);
    latest.current = channel;
    const look = (): void => {
        const element = log.current;
        const shown = element !== null && element.offsetParent !== null;
        if (!shown || document.visibilityState !== 'visible' || !stays.current) return;
        workplace.saw(view.conversation, latest.current);
    };
    useLayoutEffect(() => {
        const element = log.current;
        if (element && stays.current) element.scrollTop = element.scrollHeight;
        look();
    }, [channel.lines, channel.pending, pane]);
    useEffect(() => {
        document.addEventListener('visibilitychange', look);
        return () => document.removeEventListener('visibilitychange', look);
    }, [view.conversation]);
    const scrolled = (): void => {
        const element = log.current;
        if (!element) return;
        const below = element.scrollHeight - element.scrollTop - element.clientHeight;
        stays.current = below <= BOTTOM_PX;
        look();
    };
    return { log, scrolled };
}

/** The lines of a channel, the newest at the bottom. */
export function Log(props: {
    view: ConversationView;
    channel: ChannelView;
    label: string;
    empty: string;
    /** What stands in place of a line whose key has not come. */
    waiting?: string;
}): JSX.Element {
    const { view, channel } = props;
    const { t } = useTexts();
    const names = useNames();
    const { log, scrolled } = useReading(view, channel);
    const items = talkItems(view, channel, useIsLocked());
    const typing = channel.typing
        .filter((member) => member !== view.event.me)
        .map((member) => t.talk.typing(names.speaker(speakerOf(view.event, member))))
        .join(' ');
    return (
        <>
            <div
                class="log"
                role="log"
                aria-label={props.label}
                aria-relevant="additions"
                tabIndex={0}
                ref={log}
                onScroll={scrolled}
            >
                {items.length === 0 && <p class="hint">{props.empty}</p>}
                {items.map((item) =>
                    item.kind === 'line' ? (
                        <Line key={item.key} item={item} waiting={props.waiting} />
                    ) : (
                        <NoticeLine key={item.key} item={item} />
                    ),
                )}
                {(channel.missing || behindGaps(channel.lines).size > 0) && (
                    <p class="notice">{t.talk.missing}</p>
                )}
            </div>
            <p class="typing">{typing}</p>
        </>
    );
}
