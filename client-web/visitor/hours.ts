// When a desk is open, by its hours and the calendar, for the words on the page. Whether it really
// is open the server says: that depends on who is at work.

import type { Desk, Holiday, HoursLine, NetworkFile, TimesLine } from '../src/network';
import type { Language } from '../src/i18n';
import type { VisitorTexts } from './context';

/** What the clock of the network shows: "2026-12-25", "fri", "09:30". */
interface Shown {
    readonly date: string;
    readonly day: string;
    readonly time: string;
}

/** The parts of the network file that say when desks are open. */
export type Calendar = Pick<NetworkFile, 'time_zone' | 'holidays'>;
export type OpenTimes = Pick<Desk, 'hours' | 'holiday_hours' | 'intake_stop_minutes'>;

function clockOf(zone: string): (at: Date) => Shown {
    const format = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
    });
    return (at) => {
        const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
        return {
            date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
            day: parts.get('weekday')?.toLowerCase() ?? '',
            time: `${parts.get('hour')}:${parts.get('minute')}`,
        };
    };
}

function isWithin({ from, to }: TimesLine, time: string): boolean {
    return from <= time && time < to;
}

function isOpenAt(desk: OpenTimes, calendar: Calendar, { date, day, time }: Shown): boolean {
    const { hours, holiday_hours: special } = desk;
    if (special !== 'usual' && calendar.holidays.some((each) => each.date === date)) {
        if (special === 'closed') return false;
        return special === 'always' || special.some((line) => isWithin(line, time));
    }
    if (hours === 'always') return true;
    return hours.some((line) => line.days.includes(day) && isWithin(line, time));
}

const MINUTE_MS = 60_000;

/** `closing`: still open, but it lets nobody in any more. */
export type Opening = 'open' | 'closing' | 'closed';

/** How a desk should be at that moment, on the clock of the network. */
export function openingOf(desk: OpenTimes, calendar: Calendar, at: Date): Opening {
    const clock = clockOf(calendar.time_zone);
    if (!isOpenAt(desk, calendar, clock(at))) return 'closed';
    for (let minute = 1; minute <= desk.intake_stop_minutes; minute++) {
        const later = clock(new Date(at.getTime() + minute * MINUTE_MS));
        if (!isOpenAt(desk, calendar, later)) return 'closing';
    }
    return 'open';
}

/** The holiday that it is at that moment, if it is one. */
export function holidayAt(calendar: Calendar, at: Date): Holiday | undefined {
    const { date } = clockOf(calendar.time_zone)(at);
    return calendar.holidays.find((each) => each.date === date);
}

function daysInWords(t: VisitorTexts, days: readonly string[]): string {
    const names = Object.keys(t.days);
    const first = names.indexOf(days[0] ?? '');
    const inRow = days.every((day, index) => names[first + index] === day);
    const words = days.map((day) => t.days[day] ?? day);
    return inRow && words.length > 2 ? `${words[0]}–${words[words.length - 1]}` : words.join(', ');
}

function linesInWords(t: VisitorTexts, hours: readonly HoursLine[]): string {
    return hours.map(({ days, from, to }) => `${daysInWords(t, days)} ${t.until(from, to)}`).join('; ');
}

function timesInWords(t: VisitorTexts, times: readonly TimesLine[]): string {
    return times.map(({ from, to }) => t.until(from, to)).join(', ');
}

/** When a desk is open, in words. */
export function hoursInWords(t: VisitorTexts, desk: OpenTimes, calendar: Calendar): string {
    const { hours, holiday_hours: special } = desk;
    const usual = hours === 'always' ? t.hoursAlways : t.hours(linesInWords(t, hours));
    if (special === 'usual' || calendar.holidays.length === 0) return usual;
    if (special === 'closed') return `${usual}. ${t.notOnHolidays}`;
    if (special === 'always') return `${usual}. ${t.holidaysAlways}`;
    return `${usual}. ${t.holidayHours(timesInWords(t, special))}`;
}

/** Why a desk is closed at that moment, or when it is open. */
export function closedInWords(
    t: VisitorTexts,
    desk: OpenTimes,
    calendar: Calendar,
    at: Date,
    language: Language,
): string {
    const opening = openingOf(desk, calendar, at);
    if (opening === 'open') return t.nobodyNow;
    if (opening === 'closing') return `${t.closing} ${hoursInWords(t, desk, calendar)}`;
    const holiday = desk.holiday_hours === 'usual' ? undefined : holidayAt(calendar, at);
    const hours = hoursInWords(t, desk, calendar);
    const name = holiday?.name[language] ?? Object.values(holiday?.name ?? {})[0];
    return name === undefined ? hours : `${t.todayIs(name)} ${hours}`;
}
