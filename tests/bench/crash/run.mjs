// From kill -9 of a process until all its people are served again: a line of each has been
// acknowledged, and read by the other side. See docs/bench.md.

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { DEMO } from '../../support/network.mjs';
import { until } from '../../support/places.mjs';
import { benchNetwork } from '../network.mjs';
import { number } from '../report.mjs';
import { BenchServer } from '../server.mjs';
import { Counsellor, Visitor } from './people.mjs';

const USAGE = `sh tests/bench/crash/run --program FILE [options]
  --conversations N  at once (default 500)
  --passes N         how often each process is killed (default 3)`;
const LIMIT_MS = 60_000;
const SIGN_INS_AT_ONCE = 8;
const REST_MS = 8_000; // longer than process_ms: whoever was given up is given up

function options() {
    try {
        const { values } = parseArgs({
            options: Object.fromEntries(['program', 'conversations', 'passes'].map((name) => [name, { type: 'string' }])),
        });
        if (!values.program) {
            throw new Error('--program is missing');
        }
        return { program: values.program, count: Number(values.conversations ?? 500), passes: Number(values.passes ?? 3) };
    } catch (error) {
        console.error(`${error.message}\n\n${USAGE}`);
        return process.exit(2);
    }
}

async function inGroups(items, size, deed) {
    for (let from = 0; from < items.length; from += size) {
        await Promise.all(items.slice(from, from + size).map(deed));
    }
}

/** Everybody connected, and each visitor in a talk with a counsellor: {visitors, counsellors}. */
async function gather(port, { network, desks }, count) {
    const counsellors = network.staff.map((account) => new Counsellor(port, account));
    await inGroups(counsellors, SIGN_INS_AT_ONCE, (each) => each.start());
    const visitors = Array.from({ length: count }, () => new Visitor(port));
    await inGroups(visitors, 50, async (each) => {
        await each.start();
        await each.enter(desks[visitors.indexOf(each) % desks.length]);
    });
    await until('all are in a talk', () => visitors.every(({ talks, conversation }) =>
        talks.get(conversation)?.active), LIMIT_MS);
    await until('their counsellors know', () => {
        const held = new Set(counsellors.flatMap(({ talks }) => [...talks.keys()]));
        return visitors.every(({ conversation }) => held.has(conversation));
    }, LIMIT_MS);
    return { visitors, counsellors };
}

function percentile(sorted, share) {
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/**
 * Kills a process; everybody whose line breaks says a line as soon as he is back (`broken`), or
 * everybody at once. Gives the milliseconds until each of these lines was both acknowledged and read.
 */
async function measure({ visitors, counsellors }, name, kill, whom) {
    const people = [...visitors, ...counsellors];
    const said = new Map();
    const cpu = process.cpuUsage();
    const began = performance.now();
    const settled = (text, sign) => {
        const line = said.get(text);
        if (line) {
            line[sign] ??= performance.now() - began;
        }
    };
    for (const person of people) {
        person.onLine = (_, __, text) => settled(text, 'read');
    }
    const sayFor = (person, conversation) => {
        const text = `${name} ${said.size} ${began}`;
        said.set(text, {});
        person.say(conversation, text, () => settled(text, 'acknowledged'));
    };
    kill();
    await until('the line of somebody breaks', () => whom(people).length > 0, LIMIT_MS);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
    const affected = whom(people);
    for (const person of affected) {
        person.talks.forEach((_, conversation) => sayFor(person, conversation));
    }
    await until(`all are served after ${name}`, () => [...said.values()].every(({ acknowledged, read }) =>
        acknowledged !== undefined && read !== undefined), LIMIT_MS);
    const times = [...said.values()].map(({ acknowledged, read }) => Math.max(acknowledged, read)).sort((a, b) => a - b);
    const seconds = (performance.now() - began) / 1e3;
    const { user, system } = process.cpuUsage(cpu);
    const own = (user + system) / 1e6 / seconds;
    console.log(`${name}: ${affected.length} people, ${said.size} lines; half of them after ${number(percentile(times, 0.5))} ms, `
        + `99 % after ${number(percentile(times, 0.99))} ms, all after ${number(times.at(-1))} ms`
        + ` (this program used ${number(own * 100)} % of a processor)`);
}

async function main() {
    const { program, count, passes } = options();
    const described = benchNetwork(DEMO, count);
    const server = await BenchServer.start(program, described.network, [], 2);
    let world = null;
    try {
        world = await gather(server.port, described, count);
        const { visitors, counsellors } = world;
        console.log(`${count} conversations of ${counsellors.length} counsellors, 2 workers; ${cpus()[0].model}, ${cpus().length} processors\n`);
        for (let pass = 0; pass < passes; pass++) {
            await measure(world, 'kill -9 of a worker', () => process.kill(server.workers()[pass % 2], 'SIGKILL'),
                (people) => people.filter(({ online }) => !online));
            await new Promise((resolve) => { setTimeout(resolve, REST_MS); });
            await measure(world, 'kill -9 of Redis', () => process.kill(server.redis, 'SIGKILL'), () => visitors);
            await until('Redis is there again', () => server.findRedis(), LIMIT_MS);
            await new Promise((resolve) => { setTimeout(resolve, REST_MS); });
        }
        const people = [...visitors, ...counsellors];
        const faults = (name) => people.reduce((sum, each) => sum + each.faults[name], 0);
        const counts = ['lost', 'doubled', 'refused'].map((name) => [name, faults(name)]);
        console.log(`\n${counts.map(([name, sum]) => `${sum} ${name}`).join(', ')}`);
        process.exitCode = counts.every(([, sum]) => sum === 0) ? 0 : 1;
    } catch (error) {
        console.error(`${error.stack}\nThe server wrote:\n${server.output.slice(-2000)}`);
        process.exitCode = 1;
    } finally {
        [...(world?.visitors ?? []), ...(world?.counsellors ?? [])].forEach((each) => each.close());
        await server.stop();
    }
}

await main();
