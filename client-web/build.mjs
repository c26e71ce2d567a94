// Builds every page (each folder with a main.tsx) into dist/, or with --tests runs the unit tests.
//
//   VEER_RELEASE_KEY=HEX node build.mjs [--out DIR]
//
// The key is the public one of `veer keys release`: by it the pages know the organisations. What is
// written follows from the sources and this key alone: the same give the same bytes.
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
    existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync,
    writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { classesIn, prune, settle } from './prune.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
    options: { tests: { type: 'boolean' }, out: { type: 'string' } },
});
const dist = resolve(options.out ?? join(here, 'dist'));
const releaseKey = (process.env.VEER_RELEASE_KEY ?? '').trim();
if (!/^([0-9a-f]{64})?$/.test(releaseKey)) {
    console.error('VEER_RELEASE_KEY is not a public key: it has 64 digits, as in FILE.pub of '
        + '`veer keys release FILE`.');
    process.exit(1);
}

const [esbuild, terser] = await Promise.all([import('esbuild'), import('terser')]).catch(() => {
    console.error('The build tools are not installed. Run first: npm ci');
    process.exit(1);
});
if (!options.tests && spawnSync('zopfli', ['-h']).error) {
    console.error('zopfli is not installed. Run first: sh deploy/packages/install deploy/packages/build.txt');
    process.exit(1);
}

// A list of words in order (src/crypto/words.ts): each as the number of letters that it shares with
// the one before, and the rest of it. That is a fifth smaller in gzip.
function pack(words) {
    return words.map((word, index) => {
        const before = words[index - 1] ?? '';
        let shared = 0;
        while (shared < before.length && word[shared] === before[shared]) shared += 1;
        return shared + word.slice(shared);
    }).join('');
}

const wordLists = {
    name: 'word lists',
    setup(build) {
        build.onLoad({ filter: /\bwords_\w+\.txt$/ }, ({ path }) => ({
            contents: pack(readFileSync(path, 'utf8').trim().split('\n')),
            loader: 'text',
        }));
    },
};

// All sources that a page is made of, as one text.
async function sourcesOf(page) {
    const { metafile: { inputs } } = await esbuild.build({
        ...settings,
        entryPoints: [`${page}/main.tsx`],
        outdir: dist,
        loader: { '.css': 'empty' },
        metafile: true,
        write: false,
    });
    return Object.keys(inputs).filter((path) => /^(?!node_modules).*\.tsx?$/.test(path)).sort()
        .map((path) => readFileSync(join(here, path), 'utf8')).join('\n');
}

// The style sheets of libraries, without what this page cannot show.
async function libraryStyles(page) {
    const isUsed = classesIn(await sourcesOf(page));
    return {
        name: 'library styles',
        setup(build) {
            build.onLoad({ filter: /\bnode_modules\b.*\.css$/ }, ({ path }) => ({
                contents: prune(readFileSync(path, 'utf8'), isUsed),
                loader: 'css',
            }));
        },
    };
}

const TERSER = { module: true, ecma: 2020, compress: { passes: 2 }, format: { comments: false } };
const BROWSERS = ['chrome80', 'firefox78', 'safari14.1'];

const settings = {
    absWorkingDir: here,
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
    logLimit: 10,
    plugins: [wordLists],
    define: { RELEASE_KEY: JSON.stringify(releaseKey) },
};

// A file is kept by browsers for ever: its name also says what made it so small.
const TOOLS = createHash('sha256')
    .update(['build.mjs', 'prune.mjs', 'package-lock.json'].map((path) => readFileSync(join(here, path))).join())
    .digest('hex').slice(0, 4).toUpperCase();

// Writes a file of dist/ with its compressed forms beside it; returns its size in gzip. zopfli takes
// its time, and makes gzip files that are 4 % smaller.
async function write(path, content) {
    const file = join(dist, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params: quality }));
    await promisify(execFile)('zopfli', ['--i5', file]);
    return statSync(`${file}.gz`).size;
}

// The names of the scripts that come with the one of this name: what it imports at once.
function together(outputs, name, found = new Set()) {
    if (found.has(name)) return found;
    found.add(name);
    for (const { path, kind } of outputs[name].imports) {
        if (kind === 'import-statement') together(outputs, path, found);
    }
    return found;
}

// The language without which a script is never loaded.
function languageOf({ entryPoint = '' }) {
    return /\b(?:texts|words)_(nl|en)\.\w+$/.exec(entryPoint)?.[1];
}

