// What each step costs Redis, by how many wait: the medians of several rounds, and how they grow.
// See docs/bench.md.

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { median, number, table } from '../report.mjs';
import { Crowd, each } from './crowd.mjs';
import { round, WHOLE } from './round.mjs';

const USAGE = `sh tests/bench/functions/run [options]
  --waiting N,N,N  how many wait (default 10,1000,100000)
  --runs N         rounds, of which the medians are printed (default 21)
  --json FILE      keeps what was measured`;

const MOST = 40;

function options() {
    try {
        const { values } = parseArgs({
            options: { waiting: { type: 'string' }, runs: { type: 'string' }, json: { type: 'string' }, help: { type: 'boolean' } },
        });
        if (values.help) {
            console.log(USAGE);
            process.exit(0);
        }
        const { waiting = '10,1000,100000', runs = '21', json } = values;
        return { sizes: waiting.split(',').map(Number), runs: Number(runs), json };
    } catch (error) {
        console.error(`${error.message}\n\n${USAGE}`);
        return process.exit(2);
    }
}

/** Stands in for a test: what it is given to do at the end is done by end(). */
class Frame {
    #last = [];

    after(deed) {
        this.#last.push(deed);
    }

    async end() {
        for (const deed of this.#last) {
            await deed();
        }
    }
}

/** {step: [microseconds, one for each round]} with so many waiting. */
async function measureWith(count, runs, people) {
    const frame = new Frame();
    const found = new Map();
    const keep = (step, run, micros) => {
        const all = found.get(step) ?? [];
        all[run] = (all[run] ?? 0) + micros;
        found.set(step, all);
    };
    try {
        const crowd = await Crowd.gather(frame, count);
        for (let run = -1; run < runs; run++) { // the first one only warms up
            const counts = new Map();
            const measure = async (step, items, deed, whole = null, part = null) => {
                const before = crowd.cpu();
                const results = whole ? await whole() : await each(items, deed);
                const micros = (crowd.cpu() - before) / 1e3 / items.length;
                const times = (counts.get(step) ?? 0) + 1;
                counts.set(step, times);
                if (run >= 0) {
                    keep(step, run, times === 1 ? micros : (micros - found.get(step)[run]) / times);
                    if (part) {
                        keep(part, run, micros);
                    }
                }
                return results;
            };
            await round(crowd, measure, people);
            process.stderr.write('.');
        }
    } finally {
        await frame.end();
    }
    return found;
}

async function main() {
    const { sizes, runs, json } = options();
    const by = new Map();
    const people = Math.min(MOST, Math.floor(Math.min(...sizes) / 2)); // as many in each, to compare
    for (const size of sizes) {
        process.stderr.write(`${number(size)} waiting `);
        by.set(size, await measureWith(size, runs, people));
        process.stderr.write('\n');
    }
    const [first, ...others] = sizes;
    let fits = true;
    const steps = [...by.get(first).keys()].sort((a, b) => (a === WHOLE) - (b === WHOLE));
    const rows = steps.map((step) => {
        const micros = (size) => median(by.get(size).get(step));
        const growth = (size) => micros(size) / micros(first);
        const bound = (size) => Math.log(size) / Math.log(first);
        const within = others.every((size) => growth(size) <= bound(size));
        fits &&= within;
        return {
            step, ...Object.fromEntries(sizes.map((size) => [`${number(size)} waiting, µs`, number(micros(size))])),
            ...Object.fromEntries(others.map((size) => [`× at ${number(size)}`, number(growth(size), 2)])),
            'a second': number(1e6 / micros(sizes.at(-1))), growth: within ? '' : 'faster than log n',
        };
    });
    console.log(`Processor time of Redis, medians of ${runs} rounds; ${cpus()[0].model}, ${cpus().length} processors\n\n${table(rows)}\n`);
    console.log(`Growth with the logarithm alone would be ${others.map((size) =>
        `${number(Math.log(size) / Math.log(first), 1)} at ${number(size)}`).join(', ')}.`);
    if (json) {
        writeFileSync(json, JSON.stringify([...by].map(([waiting, steps]) => ({ waiting, steps: Object.fromEntries(steps) }))));
    }
    process.exitCode = fits ? 0 : 1;
}

await main();
