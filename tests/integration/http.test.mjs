// HTTP on raw sockets and with fetch: what is served, the headers of every answer, and requests
// that are not right (of the bad inputs 13 and 16).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpAnswer } from '../support/raw.mjs';
import { Veer } from '../support/veer.mjs';

const CLOSING = 'Host: here\r\nConnection: close\r\n\r\n';

test('HTTP', { timeout: 30_000 }, async (t) => {
    const veer = await Veer.start(t);
    const { port } = veer;
    const get = (path, headers = {}) => fetch(`${veer.origin}${path}`, { headers, redirect: 'manual' });
    await t.test('pages', async () => {
        for (const path of ['/', '/c/csg/acute', '/console/', '/wallboard/']) {
            const response = await get(path);
            assert.equal(response.status, 200, path);
            assert.equal(response.headers.get('cache-control'), 'no-store');
            assert.match(response.headers.get('content-type'), /^text\/html/);
            assert.ok((await response.text()).length > 0);
        }
        assert.equal((await get('/console')).headers.get('location'), '/console/');
        const missing = await get('/c/csg');
        assert.equal(missing.status, 404);
        assert.match(await missing.text(), /Deze pagina is er niet[^]*There is no such page/);
    });
    await t.test('security headers on every answer', async () => {
        for (const path of ['/', '/network.json', '/healthz', '/nowhere', '/console', '/%zz']) {
            const { headers } = await get(path);
            assert.match(headers.get('content-security-policy'), /default-src 'none'.*frame-ancestors 'none'/);
            assert.equal(headers.get('referrer-policy'), 'no-referrer');
            assert.equal(headers.get('x-content-type-options'), 'nosniff');
            assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
            assert.equal(headers.get('server'), null, path);
            assert.equal(headers.get('set-cookie'), null);
        }
    });
    await t.test('/network.json, again only when it is another one', async () => {
        const first = await get('/network.json');
        assert.equal(first.status, 200);
        assert.ok(Object.keys(await first.json()).length > 0);
        const again = await get('/network.json', { 'If-None-Match': first.headers.get('etag') });
        assert.equal(again.status, 304);
    });
    await t.test('/healthz and /readyz', async () => {
        assert.deepEqual(await (await get('/healthz')).json(), { ok: true });
        assert.deepEqual(await (await get('/readyz')).json(), { ready: true });
    });
    await t.test('13 pipelined requests are answered in order', async () => {
        const answer = await httpAnswer(port, 'GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n'
            + `GET /nowhere HTTP/1.1\r\nHost: here\r\n\r\nGET /readyz HTTP/1.1\r\n${CLOSING}`);
        assert.deepEqual(answer.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
        assert.match(answer, /\{"ready":true\}\n$/);
    });
    await t.test('16 invalid percent-encoding', async () => {
        assert.match(await httpAnswer(port, `GET /%zz HTTP/1.1\r\n${CLOSING}`), / 403 /);
    });
    await t.test('no way out of the pages folder', async () => {
        for (const path of ['/../../etc/passwd', '/assets/../../../etc/passwd', '/assets/%2e%2e%2fvisitor/index.html',
            '/assets/..%5c..%5cetc', '/assets//etc/passwd', '/visitor/index.html']) {
            assert.match(await httpAnswer(port, `GET ${path} HTTP/1.1\r\n${CLOSING}`), / 404 /, path);
        }
    });
    await t.test('only GET and HEAD, without a body', async () => {
        assert.match(await httpAnswer(port, `POST / HTTP/1.1\r\nContent-Length: 2\r\n${CLOSING}hi`), / 405 [^]*allow: GET, HEAD/);
        assert.match(await httpAnswer(port, `PUT / HTTP/1.1\r\n${CLOSING}`), / 405 /);
        assert.match(await httpAnswer(port, `GET / HTTP/1.1\r\nContent-Length: 2\r\n${CLOSING}hi`), / 400 /);
        assert.match(await httpAnswer(port, `GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n${CLOSING}0\r\n\r\n`), / 400 /);
        const head = await httpAnswer(port, `HEAD /healthz HTTP/1.1\r\n${CLOSING}`);
        assert.match(head, / 200 [^]*content-length: 12\r\n/);
        assert.ok(head.endsWith('\r\n\r\n'));
    });
    await t.test('no CONNECT, no HTTP/2, no nonsense', async () => {
        for (const request of ['CONNECT other:80 HTTP/1.1', 'PRI * HTTP/2.0', 'BREW /pot HTTP/1.1', '\0\0\0\0']) {
            assert.doesNotMatch(await httpAnswer(port, `${request}\r\n${CLOSING}`), / (101|200) /, request);
        }
    });
});