// Bundles one page; what it imports by import() lies in chunks of their own. Returns its files as
// {path, content}: the licences of what is in it, the script, what that imports at once, the style if
// there is one, the texts of each language, and what the page may load later.
async function bundle(page) {
    const { metafile: { outputs }, outputFiles } = await esbuild.build({
        ...settings,
        plugins: [...settings.plugins, await libraryStyles(page)],
        entryPoints: { [page]: `${page}/main.tsx` },
        entryNames: `assets/[name]-[hash]${TOOLS}`,
        chunkNames: `assets/[name]-[hash]${TOOLS}`,
        outdir: join(here, 'dist'), // wherever it is written: names must not depend on it
        splitting: true,
        minify: true,
        target: BROWSERS,
        legalComments: 'external',
        metafile: true,
        write: false,
    });
    const isNotice = (name) => name.endsWith('.LEGAL.txt');
    const names = Object.keys(outputs).filter((name) => !isNotice(name)).sort();
    const entry = names.find((name) => outputs[name].entryPoint === `${page}/main.tsx`);
    const style = outputs[entry].cssBundle;
    const atOnce = together(outputs, entry);
    const fileOf = async (name) => {
        const { text } = outputFiles.find(({ path }) => path === resolve(here, name));
        const content = name.endsWith('.css')
            ? (await esbuild.transform(settle(text), { loader: 'css', minify: true, target: BROWSERS })).code
            : (await terser.minify(text, TERSER)).code;
        return { path: `assets/${basename(name)}`, language: languageOf(outputs[name]), content };
    };
    const filesOf = (list) => Promise.all(list.map(fileOf));
    const rest = names.filter((name) => !atOnce.has(name) && name !== style);
    const isText = (name) => /\btexts_\w+\.ts$/.test(outputs[name].entryPoint ?? '');
    const notices = outputFiles.filter(({ path }) => isNotice(path)).map(({ text }) => text).sort();
    return {
        licences: notices.length > 0 ? named('licences', 'txt', notices.join('\n')) : null,
        script: await fileOf(entry),
        imported: await filesOf(names.filter((name) => atOnce.has(name) && name !== entry)),
        style: style ? await fileOf(style) : null,
        texts: await filesOf(rest.filter(isText)),
        later: await filesOf(rest.filter((name) => !isText(name))),
    };
}

// A file that esbuild does not make, under a name with its hash.
function named(name, type, content) {
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase();
    return { path: `assets/${name}-${hash}.${type}`, content };
}

// The page's own page.html, or the common one, with the addresses of its files filled in.
function document(page, { licences, script, imported, style }, image) {
    const own = join(here, page, 'page.html');
    const template = readFileSync(existsSync(own) ? own : join(here, 'src/page.html'), 'utf8');
    const links = [`<link rel="icon" href="/${image.path}" type="image/svg+xml">`];
    if (licences) links.push(`<link rel="license" href="/${licences.path}">`);
    if (style) links.push(`<link rel="stylesheet" href="/${style.path}">`);
    for (const { path } of imported) links.push(`<link rel="modulepreload" href="/${path}">`);
    links.push(`<script type="module" src="/${script.path}"></script>`);
    return template.replace('<!-- files of the page -->', () => links.join('\n'));
}

async function buildPages() {
    const pages = readdirSync(here, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(here, entry.name, 'main.tsx')))
        .map((entry) => entry.name)
        .sort();
    rmSync(dist, { recursive: true, force: true });
    const image = named('icon', 'svg', readFileSync(join(here, 'styles/icon.svg')));
    for (const page of pages) {
        const files = await bundle(page);
        const { licences, script, imported, style, texts, later } = files;
        const first = [script, ...imported, image, ...(style ? [style] : [])];
        // a page in two languages is counted in the larger one: nobody needs both
        const sum = async (list) => {
            const sums = { any: 0, nl: 0, en: 0 };
            await Promise.all(list.map(async ({ path, content, language = 'any' }) => {
                const size = await write(path, content);
                sums[language] += size;
            }));
            return sums.any + Math.max(sums.nl, sums.en);
        };
        first.push({ path: `${page}/index.html`, content: document(page, files, image) });
        if (licences) await write(licences.path, licences.content); // browsers do not load it by themselves
        const [begun, words, rest] = await Promise.all([first, texts, later].map(sum));
        const view = begun + words;
        const all = view + rest;
        const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1).padStart(5)} KB`;
        console.log(`${page.padEnd(10)} ${kilobytes(view)} gzip for the first view, `
            + `${kilobytes(all)} in all, in one language`);
    }
    if (!releaseKey) {
        console.warn('Built without VEER_RELEASE_KEY: these pages trust no organisation, and nobody '
            + 'can chat with them.');
    }
}

async function runTests() {
    const folder = mkdtempSync(join(tmpdir(), 'veer-web-tests-'));
    try {
        const tests = readdirSync(here, { recursive: true })
            .map(String)
            .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
            .sort();
        await esbuild.build({
            ...settings,
            entryPoints: tests,
            outbase: here,
            outdir: folder,
            outExtension: { '.js': '.mjs' },
            platform: 'node',
            target: 'node18',
            sourcemap: 'inline',
        });
        const files = tests.map((path) => join(folder, path.replace(/\.ts$/, '.mjs')));
        // Debian 12's own Node has no `crypto` as browsers have, without being asked
        const old = Number(process.versions.node.split('.')[0]) < 20;
        const asked = old ? ['--experimental-global-webcrypto'] : [];
        const run = spawnSync(process.execPath, [...asked, '--enable-source-maps', '--test', ...files],
            { cwd: here, stdio: 'inherit' });
        process.exitCode = run.status ?? 1;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

try {
    await (options.tests ? runTests() : buildPages());
} catch (error) {
    if (!error.errors) throw error; // else esbuild has told what is wrong
    process.exitCode = 1;
}
