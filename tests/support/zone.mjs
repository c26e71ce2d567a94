// A time zone of a test's own: the clock on the wall shows there what the test needs, so that hours
// and shifts, which are written in minutes, begin or end in a few seconds.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ZONE = 'Test/Soon';
const DAY_S = 24 * 60 * 60;
const NOON_S = DAY_S / 2;

/** The smallest file that tzdata's format (TZif, version 1) allows: one offset, for ever. */
function fileOf(offsetSeconds) {
    const name = Buffer.from('TST\0');
    const header = Buffer.alloc(44);
    header.write('TZif');
    header.writeUInt32BE(1, 36); // types
    header.writeUInt32BE(name.length, 40);
    const type = Buffer.alloc(6);
    type.writeInt32BE(offsetSeconds, 0);
    return Buffer.concat([header, type, name]);
}

/**
 * Makes the zone in the folder. It is 12:00:00 there at `noonMs` (ms since 1970, a full second).
 * Gives the variables of the environment with which a program finds it.
 */
export function makeZone(folder, noonMs) {
    const zones = join(folder, 'zones');
    mkdirSync(join(zones, 'Test'), { recursive: true });
    writeFileSync(join(zones, ZONE), fileOf(NOON_S - (Math.floor(noonMs / 1000) % DAY_S)));
    return { TZDIR: zones };
}
