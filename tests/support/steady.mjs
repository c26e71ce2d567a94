// People who behave as our pages do: whatever happens to the connection, they come back (somewhere
// else, if need be), go on reading after the last line they have, and repeat what was not answered
// under the same number or id. They keep book of every line, for tests/support/conservation.mjs.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, newSecret, ReplyError, requestId } from './client.mjs';
import { chainFor, enrol } from './keys.mjs';
import { PASSWORD } from './network.mjs';
import { keysFor, noteFor, recordFor, textOf } from './records.mjs';

const REST_MS = 60;
const ANSWER_MS = 12_000; // as long as a page waits for a word before it connects anew
const STORE_MS = 10_000; // a server without its store is left after this long
const SILENCE_MS = 4_000; // between two pings of its own
const LIMIT_MS = 25_000;
const SUPERSEDED = 4001;
const DRAINING = 1012;
const ABNORMAL = 1006;
const UNKNOWN = ['store_away', 'stale_process'];
const OTHER_KEY = ['no_key', 'old_epoch']; // what was not taken is sealed anew
const AFTER_A_LOSS = 1_000_000; // the numbers of lines go on at a multiple of it when Redis lost some

/** What one party has read of one channel, in the order in which it came. */
class Reading {
    lines = new Map();
    first = null;
    last = 0;

    /** Takes a line that came in; throws when it is not the next one. */
    take(line) {
        const known = this.lines.get(line.seq);
        assert.equal(known, undefined, `line ${line.seq} came twice`);
        const jumped = (line.seq - 1) % AFTER_A_LOSS === 0;
        assert.ok(this.first === null || line.seq === this.last + 1 || jumped, `line ${line.seq} after ${this.last}`);
        this.first ??= line.seq;
        this.last = line.seq;
        this.lines.set(line.seq, line);
    }
}

class Steady {
    #online = false;
    #waiting = new Set();
    #numbers = new Map();
    #followed = new Set();
    #pictured = new Set();
    /** What was said in the channel of keys, by what it was for; one after the other. */
    #given = new Set();
    #giving = Promise.resolve();
    #stopped = false;
    /** The newest ticket of each conversation. */
    tickets = new Map();
    /** The newest event of each conversation. */
    conversations = new Map();
    readings = new Map();
    /** {conversation, channel, number, seq, record} of everything that was acknowledged. */
    acknowledged = [];
    mistakes = [];
    /** Close codes, in order; null for an attempt that failed. */
    closes = [];
    /** What the server said of the store, in order. */
    stores = [];
    /** When this person came back, ms. */
    since = 0;

    /** `places`: where the server can be reached, [{host, port}], tried in turn. */
    constructor(name, places) {
        this.name = name;
        this.places = places;
        this.at = 0;
    }

    get online() {
        return this.#online;
    }

    /** Connects, and again whenever that is needed. Resolves when it is there for the first time. */
    async begin() {
        this.running = this.#run();
        await this.when('is connected', () => this.#online);
    }

    async #run() {
        while (!this.#stopped) {
            try {
                await this.#live();
            } catch (error) {
                if (!(error instanceof ReplyError) && error.code === 'ERR_ASSERTION') {
                    this.mistakes.push(error);
                }
                this.closes.push(null);
            }
            this.#setOnline(false);
            this.client?.drop();
            this.at++;
            await sleep(REST_MS * (0.5 + Math.random()));
        }
    }

