#!/usr/bin/env node
// Checks that a running site serves the released pages and nothing else.
//
//   node deploy/check-site.mjs URL --key FILE.pub [--manifest FILE] [--roots FILE]
//
// It fetches every file of /manifest.json as a browser does, in each coding, and compares; see
// docs/verify.md. Exit status: 0 all is as released, 1 something is not, 2 it could not be tried.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { parseArgs } from 'node:util';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

const USAGE = `Usage: node deploy/check-site.mjs URL --key FILE.pub [--manifest FILE] [--roots FILE]
  --key FILE.pub    the public key of whoever releases the pages
  --manifest FILE   a manifest.json that you trust: the site must serve this one
  --roots FILE      a roots.json that you trust: the site must serve this one`;
const LIMIT_MS = 20_000;
const SIZE_MOST = 32 * 1024 * 1024; // bytes of an answer, also when it is unpacked

// So that a server cannot easily tell this program from a visitor.
const AS_A_BROWSER = {
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) '
        + 'Chrome/140.0.0.0 Safari/537.36',
    'accept': 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'accept-language': 'nl-NL,nl;q=0.9,en;q=0.8',
};
const CODINGS = {
    identity: (bytes) => bytes,
    gzip: (bytes) => gunzipSync(bytes, { maxOutputLength: SIZE_MOST }),
    br: (bytes) => brotliDecompressSync(bytes, { maxOutputLength: SIZE_MOST }),
};

// What the policy of a page must say. Who may show it in a frame is up to the network.
const POLICY = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
};
const FRAMES = /^('none'|'self'|https:\/\/[a-z0-9.:-]+)( ('self'|https:\/\/[a-z0-9.:-]+))*$/;

const faults = new Set();

function fault(text) {
    faults.add(text);
    return null;
}

function giveUp(text) {
    console.error(text);
    process.exit(2);
}

function readOptions() {
    try {
        const { values, positionals: [url, ...more] } = parseArgs({
            allowPositionals: true,
            options: Object.fromEntries(['key', 'manifest', 'roots']
                .map((name) => [name, { type: 'string' }])),
        });
        if (!url || !values.key || more.length > 0) throw new Error('an argument is missing');
        const read = (file) => file === undefined ? null : readFileSync(file);
        return {
            site: new URL(url),
            key: readKey(readFileSync(values.key, 'utf8').trim()),
            manifest: read(values.manifest),
            roots: read(values.roots),
        };
    } catch (error) {
        return giveUp(`${error.message}\n${USAGE}`);
    }
}

