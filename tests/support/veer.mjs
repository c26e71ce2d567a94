// Starts `veer serve` for one test: free ports, a state folder of its own, the test network; ends
// it and fails the test on what a sanitizer says, a bad exit or a process that is left.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeNetwork, writePages } from './network.mjs';
import { freePorts, makeFolder, removeFolder, ROOT, until } from './places.mjs';
import { findProcesses, MARK, signal } from './processes.mjs';

export const PROGRAM = process.env.VEER_PROGRAM ?? join(ROOT, 'build-test/veer');
const SANITIZER = /AddressSanitizer|LeakSanitizer|UndefinedBehaviorSanitizer|runtime error:/;
const STOP_LIMIT_MS = 15_000;
const READY_LIMIT_MS = 15_000;

export class Veer {
    #child = null;
    #mark = randomUUID();
    /** All that the processes wrote, of every start. */
    output = '';

    /**
     * Starts a server that is ready, and ends it after the test. `limits` and `change`: see
     * writeNetwork(). `pages`: the built ones, else stand-ins. `arguments`: further ones of serve.
     * `host` and `port`: where it is reached, `launcher`: words before the program (ip netns exec NAME), `state`:
     * a folder that is there already, `env`: further variables of its environment.
     */
    static async start(t, options = {}) {
        const veer = new Veer();
        const folder = makeFolder();
        veer.folder = folder;
        veer.processes = options.processes ?? 1;
        veer.port = options.port ?? await freePorts(veer.processes + 1);
        veer.host = options.host ?? '127.0.0.1';
        veer.launcher = options.launcher ?? [];
        veer.state = options.state ?? join(folder, 'state');
        mkdirSync(veer.state, { recursive: true });
        veer.network = writeNetwork(folder, options);
        veer.pages = options.pages ?? writePages(folder);
        veer.arguments = options.arguments ?? [];
        veer.env = options.env ?? {};
        t.after(() => veer.finish());
        await veer.begin();
        return veer;
    }

    get origin() {
        return `http://${this.host}:${this.port}`;
    }

    get pid() {
        return this.#child.pid;
    }

    /** The port that worker `index` has for itself. */
    ownPort(index) {
        return this.port + 1 + index;
    }

    /** Starts the program, again after kill(), with the same state and ports. */
    async begin() {
        const [program, ...words] = [...this.launcher, PROGRAM, 'serve'];
        const child = spawn(program, [...words, '--network', this.network, '--state', this.state,
            '--port', String(this.port), '--processes', String(this.processes),
            '--pages', this.pages, ...this.arguments], {
            stdio: ['ignore', 'pipe', 'pipe'],
            env: { ...process.env, ...this.env, [MARK]: this.#mark, ASAN_OPTIONS: 'abort_on_error=0:exitcode=99' },
        });
        this.#child = child;
        for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding('utf8').on('data', (text) => { this.output += text; });
        }
        await until('veer is ready', async () => {
            assert.equal(this.#hasEnded(), false, `veer has ended:\n${this.output}`);
            return this.#isReady();
        }, READY_LIMIT_MS);
    }

    /** Every worker has a word of its own. */
    async #isReady() {
        const ports = Array.from({ length: this.processes }, (_, index) => this.ownPort(index));
        const answers = await Promise.all(ports.map((port) => this.status('/readyz', port)));
        return answers.every((status) => status === 200);
    }

    #hasEnded() {
        return this.#child.exitCode !== null || this.#child.signalCode !== null;
    }

    /** The status of a page, 0 when nobody answers. */
    async status(path, port = this.port) {
        try {
            const response = await fetch(`http://${this.host}:${port}${path}`, { redirect: 'manual' });
            await response.arrayBuffer();
            return response.status;
        } catch {
            return 0;
        }
    }

    /** All processes of this server that live now. */
    living() {
        return findProcesses(this.#mark, this.folder);
    }

    /** Process ids, as they are now. */
    workerPid(index) {
        return this.living()
            .find(({ words }) => words.includes('worker') && words[words.indexOf('--index') + 1] === String(index))?.pid;
    }

    redisPid() {
        return this.living().find(({ name }) => /^(redis|valkey)-server/.test(name))?.pid;
    }

    /** Without a word to anybody: the parent is gone, and all others go with it. */
    async kill() {
        const ended = once(this.#child, 'close');
        signal(this.#child.pid, 'SIGKILL');
        await ended;
        await until('all processes are gone', () => this.living().length === 0);
    }

    /** In good order. */
    async stop() {
        if (this.#hasEnded()) {
            return;
        }
        const ended = once(this.#child, 'close');
        signal(this.#child.pid, 'SIGTERM');
        const late = setTimeout(() => signal(this.#child.pid, 'SIGKILL'), STOP_LIMIT_MS);
        await ended;
        clearTimeout(late);
        assert.equal(this.#child.signalCode, null, `veer did not stop within ${STOP_LIMIT_MS} ms`);
        assert.equal(this.#child.exitCode, 0, `veer ended with ${this.#child.exitCode}:\n${this.output}`);
    }

    /** After the test: stops it and looks at what it leaves behind. */
    async finish() {
        try {
            await this.stop();
            await until('no process is left', () => this.living().length === 0, 5_000);
        } finally {
            for (const { pid } of this.living()) {
                signal(pid, 'SIGKILL');
            }
            removeFolder(this.folder);
        }
        const found = SANITIZER.exec(this.output);
        assert.equal(found, null, found && this.output.slice(found.index - 200, found.index + 4_000));
    }

    /** The log lines so far, parsed. */
    log() {
        return this.output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    }
}
