// A client on a bare TCP connection, that can do everything wrong.

import assert from 'node:assert/strict';
import net from 'node:net';

const LIMIT_MS = 20_000;
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
export const [CONTINUATION, TEXT, BINARY, CLOSE, PING] = [0, 1, 2, 8, 9];
export const FINAL = 0x80;

/** A TCP connection that gathers what comes. */
export class Raw {
    #waiting = new Set();
    bytes = Buffer.alloc(0);
    ended = false;

    static async connect(port) {
        const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
        await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
        return new Raw(socket);
    }

    constructor(socket) {
        this.socket = socket;
        this.port = socket.remotePort;
        const end = () => {
            this.ended = true;
            this.#look();
        };
        socket.on('data', (data) => {
            this.bytes = Buffer.concat([this.bytes, data]);
            this.#look();
        }).on('end', end).on('close', end).on('error', () => {});
    }

    #look() {
        for (const look of this.#waiting) {
            look();
        }
    }

    send(bytes) {
        this.socket.write(bytes);
    }

    /** Waits until `condition` gives something true, or the connection has ended. */
    when(condition) {
        return new Promise((resolve, reject) => {
            const done = (settle, value) => {
                clearTimeout(late);
                this.#waiting.delete(look);
                settle(value);
            };
            const look = () => {
                const value = condition();
                if (value || this.ended) {
                    done(resolve, value);
                }
            };
            const late = setTimeout(() => done(reject, new Error(
                `waited ${LIMIT_MS} ms in vain; so far came: ${this.bytes.toString('latin1')}`)), LIMIT_MS);
            this.#waiting.add(look);
            look();
        });
    }

    /** Everything until the end of the connection. */
    async rest() {
        await this.when(() => false);
        this.socket.destroy();
        return this.bytes.toString('latin1');
    }

    /** The head of a response; what follows it stays. */
    async head() {
        const end = await this.when(() => this.bytes.indexOf('\r\n\r\n') + 1);
        const text = this.bytes.toString('latin1', 0, end + 3);
        this.bytes = this.bytes.subarray(end + 3);
        return text;
    }

    #cutFrame() {
        if (this.bytes.length < 2) {
            return null;
        }
        const short = this.bytes[1] & 0x7f;
        const head = short === 126 ? 4 : 2;
        if (this.bytes.length < head) {
            return null;
        }
        const length = short === 126 ? this.bytes.readUInt16BE(2) : short;
        if (this.bytes.length < head + length) {
            return null;
        }
        const frame = { opcode: this.bytes[0] & 0x0f, payload: this.bytes.subarray(head, head + length) };
        this.bytes = this.bytes.subarray(head + length);
        return frame;
    }

    /** The next frame, null at the end of the connection. */
    async frame() {
        let frame = null;
        await this.when(() => (frame ??= this.#cutFrame()));
        return frame;
    }

    /** The code of the next close frame; 0 when the connection ends without one. */
    async closeCode() {
        for (;;) {
            const frame = await this.frame();
            if (frame === null || frame.opcode === CLOSE) {
                this.socket.destroy();
                return frame?.payload.readUInt16BE(0) ?? 0;
            }
        }
    }
}

/** A masked frame; `first` is its first byte. */
export function frame(first, payload = '') {
    const body = Buffer.from(payload);
    const mask = Buffer.from([0x11, 0x22, 0x33, 0x44]);
    const head = body.length < 126
        ? Buffer.from([first, 0x80 | body.length])
        : Buffer.from([first, 0x80 | 126, body.length >> 8, body.length & 0xff]);
    return Buffer.concat([head, mask, body.map((byte, index) => byte ^ mask[index % 4])]);
}

/** The request for a WebSocket; a header that is set to null is left out. */
export function upgrade(port, changes = {}, path = '/ws') {
    const headers = {
        'Host': `127.0.0.1:${port}`,
        'Upgrade': 'websocket',
        'Connection': 'Upgrade',
        'Sec-WebSocket-Key': KEY,
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Protocol': 'veer.v1',
        'Origin': `http://127.0.0.1:${port}`,
        ...changes,
    };
    const lines = Object.entries(headers).filter(([, value]) => value !== null)
        .map(([name, value]) => `${name}: ${value}\r\n`);
    return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** A WebSocket. */
export async function open(port) {
    const raw = await Raw.connect(port);
    raw.send(upgrade(port));
    const head = await raw.head();
    assert.match(head, /^HTTP\/1\.1 101 /);
    assert.ok(head.includes(ACCEPT));
    assert.match(head, /sec-websocket-protocol: veer\.v1\r\n/i);
    assert.doesNotMatch(head, /sec-websocket-extensions/i);
    return raw;
}

/** Sends a request and gives everything that comes until the connection ends. */
export async function httpAnswer(port, request) {
    const raw = await Raw.connect(port);
    raw.send(request);
    return raw.rest();
}
