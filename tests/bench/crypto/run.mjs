// The pages' cryptography in Chromium: what a message and a first key cost, on this machine and as
// on a slower one, and how large the pages are. See docs/bench.md.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { makeFolder, removeFolder, ROOT } from '../../support/places.mjs';
import { median, number } from '../report.mjs';

const USAGE = `sh tests/bench/crypto/run [options]
  --passes N   new pages for the first key (default 7)
  --slower N   how much slower the second processor is (default 6: an old telephone)`;
const BATCHES = 9;
const CHROMIUM = process.env.VEER_CHROMIUM ?? '/usr/bin/chromium';
const PAGES = join(ROOT, 'client-web');

function options() {
    try {
        const { values } = parseArgs({ options: { passes: { type: 'string' }, slower: { type: 'string' } } });
        return { passes: Number(values.passes ?? 7), slower: Number(values.slower ?? 6) };
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

/** Opens a page that is `rate` times slower than this machine; `deed` gets it, then it is closed. */
async function inPage(browser, rate, deed) {
    const page = await browser.newPage();
    try {
        const session = await page.context().newCDPSession(page);
        await session.send('Emulation.setCPUThrottlingRate', { rate });
        return await deed(page);
    } finally {
        await page.close();
    }
}

/** {load, visitor, counsellor}, ms: the library and the first key in pages that are new. */
async function measureFirst(browser, script, rate, passes) {
    const times = [];
    for (let pass = 0; pass < passes; pass += 1) {
        times.push(await inPage(browser, rate, (page) => page.evaluate((source) => {
            const began = performance.now();
            (0, eval)(source);
            const load = performance.now() - began;
            return { load, ...globalThis.bench.firstExchange() };
        }, script)));
    }
    const of = (name) => median(times.map((one) => one[name]));
    return { load: of('load'), visitor: of('visitor'), counsellor: of('counsellor') };
}

/** Milliseconds by deed. */
function measureDeeds(browser, script, rate) {
    return inPage(browser, rate, (page) => page.evaluate(({ source, batches }) => {
        (0, eval)(source);
        const { makeDeeds, time } = globalThis.bench;
        return Object.fromEntries(Object.entries(makeDeeds())
            .map(([name, deed]) => [name, time(deed, batches)]));
    }, { source: script, batches: BATCHES }));
}

async function measure(script, rates, passes) {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    try {
        const columns = [];
        for (const rate of rates) {
            const first = await measureFirst(browser, script, rate, passes);
            columns.push({
                'the library, until it can be used': first.load,
                'visitor: first key in a new page': first.visitor,
                'counsellor: the same': first.counsellor,
                ...await measureDeeds(browser, script, rate),
            });
        }
        return { version: browser.version(), columns };
    } finally {
        await browser.close();
    }
}

function printTimes({ version, columns }, rates) {
    console.log(`Chromium ${version}, ms\n`);
    console.log(`| what | ${rates.map((rate) => rate === 1 ? 'this machine' : `${rate} times slower`).join(' | ')} |`);
    console.log(`|---|${rates.map(() => '---|').join('')}`);
    for (const name of Object.keys(columns[0])) {
        console.log(`| ${name} | ${columns.map((column) => number(column[name], column[name] < 10 ? 2 : 1)).join(' | ')} |`);
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

const { passes, slower } = options();
const rates = [1, slower];
printTimes(await measure(await bundle(), rates, passes), rates);
process.exitCode = printSizes();
