// deploy/check-site.mjs against a running server, as it is and with a proxy in between that changes
// what it serves.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { writePages } from '../support/network.mjs';
import { makeFolder, removeFolder, ROOT } from '../support/places.mjs';
import { releaseFile } from '../support/release.mjs';
import { PROGRAM, Veer } from '../support/veer.mjs';

const SCRIPT = 'console.log("as released");\n';
const PAGE = '<!doctype html>\n<script type="module" src="/assets/visitor-A1.js"></script>\n';
const FINE = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    + "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function write(pages, path, text) {
    writeFileSync(join(pages, path), text);
    writeFileSync(join(pages, `${path}.gz`), gzipSync(text));
    writeFileSync(join(pages, `${path}.br`), brotliCompressSync(text));
}

function signManifest(pages) {
    const { status, stderr } = spawnSync(PROGRAM, ['keys', 'manifest', pages, '--release', releaseFile()],
        { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return readFileSync(join(pages, 'manifest.json'));
}

/** A pages folder as a build leaves it, signed. */
function release(folder) {
    const pages = writePages(folder);
    write(pages, 'visitor/index.html', PAGE);
    write(pages, 'assets/visitor-A1.js', SCRIPT);
    write(pages, 'assets/words-B2.js', 'export const words = ["een", "twee"];\n');
    return { pages, manifest: signManifest(pages) };
}

/** Passes requests on to the server; what `changes` has for a path goes into the answer instead. */
class Between {
    /** By path: {status, headers, body, coding}; `coding`: only for who takes this one. */
    changes = {};

    static async open(t, port) {
        const between = new Between();
        const server = createServer((asked, answer) => between.#pass(asked, answer, port));
        await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
        t.after(() => server.close());
        between.origin = `http://127.0.0.1:${server.address().port}`;
        return between;
    }

    #pass({ url, headers }, answer, port) {
        request({ port, path: url, headers }, (from) => {
            const change = this.changes[url] ?? {};
            const changed = (change.coding ?? headers['accept-encoding']) === headers['accept-encoding'];
            if (!changed || Object.keys(change).length === 0) {
                answer.writeHead(from.statusCode, from.headers);
                from.pipe(answer);
                return;
            }
            from.resume();
            const { status = from.statusCode, body } = change;
            answer.writeHead(status, { 'content-security-policy': FINE, ...change.headers });
            answer.end(body);
        }).end();
    }
}

/** {status, said}: what the program ends with and all that it writes. */
async function check(...words) {
    const child = spawn(process.execPath, [join(ROOT, 'deploy/check-site.mjs'), ...words]);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text) => { said += text; });
    }
    const status = await new Promise((resolve) => { child.on('close', resolve); });
    return { status, said };
}

