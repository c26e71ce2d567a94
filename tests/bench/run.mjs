// Builds the server and the load generator, starts the server, lets the generator run, and prints
// the medians of its passes. See docs/bench.md.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chainFor, enrol } from '../support/keys.mjs';
import { DEMO, PASSWORD } from '../support/network.mjs';
import { ROOT } from '../support/places.mjs';
import { benchNetwork, CAPACITY } from './network.mjs';
import { report } from './report.mjs';
import { BenchServer } from './server.mjs';

const USAGE = `sh tests/bench/run [options]
  --seconds N     of each measurement of messages and handshakes (default 4)
  --pairs N       conversations at once (default 500)
  --passes N      of which the medians are printed (default 3)
  --rates N,N     messages a second (default 2000,5000,10000)
  --idle N        idle connections (default 10000; 0 for none)
  --offers N      offers at low and as many at full load (default 100; 0 for none)
  --program FILE  a veer that is built already
  --build DIR     where to build (default build-bench)
  --json FILE     keeps what was measured, one line each`;

function options() {
    const names = ['seconds', 'pairs', 'passes', 'rates', 'idle', 'offers', 'program', 'build', 'json'];
    try {
        const { values } = parseArgs({
            options: { ...Object.fromEntries(names.map((name) => [name, { type: 'string' }])), help: { type: 'boolean' } },
        });
        if (values.help) {
            console.log(USAGE);
            process.exit(0);
        }
        return { seconds: '4', pairs: '500', passes: '3', rates: '2000,5000,10000', idle: '10000', offers: '100', build: join(ROOT, 'build-bench'), ...values };
    } catch (error) {
        console.error(`${error.message}\n\n${USAGE}`);
        return process.exit(2);
    }
}

function build(source, folder, target) {
    const run = (...words) => execFileSync('cmake', words, { stdio: ['ignore', 'ignore', 'inherit'] });
    mkdirSync(folder, { recursive: true });
    run('-S', source, '-B', folder, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=RelWithDebInfo');
    run('--build', folder, '--parallel', '2', '--target', target);
    return join(folder, target);
}

/** Server and Redis on one processor, the generator on another, where there are two. */
function pinning(processor) {
    try {
        execFileSync('taskset', ['-c', '0,1', 'true'], { stdio: 'ignore' });
        return ['taskset', '-c', String(processor)];
    } catch {
        return [];
    }
}

async function load(words, seen) {
    const [command, ...rest] = words;
    const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    const stop = () => child.kill('SIGTERM');
    process.once('SIGINT', stop).once('SIGTERM', stop);
    for await (const line of createInterface({ input: child.stdout })) {
        seen(JSON.parse(line));
    }
    const [status] = await ended;
    return status === 0;
}

async function main() {
    const chosen = options();
    const program = chosen.program ?? build(ROOT, chosen.build, 'veer');
    const generator = build(join(ROOT, 'tests/bench/load'), join(chosen.build, 'load'), 'veer-load');
    const { network, desks, counsellors } = benchNetwork(DEMO, Number(chosen.pairs));
    const places = counsellors * CAPACITY;
    const offers = Math.min(Number(chosen.offers), places >> 2); // the others talk on meanwhile
    const server = await BenchServer.start(program, network, pinning(0));
    const lines = [];
    let done = false;
    try {
        done = await load([...pinning(1), generator, '--port', String(server.port), '--server', String(server.worker),
            '--redis', String(server.redis), '--desks', desks.join(','),
            '--chains', desks.map((desk) => chainFor(enrol(desk.split('/')[0]))).join(','), '--password', PASSWORD,
            '--counsellors', String(counsellors), '--capacity', String(CAPACITY), '--offers', String(offers), '--pairs', chosen.pairs, '--idle', chosen.idle,
            '--seconds', chosen.seconds, '--passes', chosen.passes, '--rates', chosen.rates], (line) => {
            lines.push(line);
            process.stderr.write(`${line.phase} ${line.pass + 1}  `);
        });
    } finally {
        process.stderr.write('\n');
        await server.stop();
    }
    if (chosen.json) {
        writeFileSync(chosen.json, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    }
    const { text, complete } = report(lines, chosen.rates.split(',').map(Number));
    console.log(`${chosen.pairs} conversations, ${counsellors} counsellors, ${chosen.passes} passes of ${chosen.seconds} s; `
        + `${cpus()[0].model}, ${cpus().length} processors\n\n${text}`);
    if (!done || !complete) {
        console.error(`\n${done ? 'Something was refused or lost: see the remarks.' : `The generator failed. The server wrote:\n${server.output.slice(-4000)}`}`);
        process.exitCode = 1;
    }
}

await main();
