// The roster as people meet it: a changed network file opens and closes desks on pages that are
// open, shifts say who is asked, and nobody loses a conversation for it.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEMO } from '../support/network.mjs';
import { Counsellor, refused, Visitor } from '../support/people.mjs';
import { makeFolder, removeFolder, until } from '../support/places.mjs';
import { signal } from '../support/processes.mjs';
import { Veer } from '../support/veer.mjs';
import { makeZone, ZONE } from '../support/zone.mjs';

const OPTIONS = { timeout: 60_000 };
const LIVE_MS = 2_000;
const NEVER = { days: ['mon'], from: '00:00', to: '00:01' };
const DATES_LONG_AGO = { dates: ['2001-01-01'], from: '00:00', to: '24:00' };
const ALWAYS = { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '24:00' };

/** The desk of the network file as {desk}, by "csg/acute". */
function deskOf(network, id) {
    const [organisation, name] = id.split('/');
    return network.organisations.find((each) => each.id === organisation).desks.find((each) => each.id === name);
}

/** Writes another network file in the place of the first, and says so. */
function change(veer, edit) {
    const network = JSON.parse(readFileSync(veer.network, 'utf8'));
    edit(network);
    writeFileSync(veer.network, JSON.stringify(network, null, 2));
    signal(veer.pid, 'SIGHUP');
}

function renewals(veer) {
    return veer.log().filter(({ process, code }) => process === 'parent' && code === 'worker_serves').length;
}

async function onPage(veer) {
    const page = new Visitor(veer);
    await page.open();
    await page.request('hello', { role: 'visitor' });
    return page;
}

function stateIs(page, desk, state, limitMs) {
    return page.client.newest('desks', ({ desks }) =>
        desks.find((each) => each.desk === desk)?.state === state, undefined, limitMs);
}

test('a changed network file: every worker is replaced in turn, nobody is dropped, the desk closes', OPTIONS, async (t) => {
    const veer = await Veer.start(t, { processes: 2 });
    const anna = await Counsellor.onDuty(veer, 'csg/anna', { port: veer.ownPort(0) });
    const visitor = await Visitor.enter(veer, 'csg/acute', { port: veer.ownPort(1) });
    await anna.accept();
    await visitor.conversationIs(({ state }) => state === 'active');
    const before = [veer.workerPid(0), veer.workerPid(1)];
    const ports = [anna.client.untilClosed(), visitor.client.untilClosed()];

    change(veer, (network) => { deskOf(network, 'csg/acute').hours = [NEVER]; });
    const closed = await Promise.all(ports);
    assert.deepEqual(closed.map(({ code }) => code), [1012, 1012]);
    await until('both are new and serve', () => renewals(veer) === 4);
    assert.ok(![veer.workerPid(0), veer.workerPid(1)].some((pid) => before.includes(pid)));
    const codes = veer.log().filter(({ process }) => process === 'parent').map(({ code, worker }) => `${code} ${worker ?? ''}`.trim());
    const order = codes.slice(codes.indexOf('network_file_read'));
    assert.deepEqual(order, ['network_file_read', 'worker_renewed 0', 'worker_serves 0', 'worker_renewed 1', 'worker_serves 1']);

    await Promise.all([visitor.resume(veer.port), anna.resume(veer.port)]);
    await visitor.conversationIs(({ state }) => state === 'active');
    await visitor.say('still here');
    await anna.follow();
    await anna.reads('still here');
    await stateIs(await onPage(veer), 'csg/acute', 'closed');
    await refused('desk_closed', Visitor.enter(veer, 'csg/acute'));
});

test('a wrong file is named in the log and changes nothing, also for a worker that dies later', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    await Counsellor.onDuty(veer, 'csg/anna');
    const page = await onPage(veer);
    await stateIs(page, 'csg/acute', 'open');
    change(veer, (network) => {
        deskOf(network, 'csg/acute').hours = [NEVER];
        deskOf(network, 'csg/acute').shifts = [{ who: ['csg/nobody'], ...ALWAYS }];
    });
    await until('it is said', () => veer.log().some(({ code }) => code === 'network_file_kept'));
    const mistakes = veer.log().filter(({ code }) => code === 'network_file_wrong').map(({ mistake }) => mistake);
    assert.match(mistakes.join('\n'), /network\.json:\d+: desk "csg\/acute": shifts: there is nobody "csg\/nobody"/);
    assert.equal(page.client.closed, null, 'no worker was restarted');

    signal(veer.workerPid(0), 'SIGKILL');
    await page.client.untilClosed();
    await until('it serves again', async () => renewals(veer) === 2);
    const again = await onPage(veer);
    await Counsellor.onDuty(veer, 'csg/anna');
    await stateIs(again, 'csg/acute', 'open');
});

