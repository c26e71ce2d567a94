import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConversationView, PendingLine, Sign, TalkLine } from '../src/session/state';
import { behindGaps } from '../src/session/lines';
import { signOf } from '../src/session/state';
import { usePage, useTexts } from './context';
import { memberName } from './names';
import { isShown } from './safety_state';

const NEAR_END_PX = 160;

function isNearEnd(): boolean {
    const page = document.documentElement;
    return page.scrollHeight - page.scrollTop - page.clientHeight < NEAR_END_PX;
}

function SignText({ sign }: { sign: Sign }): JSX.Element {
    const { t } = useTexts();
    return (
        <span class={`sign sign--${sign}`} aria-live="off">
            {t.signs[sign]}
        </span>
    );
}

/** The text of a line, or why there is none to see. */
function LineText({ line }: { line: TalkLine }): JSX.Element {
    const { t, language } = useTexts();
    const { kind, text } = line;
    if (kind === 'text') return <>{text}</>;
    const why =
        kind === 'waiting' || kind === 'withheld' || kind === 'altered'
            ? t.unread[kind]
            : t.unreadable;
    return <em lang={language}>{why}</em>;
}

function Line(props: { view: ConversationView; line: TalkLine }): JSX.Element {
    const { t, language } = useTexts();
    const { network } = usePage();
    const { view, line } = props;
    const { event } = view;
    const who = memberName(t, network, event, line.member);
    if (line.notice !== undefined) {
        return <p class="notice">{t.notices[line.notice](who)}</p>;
    }
    const own = line.member === event.me;
    const altered = line.kind === 'altered';
    const time = new Date(line.at).toLocaleTimeString(language, {
        hour: '2-digit',
        minute: '2-digit',
    });
    return (
        <div class={`line${own ? ' line--own' : ''}${altered ? ' line--altered' : ''}`}>
            <p class={own ? 'hidden' : 'line__who'}>{who}</p>
            <p class="line__text" lang={event.language} dir="auto">
                <LineText line={line} />
            </p>
            <p class="line__meta">
                <time>{time}</time>
                {own && <SignText sign={signOf(view, line)} />}
            </p>
        </div>
    );
}

function Pending(props: { line: PendingLine; lang: string }): JSX.Element {
    const { t } = useTexts();
    const { line, lang } = props;
    return (
        <div class="line line--own">
            <p class="hidden">{t.me}</p>
            <p class="line__text" lang={lang} dir="auto">
                {line.text}
            </p>
            <p class="line__meta">
                <SignText sign={line.state} />
                {line.error !== undefined && <span>{t.errors[line.error]}</span>}
            </p>
        </div>
    );
}

/** Tells the session how far the talk was on a visible screen. */
function useSeen(view: ConversationView, end: { current: HTMLElement | null }): void {
    const { client } = usePage();
    const last = view.channels.talk?.complete ?? 0;
    const { conversation } = view;
    useEffect(() => {
        const element = end.current;
        if (!element) return undefined;
        let onScreen = false;
        const look = (): void => {
            if (onScreen && document.visibilityState === 'visible') {
                client.session.seen(conversation, last);
            }
        };
        const observer = new IntersectionObserver((entries) => {
            onScreen = entries.some((entry) => entry.isIntersecting);
            look();
        });
        observer.observe(element);
        document.addEventListener('visibilitychange', look);
        return () => {
            observer.disconnect();
            document.removeEventListener('visibilitychange', look);
        };
    }, [conversation, last]);
}

interface Follow {
    /** What grows. */
    readonly log: { current: HTMLElement | null };
    /** How many messages there are. */
    readonly length: number;
    readonly live: boolean;
    /** Something below the messages is being read: it must not move. */
    readonly hold: boolean;
}

/** Keeps the end of the page in sight until the reader scrolls up; then says that there is more. */
function useFollowEnd({ log, length, live, hold }: Follow): { more: boolean; toEnd: () => void } {
    const follows = useRef(true);
    const holds = useRef(hold);
    const [more, setMore] = useState(false);
    holds.current = hold;
    const toEnd = (): void => {
        follows.current = true;
        setMore(false);
        if (holds.current) log.current?.scrollIntoView({ block: 'end' });
        else window.scrollTo({ top: document.documentElement.scrollHeight });
    };
    useEffect(() => {
        const element = log.current;
        if (!live || !element) return undefined;
        let last = document.documentElement.scrollTop;
        const look = (): void => {
            const now = document.documentElement.scrollTop;
            // growing text moves the end away without anybody having scrolled up
            if (now < last || isNearEnd()) follows.current = isNearEnd();
            if (follows.current) setMore(false);
            last = now;
        };
        const observer = new ResizeObserver(() => {
            if (follows.current && !holds.current) toEnd();
        });
        observer.observe(element);
        window.addEventListener('scroll', look, { passive: true });
        return () => {
            observer.disconnect();
            window.removeEventListener('scroll', look);
        };
    }, [live]);
    useEffect(() => {
        if (live && length > 0 && (!follows.current || hold)) setMore(true);
    }, [length]);
    useEffect(() => {
        if (live && !hold && follows.current) toEnd();
    }, [hold]);
    return { more, toEnd };
}

/** The messages. `live`: whether the page follows the newest one; see Follow for `hold`. */
export function Log(props: {
    view: ConversationView;
    live?: boolean;
    hold?: boolean;
}): JSX.Element {
    const { t } = useTexts();
    const { view, live = true, hold = false } = props;
    const talk = view.channels.talk;
    const lines = talk?.lines ?? [];
    const pending = talk?.pending ?? [];
    const end = useRef<HTMLDivElement>(null);
    const log = useRef<HTMLDivElement>(null);
    const gaps = behindGaps(lines);
    useSeen(view, end);
    const { more, toEnd } = useFollowEnd({
        log,
        length: lines.filter(isShown).length + pending.length,
        live,
        hold,
    });
    return (
        <>
            <div class="log" ref={log} role="log" aria-label={t.log} aria-relevant="additions">
                {lines.map((line, index) => {
                    const before = lines[index - 1];
                    const unfilled = talk?.missing === true && line.seq > (before?.seq ?? 0) + 1;
                    const gap = unfilled || gaps.has(line.seq);
                    if (!gap && !isShown(line)) return null;
                    return (
                        <div key={line.seq}>
                            {gap && <p class="notice">{t.missing}</p>}
                            {isShown(line) && <Line view={view} line={line} />}
                        </div>
                    );
                })}
                {pending.map((line) => (
                    <Pending key={line.key} line={line} lang={view.event.language} />
                ))}
            </div>
            <div ref={end} class="log__end" />
            {more && (
                <button type="button" class="nl-button nl-button--secondary more" onClick={toEnd}>
                    {t.newLines}
                </button>
            )}
        </>
    );
}

/** The messages so far, to be read again where no counsellor is there; nothing if there are none. */
export function Reread({ view }: { view: ConversationView }): JSX.Element | null {
    const { t } = useTexts();
    const talk = view.channels.talk;
    if (!talk || talk.lines.filter(isShown).length + talk.pending.length === 0) return null;
    return (
        <details class="card">
            <summary>{t.reread}</summary>
            <Log view={view} live={false} />
        </details>
    );
}
