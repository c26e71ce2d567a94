// Runs spin over the model: what must hold, which of the machine's steps are reached, and whether
// faults that are put into it are found. Ends with "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SEEDS } from './seeds.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const build = join(here, '../../build-model');
const only = process.argv.includes('--seeds');

const SAFETY = { flags: ['-DSAFETY'], options: ['-E'] };
const LIVENESS = { define: 'LIVENESS', flags: ['-DNFAIR=3'], options: ['-a', '-f', '-N', 'every_transfer_ends'] };

let passed = 0;
let failed = 0;

function verdict(ok, name, detail) {
    if (ok) passed += 1;
    else failed += 1;
    console.log(`${ok ? 'ok' : 'NOT OK'}: ${name}${detail ? ` (${detail})` : ''}\n`);
}

function call(folder, program, args) {
    const done = spawnSync(program, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (done.error) throw done.error;
    return { status: done.status, text: done.stdout + done.stderr };
}

function must(folder, program, args) {
    const { status, text } = call(folder, program, args);
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}:\n${text}`);
}

/** A copy of the model in a folder of its own, changed by a seed. */
function copyModel(name, seed) {
    const folder = join(build, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(here).filter((each) => each.endsWith('.pml'))) {
        cpSync(join(here, file), join(folder, file));
    }
    if (seed) {
        const path = join(folder, seed.file);
        const parts = readFileSync(path, 'utf8').split(seed.find);
        if (parts.length !== 2) throw new Error(`the seed "${seed.name}" fits in ${parts.length - 1} places`);
        writeFileSync(path, parts.join(seed.replace));
    }
    return folder;
}

/** Lets spin look at every state: {text, errors, complete, reached}. */
function check(folder, kind, { trouble, asks }, quick = false) {
    const defines = [`-DTROUBLE=${trouble}`, `-DASKS=${asks}`, ...(kind.define ? [`-D${kind.define}`] : [])];
    must(folder, 'spin', ['-a', ...defines, 'veer.pml']);
    must(folder, 'cc', [quick ? '-O0' : '-O1', '-w', '-DCOLLAPSE', '-DMEMLIM=2000', ...kind.flags,
        '-o', 'pan', 'pan.c']);
    const { text } = call(folder, './pan', ['-m200000', '-w24', '-n', ...kind.options]);
    writeFileSync(join(folder, 'output'), text);
    const errors = Number(/errors: (\d+)/.exec(text)?.[1] ?? -1);
    const complete = !/Search not completed|max search depth too small|out of memory/.test(text);
    const reached = [...text.matchAll(/^reached: (.*)$/gm)].map(([, step]) => step);
    const missed = [...text.matchAll(/^missed: (.*)$/gm)].map(([, step]) => step);
    return { text, errors, complete, reached, missed };
}

/** Spin's own numbers. */
function numbers(text) {
    const lines = text.split('\n').filter((line) =>
        /violated|acceptance cycle|depth reached|states, (stored|matched)|transitions|total actual memory|elapsed/.test(line));
    console.log(lines.map((line) => `    ${line.trim()}`).join('\n'));
}

function holds(name, kind, bounds) {
    console.log(`${name}: ${bounds.trouble} pieces of trouble, ${bounds.asks} transfer${bounds.asks === 1 ? '' : 's'}`);
    const result = check(copyModel(name), kind, bounds);
    numbers(result.text);
    const ok = result.errors === 0 && result.complete;
    verdict(ok, name, ok ? '' : `see ${join(build, name)} and README.md: how to read a trail`);
    return result;
}

/** Every step of the machines is reached or stands in outside.json, and not both. */
function compareSteps(runs) {
    const { steps: outside } = JSON.parse(readFileSync(join(here, 'outside.json'), 'utf8'));
    const reached = new Set(runs.flatMap((run) => run.reached));
    const all = new Set(runs.flatMap((run) => [...run.reached, ...run.missed]));
    const faults = [
        ...[...all].filter((step) => !reached.has(step) && !(step in outside)).map((step) => `${step}: never reached`),
        ...Object.keys(outside).filter((step) => reached.has(step)).map((step) => `${step}: reached, though in outside.json`),
        ...Object.keys(outside).filter((step) => !all.has(step)).map((step) => `${step}: not in machine.json`),
    ];
    for (const fault of faults) console.log(`    ${fault}`);
    verdict(faults.length === 0 && all.size > 0, 'steps of the machines',
        `${reached.size} of ${all.size} reached, ${Object.keys(outside).length} outside`);
}

function finds(seed, index) {
    const { text, errors } = check(copyModel(`seed-${index}`, seed), seed.liveness ? LIVENESS : SAFETY,
        { trouble: seed.trouble ?? 1, asks: 1 }, true);
    numbers(text);
    verdict(errors > 0, `finds: ${seed.name}`);
}

const runs = only ? [] : [
    holds('safety', SAFETY, { trouble: 2, asks: 1 }),
    holds('safety-twice', SAFETY, { trouble: 1, asks: 2 }),
    holds('liveness', LIVENESS, { trouble: 2, asks: 1 }),
];
if (!only) compareSteps(runs);
SEEDS.forEach(finds);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
