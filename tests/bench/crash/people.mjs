// Visitors and counsellors as their pages are, as light as they can be: they come back by the
// pages' own waiting times, repeat what was not acknowledged, and follow each talk to its end.

import { randomBytes } from 'node:crypto';
import WebSocket from 'ws';
import { chainFor, enrol } from '../../support/keys.mjs';
import { PASSWORD } from '../../support/network.mjs';
import { keysFor, recordFor, textOf } from '../../support/records.mjs';

// As in client-web/src/transport/backoff.ts.
const FIRST_MS = 500;
const MOST_MS = 15_000;
const STORE_AWAY_MS = 500;
const AFTER_A_LOSS = 1_000_000;

function backoffMs(attempt) {
    const whole = Math.min(MOST_MS, FIRST_MS * 2 ** attempt);
    return whole / 2 + (whole / 2) * Math.random();
}

function secret() {
    return randomBytes(32).toString('base64url');
}

class Person {
    #socket = null;
    #asked = new Map();
    #serial = 0;
    #attempt = 0;
    #closed = false;
    #given = new Set(); // what was said of keys on this connection, by what it was for
    /** conversation -> {seq, number, unsaid: [{text, number}]} */
    talks = new Map();
    online = false;
    /** Called with (person, conversation, text) for each line of somebody else. */
    onLine = () => {};
    faults = { lost: 0, doubled: 0, refused: 0 };

    constructor(port) {
        this.port = port;
    }

    /** Connects, and again whenever the line breaks. Resolves when it is online for the first time. */
    start() {
        return new Promise((resolve) => {
            this.onlineFirst = resolve;
            this.#connect();
        });
    }

    #connect() {
        const socket = new WebSocket(`ws://127.0.0.1:${this.port}/ws`, 'veer.v1',
            { origin: `http://127.0.0.1:${this.port}`, perMessageDeflate: false });
        this.#socket = socket;
        socket.on('error', () => {});
        socket.on('open', () => this.hello());
        socket.on('message', (data) => this.#receive(JSON.parse(data)));
        socket.on('close', () => {
            this.online = false;
            this.#asked.clear();
            this.#given.clear();
            if (!this.#closed) {
                setTimeout(() => this.#connect(), backoffMs(this.#attempt++));
            }
        });
    }

    close() {
        this.#closed = true;
        this.#socket.terminate();
    }

    send(type, fields, done = () => {}, refused = () => { this.faults.refused++; }) {
        const id = `${type}-${++this.#serial}-${randomBytes(6).toString('hex')}`;
        this.#asked.set(id, { done, refused });
        this.#socket.send(JSON.stringify({ type, id, ...fields }));
    }

    /** The server cannot let him in just now. */
    comeAgain() {
        this.#socket.terminate();
    }

    /** He is known to the server: goes on where he was. */
    cameOnline() {
        this.online = true;
        this.#attempt = 0;
        this.onlineFirst?.();
        for (const talk of this.talks.values()) {
            talk.following = false;
        }
    }

    #receive(message) {
        if (message.type === 'reply') {
            const asked = this.#asked.get(message.id);
            this.#asked.delete(message.id);
            if (message.error) {
                asked?.refused(message.error);
            } else {
                asked?.done(message.done);
            }
        } else if (message.type === 'conversation') {
            this.#picture(message);
        } else if (message.type === 'records') {
            message.lines.forEach((line) => this.#line(message.conversation, line));
        } else if (message.type === 'counsellor') {
            this.offered(message.offers);
        } else if (message.type === 'store' && message.there) {
            this.talks.forEach((talk, conversation) => this.#sayUnsaid(conversation, talk));
        }
    }

    /** A conversation is there: follows it from where he stands, and repeats what was not taken. */
    #picture(event) {
        const { conversation, me, state, keyed } = event;
        const talk = this.talks.get(conversation) ?? { seq: 0, number: 0, unsaid: [], following: false, me };
        this.talks.set(conversation, talk);
        const keyedNow = keyed && !talk.event?.keyed;
        talk.event = event;
        talk.active = state === 'active' && keyed;
        this.#giveKeys(event);
        if (!talk.following || keyedNow) {
            if (!talk.following) {
                this.send('follow', { conversation, channel: 'talk', after: talk.seq });
            }
            talk.following = true;
            this.#sayUnsaid(conversation, talk);
        }
    }

    #giveKeys(event) {
        const keys = keysFor(event);
        if (!keys || this.#given.has(keys.id)) {
            return;
        }
        this.#given.add(keys.id);
        const { conversation, channels } = event;
        const number = channels.find(({ channel }) => channel === 'keys').number + 1;
        this.send('say', { conversation, channel: 'keys', number, record: keys.seal(number) }, () => {},
            () => this.#given.delete(keys.id)); // it comes with the next picture
    }

    #line(conversation, { seq, member, record }) {
        const talk = this.talks.get(conversation);
        if (seq <= talk.seq) {
            this.faults.doubled++;
            return;
        }
        const goesOn = (seq - 1) % AFTER_A_LOSS === 0; // numbers go on there when Redis was restarted
        this.faults.lost += goesOn ? 0 : seq - talk.seq - 1;
        talk.seq = seq;
        if (record !== undefined && member !== talk.me) {
            this.onLine(this, conversation, textOf(record));
        }
    }

