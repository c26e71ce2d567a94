import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Desk } from '../src/network';
import { Network } from '../src/network';
import type { PublicDesk } from '../src/protocol/generated';
import { isSlow, otherDesks, quickerThan } from './other_desks';

function desk(id: string, change: Partial<Desk> = {}): Desk {
    return {
        id,
        name: { en: id },
        about: { en: '' },
        hours: 'always',
        holiday_hours: 'usual',
        intake_stop_minutes: 0,
        languages: ['nl', 'en'],
        listed: true,
        tags: [],
        staffed_by: [],
        fallback: [],
        ...change,
    };
}

const NETWORK = new Network({
    network: 'test',
    demo: true,
    time_zone: 'Europe/Amsterdam',
    languages: ['en'],
    neutral_page: '',
    holidays: [],
    emergency: { phone: '112', text: { en: '' } },
    triage: [],
    organisations: [
        {
            id: 'a',
            name: 'A',
            about: { en: '' },
            desks: [
                desk('a/here'),
                desk('a/sport', { tags: ['sport'] }),
                desk('a/online', { tags: ['online'] }),
                desk('a/hidden', { tags: ['sport'], listed: false }),
                desk('a/dutch', { tags: ['sport'], languages: ['nl'] }),
            ],
        },
    ],
});

const ALL: readonly PublicDesk[] = [
    { desk: 'a/here', state: 'open', wait: 'none' },
    { desk: 'a/sport', state: 'busy', wait: '2_to_5' },
    { desk: 'a/online', state: 'open', wait: 'none' },
    { desk: 'a/hidden', state: 'open', wait: 'none' },
    { desk: 'a/dutch', state: 'busy', wait: 'under_2' },
];

function named(wish: Partial<Parameters<typeof otherDesks>[2]>, desks = ALL): string[] {
    const found = otherDesks(desks, NETWORK, { except: 'a/here', tags: new Set(), ...wish });
    return found.map((each) => each.desk.id);
}

test('nothing ticked: all that take visitors, the shortest wait first', () => {
    assert.deepEqual(named({}), ['a/online', 'a/dutch', 'a/sport']);
});

test('something ticked: those that fit it, and in the language that was chosen', () => {
    assert.deepEqual(named({ tags: new Set(['sport']) }), ['a/dutch', 'a/sport']);
    assert.deepEqual(named({ tags: new Set(['sport']), language: 'en' }), ['a/sport']);
});

test('none fits: all rather than nothing', () => {
    assert.deepEqual(named({ tags: new Set(['faith']), language: 'en' }), ['a/online', 'a/sport']);
});

test('full and closed desks are not offered', () => {
    const desks: PublicDesk[] = [
        { desk: 'a/sport', state: 'full', wait: 'over_60' },
        { desk: 'a/online', state: 'closed', wait: 'none' },
    ];
    assert.deepEqual(named({ tags: new Set(['sport']) }, desks), []);
});

test('a quarter of an hour is slow', () => {
    assert.equal(isSlow('5_to_15'), false);
    assert.equal(isSlow('15_to_30'), true);
    assert.equal(isSlow(undefined), false);
});

test('only a shorter wait is quicker', () => {
    const all = otherDesks(ALL, NETWORK, { except: 'a/here', tags: new Set() });
    const quicker = quickerThan('2_to_5', all).map((each) => each.desk.id);
    assert.deepEqual(quicker, ['a/online', 'a/dutch']);
});
