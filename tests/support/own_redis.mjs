// A redis-server of the test's own with an append-only file, that can be killed, stopped, emptied
// and started again, and read with all rights: a Redis as an operator runs it for several machines.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { makeFolder, removeFolder, until } from './places.mjs';
import { signal } from './processes.mjs';
import { RedisConnection } from './redis.mjs';

export class OwnRedis {
    #child = null;
    #connection = null;

    /** `t.after` ends it. `folder`: its data, else one of its own. `words`: further ones for it. */
    static async start(t, { folder, words = [], command = 'redis-server' } = {}) {
        const redis = new OwnRedis();
        redis.folder = folder ?? makeFolder();
        redis.words = words;
        redis.program = command;
        redis.path = join(redis.folder, 'redis.sock');
        t.after(async () => {
            await redis.kill();
            removeFolder(redis.folder);
        });
        await redis.begin();
        return redis;
    }

    get pid() {
        return this.#child.pid;
    }

    /** Starts it, again after kill(), on the same data. */
    async begin() {
        this.#child = spawn(this.program, ['--port', '0', '--unixsocket', this.path,
            '--dir', this.folder, '--save', '', '--appendonly', 'yes', '--daemonize', 'no', '--logfile', '',
            ...this.words], { stdio: 'ignore' });
        await until('redis-server answers', () => this.#answers());
    }

    async #answers() {
        try {
            const connection = await RedisConnection.open(this.path);
            this.#connection = connection;
            await connection.command('PING');
            return true;
        } catch {
            this.#connection?.close();
            return false;
        }
    }

    /** A new connection: Redis breaks those of its clients when it becomes a primary. */
    async reconnect() {
        this.#connection.close();
        await until('redis-server answers', () => this.#answers());
    }

    command(...words) {
        return this.#connection.command(...words);
    }

    signal(name) {
        signal(this.#child.pid, name);
    }

    /** Without a word; also a stopped one. */
    async kill() {
        this.#connection?.close();
        if (this.#child.exitCode === null && this.#child.signalCode === null) {
            const ended = once(this.#child, 'exit');
            this.signal('SIGKILL');
            await ended;
        }
    }
}