    /** Says it now, or as soon as he is online; `acknowledged` is called once. */
    say(conversation, text, acknowledged) {
        const talk = this.talks.get(conversation);
        const entry = { text, number: ++talk.number, acknowledged };
        talk.unsaid.push(entry);
        if (this.online && talk.following) {
            this.#sayOne(conversation, talk, entry);
        }
    }

    #sayUnsaid(conversation, talk) {
        talk.unsaid.forEach((entry) => this.#sayOne(conversation, talk, entry));
    }

    #sayOne(conversation, talk, entry) {
        const { text, number } = entry;
        if (!talk.event.keyed) {
            return; // said as soon as there is a key
        }
        const record = recordFor(talk.event, text, 'talk', number);
        this.send('say', { conversation, channel: 'talk', number, record }, () => {
            const at = talk.unsaid.indexOf(entry);
            if (at >= 0) {
                talk.unsaid.splice(at, 1);
                entry.acknowledged();
            }
        }, ({ again }) => {
            if (again) {
                setTimeout(() => this.online && talk.unsaid.includes(entry) && this.#sayOne(conversation, talk, entry), STORE_AWAY_MS);
            } else {
                this.faults.refused++;
            }
        });
    }

    offered() {}
}

export class Visitor extends Person {
    #secret = secret();
    conversation = null;

    hello() {
        const { conversation } = this;
        const next = secret();
        const resume = { conversation, secret: this.#secret, next };
        this.send('hello', { role: 'visitor', ...(conversation && { resume }) }, () => {
            this.#secret = conversation ? next : this.#secret;
            this.cameOnline();
        }, () => this.comeAgain());
    }

    enter(desk) {
        return new Promise((resolve) => {
            this.send('enter', { desk, language: 'nl', tags: [], secret: this.#secret, wrap: secret() }, (done) => {
                this.conversation = done.conversation;
                resolve();
            });
        });
    }
}

export class Counsellor extends Person {
    #token = null;
    #taken = new Set();

    constructor(port, { organisation, name }) {
        super(port);
        this.account = { organisation, name, password: PASSWORD, wrap: secret() };
        this.chain = chainFor(enrol(organisation));
    }

    hello() {
        this.send('hello', { role: 'counsellor', ...(this.#token && { token: this.#token, chain: this.chain }) }, () => {
            if (this.#token) {
                this.cameOnline();
                return;
            }
            this.send('sign_in', this.account, ({ token }) => {
                this.#token = token;
                this.send('shift_key', { chain: this.chain }, () => {
                    this.send('duty', { duty: 'on' }, () => this.cameOnline());
                });
            });
        }, () => this.comeAgain());
    }

    offered(offers) {
        for (const { offer } of offers.filter((each) => !this.#taken.has(each.offer))) {
            this.#taken.add(offer);
            this.send('accept', { offer });
        }
    }
}
