import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { browserClock } from '../src/clock';
import type { Dictionary, Language } from '../src/i18n';
import type { Network } from '../src/network';
import type { BoardDesk } from '../src/protocol/generated';
import type { Entrance } from '../src/staff/entrance';
import { deskName, minutesPassed, timeOfDay } from '../src/staff/format';
import { LineState } from '../src/staff/line_state';
import { useNow } from '../src/staff/now';
import { Button } from '../src/staff/parts';
import { LanguageChoice } from '../src/staff/staff_page';
import { useSelected, useStore } from '../src/use_store';
import type { WallboardTexts } from '../locales/nl/wallboard';
import { People } from './people';
import type { Board, Row } from './rows';
import { rowsOf, totalsOf } from './rows';

export interface WallboardPage {
    readonly entrance: Entrance;
    readonly network: Network;
    readonly t: Dictionary<WallboardTexts>;
    readonly language: Language;
    readonly choose: (language: Language) => void;
}

const SIGNS: Readonly<Record<Row['need'], string>> = {
    now: '▲',
    soon: '◆',
    calm: '●',
    closed: '–',
};

/** What the server told last, with the moments at which it did. */
function useBoard(entrance: Entrance): (Board & { readonly toldAt: number }) | null {
    const desks = useSelected(entrance.session.state, ({ board }) => board);
    return useMemo(() => boardOf(desks), [desks]);
}

function boardOf(desks: readonly BoardDesk[] | null) {
    return desks && { desks, at: browserClock.now(), toldAt: Date.now() };
}

function Cell(props: { label: string; children: ComponentChildren }): JSX.Element {
    return (
        <td role="cell">
            <span class="cell__label" aria-hidden="true">
                {props.label}
            </span>
            {props.children}
        </td>
    );
}

function DeskRow(
    props: WallboardPage & { row: Row; onPeople: (desk: string) => void },
): JSX.Element {
    const { row, t, network, language, onPeople } = props;
    const { columns } = t;
    return (
        <tr role="row" class={`row row--${row.need}`}>
            <th role="rowheader" scope="row">
                {deskName(row.desk, network, language)}
            </th>
            <td role="cell" class={`need need--${row.need}`}>
                <span aria-hidden="true">{SIGNS[row.need]}</span> {t.needs[row.need]}
                {row.alerts.map((alert) => (
                    <span key={alert} class="need__why">
                        {t.alerts[alert]}
                    </span>
                ))}
            </td>
            <Cell label={columns.state}>{t.staff.deskStates[row.state]}</Cell>
            <Cell label={columns.waiting}>{row.waiting}</Cell>
            <Cell label={columns.longest}>
                {row.waitedMs === null ? t.nobodyWaits : minutesPassed(row.waitedMs)}
            </Cell>
            <Cell label={columns.onDuty}>
                {row.on_duty > 0 ? (
                    <button
                        type="button"
                        class="people-button"
                        aria-label={t.people.open(row.on_duty)}
                        onClick={() => onPeople(row.desk)}
                    >
                        {row.on_duty}
                    </button>
                ) : (
                    row.on_duty
                )}
            </Cell>
            <Cell label={columns.free}>{row.free}</Cell>
            <Cell label={columns.transfers}>{row.transfers}</Cell>
            <Cell label={columns.wait}>
                {row.state === 'closed' ? '–' : t.staff.waits[row.wait]}
            </Cell>
        </tr>
    );
}

function Totals(props: WallboardPage & { rows: readonly Row[] }): JSX.Element {
    const { rows, t } = props;
    const totals = totalsOf(rows);
    const longest = totals.longestMs === null ? t.nobodyWaits : minutesPassed(totals.longestMs);
    const figures = [
        [t.total.waiting, totals.waiting],
        [t.total.longest, longest],
        [t.total.transfers, totals.transfers],
        [t.total.attention, totals.attention],
        [t.total.open, totals.open],
    ] as const;
    return (
        <section aria-label={t.totals}>
            <dl class="totals">
                {figures.map(([name, figure]) => (
                    <div key={name}>
                        <dt>{name}</dt>
                        <dd>{figure}</dd>
                    </div>
                ))}
            </dl>
        </section>
    );
}

