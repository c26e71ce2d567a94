// The network file of the tests: the demo network, open at all hours, its whole roster at work.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeKeys } from './keys.mjs';
import { ROOT } from './places.mjs';

export const DEMO = join(ROOT, 'deploy/demo/network.json');
export const PASSWORD = 'veer-demo';

// What only costs time in tests that are not about it.
const QUICK = { rebuild_ms: 100, breather_ms: 100 };

const BY_THE_CLOCK = ['shifts', 'holiday_hours', 'intake_stop_minutes'];

/** A desk that no clock and no calendar closes. */
function openAlways(desk) {
    desk.hours = 'always';
    for (const key of BY_THE_CLOCK) {
        delete desk[key];
    }
}

/**
 * Writes the test network and, unless `keys` is false, its keys; `limits` in ms, `change` may alter
 * the rest. `enrolments`: see writeKeys().
 */
export function writeNetwork(folder, { limits = {}, change = () => {}, keys = true, enrolments = {} } = {}) {
    const network = JSON.parse(readFileSync(DEMO, 'utf8'));
    for (const desk of network.organisations.flatMap(({ desks }) => desks)) {
        openAlways(desk);
    }
    network.limits = { ...network.limits, ...QUICK, ...limits };
    change(network);
    if (keys) {
        writeKeys(folder, network, enrolments);
    }
    const file = join(folder, 'network.json');
    writeFileSync(file, JSON.stringify(network, null, 2));
    return file;
}

/** Stand-ins for the pages, for tests that open none. */
export function writePages(folder) {
    const pages = join(folder, 'pages');
    mkdirSync(join(pages, 'assets'), { recursive: true });
    for (const page of ['visitor', 'console', 'wallboard']) {
        mkdirSync(join(pages, page));
        writeFileSync(join(pages, page, 'index.html'), `<!doctype html><title>${page}</title>`);
    }
    return pages;
}
