// A full disk under the append-only file: nothing is acknowledged that is not kept, people are
// told, and it goes on when there is room again. The disk is a small tmpfs, which needs root.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkConservation } from '../support/conservation.mjs';
import { Ends } from '../support/ends.mjs';
import { makeFolder, removeFolder, until } from '../support/places.mjs';
import { openData } from '../support/redis.mjs';
import { Veer } from '../support/veer.mjs';
import { Crowd } from './world.mjs';

const SKIP = process.getuid() === 0 ? false : 'mounting a tmpfs needs root';
const SIZE = '8m';

function mountSmall(ends) {
    const folder = makeFolder();
    ends.after(() => removeFolder(folder));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=0700`, 'tmpfs', folder]);
    ends.after(() => execFileSync('umount', ['-l', folder]));
    return folder;
}

/** Writes until there is no room; gives what makes room again. */
function fill(folder) {
    const path = join(folder, 'filler');
    const file = openSync(path, 'w');
    for (let size = 65_536; size >= 1; size = Math.floor(size / 4)) {
        try {
            for (;;) {
                writeSync(file, Buffer.alloc(size));
            }
        } catch (error) {
            assert.equal(error.code, 'ENOSPC');
        }
    }
    closeSync(file);
    return () => unlinkSync(path);
}

test('the disk is full: told, nothing acknowledged; room again: all goes on and is kept', { timeout: 120_000, skip: SKIP }, async (t) => {
    const ends = Ends.of(t);
    const state = mountSmall(ends);
    const veer = await Veer.start(ends, { processes: 2, state });
    const crowd = await Crowd.gather((number) => [0, 1].map((turn) => ({ port: veer.ownPort((number + turn) % 2) })));
    ends.after(() => crowd.stop());
    await crowd.talkingWhile(async () => {
        await sleep(500);
        for (let times = 0; times < 2; times++) {
            const makeRoom = fill(state);
            await Promise.all(crowd.people.map((person) => person.when('is told', () => person.stores.at(-1) === false)));
            const said = crowd.people.map(({ acknowledged }) => acknowledged.length);
            await sleep(2_000);
            assert.deepEqual(crowd.people.map(({ acknowledged }) => acknowledged.length), said, 'nothing is acknowledged');
            assert.equal(await veer.status('/readyz', veer.ownPort(0)), 503);
            makeRoom();
            await Promise.all(crowd.people.map((person) => person.when('is told the good news', () => person.stores.at(-1) === true)));
            await until('ready', async () => (await veer.status('/readyz', veer.ownPort(0))) === 200);
        }
        await sleep(500);
    });
    await checkConservation(await openData(ends, state), crowd);
    await veer.kill(); // what was acknowledged is on the disk, not only in memory
    await veer.begin();
    await Promise.all(crowd.people.map((person) => person.when('is back', () => person.online)));
    await Promise.all(crowd.people.map((person) => person.say('still here')));
    await sleep(1_200); // appendfsync everysec, for the copy that is read below
    await checkConservation(await openData(ends, state), crowd);
});