/** Tells a screen reader when a desk comes to need help; the table itself is no live region. */
function Alarm(props: WallboardPage & { rows: readonly Row[] }): JSX.Element {
    const { rows, t, network, language } = props;
    const words = rows
        .filter(({ need }) => need === 'now')
        .map(({ desk }) => t.needsNow(deskName(desk, network, language)))
        .sort()
        .join(' ');
    return (
        <div role="status" class="hidden">
            {words}
        </div>
    );
}

// Roles are written out: a browser forgets those of a table that is drawn as cards.
function Table(
    props: WallboardPage & { rows: readonly Row[]; onPeople: (desk: string) => void },
): JSX.Element {
    const { rows, t } = props;
    const { columns } = t;
    const heads = [
        columns.desk,
        columns.need,
        columns.state,
        columns.waiting,
        columns.longest,
        columns.onDuty,
        columns.free,
        columns.transfers,
        columns.wait,
    ];
    return (
        <table role="table" class="board" aria-label={t.table}>
            <thead role="rowgroup">
                <tr role="row">
                    {heads.map((head) => (
                        <th key={head} role="columnheader" scope="col">
                            {head}
                        </th>
                    ))}
                </tr>
            </thead>
            <tbody role="rowgroup">
                {rows.map((row) => (
                    <DeskRow key={row.desk} {...props} row={row} />
                ))}
            </tbody>
        </table>
    );
}

function Figures(props: WallboardPage & { board: Board & { toldAt: number } }): JSX.Element {
    const { board, t, entrance, language } = props;
    const link = useStore(entrance.link);
    const stale = link.state !== 'online';
    const rows = rowsOf(board, useNow(!stale)); // what nobody tells is not counted on
    const [peopleAt, setPeopleAt] = useState<string | null>(null);
    const shown = rows.find(({ desk }) => desk === peopleAt);
    return (
        <main>
            {stale && <p class="box box--warning">{t.stale}</p>}
            <Totals {...props} rows={rows} />
            <Alarm {...props} rows={rows} />
            {rows.length === 0 ? (
                <p>{t.none}</p>
            ) : (
                <Table {...props} rows={rows} onPeople={setPeopleAt} />
            )}
            {shown && (
                <People
                    {...props}
                    desk={shown.desk}
                    onDuty={shown.on_duty}
                    onClose={() => setPeopleAt(null)}
                />
            )}
            <p class="hint">
                {t.legend} {t.updated(timeOfDay(board.toldAt, language, true))}
            </p>
        </main>
    );
}

function FullScreen(props: { label: string }): JSX.Element | null {
    const [is, setIs] = useState(document.fullscreenElement !== null);
    useEffect(() => {
        const look = (): void => setIs(document.fullscreenElement !== null);
        document.addEventListener('fullscreenchange', look);
        return () => document.removeEventListener('fullscreenchange', look);
    }, []);
    if (!document.fullscreenEnabled) return null;
    return (
        <Button
            kind="subtle"
            pressed={is}
            onClick={() => {
                if (is) void document.exitFullscreen();
                else void document.documentElement.requestFullscreen();
            }}
        >
            {props.label}
        </Button>
    );
}

/** The live picture of the desks for a coordinator, or for a screen on the wall. */
export function Wallboard(props: WallboardPage): JSX.Element {
    const { entrance, t, language, choose } = props;
    const board = useBoard(entrance);
    return (
        <div class="wallboard">
            <header class="top">
                <h1 class="top__title">
                    <span class="product">Veer</span> {t.title}
                </h1>
                <div class="top__tools">
                    <FullScreen label={t.fullScreen} />
                    <LanguageChoice texts={t.staff} language={language} choose={choose} />
                    <Button kind="subtle" onClick={() => void entrance.signOut()}>
                        {t.staff.signOut}
                    </Button>
                </div>
            </header>
            <LineState entrance={entrance} texts={t.staff} typing={false} />
            {board ? (
                <Figures {...props} board={board} />
            ) : (
                <main>
                    <p role="status">{t.waitingForBoard}</p>
                </main>
            )}
        </div>
    );
}
