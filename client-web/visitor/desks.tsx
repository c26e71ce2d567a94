import type { JSX } from 'preact';
import type { DeskState, PublicDesk } from '../src/protocol/generated';
import type { Desk, HoursLine } from '../src/network';
import { useSelected } from '../src/store';
import type { VisitorTexts } from './context';
import { usePage, useTexts } from './context';
import type { OtherDesk, VisitorWish } from './other_desks';
import { otherDesks } from './other_desks';

/** What is known of a desk at this moment; undefined until the server has told. */
export function usePublicDesk(desk: string): PublicDesk | undefined {
    const { client } = usePage();
    return useSelected(client.session.state, ({ desks }) =>
        desks?.find((each) => each.desk === desk),
    );
}

function daysInWords(t: VisitorTexts, days: readonly string[]): string {
    const names = Object.keys(t.days);
    const first = names.indexOf(days[0] ?? '');
    const inRow = days.every((day, index) => names[first + index] === day);
    const words = days.map((day) => t.days[day] ?? day);
    return inRow && words.length > 2 ? `${words[0]}–${words[words.length - 1]}` : words.join(', ');
}

/** When a desk is open, in words. */
export function hoursInWords(t: VisitorTexts, hours: 'always' | readonly HoursLine[]): string {
    if (hours === 'always') return t.hoursAlways;
    const lines = hours.map(({ days, from, to }) => `${daysInWords(t, days)} ${t.until(from, to)}`);
    return t.hours(lines.join('; '));
}

/** Whether a desk should be open now, on the clock of the network. */
export function isInHours(hours: 'always' | readonly HoursLine[], zone: string, at: Date): boolean {
    if (hours === 'always') return true;
    const format = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
    });
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const day = parts.get('weekday')?.toLowerCase() ?? '';
    const time = `${parts.get('hour')}:${parts.get('minute')}`;
    return hours.some(({ days, from, to }) => days.includes(day) && from <= time && time < to);
}

export function StateBadge(props: { state: DeskState }): JSX.Element {
    const { t } = useTexts();
    return <span class={`badge badge--${props.state}`}>{t.states[props.state]}</span>;
}

/** Open, busy, full or closed, and the wait or the hours. */
export function DeskNow(props: { desk: Desk }): JSX.Element {
    const { t } = useTexts();
    const { network } = usePage();
    const { id, hours } = props.desk;
    const now = usePublicDesk(id);
    if (!now) return <p class="desk-now">{t.unknownState}</p>;
    const closed = isInHours(hours, network.file.time_zone, new Date())
        ? t.nobodyNow
        : hoursInWords(t, hours);
    const words = now.state === 'closed' ? closed : t.waits[now.wait];
    return (
        <p class="desk-now">
            <StateBadge state={now.state} />
            {now.state !== 'full' && <span>{words}</span>}
        </p>
    );
}

/** A link to a desk that stays on this page. */
export function DeskLink(props: { desk: Desk; fits?: boolean }): JSX.Element {
    const { t, language } = useTexts();
    const { client, network } = usePage();
    const { desk, fits = false } = props;
    return (
        <li class={`desk${fits ? ' desk--fits' : ''}`}>
            <a
                class="nl-link desk__link"
                href={`/c/${desk.id}`}
                onClick={(event) => {
                    event.preventDefault();
                    client.choose(desk.id);
                }}
            >
                {network.text(desk.name, language)}
            </a>
            {fits && <span class="fits">{t.fits}</span>}
            <DeskNow desk={desk} />
            <p class="desk__about">{network.text(desk.about, language)}</p>
        </li>
    );
}

/** Where else the visitor can go now; see otherDesks(). */
export function useOtherDesks(wish: VisitorWish): readonly OtherDesk[] {
    const { client, network } = usePage();
    const desks = useSelected(client.session.state, (state) => state.desks);
    return otherDesks(desks ?? [], network, wish);
}
