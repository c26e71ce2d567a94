// What deploy/quickstart needs beside a shell: whether a port is free, when veer is ready, and
// where to go then.
//
//   node announce.mjs free PORT                 fails with a sentence if the port is taken
//   node announce.mjs ready PORT PID NETWORK    waits for /readyz, then prints the addresses

import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_TIMEOUT_MS = 30_000;
const DEMO_PASSWORD = 'veer-demo';
const DEMO_KEY_PHRASE = 'samen veilig aan de overkant'; // as veer keys demo has it

function fail(sentence) {
    console.error(`quickstart: ${sentence}`);
    process.exit(1);
}

function listenOnce(port) {
    return new Promise((resolve) => {
        const server = createServer();
        server.once('error', (error) => resolve(error.code));
        server.listen(port, '127.0.0.1', () => server.close(() => resolve(null)));
    });
}

// The second port is the one that the worker has for itself.
async function checkFree(port) {
    for (const each of [port, port + 1]) {
        const code = await listenOnce(each);
        if (code === 'EADDRINUSE') {
            fail(`port ${each} is in use by another program; choose another one with --port N.`);
        }
        if (code === 'EACCES') {
            fail(`port ${each} needs root here; choose one above 1023 with --port N.`);
        }
        if (code !== null) {
            fail(`port ${each} cannot be used (${code}); choose another one with --port N.`);
        }
    }
}

function isRunning(pid) {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}

async function isReady(port) {
    try {
        return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
    } catch {
        return false;
    }
}

function staffLines(network) {
    return network.staff.map((person) => {
        const sign = `${person.organisation} / ${person.name}`.padEnd(24);
        const desks = person.desks?.join(', ') ?? '';
        return `     ${sign} ${person.roles.join(', ').padEnd(24)} ${desks}`.trimEnd();
    });
}

async function announce(port, pid, file) {
    const until = Date.now() + READY_TIMEOUT_MS;
    while (!(await isReady(port))) {
        if (!isRunning(pid)) {
            fail('veer has stopped; the end of its log says why:');
        }
        if (Date.now() > until) {
            fail('veer is not ready after 30 seconds; the end of its log says why:');
        }
        await sleep(50);
    }
    const network = JSON.parse(readFileSync(file, 'utf8'));
    const home = `http://localhost:${port}`;
    const listed = network.organisations.flatMap((organisation) =>
        organisation.desks
            .filter((desk) => desk.listed !== false)
            .map((desk) => `     ${home}/c/${organisation.id}/${desk.id}`));
    console.log([
        '',
        '   Veer is ready. Open:',
        `     ${home}/              visitors: the joint entrance`,
        `     ${home}/console/      counsellors`,
        `     ${home}/wallboard/    coordinators`,
        '',
        '   Each desk has an address of its own:',
        ...listed,
        '',
        `   Sign in with organisation / name; the password of all is ${DEMO_PASSWORD},`,
        `   and the key phrase of all is: ${DEMO_KEY_PHRASE}`,
        ...staffLines(network),
        '',
    ].join('\n'));
}

const [mode, port, pid, file] = process.argv.slice(2);
if (mode === 'free') {
    await checkFree(Number(port));
} else {
    await announce(Number(port), Number(pid), file);
}
