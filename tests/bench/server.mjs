// One `veer serve` for the bench, in a folder of its own, kept to given processors.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeKeys } from '../support/keys.mjs';
import { writePages } from '../support/network.mjs';
import { freePorts, makeFolder, removeFolder, until } from '../support/places.mjs';

const STOP_LIMIT_MS = 15_000;

function read(pid, name) {
    try {
        return readFileSync(`/proc/${pid}/${name}`, 'latin1');
    } catch {
        return ''; // it has ended meanwhile
    }
}

export class BenchServer {
    #child;
    #folder = makeFolder();
    output = '';

    /** `pinning`: words of a command that is put in front, to keep it to some processors. */
    static async start(program, network, pinning, processes = 1) {
        const server = new BenchServer();
        try {
            await server.#begin(program, network, pinning, processes);
        } catch (error) {
            await server.stop();
            throw error;
        }
        return server;
    }

    async #begin(program, network, pinning, processes) {
        const file = join(this.#folder, 'network.json');
        const state = join(this.#folder, 'state');
        writeFileSync(file, JSON.stringify(network));
        writeKeys(this.#folder, network);
        mkdirSync(state);
        this.port = await freePorts(processes + 1);
        const [command, ...words] = [...pinning, program, 'serve', '--network', file, '--state', state,
            '--port', String(this.port), '--processes', String(processes), '--pages', writePages(this.#folder)];
        this.#child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
        this.#child.on('error', (error) => { this.output += `${error.message}\n`; });
        for (const stream of [this.#child.stdout, this.#child.stderr]) {
            stream.setEncoding('utf8').on('data', (text) => { this.output += text; });
        }
        await until('veer is ready', () => this.#isReady(), 20_000);
        [this.worker] = this.workers();
        this.findRedis();
    }

    /** The process ids of the workers that live now. */
    workers() {
        return this.#children().filter((pid) => read(pid, 'cmdline').split('\0').includes('worker'));
    }

    /** That of Redis, which changes when it is started again; undefined when there is none. */
    findRedis() {
        this.redis = this.#children().find((pid) => /^(redis|valkey)-server/.test(read(pid, 'comm')));
        return this.redis;
    }

    async #isReady() {
        if (this.#child.pid === undefined || this.#child.exitCode !== null) {
            throw new Error(`veer has ended:\n${this.output}`);
        }
        try {
            return (await fetch(`http://127.0.0.1:${this.port}/readyz`)).status === 200;
        } catch {
            return false;
        }
    }

    /** taskset becomes the program that it starts, so the child is veer itself. */
    #children() {
        return read(this.#child.pid, `task/${this.#child.pid}/children`).split(' ').filter(Boolean).map(Number);
    }

    /** Ends it and removes what it wrote. */
    async stop() {
        const child = this.#child;
        if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
            const ended = once(child, 'close');
            child.kill('SIGTERM');
            const late = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS); // all others go with it
            await ended;
            clearTimeout(late);
        }
        removeFolder(this.#folder);
    }
}