/** A public key in hex, as `veer keys release` writes it into FILE.pub. */
function readKey(hex) {
    if (!/^[0-9a-f]{64}$/.test(hex)) throw new Error('the key is not one of 64 digits');
    const x = Buffer.from(hex, 'hex').toString('base64url');
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

function sha256(bytes) {
    return createHash('sha256').update(bytes).digest('hex');
}

/** {status, headers, bytes}, the bytes as they came. Rejects when there is no answer. */
function request(url, coding) {
    return new Promise((resolve, reject) => {
        const headers = { ...AS_A_BROWSER, 'accept-encoding': coding };
        const sent = (url.protocol === 'https:' ? https : http).get(url, { headers }, (answer) => {
            const parts = [];
            let size = 0;
            answer.on('data', (part) => {
                parts.push(part);
                size += part.length;
                if (size > SIZE_MOST) answer.destroy(new Error('the answer is too large'));
            });
            answer.on('error', reject);
            answer.on('end', () => resolve({
                status: answer.statusCode, headers: answer.headers, bytes: Buffer.concat(parts),
            }));
        });
        sent.setTimeout(LIMIT_MS, () => sent.destroy(new Error('no answer in time')));
        sent.on('error', reject);
    });
}

function unpack({ headers, bytes }) {
    const decode = CODINGS[headers['content-encoding'] ?? 'identity'];
    if (!decode) throw new Error(`unknown coding ${headers['content-encoding']}`);
    return decode(bytes);
}

/** An answer with its bytes unpacked, or null with a fault. */
async function load(site, path, coding = 'identity') {
    try {
        const answer = await request(new URL(path, site), coding);
        if (answer.status === 404) return fault(`${path}: missing`);
        if (answer.status !== 200) return fault(`${path}: status ${answer.status}`);
        return { ...answer, bytes: unpack(answer) };
    } catch (error) {
        return fault(`${path}: cannot be loaded (${error.message})`);
    }
}

/** What lies at PATH, if PATH.sig is its signature and it is JSON; else null with a fault. */
async function loadSigned(site, path, key, expected) {
    const [file, signature] = [await load(site, path), await load(site, `${path}.sig`)];
    if (!file) return null;
    const line = signature?.bytes.toString('latin1').trim() ?? '';
    if (!verify(null, file.bytes, key, Buffer.from(line, 'base64'))) {
        return fault(`${path}: is not signed by this key`);
    }
    if (expected && !expected.equals(file.bytes)) fault(`${path}: is not the one that you trust`);
    try {
        return { json: JSON.parse(file.bytes), hash: sha256(file.bytes) };
    } catch {
        return fault(`${path}: is not JSON`);
    }
}

/** The addresses of a file of the manifest; `desks`: the paths of the desks. */
function addressesOf(path, desks) {
    if (path === 'visitor/index.html') return ['/', ...desks];
    return [`/${path.replace(/(^|\/)index\.html$/, '$1')}`];
}

/** Where visitors of each desk come in, by the network file. */
async function loadDesks(site) {
    const file = await load(site, '/network.json');
    try {
        return JSON.parse(file.bytes).organisations
            .flatMap(({ desks }) => desks.map(({ id }) => `/c/${id}`));
    } catch {
        return fault('/network.json: names no desks') ?? [];
    }
}

function checkPolicy(address, headers) {
    const parts = (headers['content-security-policy'] ?? '').split(';')
        .map((part) => part.trim().split(/\s+/)).filter(([name]) => name);
    const found = new Map(parts.map(([name, ...values]) => [name, values.join(' ')]));
    const frames = found.get('frame-ancestors');
    found.delete('frame-ancestors');
    if (parts.length === 0) return fault(`${address}: has no content security policy`);
    for (const name of new Set([...Object.keys(POLICY), ...found.keys()])) {
        if (found.get(name) !== POLICY[name]) {
            fault(`${address}: its policy has ${name} ${found.get(name) ?? '(nothing)'}; `
                + `it should be ${POLICY[name] ?? '(nothing)'}`);
        }
    }
    if (!FRAMES.test(frames ?? '')) fault(`${address}: its policy lets others show it in a frame`);
    if (headers.refresh) fault(`${address}: sends its reader to ${headers.refresh}`);
    return null;
}

/** What a page refers to that was not released. */
function checkReferences(address, text, files) {
    for (const [, , target] of text.matchAll(/\s(?:src|href)\s*=\s*(["']?)([^"'\s>]+)\1/gi)) {
        if (!(target.replace(/^\//, '') in files)) {
            fault(`${address}: refers to ${target}, which is not in the manifest`);
        }
    }
    if (/<script(?![^>]*\ssrc\s*=)[^>]*>/i.test(text)) fault(`${address}: has an inline script`);
}

async function checkFile(site, { path, hash, address, files }) {
    for (const coding of Object.keys(CODINGS)) {
        const answer = await load(site, address, coding);
        if (!answer) return;
        const text = answer.bytes.toString();
        if (sha256(answer.bytes) !== hash) {
            fault(`${address}: is not ${path} of the manifest`
                + (coding === 'identity' ? '' : `, to who takes ${coding}`));
            if (path.endsWith('.html')) checkReferences(address, text, files);
        }
        if (path.endsWith('.html')) checkPolicy(address, answer.headers);
    }
}

async function checkSite({ site, key, manifest: trusted, roots: trustedRoots }) {
    const manifest = await loadSigned(site, '/manifest.json', key, trusted);
    const roots = await loadSigned(site, '/roots.json', key, trustedRoots);
    const files = Object.assign(Object.create(null), manifest?.json?.files);
    // The packed forms are compared by what is in them.
    const paths = Object.keys(files).filter((path) => !/\.(gz|br)$/.test(path));
    if (manifest && paths.length === 0) fault('/manifest.json: names no files');
    const desks = manifest ? await loadDesks(site) : [];
    let count = 0;
    for (const path of paths) {
        for (const address of addressesOf(path, desks)) {
            await checkFile(site, { path, hash: files[path], address, files });
            count += 1;
        }
    }
    return { manifest, roots, count };
}

const options = readOptions();
const { manifest, roots, count } = await checkSite(options);
for (const text of faults) console.error(text);
if (manifest) console.log(`manifest.json: sha256 ${manifest.hash}`);
if (roots) {
    const slugs = Object.keys(roots.json?.organisations ?? {});
    console.log(`roots.json: sha256 ${roots.hash}, ${slugs.length} organisations`);
}
if (faults.size > 0) console.log(`${options.site.origin}: NOT as released, ${faults.size} faults`);
else console.log(`${options.site.origin}: as released, ${count} addresses in three codings`);
process.exitCode = faults.size > 0 ? 1 : 0;