    async #live() {
        this.place = this.places[this.at % this.places.length];
        const { host, port } = this.place;
        this.#followed.clear();
        this.#pictured.clear();
        this.client = await Client.open(port, { host, handshakeTimeout: ANSWER_MS });
        this.client.onEvent = (event) => this.#note(event);
        const late = setTimeout(() => this.client.drop(), ANSWER_MS);
        try {
            await this.welcome();
            await this.#sayAgain();
        } finally {
            clearTimeout(late);
        }
        this.since = Date.now();
        this.#setOnline(true);
        await this.#ping();
        const { code } = this.client.closed;
        this.closes.push(code);
        this.stores.push(true); // what the next server says counts
        if (code === SUPERSEDED) {
            this.mistakes.push(new Error(`${this.name} was superseded`));
            this.#stopped = true;
        } else if (code !== DRAINING && code !== ABNORMAL) {
            this.at--; // the same place again, unless that fails
        }
    }

    /** Until the connection ends; a server that does not answer, or has no store, is left. */
    async #ping() {
        while (!this.client.closed) {
            const { client } = this;
            const late = setTimeout(() => client.drop(), ANSWER_MS);
            await client.request('ping').catch(() => {});
            clearTimeout(late);
            if (this.stores.at(-1) === false && Date.now() - this.storeSince > STORE_MS) {
                client.drop();
            }
            await Promise.race([sleep(SILENCE_MS), client.untilClosed(LIMIT_MS).catch(() => {})]);
        }
    }

    /** What was acknowledged and the server has lost is said again, before anything new. */
    async #sayAgain() {
        const { conversation } = this;
        if (!this.acknowledged.some((line) => line.conversation === conversation)) {
            return;
        }
        await this.when('sees where his conversation stands',
            () => this.#pictured.has(conversation) || this.hasLeft(conversation), ANSWER_MS);
        if (this.hasLeft(conversation)) {
            return;
        }
        for (const { channel, number: has, open } of this.conversations.get(conversation).channels) {
            const lost = this.acknowledged.filter((line) =>
                line.conversation === conversation && line.channel === channel && line.number > has);
            for (const { number, record } of open ? lost : []) {
                await this.client.request('say', { conversation, channel, number, record });
            }
        }
    }

    #setOnline(online) {
        this.#online = online;
        this.#look();
    }

    #look() {
        for (const watcher of [...this.#waiting]) {
            watcher();
        }
    }

    #note(event) {
        try {
            if (event.type === 'conversation') {
                this.conversations.set(event.conversation, event);
                this.#pictured.add(event.conversation);
                if (event.ticket) {
                    this.tickets.set(event.conversation, event.ticket);
                }
                this.#followAll(event);
                this.#giveKeys(event);
            } else if (event.type === 'records') {
                for (const line of event.lines) {
                    this.reading(event.channel, event.conversation).take(line);
                }
            } else if (event.type === 'store') {
                this.stores.push(event.there);
                this.storeSince = Date.now();
            }
            this.noted(event);
        } catch (error) {
            error.message = `${this.name}: ${error.message}`;
            this.mistakes.push(error);
        }
        this.#look();
    }

    noted() {}

    #giveKeys(event) {
        const keys = keysFor(event);
        if (!keys || this.#given.has(keys.id)) {
            return;
        }
        this.#given.add(keys.id);
        this.#giving = this.#giving.then(() => this.#give(event, keys))
            .catch(() => this.#given.delete(keys.id)); // what was too late comes with the next picture
    }

    async #give({ conversation, channels }, keys) {
        const key = `${conversation} keys`;
        const known = channels.find(({ channel }) => channel === 'keys')?.number ?? 0;
        const number = Math.max(known, this.#numbers.get(key) ?? 0) + 1;
        const record = keys.seal(number);
        const { seq } = await this.client.request('say', { conversation, channel: 'keys', number, record });
        this.#numbers.set(key, number);
        this.acknowledged.push({ conversation, channel: 'keys', number, seq, record });
    }

    /** Whether this connection's server says that he is no longer in it; false while it has not said. */
    hasLeft() {
        return false;
    }

    #followAll({ conversation, channels }) {
        for (const { channel } of channels) {
            const key = `${conversation} ${channel}`;
            if (!this.#followed.has(key)) {
                this.#followed.add(key);
                const after = this.reading(channel, conversation).last;
                this.client.request('follow', { conversation, channel, after })
                    .catch(() => this.#followed.delete(key));
            }
        }
    }

    reading(channel = 'talk', conversation = this.conversation) {
        const key = `${conversation} ${channel}`;
        if (!this.readings.has(key)) {
            this.readings.set(key, new Reading());
        }
        return this.readings.get(key);
    }

    /** Resolves as soon as `condition` holds; looked at with whatever comes. */
    when(what, condition, limitMs = LIMIT_MS) {
        return new Promise((resolve, reject) => {
            const finish = (settle, value) => {
                clearTimeout(timer);
                this.#waiting.delete(look);
                settle(value);
            };
            const look = () => {
                const value = condition();
                if (value) {
                    finish(resolve, value);
                }
            };
            const timer = setTimeout(() => finish(reject, new Error(
                `${this.name} waited ${limitMs} ms in vain: ${what}; online ${this.#online}, closes ` +
                `${JSON.stringify(this.closes.slice(-5))}, ${JSON.stringify([...this.conversations.values()].slice(-1))}`)), limitMs);
            this.#waiting.add(look);
            look();
        });
    }

    conversationIs(condition, conversation = this.conversation, limitMs) {
        return this.when(String(condition), () => {
            const event = this.conversations.get(conversation ?? this.conversation);
            return event && condition(event) ? event : null;
        }, limitMs);
    }

    transferIs(state, limitMs) {
        return this.conversationIs(({ transfer }) => transfer?.state === state, this.conversation, limitMs);
    }

    /**
     * Sends a request until it is done: under the same id while the outcome is unknown, under a new
     * one after a refusal that may go by. Throws the ReplyError of any other refusal. `make` gives
     * the fields, anew after a refusal for the key's sake.
     */
    async insist(type, make) {
        let id = requestId();
        let fields = null;
        const end = Date.now() + LIMIT_MS;
        let last = null;
        while (!this.#stopped) {
            assert.ok(Date.now() < end, `${this.name}: no answer to ${type}: ${last}`);
            await this.when(`online for ${type}`, () => this.#online);
            try {
                fields ??= typeof make === 'function' ? make() : make;
                return await this.client.request(type, fields, id);
            } catch (error) {
                last = error;
                if (error instanceof ReplyError && OTHER_KEY.includes(error.code)) {
                    fields = null;
                }
                if (error instanceof ReplyError && !error.again) {
                    throw error;
                }
                if (error instanceof ReplyError && !UNKNOWN.includes(error.code)) {
                    id = requestId();
                }
            }
            await sleep(20);
        }
        throw new Error(`${this.name} has stopped`);
    }

    /** Says a text; resolves when it is acknowledged, however often it must be said. */
    async say(text, channel = 'talk', conversation = this.conversation) {
        const key = `${conversation} ${channel}`;
        const number = (this.#numbers.get(key) ?? 0) + 1;
        this.#numbers.set(key, number);
        let record;
        const { seq } = await this.insist('say', () => {
            record = recordFor(this.conversations.get(conversation), text, channel, number);
            return { conversation, channel, number, record };
        });
        this.acknowledged.push({ conversation, channel, number, seq, record });
        return seq;
    }

    /** Numbers go on where the server has them, for who comes into a conversation again. */
    takeNumbers(event) {
        for (const { channel, number } of event.channels) {
            this.#numbers.set(`${event.conversation} ${channel}`, number);
        }
    }

    /** Talks until told to stop: `talking.stop()`, which resolves with how many lines were said. */
    talk(word, everyMs = 25) {
        let going = true;
        const done = (async () => {
            let said = 0;
            while (going) {
                await this.say(`${word} ${++said}`);
                await sleep(everyMs * Math.random() * 2);
            }
            return said;
        })();
        done.catch(() => {}); // whoever stops it gets to know
        return {
            stop: () => {
                going = false;
                return done;
            },
        };
    }

    /** Drops the line without a word; comes back by itself. */
    drop() {
        this.client.drop();
    }

    async stop() {
        this.#stopped = true;
        this.client?.drop();
        await this.running;
    }
}

export class SteadyVisitor extends Steady {
    secret = newSecret();
    wrap = newSecret();
    next = null;

    /** Enters a desk as soon as that is possible. */
    async enter(desk, { language = 'nl', tags = [] } = {}) {
        await this.begin();
        const { conversation } = await this.insist('enter', { desk, language, tags, secret: this.secret, wrap: this.wrap });
        this.conversation = conversation;
        await this.conversationIs(() => true);
    }

    async welcome() {
        if (!this.conversation) {
            await this.client.request('hello', { role: 'visitor' });
            return;
        }
        this.next ??= newSecret(); // the same again until one was answered
        const { conversation, secret, next } = this;
        const ticket = this.tickets.get(conversation);
        const note = this.conversations.get(conversation)?.transfer?.note;
        await this.client.request('hello', { role: 'visitor',
            resume: { conversation, secret, next, ...(ticket && { ticket }), ...(note && { note }) } });
        this.secret = next;
        this.next = null;
    }

    /** Agrees to what is asked. */
    async consent(amount = 'note') {
        const { transfer } = await this.transferIs('asked');
        const note = noteFor(this.conversations.get(this.conversation), textOf(transfer.note));
        return this.insist('consent', { conversation: this.conversation, transfer: transfer.transfer,
            hash: transfer.hash, tags: transfer.tags, note, amount });
    }
}

export class SteadyCounsellor extends Steady {
    token = null;
    status = null;
    #here = null; // the conversations that this connection's server has said he is in

    /** Signs in ("csg/anna") and goes on duty. */
    async onDuty() {
        await this.begin();
        await this.insist('duty', { duty: 'on' });
    }

    async welcome() {
        this.#here = null;
        if (this.token) {
            const { ticket } = this.status ?? {};
            const tickets = [...this.tickets.values()];
            await this.client.request('hello', { role: 'counsellor', token: this.token,
                ...(ticket && { ticket }), ...(tickets.length > 0 && { tickets }), chain: this.chain });
            return;
        }
        const [organisation, name] = this.name.split('/');
        await this.client.request('hello', { role: 'counsellor' });
        const { token } = await this.client.request('sign_in', { organisation, name, password: PASSWORD, wrap: newSecret() });
        this.token = token;
        this.chain ??= chainFor(enrol(organisation));
        await this.client.request('shift_key', { chain: this.chain });
    }

    noted(event) {
        if (event.type === 'counsellor') {
            this.status = event;
            this.#here = event.conversations;
        }
    }

    hasLeft(conversation) {
        return this.#here !== null && !this.#here.includes(conversation);
    }

    statusIs(condition) {
        return this.when(String(condition), () => this.status && condition(this.status));
    }

    /** Takes the next offer (of this kind), also when it is taken back and comes again. */
    async accept(kind) {
        for (;;) {
            await this.statusIs(({ offers }) => offers.some((offer) => !kind || offer.kind === kind));
            const { offer } = this.status.offers.find((each) => !kind || each.kind === kind);
            try {
                const { conversation } = await this.insist('accept', { offer });
                this.conversation = conversation;
                const event = await this.conversationIs(() => true);
                this.takeNumbers(event);
                return conversation;
            } catch (error) {
                if (!(error instanceof ReplyError)) {
                    throw error;
                }
                await sleep(20);
            }
        }
    }

    async ask(desk, { tags = [], note = 'a note' } = {}) {
        const { transfer } = await this.insist('ask',
            { conversation: this.conversation, desk, tags,
                note: noteFor(this.conversations.get(this.conversation), note) });
        return transfer;
    }

    step(type, transfer) {
        return this.insist(type, { conversation: this.conversation, transfer });
    }

    wrapUp(conversation = this.conversation) {
        return this.insist('wrap_up', { conversation, outcome: 'helped' });
    }
}