test('shifts say who is asked: nobody, then one who is on call', OPTIONS, async (t) => {
    const veer = await Veer.start(t, {
        change: (network) => {
            deskOf(network, 'csg/acute').shifts = [{ who: ['csg/anna', 'csg/bram'], ...DATES_LONG_AGO }];
        },
    });
    const before = await Counsellor.onDuty(veer, 'csg/anna');
    await stateIs(await onPage(veer), 'csg/acute', 'closed');
    await stateIs(await onPage(veer), 'csg/national', 'open');
    await refused('desk_closed', Visitor.enter(veer, 'csg/acute'));
    change(veer, (network) => {
        deskOf(network, 'csg/acute').shifts = [
            { who: ['csg/anna'], ...ALWAYS, on_call: true }, { who: ['csg/bram'], ...DATES_LONG_AGO }];
    });
    await before.client.untilClosed();
    await until('it is new', () => renewals(veer) === 2);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    await stateIs(await onPage(veer), 'csg/acute', 'open');
    await Visitor.enter(veer, 'csg/acute');
    const { offers } = await anna.client.newest('counsellor', (picture) => picture.offers.length > 0);
    assert.equal(offers[0].on_call, true);
});

const LEAD_MS = 8_000;

/** A server in whose zone it is 12:00 in some seconds; `change` gets the network. */
async function beforeNoon(t, change) {
    const folder = makeFolder();
    t.after(() => removeFolder(folder));
    const noon = (Math.floor(Date.now() / 1000) + 1) * 1000 + LEAD_MS;
    const veer = await Veer.start(t, {
        processes: 2,
        env: makeZone(folder, noon),
        change: (network) => {
            network.time_zone = ZONE;
            for (const desk of network.organisations.flatMap(({ desks }) => desks)) {
                delete desk.fallback; // they would have to lead to a desk that never closes
            }
            change(network);
        },
    });
    return { veer, noon };
}

/** When the desk turned into this state on an open page, in ms after `since`. */
async function turned(page, desk, state, since) {
    await stateIs(page, desk, state);
    return Date.now() - since;
}

const EVERY_DAY = ALWAYS.days;

test('at noon a desk opens, one closes, one stops its intake and a shift begins, live on open pages', OPTIONS, async (t) => {
    const morning = { days: EVERY_DAY, from: '00:00', to: '12:00' };
    const afternoon = { days: EVERY_DAY, from: '12:00', to: '24:00' };
    const { veer, noon } = await beforeNoon(t, (network) => {
        deskOf(network, 'csg/acute').hours = [morning];
        deskOf(network, 'csg/national').hours = [afternoon];
        Object.assign(deskOf(network, 'fier/chat'),
            { hours: [{ days: EVERY_DAY, from: '00:00', to: '12:30' }], intake_stop_minutes: 30 });
        deskOf(network, 'helpwanted/chat').shifts = [
            { who: ['helpwanted/mila', 'helpwanted/noor'], ...afternoon }];
    });
    await Promise.all(['csg/anna', 'fier/olga', 'helpwanted/mila'].map((who) => Counsellor.onDuty(veer, who)));
    const pages = [await onPage(veer), await onPage(veer)];
    const before = { 'csg/acute': 'open', 'csg/national': 'closed', 'fier/chat': 'open', 'helpwanted/chat': 'closed' };
    for (const [desk, state] of Object.entries(before)) {
        await stateIs(pages[0], desk, state);
    }
    const visitor = await Visitor.enter(veer, 'csg/acute');
    assert.ok(Date.now() < noon - 500, 'the test came too late: the machine is overloaded');

    const after = { 'csg/acute': 'closed', 'csg/national': 'open', 'fier/chat': 'closed', 'helpwanted/chat': 'open' };
    const late = await Promise.all(pages.flatMap((page) =>
        Object.entries(after).map(([desk, state]) => turned(page, desk, state, noon))));
    assert.ok(late.every((ms) => ms >= 0 && ms <= LIVE_MS), `ms after noon: ${late}`);
    await refused('desk_closed', Visitor.enter(veer, 'csg/acute'));
    await Visitor.enter(veer, 'csg/national');
    assert.equal(visitor.client.closed, null, 'who waits at the closed desk is still there');
});

for (const [when, hour] of [['by day', 14], ['at night, with Anna on call', 3]]) {
    test(`what the README says to try works with the demo network as it is, ${when}`, OPTIONS, async (t) => {
        const folder = makeFolder();
        t.after(() => removeFolder(folder));
        const veer = await Veer.start(t, {
            env: makeZone(folder, Date.now() - (hour - 12) * 3_600_000),
            change: (network) => Object.assign(network, JSON.parse(readFileSync(DEMO, 'utf8')), { time_zone: ZONE }),
        });
        const [anna, olga] = await Promise.all(['csg/anna', 'fier/olga'].map((who) => Counsellor.onDuty(veer, who)));
        const visitor = await Visitor.enter(veer, 'csg/acute', { tags: ['sexual-violence'] });
        await anna.accept();
        const transfer = await anna.ask('fier/chat');
        await visitor.consent();
        await olga.accept('transfer');
        await visitor.transferIs('briefing');
        await anna.step('introduce', transfer);
        await visitor.transferIs('introduced');
        await anna.step('hand_over', transfer);
        await visitor.transferIs('completed');
    });
}