test('a running site is checked against its manifest', { timeout: 60_000 }, async (t) => {
    const folder = makeFolder();
    t.after(() => removeFolder(folder));
    const { pages, manifest } = release(folder);
    const veer = await Veer.start(t, { pages });
    const between = await Between.open(t, veer.port);
    const key = `${releaseFile()}.pub`;
    const other = join(folder, 'other.pub');
    writeFileSync(other, `${'ab'.repeat(32)}\n`);
    const trusted = join(folder, 'trusted.json');

    async function reports(changes, expected, words = ['--key', key]) {
        between.changes = changes;
        const { status, said } = await check(between.origin, ...words);
        assert.match(said, expected);
        assert.match(said, /NOT as released, \d+ faults/);
        assert.equal(status, 1);
    }

    await t.test('as released', async () => {
        writeFileSync(trusted, manifest);
        const { status, said } = await check(veer.origin, '--key', key, '--manifest', trusted);
        assert.match(said, /: as released, 14 addresses in three codings\n$/);
        assert.match(said, /^manifest\.json: sha256 [0-9a-f]{64}\nroots\.json: sha256 [0-9a-f]{64}, 6 organisations\n/);
        assert.equal(status, 0);
        assert.equal((await check(between.origin, '--key', key)).status, 0, 'and through the proxy');
    });
    await t.test('one byte of a script', () => reports(
        { '/assets/visitor-A1.js': { body: SCRIPT.replace('"', "'") } },
        /^\/assets\/visitor-A1\.js: is not assets\/visitor-A1\.js of the manifest$/m));
    await t.test('a script that is another one only to who takes brotli', () => reports(
        { '/assets/visitor-A1.js': {
            coding: 'br', body: brotliCompressSync('evil()'), headers: { 'content-encoding': 'br' },
        } },
        /visitor-A1\.js of the manifest, to who takes br$/m));
    await t.test('a script that is gone', () => reports(
        { '/assets/words-B2.js': { status: 404 } }, /^\/assets\/words-B2\.js: missing$/m));
    await t.test('a script that a page should not have', async () => {
        const page = `${PAGE}<script src="/assets/spy-C3.js"></script>`;
        await reports({ '/': { body: page } },
            /^\/: refers to \/assets\/spy-C3\.js, which is not in the manifest$/m);
        await reports({ '/': { body: `${PAGE}<script src=https://evil.example/x.js></script>` } },
            /refers to https:\/\/evil\.example\/x\.js/);
        await reports({ '/': { body: `${PAGE}<script>spy()</script>` } }, /has an inline script/);
    });
    await t.test('a page that is another one at one desk only', () => reports(
        { '/c/csg/acute': { body: `${PAGE}<!-- -->` } },
        /^\/c\/csg\/acute: is not visitor\/index\.html of the manifest$/m));
    await t.test('a policy that allows more', async () => {
        for (const [from, to, expected] of [
            ["script-src 'self'", "script-src 'self' 'unsafe-inline'", /script-src 'self' 'unsafe-inline'; it should/],
            ["script-src 'self'", "script-src 'self'; script-src-elem *", /script-src-elem \*; it should be \(nothing\)/],
            ["connect-src 'self'", 'connect-src *', /connect-src \*/],
            ["frame-ancestors 'none'", 'frame-ancestors *', /lets others show it in a frame/],
        ]) {
            const policy = FINE.replace(from, to);
            await reports({ '/': { body: PAGE, headers: { 'content-security-policy': policy } } }, expected);
        }
        await reports({ '/': { body: PAGE, headers: { 'content-security-policy': '' } } },
            /^\/: has no content security policy$/m);
    });
    await t.test('roots that were changed', () => reports(
        { '/roots.json': { body: readFileSync(join(veer.folder, 'keys/roots.json'), 'utf8').replace('fier', 'feir') } },
        /^\/roots\.json: is not signed by this key$/m));
    await t.test('roots without a signature', () => reports(
        { '/roots.json.sig': { status: 404 } }, /^\/roots\.json\.sig: missing\n\/roots\.json: is not signed/m));
    await t.test('roots other than those that are expected', async () => {
        writeFileSync(trusted, '{}');
        await reports({}, /^\/roots\.json: is not the one that you trust$/m, ['--key', key, '--roots', trusted]);
    });
    await t.test('a manifest that was changed', () => reports(
        { '/manifest.json': { body: manifest.toString().replace(/[0-9a-f]{64}/, '0'.repeat(64)) } },
        /^\/manifest\.json: is not signed by this key$/m));
    await t.test('a key that did not sign', () => reports({},
        /^\/manifest\.json: is not signed by this key\n\/roots\.json: is not signed by this key$/m, ['--key', other]));
    await t.test('an old manifest', async () => {
        write(pages, 'assets/words-B2.js', 'export const words = ["een"];\n');
        await veer.stop();
        await veer.begin();
        await reports({}, /^\/assets\/words-B2\.js: is not assets\/words-B2\.js of the manifest$/m);
        // Old words and the old manifest: only who knows the new one finds out.
        writeFileSync(trusted, signManifest(pages));
        await reports({}, /^\/manifest\.json: is not the one that you trust$/m, ['--key', key, '--manifest', trusted]);
    });
    await t.test('what cannot be tried', async () => {
        assert.equal((await check(between.origin)).status, 2);
        assert.match((await check('nowhere', '--key', key)).said, /Invalid URL/);
        assert.equal((await check('http://127.0.0.1:1', '--key', key)).status, 1);
    });
});
