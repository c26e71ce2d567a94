// A private redis-server for one test, and a plain connection to it (RESP2).

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { makeFolder, removeFolder, ROOT, until } from './places.mjs';

const FUNCTIONS = join(ROOT, 'server/store/functions');

/** The Lua library as the program carries it: all files in the order of their names. */
export function functionsLibrary() {
    return readdirSync(FUNCTIONS)
        .filter((name) => name.endsWith('.lua'))
        .sort()
        .map((name) => readFileSync(join(FUNCTIONS, name), 'utf8'))
        .join('');
}

export class RedisError extends Error {}

/** Reads one reply at `at`: {value, next}, or null when it is not there wholly yet. */
function parseReply(buffer, at) {
    const end = buffer.indexOf('\r\n', at);
    if (end < 0) {
        return null;
    }
    const text = buffer.toString('utf8', at + 1, end);
    const next = end + 2;
    switch (buffer[at]) {
    case 0x2b: // +
        return { value: text, next };
    case 0x2d: // -
        return { value: new RedisError(text), next };
    case 0x3a: // :
        return { value: Number(text), next };
    case 0x24: // $
        return parseBulk(buffer, next, Number(text));
    default: // *
        return parseArray(buffer, next, Number(text));
    }
}

function parseBulk(buffer, at, length) {
    if (length < 0) {
        return { value: null, next: at };
    }
    if (buffer.length < at + length + 2) {
        return null;
    }
    return { value: buffer.toString('utf8', at, at + length), next: at + length + 2 };
}

function parseArray(buffer, at, count) {
    if (count < 0) {
        return { value: null, next: at };
    }
    const value = [];
    let next = at;
    for (let i = 0; i < count; i++) {
        const element = parseReply(buffer, next);
        if (element === null) {
            return null;
        }
        value.push(element.value);
        next = element.next;
    }
    return { value, next };
}

export class RedisConnection {
    #socket;
    #waiting = [];
    #rest = Buffer.alloc(0);
    /** Gets [channel, text] of each message of a subscription. */
    onMessage = () => {};
    /** Where the server has its files, of openData(). */
    folder = null;

    static async open(path) {
        const socket = connect(path);
        await once(socket, 'connect');
        return new RedisConnection(socket);
    }

    constructor(socket) {
        this.#socket = socket;
        socket.on('data', (data) => this.#receive(data));
        socket.on('error', () => {});
        socket.on('close', () => {
            for (const { reject } of this.#waiting.splice(0)) {
                reject(new RedisError('the connection to Redis was lost'));
            }
        });
    }

    #receive(data) {
        this.#rest = Buffer.concat([this.#rest, data]);
        let reply;
        let at = 0;
        while ((reply = parseReply(this.#rest, at)) !== null) {
            at = reply.next;
            this.#deliver(reply.value);
            if (at >= this.#rest.length) {
                break;
            }
        }
        this.#rest = this.#rest.subarray(at);
    }

    #deliver(value) {
        if (Array.isArray(value) && value[0] === 'message') {
            this.onMessage(value[1], value[2]);
            return;
        }
        const { resolve, reject } = this.#waiting.shift();
        if (value instanceof RedisError) {
            reject(value);
        } else {
            resolve(value);
        }
    }

    /** Sends one command; resolves with its reply. */
    command(...words) {
        const parts = words.map((word) => {
            const text = String(word);
            return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
        });
        this.#socket.write(`*${words.length}\r\n${parts.join('')}`);
        return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    }

    close() {
        this.#socket.destroy();
    }
}

async function opened(path) {
    try {
        const connection = await RedisConnection.open(path);
        await connection.command('PING');
        return connection;
    } catch {
        return null;
    }
}

async function startServer(t, folder, path, ...words) {
    const child = spawn('redis-server', ['--port', '0', '--unixsocket', path, '--dir', folder,
        '--save', '', '--daemonize', 'no', '--logfile', '', ...words], { stdio: 'ignore' });
    t.after(async () => {
        child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) {
            await once(child, 'exit');
        }
    });
    const connection = await until('redis-server answers', () => opened(path));
    t.after(() => connection.close());
    return connection;
}

/** Starts a redis-server with the function library, gone after the test. `words`: its options. */
export async function startRedis(t, ...words) {
    const folder = makeFolder();
    const connection = await startServer(t, folder, join(folder, 'redis.sock'), '--appendonly', 'no', ...words);
    t.after(() => removeFolder(folder));
    await connection.command('FUNCTION', 'LOAD', functionsLibrary());
    return connection;
}

/** Opens a copy of the data that a server has left in its state folder, with all rights. */
export async function openData(t, state) {
    const folder = makeFolder();
    cpSync(join(state, 'redis/appendonlydir'), join(folder, 'appendonlydir'), { recursive: true });
    const connection = await startServer(t, folder, join(folder, 'redis.sock'), '--appendonly', 'yes');
    connection.folder = folder;
    t.after(() => removeFolder(folder));
    return connection;
}

const READ = {
    hash: (name) => ['HGETALL', name], set: (name) => ['SMEMBERS', name],
    string: (name) => ['GET', name], zset: (name) => ['ZRANGE', name, 0, -1],
    stream: (name) => ['XRANGE', name, '-', '+'],
};

/** All keys as [name, value, ms that it stays]. */
export async function allData(connection) {
    const names = await connection.command('KEYS', '*');
    return Promise.all(names.map(async (name) => {
        const kind = await connection.command('TYPE', name);
        return [name, await connection.command(...READ[kind](name)), await connection.command('PTTL', name)];
    }));
}
