// The WebSocket handshake and frames, with everything that may be wrong with them: of the bad
// inputs 1 to 28 those that the front answers, by their numbers, on raw sockets, and what must work
// with the package ws. Slow readers (27), silence and other limits of time are in
// tests/unit/front_close.c, with short settings.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import WebSocket from 'ws';
import {
    BINARY, CLOSE, CONTINUATION, FINAL, frame, httpAnswer, open, PING, Raw, TEXT, upgrade,
} from '../support/raw.mjs';
import { Veer } from '../support/veer.mjs';

function pingMessage(id) {
    return JSON.stringify({ type: 'ping', id });
}

/** The connection works: a request is answered (by an error: nobody has said hello). */
async function answers(raw, id = 'still-there') {
    raw.send(frame(FINAL | TEXT, pingMessage(id)));
    return isAnswered(raw, id);
}

async function isAnswered(raw, id) {
    for (;;) {
        const received = await raw.frame();
        assert.notEqual(received, null, 'the connection has ended');
        if (received.opcode === TEXT) {
            assert.equal(JSON.parse(received.payload).id, id);
            return;
        }
    }
}

const CLOSING = 'Host: here\r\nConnection: close\r\n\r\n';

const handshakes = {
    '1 h2c': [{ 'Upgrade': 'h2c', 'Connection': 'Upgrade, HTTP2-Settings', 'HTTP2-Settings': 'AAMAAABkAARAAAAAAAIAAAAA' }, 400],
    '2 an unknown upgrade': [{ 'Upgrade': 'foo' }, 403],
    '3 a foreign origin': [{ 'Origin': 'https://evil.example' }, 403],
    '4 the origin null': [{ 'Origin': 'null' }, 403],
    '5 no origin': [{ 'Origin': null }, 403],
    '6 an origin that begins like ours': [(port) => ({ 'Origin': `http://127.0.0.1:${port}.evil.example` }), 403],
    '7 no subprotocol': [{ 'Sec-WebSocket-Protocol': null }, 400],
    '8 an unknown subprotocol': [{ 'Sec-WebSocket-Protocol': 'veer.v2, chat' }, 400],
    'no key': [{ 'Sec-WebSocket-Key': null }, 400],
    'version 12': [{ 'Sec-WebSocket-Version': '12' }, 426],
    'no version': [{ 'Sec-WebSocket-Version': null }, 426],
    'no host': [{ 'Host': null }, 403],
    'no Connection: upgrade': [{ 'Connection': 'close' }, 400],
};

async function testHandshakes(t, port) {
    for (const [name, [changes, status]] of Object.entries(handshakes)) {
        await t.test(name, async () => {
            const answer = await httpAnswer(port,
                upgrade(port, typeof changes === 'function' ? changes(port) : changes));
            assert.match(answer, new RegExp(`^HTTP/1\\.[01] ${status} `));
            assert.equal(answer.includes(' 101 '), false);
        });
    }
    await t.test('other paths', async () => {
        assert.match(await httpAnswer(port, upgrade(port, {}, '/')), / 404 /);
        assert.match(await httpAnswer(port, upgrade(port, {}, '/ws/')), / 404 /);
        assert.match(await httpAnswer(port, upgrade(port).replace('GET', 'POST')), / 405 /);
    });
    await t.test('10 permessage-deflate, twice: not taken up', async () => {
        const raw = await Raw.connect(port);
        raw.send(upgrade(port, { 'Sec-WebSocket-Extensions': 'permessage-deflate, permessage-deflate' }));
        const head = await raw.head();
        assert.match(head, / 101 /);
        assert.doesNotMatch(head, /extensions/i);
        await answers(raw);
        raw.socket.destroy();
    });
    await t.test('11 more than 4096 bytes of headers', async () => {
        assert.equal(await httpAnswer(port, upgrade(port, { 'X-Long': 'x'.repeat(5000) })), '');
    });
    await t.test('15 a forged X-Forwarded-For changes nothing', async () => {
        const raw = await Raw.connect(port);
        raw.send(upgrade(port, { 'X-Forwarded-For': '203.0.113.99' }));
        assert.match(await raw.head(), / 101 /);
        await answers(raw);
        raw.socket.destroy();
    });
    await t.test('frames in the same packet as the request', async () => {
        const raw = await Raw.connect(port);
        raw.send(Buffer.concat([Buffer.from(upgrade(port)), frame(FINAL | TEXT, pingMessage('at-once-1'))]));
        assert.match(await raw.head(), / 101 /);
        await isAnswered(raw, 'at-once-1');
        raw.socket.destroy();
    });
}

const badFrames = {
    '18 invalid UTF-8': [[frame(FINAL | TEXT, Buffer.from([0x22, 0xff, 0x22]))], 1007],
    '18 UTF-8 that is cut off': [[frame(FINAL | TEXT, Buffer.from([0x22, 0xe2, 0x82]))], 1007],
    '18 a surrogate': [[frame(FINAL | TEXT, Buffer.from([0xed, 0xa0, 0x80]))], 1007],
    '19 a declared length of 2^62': [[Buffer.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5])], 1009],
    '20 fragments without end': [[frame(TEXT, '"'), ...Array(64).fill(frame(CONTINUATION, ' '))], 1009],
    '21 a fragmented control frame': [[frame(PING, 'x')], 1002],
    '22 reserved bits': [[frame(FINAL | 0x40 | TEXT, '{}')], 1002],
    '23 a reserved opcode': [[frame(FINAL | 0x0b, '')], 1002],
    '23 another reserved opcode': [[frame(FINAL | 0x03, '{}')], 1002],
    '25 close code 1005 on the wire': [[frame(FINAL | CLOSE, Buffer.from([0x03, 0xed]))], 1002],
    '28 a binary message': [[frame(FINAL | BINARY, pingMessage('12345678'))], 1003],
    'a message over 8192 bytes': [[frame(FINAL | TEXT, ' '.repeat(8193))], 1009],
    'one over 8192 bytes in fragments': [[frame(TEXT, ' '.repeat(5000)), frame(FINAL | CONTINUATION, ' '.repeat(5000))], 1009],
    'a continuation of nothing': [[frame(FINAL | CONTINUATION, '{}')], 1002],
    'a message inside a message': [[frame(TEXT, '{'), frame(FINAL | TEXT, '{}')], 1002],
    'more messages than anybody writes': [Array(400).fill(frame(FINAL | TEXT, pingMessage('12345678'))), 4008],
};

