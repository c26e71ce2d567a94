// Ten thousand visitors at once, whose worker dies under them: all are back in their places.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { newSecret, requestId } from '../support/client.mjs';
import { OwnRedis } from '../support/own_redis.mjs';
import { Ends } from '../support/ends.mjs';
import { Counsellor } from '../support/people.mjs';
import { until } from '../support/places.mjs';
import { signal } from '../support/processes.mjs';
import { Veer } from '../support/veer.mjs';

const VISITORS = Number(process.env.VEER_STORM ?? 10_000);
const AT_ONCE = 200; // when they come, not when they come back
const FIRST_MS = 500; // the pages' backoff (client-web/src/transport/backoff.ts)
const MOST_MS = 15_000;
const LIMIT_MS = 120_000;

// A desk has room for a thousand at most.
const DESKS = Array.from({ length: 10 }, (_, index) => `csg/storm-${index}`);

function addDesks(network) {
    const csg = network.organisations.find(({ id }) => id === 'csg');
    const acute = csg.desks.find(({ id }) => id === 'acute');
    csg.desks.push(...DESKS.map((desk) => ({ ...acute, id: desk.split('/')[1], queue_max: 1000 })));
    network.staff.find(({ name }) => name === 'anna').desks.push(...DESKS);
}

/** As little of a visitor as will do, for there are many: comes, loses the line, comes back. */
class Passer {
    secret = newSecret();
    wrap = newSecret();
    next = null;
    attempt = 0;
    there = false;
    /** The newest picture that this connection has brought. */
    picture = null;

    constructor(port, desk) {
        this.port = port;
        this.desk = desk;
    }

    /** Resolves when the hello of a new connection is answered; false when that fails. */
    connect() {
        this.picture = null;
        return new Promise((resolve) => {
            const socket = new WebSocket(`ws://127.0.0.1:${this.port}/ws`, 'veer.v1',
                { origin: `http://127.0.0.1:${this.port}`, perMessageDeflate: false });
            this.socket = socket;
            socket.on('error', () => {});
            socket.on('close', () => {
                this.there = false;
                resolve(false);
                this.lost?.();
            });
            socket.on('open', () => this.#hello());
            socket.on('message', (data) => this.#receive(String(data), resolve));
        });
    }

    #send(type, fields) {
        this.socket.send(JSON.stringify({ type, id: requestId(), ...fields }));
    }

    #hello() {
        if (!this.conversation) {
            this.#send('hello', { role: 'visitor' });
            return;
        }
        this.next ??= newSecret();
        const { conversation, secret, next } = this;
        this.#send('hello', { role: 'visitor', resume: { conversation, secret, next } });
    }

    #receive(text, resolve) {
        const message = JSON.parse(text);
        if (message.type === 'conversation') {
            this.picture = message;
        }
        if (message.type !== 'reply') {
            return;
        }
        if (message.error) {
            this.refused = message.error.code; // for a message
            this.socket.close();
        } else if (message.done.conversation) {
            this.conversation = message.done.conversation;
            if (this.next) {
                this.secret = this.next;
                this.next = null;
            }
            this.there = true;
            this.attempt = 0;
            resolve(true);
        } else {
            this.#send('enter', { desk: this.desk, language: 'nl', tags: [], secret: this.secret, wrap: this.wrap });
        }
    }

    /** From now on a lost line is made anew, as a page does. */
    persist(port) {
        this.port = port;
        this.lost = () => {
            const whole = Math.min(MOST_MS, FIRST_MS * 2 ** this.attempt++);
            setTimeout(() => this.connect(), whole / 2 + whole / 2 * Math.random());
        };
    }

    stop() {
        this.lost = null;
        this.socket.terminate();
    }
}

test(`${VISITORS} visitors whose worker is killed: all are back, each in his place`, { timeout: 300_000 }, async (t) => {
    const ends = Ends.of(t);
    const redis = await OwnRedis.start(ends);
    const veer = await Veer.start(ends,
        { processes: 2, arguments: ['--redis', `unix:${redis.path}`], change: addDesks });
    const anna = await Counsellor.onDuty(veer, 'csg/anna', { port: veer.ownPort(1) });
    await anna.request('duty', { duty: 'pause' });

    const visitors = [];
    ends.after(() => visitors.forEach((visitor) => visitor.stop()));
    const came = Date.now();
    while (visitors.length < VISITORS) {
        const count = Math.min(AT_ONCE, VISITORS - visitors.length);
        const group = Array.from({ length: count }, (_, index) =>
            new Passer(veer.ownPort(0), DESKS[(visitors.length + index) % DESKS.length]));
        const done = await Promise.all(group.map((visitor) => visitor.connect()));
        assert.ok(done.every(Boolean), group.find(({ there }) => !there)?.refused);
        visitors.push(...group);
    }
    t.diagnostic(`${VISITORS} came in ${Date.now() - came} ms`);
    const orders = () => Promise.all(DESKS.map((desk) => redis.command('ZRANGE', `{veer}:waiting:${desk}`, 0, -1)));
    const order = await orders();
    assert.equal(order.flat().length, VISITORS);

    visitors.forEach((visitor) => visitor.persist(veer.port));
    const killed = Date.now();
    signal(veer.workerPid(0), 'SIGKILL');
    await until('all have lost the line', () => visitors.every(({ there }) => !there));
    await until('all are attached again', () => visitors.every(({ there }) => there), LIMIT_MS);
    const attached = Date.now() - killed;
    await until('all have their picture again', () => visitors.every(({ picture }) => picture), LIMIT_MS);
    const seen = Date.now() - killed;
    t.diagnostic(`all attached again ${attached} ms after kill -9, all have their picture after ${seen} ms`);
    assert.ok(visitors.every(({ picture }) => picture.state === 'waiting'));
    const people = await Promise.all((await redis.command('ZRANGE', '{veer}:processes', 0, -1))
        .map((name) => redis.command('SCARD', `{veer}:people:${name}`)));
    assert.equal(people.reduce((sum, count) => sum + count, 0), VISITORS + 1, 'each is there once');
    assert.deepEqual(await orders(), order, 'in the same order');
    await sleep(1_000);
    assert.ok(visitors.every(({ there }) => there), 'and they stay');
});
