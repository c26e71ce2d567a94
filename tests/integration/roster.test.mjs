// The roster as people meet it: a changed network file opens and closes desks on pages that are
// open, shifts say who is asked, and nobody loses a conversation for it.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { Counsellor, refused, Visitor } from '../support/people.mjs';
import { until } from '../support/places.mjs';
import { signal } from '../support/processes.mjs';
import { Veer } from '../support/veer.mjs';

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
    const said = veer.log().find(({ code }) => code === 'network_file_wrong');
    assert.match(said.mistake, /network\.json:\d+: desk "csg\/acute": shifts: there is nobody "csg\/nobody"/);
    assert.equal(page.client.closed, null, 'no worker was restarted');

    signal(veer.workerPid(0), 'SIGKILL');
    await page.client.untilClosed();
    await until('it serves again', async () => renewals(veer) === 2);
    const again = await onPage(veer);
    await Counsellor.onDuty(veer, 'csg/anna');
    await stateIs(again, 'csg/acute', 'open');
});

test('a shift begins and ends under an open page, at the second that the clock says', OPTIONS, async (t) => {
    const veer = await Veer.start(t, {
        processes: 2,
        change: (network) => { deskOf(network, 'csg/acute').shifts = [{ who: ['csg/anna', 'csg/bram'], ...DATES_LONG_AGO }]; },
    });
    await Counsellor.onDuty(veer, 'csg/anna');
    await stateIs(await onPage(veer), 'csg/acute', 'closed');
    await refused('desk_closed', Visitor.enter(veer, 'csg/acute'));
    change(veer, (network) => {
        deskOf(network, 'csg/acute').shifts = [
            { who: ['csg/anna'], ...ALWAYS, on_call: true }, { who: ['csg/bram'], ...DATES_LONG_AGO }];
    });
    await until('both are new', () => renewals(veer) === 4);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const page = await onPage(veer);
    await stateIs(page, 'csg/acute', 'open', LIVE_MS);
    await Visitor.enter(veer, 'csg/acute');
    const offer = await anna.client.event('offer');
    assert.equal(offer.on_call, true);
});