async function testFrames(t, port) {
    for (const [name, [frames, code]] of Object.entries(badFrames)) {
        await t.test(name, async () => {
            const raw = await open(port);
            raw.send(Buffer.concat(frames));
            assert.equal(await raw.closeCode(), code);
        });
    }
    await t.test('17 unmasked frames do no harm (libwebsockets does not tell of them)', async () => {
        const raw = await open(port);
        const text = pingMessage('unmasked-1');
        raw.send(Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]));
        await isAnswered(raw, 'unmasked-1');
        raw.socket.destroy();
    });
    await t.test('24 a flood of pings: one pong waits at a time, others are served', async () => {
        const flood = await open(port);
        flood.send(Buffer.concat(Array(20_000).fill(frame(FINAL | PING, 'x'))));
        await answers(await open(port));
        await answers(flood);
        flood.socket.destroy();
    });
    await t.test('26 nothing is done after a close', async () => {
        const raw = await open(port);
        raw.send(Buffer.concat([frame(FINAL | CLOSE, Buffer.from([0x03, 0xe8])),
            frame(FINAL | TEXT, pingMessage('afterwards'))]));
        const first = await raw.frame();
        assert.equal(first.opcode, CLOSE);
        assert.equal(first.payload.readUInt16BE(0), 1000);
        assert.equal(await raw.frame(), null);
    });
    await t.test('fragments with a ping between them are one message', async () => {
        const raw = await open(port);
        const text = pingMessage('in-pieces-1');
        raw.send(Buffer.concat([frame(TEXT, text.slice(0, 5)), frame(FINAL | PING, 'hi'),
            frame(CONTINUATION, text.slice(5, 9)), frame(FINAL | CONTINUATION, text.slice(9))]));
        await isAnswered(raw, 'in-pieces-1');
        raw.socket.destroy();
    });
}

async function testPatience(t, veer) {
    const start = Date.now();
    const within = (least, most) => {
        const passed = Date.now() - start;
        assert.ok(passed > least && passed < most, `after ${passed} ms`);
    };
    await Promise.all([
        t.test('12 a header of one byte a second is cut off', async () => {
            const raw = await Raw.connect(veer.port);
            const request = upgrade(veer.port);
            let sent = 0;
            const drip = setInterval(() => raw.send(request[sent++]), 1000);
            await raw.rest();
            clearInterval(drip);
            within(5_000, 15_000);
            assert.ok(sent < request.length);
        }),
        t.test('14 a connection that never says its first message', async () => {
            const raw = await open(veer.port);
            assert.equal(await raw.closeCode(), 4003);
            within(9_000, 13_000);
        }),
        t.test('a socket that says nothing at all', async () => {
            const raw = await Raw.connect(veer.port);
            assert.equal(await raw.rest(), '');
            within(5_000, 15_000);
        }),
    ]);
}

test('handshake and frames', { timeout: 60_000 }, async (t) => {
    const veer = await Veer.start(t);
    const { port } = veer;

    await t.test('the package ws gets its way', async () => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, 'veer.v1', { origin: veer.origin });
        await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
        assert.equal(socket.protocol, 'veer.v1');
        assert.equal(socket.extensions, '');
        const answer = new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(data))));
        socket.send(pingMessage('from-ws-1'));
        assert.equal((await answer).id, 'from-ws-1');
        const pong = new Promise((resolve) => socket.once('pong', (data) => resolve(String(data))));
        socket.ping('are you there');
        assert.equal(await pong, 'are you there');
        const closed = new Promise((resolve) => socket.once('close', resolve));
        socket.close(1000);
        assert.equal(await closed, 1000);
    });
    await t.test('9 a token in the address is refused and never logged', async () => {
        const secret = 'token-that-must-not-be-seen';
        assert.match(await httpAnswer(port, upgrade(port, {}, `/ws?token=${secret}`)), / 400 /);
        assert.match(await httpAnswer(port, `GET /?token=${secret} HTTP/1.1\r\n${CLOSING}`), / 200 /);
        await answers(await open(port));
        assert.equal(veer.output.includes(secret), false);
    });
    await testHandshakes(t, port);
    await testFrames(t, port);
    await t.test('limits of time', { concurrency: true }, (limits) => testPatience(limits, veer));

    await t.test('two frames at the end of it all: in order, by a process that is whole', async () => {
        const raw = await open(port);
        await answers(raw, 'one-of-two');
        await answers(raw, 'two-of-two');
        assert.equal(veer.log().some(({ code }) => code === 'worker_died'), false);
        raw.socket.destroy();
    });
});

test('draining: everybody is told to come back, new ones are refused, and the process ends', { timeout: 30_000 }, async (t) => {
    const veer = await Veer.start(t);
    const people = await Promise.all(Array.from({ length: 20 }, () => open(veer.port)));
    const ended = veer.stop();
    const codes = await Promise.all(people.map((raw) => raw.closeCode()));
    assert.deepEqual(new Set(codes), new Set([1012]));
    await ended;
    assert.equal(await veer.status('/healthz'), 0);
});
