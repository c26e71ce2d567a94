// The pages are built twice, in two folders, under other names, clocks and languages: the bytes are
// the same. What is built keeps to the content security policy (server/front/headers.c), and what
// visitors load stays small.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

const SOURCE = fileURLToPath(new URL('../../client-web', import.meta.url));
const VISITOR_MOST_KB = 60; // gzip, all that the page can load in one language
const RELEASE_KEY = createHash('sha256').update('a key').digest('hex');
// What the build does not need, and what is large.
const NOT_COPIED = ['dist', 'node_modules/typescript', 'node_modules/@types', 'node_modules/.bin'];

const faults = [];

/** Builds a copy of the sources in `folder`; returns what the build says. */
function build(folder, env) {
    cpSync(SOURCE, folder, {
        recursive: true,
        filter: (path) => !NOT_COPIED.includes(relative(SOURCE, path)),
    });
    const run = spawnSync(process.execPath, ['build.mjs'],
        { cwd: folder, env: { ...process.env, VEER_RELEASE_KEY: RELEASE_KEY, ...env }, encoding: 'utf8' });
    if (run.status !== 0) {
        throw new Error(`the pages cannot be built:\n${run.stdout}${run.stderr}`);
    }
    return run.stdout;
}

/** All files of a folder: their paths in it, with their bytes. */
function filesOf(folder) {
    const paths = readdirSync(folder, { recursive: true }).map(String).sort();
    return new Map(paths.filter((path) => statSync(join(folder, path)).isFile())
        .map((path) => [path, readFileSync(join(folder, path))]));
}

function compareBuilds(one, other) {
    for (const path of new Set([...one.keys(), ...other.keys()])) {
        const [left, right] = [one.get(path), other.get(path)];
        if (!left || !right) {
            faults.push(`dist/${path}: only one of two builds has it`);
        } else if (!left.equals(right)) {
            faults.push(`dist/${path}: two builds differ`);
        }
    }
}

function checkForms(files) {
    for (const [path, bytes] of files) {
        const plain = files.get(path.replace(/\.(gz|br)$/, ''));
        if (path.endsWith('.gz') && !plain?.equals(gunzipSync(bytes))) {
            faults.push(`dist/${path}: holds something else than the file`);
        }
        if (path.endsWith('.br') && !plain?.equals(brotliDecompressSync(bytes))) {
            faults.push(`dist/${path}: holds something else than the file`);
        }
    }
}

// What a policy without 'unsafe-inline' and without other origins forbids in a document.
const FORBIDDEN = [
    ['an inline script', /<script(?![^>]*\ssrc=)[^>]*>/i],
    ['a script with a text of its own', /<script[^>]*>[^<]/i],
    ['an inline style', /<style|\sstyle\s*=/i],
    ['an event handler', /<[^>]*\son[a-z]+\s*=/i],
    ['a javascript: address', /javascript:/i],
    ['a frame or an object', /<(iframe|frame|object|embed|base)\b/i],
];

function checkDocument(files, path) {
    const text = files.get(path).toString();
    for (const [what, pattern] of FORBIDDEN) {
        if (pattern.test(text)) {
            faults.push(`dist/${path}: ${what}`);
        }
    }
    for (const [, address] of text.matchAll(/\s(?:src|href)="([^"]*)"/g)) {
        if (!address.startsWith('/assets/') || !files.has(address.slice(1))) {
            faults.push(`dist/${path}: refers to ${address}, which is not in dist`);
        }
    }
}

function checkScript(files, path) {
    const text = files.get(path).toString();
    if (/\beval\s*\(|\bnew Function\b|\bFunction\s*\("/.test(text)) {
        faults.push(`dist/${path}: makes code from text`);
    }
    for (const [, address] of text.matchAll(/\b(?:from|import)\s*\(?\s*"([^"]*)"/g)) {
        if (!address.startsWith('./') || !files.has(join(dirname(path), address))) {
            faults.push(`dist/${path}: imports ${address}, which is not in dist`);
        }
    }
}

const temporary = mkdtempSync(join(tmpdir(), 'veer-pages-'));
try {
    const places = [join(temporary, 'here'), join(temporary, 'a longer way', 'there')];
    const said = build(places[0], { TZ: 'UTC', LC_ALL: 'C' });
    build(places[1], { TZ: 'Asia/Tokyo', LC_ALL: 'C.UTF-8', SOURCE_DATE_EPOCH: '1' });
    const files = filesOf(join(places[0], 'dist'));
    compareBuilds(files, filesOf(join(places[1], 'dist')));
    checkForms(files);
    for (const path of files.keys()) {
        if (path.endsWith('.html')) checkDocument(files, path);
        if (path.endsWith('.js')) checkScript(files, path);
    }
    const size = Number(/^visitor .* ([\d.]+) KB in all,/m.exec(said)?.[1]);
    if (!(size < VISITOR_MOST_KB)) {
        faults.push(`visitor: ${size} KB gzip in all, and ${VISITOR_MOST_KB} are too many`);
    }
    for (const fault of faults) console.error(fault);
    if (faults.length === 0) {
        console.log(`pages: two builds of ${files.size} files are the same, without inline scripts;`
            + ` visitors load ${size} KB at most`);
    }
} finally {
    rmSync(temporary, { recursive: true, force: true });
}
process.exitCode = faults.length > 0 ? 1 : 0;
