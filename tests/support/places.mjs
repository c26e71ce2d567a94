// Folders and waiting: what every test needs and what must be gone after it.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Makes a folder of a test's own. Whoever makes it removes it. */
export function makeFolder() {
    return mkdtempSync(join(tmpdir(), 'veer-test-'));
}

export function removeFolder(folder) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Asks `condition` again and again until it gives something true, and returns that. */
export async function until(what, condition, limitMs = 10_000) {
    const end = Date.now() + limitMs;
    for (;;) {
        const value = await condition();
        if (value) {
            return value;
        }
        if (Date.now() > end) {
            throw new Error(`waited ${limitMs} ms in vain: ${what}`);
        }
        await sleep(20);
    }
}

function isFree(port) {
    return new Promise((resolve) => {
        const server = createServer();
        server.once('error', () => resolve(false));
        server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
}

/**
 * The first of `count` neighbouring free ports. Below the range from which the system picks ports
 * for connections, so that none of those takes one of them in the meantime.
 */
export async function freePorts(count) {
    for (let attempt = 0; attempt < 200; attempt++) {
        const first = 20_000 + Math.floor(Math.random() * 12_000);
        const ports = Array.from({ length: count }, (_, index) => first + index);
        const free = await Promise.all(ports.map(isFree));
        if (free.every(Boolean)) {
            return first;
        }
    }
    throw new Error(`no ${count} free ports side by side`);
}
