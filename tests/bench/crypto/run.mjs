// The pages' cryptography in Chromium: what a message and a first key cost, and how large the pages
// are. See docs/bench.md.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { makeFolder, removeFolder, ROOT } from '../../support/places.mjs';
import { median, number } from '../report.mjs';

const USAGE = `sh tests/bench/crypto/run [--passes N]
  --passes N   new pages for the first key, and rounds of the rest (default 7)`;
const ROUND_S = 0.2; // processor time of one deed's round
const CHROMIUM = process.env.VEER_CHROMIUM ?? '/usr/bin/chromium';
const PAGES = join(ROOT, 'client-web');

function readPasses() {
    try {
        const { values } = parseArgs({ options: { passes: { type: 'string' } } });
        return Number(values.passes ?? 7);
    } catch (error) {
        console.error(`${error.message}\n\n${USAGE}`);
        return process.exit(2);
    }
}

/** The deeds as one script, built for the browsers that the pages are built for. */
async function bundle() {
    const esbuild = createRequire(join(PAGES, 'package.json'))('esbuild');
    const { outputFiles: [{ text }] } = await esbuild.build({
        entryPoints: [join(ROOT, 'tests/bench/crypto/deeds.mjs')],
        nodePaths: [join(PAGES, 'node_modules')],
        bundle: true, minify: true, write: false, format: 'iife', globalName: 'bench',
        target: ['es2020', 'chrome80', 'firefox78', 'safari14.1'],
        define: { RELEASE_KEY: '""' },
    });
    return `${text};globalThis.bench = bench;`;
}

/** A new page; what it does is measured by the processor time of its thread. */
class Page {
    static async open(browser) {
        const page = new Page();
        page.page = await browser.newPage();
        page.session = await page.page.context().newCDPSession(page.page);
        await page.session.send('Performance.enable');
        return page;
    }

    async #threadTime() {
        const { metrics } = await this.session.send('Performance.getMetrics');
        return metrics.find(({ name }) => name === 'ThreadTime').value;
    }

    /** {seconds, value}: of a function that runs in the page with this argument. */
    async measure(deed, argument) {
        const before = await this.#threadTime();
        const value = await this.page.evaluate(deed, argument);
        return { seconds: await this.#threadTime() - before, value };
    }

    load(script) {
        return this.measure((source) => { (0, eval)(source); }, script);
    }

    close() {
        return this.page.close();
    }
}

/** Seconds by name, of the first key of one conversation between two pages that are new. */
async function measureFirst(browser, script) {
    const [before, visitor, counsellor] = [await Page.open(browser), await Page.open(browser),
        await Page.open(browser)];
    await before.load(script);
    const { value: known } = await before.measure(() => globalThis.bench.prepare());
    const loaded = await visitor.load(script);
    const given = await visitor.measure((all) => globalThis.bench.giveFirstKey(all), known);
    await counsellor.load(script);
    const taken = await counsellor.measure(([all, record]) => globalThis.bench.takeFirstKey(all, record),
        [known, given.value]);
    await Promise.all([before, visitor, counsellor].map((page) => page.close()));
    return {
        'the library is loaded': loaded.seconds,
        'visitor: the first key that the page gives': given.seconds,
        'counsellor: the first key that the page takes, key_ack': taken.seconds,
    };
}

function repeatIn(page, name, times) {
    return page.measure(([deed, count]) => globalThis.bench.repeat(globalThis.deeds[deed], count), [name, times]);
}

/** Seconds for one deed that has been done before: the median of the passes. */
async function measureDeed(page, name, passes) {
    let times = 1;
    while ((await repeatIn(page, name, times)).seconds < ROUND_S) times *= 2;
    const rounds = [];
    for (let pass = 0; pass < passes; pass += 1) {
        rounds.push((await repeatIn(page, name, times)).seconds / times);
    }
    return median(rounds);
}

async function measureDeeds(browser, script, passes) {
    const page = await Page.open(browser);
    await page.load(script);
    const { value: names } = await page.measure(() => {
        globalThis.deeds = globalThis.bench.makeDeeds();
        return Object.keys(globalThis.deeds);
    });
    const times = {};
    for (const name of names) times[name] = await measureDeed(page, name, passes);
    await page.close();
    return times;
}

async function measure(script, passes) {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    try {
        const first = [];
        for (let pass = 0; pass < passes; pass += 1) first.push(await measureFirst(browser, script));
        const medians = Object.keys(first[0]).map((name) => [name, median(first.map((one) => one[name]))]);
        return {
            version: browser.version(),
            times: { ...Object.fromEntries(medians), ...await measureDeeds(browser, script, passes) },
        };
    } finally {
        await browser.close();
    }
}

function printTimes({ version, times }) {
    console.log(`Chromium ${version}, processor time\n`);
    console.log('| what | ms |\n|---|---|');
    for (const [name, seconds] of Object.entries(times)) {
        console.log(`| ${name} | ${number(seconds * 1000, seconds < 0.01 ? 2 : 1)} |`);
    }
}

/** Prints what the build says of the sizes. */
function printSizes() {
    const folder = makeFolder();
    try {
        const { stdout, status, stderr } = spawnSync(process.execPath, [join(PAGES, 'build.mjs'), '--out', folder],
            { encoding: 'utf8', env: { ...process.env, VEER_RELEASE_KEY: 'ab'.repeat(32) } });
        console.log(`\n${status === 0 ? stdout : stderr}`);
        return status ?? 1;
    } finally {
        removeFolder(folder);
    }
}

printTimes(await measure(await bundle(), readPasses()));
process.exitCode = printSizes();
