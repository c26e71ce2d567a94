// The processes of one test server, found by a mark in their environment or by its folder in their
// command line (redis-server writes over its environment), so that none is missed and nobody
// else's is touched.

import { readFileSync, readdirSync } from 'node:fs';

export const MARK = 'VEER_TEST_MARK';

function read(pid, name) {
    try {
        return readFileSync(`/proc/${pid}/${name}`, 'latin1');
    } catch {
        return ''; // it has ended meanwhile, or is not ours
    }
}

function isZombie(pid) {
    return / Z /.test(read(pid, 'stat').replace(/^.*\)/s, ''));
}

/** All living processes with this mark or folder, as {pid, name, words}. */
export function findProcesses(mark, folder) {
    return readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map((pid) => ({ pid, line: read(pid, 'cmdline') }))
        .filter(({ pid, line }) => line.includes(folder) ||
            read(pid, 'environ').split('\0').includes(`${MARK}=${mark}`))
        .filter(({ pid }) => !isZombie(pid))
        .map(({ pid, line }) => ({
            pid: Number(pid),
            name: read(pid, 'comm').trim(),
            words: line.split('\0').filter(Boolean),
        }));
}

/** Sends a signal; a process that has ended already is no mistake. */
export function signal(pid, name) {
    try {
        process.kill(pid, name);
    } catch (error) {
        if (error.code !== 'ESRCH') {
            throw error;
        }
    }
}
