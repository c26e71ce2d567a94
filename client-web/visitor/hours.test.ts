import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visitor as en } from '../locales/en/visitor';
import { visitor as nl } from '../locales/nl/visitor';
import type { OpenTimes } from './hours';
import { closedInWords, holidayAt, hoursInWords, openingOf } from './hours';

const CALENDAR = {
    time_zone: 'Europe/Amsterdam',
    holidays: [
        { date: '2026-12-25', name: { nl: 'Eerste Kerstdag', en: 'Christmas Day' } },
        { date: '2027-03-28', name: { nl: 'Eerste Paasdag', en: 'Easter Sunday' } },
    ],
};
const NO_HOLIDAYS = { ...CALENDAR, holidays: [] };
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri'];

function desk(change: Partial<OpenTimes> = {}): OpenTimes {
    return {
        hours: [{ days: WEEK, from: '09:00', to: '17:00' }],
        holiday_hours: 'closed',
        intake_stop_minutes: 0,
        ...change,
    };
}

function at(utc: string, of: OpenTimes): string {
    return openingOf(of, CALENDAR, new Date(utc));
}

test('hours are on the clock of the network', () => {
    assert.equal(at('2026-11-25T07:59:59Z', desk()), 'closed');
    assert.equal(at('2026-11-25T08:00:00Z', desk()), 'open');
    assert.equal(at('2026-11-25T15:59:59Z', desk()), 'open');
    assert.equal(at('2026-11-25T16:00:00Z', desk()), 'closed');
    assert.equal(at('2026-07-01T07:00:00Z', desk()), 'open');
    assert.equal(at('2026-11-28T10:00:00Z', desk()), 'closed');
});

test('a holiday is a day of its own', () => {
    assert.equal(at('2026-12-25T10:00:00Z', desk()), 'closed');
    assert.equal(at('2026-12-25T10:00:00Z', desk({ holiday_hours: 'usual' })), 'open');
    assert.equal(at('2026-12-25T22:30:00Z', desk({ holiday_hours: 'always' })), 'open');
    assert.equal(at('2026-12-25T23:00:00Z', desk({ holiday_hours: 'always' })), 'closed');
    const short = desk({ holiday_hours: [{ from: '13:00', to: '17:00' }] });
    assert.equal(at('2026-12-25T11:59:59Z', short), 'closed');
    assert.equal(at('2026-12-25T12:00:00Z', short), 'open');
    assert.equal(holidayAt(CALENDAR, new Date('2026-12-24T22:59:59Z')), undefined);
    assert.equal(holidayAt(CALENDAR, new Date('2026-12-24T23:00:00Z'))?.date, '2026-12-25');
});

test('intake stops before closing, not before a midnight that is worked through', () => {
    const night = desk({
        hours: [
            { days: ['mon'], from: '20:00', to: '24:00' },
            { days: ['tue'], from: '00:00', to: '04:00' },
        ],
        intake_stop_minutes: 60,
    });
    assert.equal(at('2026-11-23T22:30:00Z', night), 'open');
    assert.equal(at('2026-11-24T01:59:59Z', night), 'open');
    assert.equal(at('2026-11-24T02:00:00Z', night), 'closing');
    assert.equal(at('2026-11-24T03:00:00Z', night), 'closed');
});

test('intake in both nights in which the clock is changed', () => {
    const night = desk({
        hours: [{ days: ['sun'], from: '00:00', to: '04:00' }],
        holiday_hours: 'usual',
        intake_stop_minutes: 90,
    });
    assert.equal(at('2027-03-28T00:29:59Z', night), 'open');
    assert.equal(at('2027-03-28T00:30:00Z', night), 'closing');
    assert.equal(at('2027-03-28T02:00:00Z', night), 'closed');
    assert.equal(at('2026-10-25T01:29:59Z', night), 'open');
    assert.equal(at('2026-10-25T01:30:00Z', night), 'closing');
    assert.equal(at('2026-10-25T02:59:59Z', night), 'closing');
    assert.equal(at('2026-10-25T03:00:00Z', night), 'closed');
});

test('a desk that is always open never stops its intake', () => {
    const always = desk({ hours: 'always', holiday_hours: 'usual', intake_stop_minutes: 30 });
    assert.equal(at('2026-12-25T03:00:00Z', always), 'open');
});

test('the hours in words', () => {
    const words = (of: OpenTimes) => hoursInWords(nl, of, CALENDAR);
    assert.equal(words(desk()), 'Open: ma–vr 09:00 tot 17:00 uur. Op feestdagen dicht');
    assert.equal(words(desk({ holiday_hours: 'usual' })), 'Open: ma–vr 09:00 tot 17:00 uur');
    assert.equal(
        words(desk({ holiday_hours: [{ from: '13:00', to: '17:00' }] })),
        'Open: ma–vr 09:00 tot 17:00 uur. Op feestdagen 13:00 tot 17:00 uur',
    );
    assert.equal(
        hoursInWords(en, desk({ holiday_hours: 'always' }), CALENDAR),
        'Open: Mon–Fri 09:00 to 17:00. Open all day on public holidays',
    );
    assert.equal(words(desk({ hours: 'always', holiday_hours: 'usual' })), 'Dag en nacht open');
    assert.equal(hoursInWords(nl, desk(), NO_HOLIDAYS), 'Open: ma–vr 09:00 tot 17:00 uur');
});

test('why a desk is closed', () => {
    const words = (utc: string, of = desk()) =>
        closedInWords(nl, of, CALENDAR, new Date(utc), 'nl');
    assert.equal(words('2026-11-25T10:00:00Z'), 'Er is nu niemand aan het werk');
    assert.equal(
        words('2026-11-25T15:45:00Z', desk({ intake_stop_minutes: 30 })),
        'Deze chat gaat zo dicht. Er kan nu niemand meer bij. ' +
            'Open: ma–vr 09:00 tot 17:00 uur. Op feestdagen dicht',
    );
    assert.equal(
        words('2026-12-25T10:00:00Z'),
        'Vandaag is het Eerste Kerstdag. Open: ma–vr 09:00 tot 17:00 uur. Op feestdagen dicht',
    );
    assert.equal(
        words('2026-11-28T10:00:00Z'),
        'Open: ma–vr 09:00 tot 17:00 uur. Op feestdagen dicht',
    );
    assert.match(
        closedInWords(en, desk(), CALENDAR, new Date('2026-12-25T10:00:00Z'), 'en'),
        /^Today is Christmas Day\. Open: /,
    );
});
