// A visitor, a counsellor and a coordinator over the documented protocol, in a few words.

import assert from 'node:assert/strict';
import { Client, newSecret, ReplyError } from './client.mjs';
import { chainFor, enrol } from './keys.mjs';
import { PASSWORD } from './network.mjs';
import { until } from './places.mjs';
import { keysFor, noteFor, recordFor, textOf } from './records.mjs';

export { ReplyError };

const KEY_LIMIT_MS = 5_000;
// What goes by as soon as the visitor's client has given keys to everybody.
const UNTIL_KEYED = ['no_key', 'old_epoch', 'receiver_without_key'];

// After a loss the lines go on behind the next multiple of this.
const LINES_STEP = 1_000_000;

function follows(seq, before) {
    return seq === before + 1 || (seq > before && seq % LINES_STEP === 1);
}

/** Each record once: a sender says again what the server has lost, under the same number. */
function once(lines) {
    const known = new Set();
    return lines.filter(({ member, number, seq }) => {
        const name = number === undefined ? `notice ${seq}` : `${member} ${number}`;
        const fresh = !known.has(name);
        known.add(name);
        return fresh;
    });
}

class Person {
    #numbers = new Map();
    /** What was said and acknowledged, by conversation and channel: [{number, record}]. */
    #said = new Map();
    /** Events of earlier connections. */
    #past = [];
    /** What was said in the channel of keys, by what it was for; one after the other. */
    #given = new Set();
    #giving = Promise.resolve();
    /** Whether this client gives keys and answers them by itself, as pages do. */
    givesKeys = true;
    client = null;

    constructor(veer, { port = veer.port, ...options } = {}) {
        this.veer = veer;
        this.port = port;
        this.options = options;
    }

    async open(port = this.port) {
        this.port = port;
        this.#past.push(...(this.client?.events ?? []));
        this.client = await Client.open(port, this.options);
        this.client.onEvent = (event) => this.#note(event);
    }

    #note(event) {
        const keys = event.type === 'conversation' && this.givesKeys && keysFor(event);
        if (!keys || this.#given.has(keys.id)) {
            return;
        }
        this.#given.add(keys.id);
        this.#giving = this.#giving.then(() => this.#give(event, keys))
            .catch(() => this.#given.delete(keys.id)); // what was too late comes with the next picture
    }

    async #give({ conversation, channels }, keys) {
        const known = channels.find(({ channel }) => channel === 'keys')?.number ?? 0;
        const number = Math.max(known, this.#numbers.get(`${conversation} keys`) ?? 0) + 1;
        await this.#sayRecord({ conversation, channel: 'keys', number, record: keys.seal(number) });
    }

    async #sayRecord(fields) {
        const { conversation, channel, number, record } = fields;
        const key = `${conversation} ${channel}`;
        const done = await this.request('say', fields);
        this.#numbers.set(key, number);
        this.#said.set(key, [...(this.#said.get(key) ?? []), { number, record }]);
        return done.seq;
    }

    /** The newest picture of a conversation that came on this connection. */
    picture(conversation = this.conversation) {
        return this.client.events.findLast((event) => event.type === 'conversation' &&
            event.conversation === conversation);
    }

    /** Whether this text stands in any event that came on this connection. */
    received(text) {
        return JSON.stringify(this.client.events).includes(text);
    }

    /** A text as this person would say it now, by default as the first one. */
    record(text, { channel = 'talk', conversation = this.conversation, number = 1 } = {}) {
        const stranger = { conversation, me: 'm99', part: 'gone' };
        return recordFor(this.picture(conversation) ?? stranger, text, channel, number);
    }

    /** A hand-over note as this person would write it now. */
    note(text, conversation = this.conversation) {
        return noteFor(this.picture(conversation), text);
    }

    /** Does it again for as long as only keys are missing. */
    async onceKeyed(deed) {
        let result;
        await until('everybody has the key', async () => {
            try {
                result = await deed();
                return true;
            } catch (error) {
                if (error instanceof ReplyError && UNTIL_KEYED.includes(error.code)) {
                    return false;
                }
                throw error;
            }
        }, KEY_LIMIT_MS);
        return result;
    }

    request(type, fields, id) {
        return this.client.request(type, fields, id);
    }

    /** Waits until the conversation, as this person sees it, is like this. */
    conversationIs(condition, conversation = this.conversation, limitMs) {
        return this.client.newest('conversation', condition, conversation, limitMs);
    }

    /** Waits until its transfer is in this state. */
    transferIs(state, conversation = this.conversation, limitMs) {
        return this.conversationIs(({ transfer }) => transfer?.state === state, conversation, limitMs);
    }

    follow(channel = 'talk', conversation = this.conversation, after = 0) {
        return this.request('follow', { conversation, channel, after });
    }

    /** All lines of a channel that came on this connection; they must be without gaps. */
    lines(channel = 'talk', conversation = this.conversation) {
        const lines = this.client.events
            .filter((event) => event.type === 'records' && event.conversation === conversation &&
                event.channel === channel)
            .flatMap((event) => event.lines);
        lines.forEach((line, index) => {
            assert.ok(index === 0 || follows(line.seq, lines[index - 1].seq),
                `line ${line.seq} after ${lines[index - 1]?.seq} in ${channel}`);
        });
        return once(lines);
    }

    texts(channel, conversation) {
        return this.lines(channel, conversation)
            .filter(({ record }) => record !== undefined)
            .map(({ record }) => textOf(record));
    }

    /** All texts of a channel that ever came, each once: what a page shows that was not reloaded. */
    everyText(channel = 'talk', conversation = this.conversation) {
        const lines = this.#everyEvent()
            .filter((event) => event.type === 'records' && event.conversation === conversation &&
                event.channel === channel)
            .flatMap((event) => event.lines);
        return once(lines).filter(({ record }) => record !== undefined)
            .map(({ record }) => textOf(record));
    }

    #everyEvent() {
        return [...this.#past, ...(this.client?.events ?? [])];
    }

    /** The newest ticket of a conversation that came, or undefined. */
    ticketOf(conversation) {
        return this.#everyEvent().findLast((event) => event.type === 'conversation' &&
            event.conversation === conversation && event.ticket)?.ticket;
    }

    /** The newest ticket of his session and duty. */
    dutyTicket() {
        return this.#everyEvent().findLast(({ type }) => type === 'counsellor')?.ticket;
    }

    /** The hand-over note of the last transfer that he saw. */
    noteOf(conversation) {
        return this.#everyEvent().findLast((event) => event.type === 'conversation' &&
            event.conversation === conversation && event.transfer?.note !== undefined)?.transfer.note;
    }

    /** Says again what the server does not have any more, as pages do. */
    async sayAgain(conversation = this.conversation) {
        const { channels } = await this.conversationIs(() => true, conversation);
        for (const { channel, number: has, open } of channels) {
            const said = this.#said.get(`${conversation} ${channel}`) ?? [];
            for (const { number, record } of open ? said.filter((each) => each.number > has) : []) {
                await this.request('say', { conversation, channel, number, record });
            }
        }
    }

    /** Waits until this text has come; gives all texts. */
    async reads(text, channel = 'talk', conversation = this.conversation) {
        await this.client.when(`reads ${text}`, () => this.texts(channel, conversation).includes(text));
        return this.texts(channel, conversation);
    }

    /** Says a text under the next number. The number is used up when the server has taken it. */
    async say(text, channel = 'talk', conversation = this.conversation) {
        const key = `${conversation} ${channel}`;
        const number = (this.#numbers.get(key) ?? 0) + 1;
        return this.onceKeyed(() => this.#sayRecord({ conversation, channel, number,
            record: this.record(text, { channel, conversation, number }) }));
    }

    /** After a loss: the numbers as the server has them, or his own if it has lost some. */
    async takeNumbers(conversation = this.conversation) {
        const { channels } = await this.conversationIs(() => true, conversation);
        for (const { channel, number } of channels) {
            const key = `${conversation} ${channel}`;
            this.#numbers.set(key, Math.max(number, this.#numbers.get(key) ?? 0));
        }
    }

    drop() {
        this.client.drop();
    }

    close() {
        return this.client.close();
    }
}

export class Visitor extends Person {
    secret = newSecret();
    wrap = newSecret();

    /** A visitor who has entered a desk and follows the talk. */
    static async enter(veer, desk, { language = 'nl', tags = [], ...options } = {}) {
        const visitor = new Visitor(veer, options);
        await visitor.open();
        await visitor.request('hello', { role: 'visitor' });
        const done = await visitor.request('enter', { desk, language, tags, secret: visitor.secret, wrap: visitor.wrap });
        visitor.conversation = done.conversation;
        visitor.ticket = done.ticket;
        await visitor.conversationIs(() => true);
        await visitor.follow();
        return visitor;
    }

    /** Comes back to the conversation on a new connection. */
    async resume(port) {
        const { conversation, secret } = this;
        await this.open(port);
        const next = newSecret();
        const [ticket, note] = [this.ticketOf(conversation) ?? this.ticket, this.noteOf(conversation)];
        await this.request('hello', { role: 'visitor',
            resume: { conversation, secret, next, ...(ticket && { ticket }), ...(note && { note }) } });
        this.secret = next;
        await this.takeNumbers();
        await this.follow();
        await this.sayAgain();
    }

    /** Agrees to what is asked now, or with changes. */
    async consent(changes = {}) {
        const { transfer } = await this.transferIs('asked');
        return this.request('consent', {
            conversation: this.conversation, transfer: transfer.transfer, hash: transfer.hash,
            tags: transfer.tags, note: this.note(textOf(transfer.note)), amount: 'note', ...changes,
        });
    }

    step(type, transfer) {
        return this.request(type, { conversation: this.conversation, transfer });
    }

    end() {
        return this.request('end', { conversation: this.conversation });
    }
}

export class Counsellor extends Person {
    /** A counsellor ("csg/anna") who has signed in and is on duty. */
    static async onDuty(veer, id, options = {}) {
        const counsellor = new Counsellor(veer, options);
        await counsellor.signIn(id);
        await counsellor.request('duty', { duty: 'on' });
        return counsellor;
    }

    async signIn(id, role = 'counsellor') {
        const [organisation, name] = id.split('/');
        this.role = role;
        await this.open();
        await this.request('hello', { role });
        this.wrap = newSecret();
        const done = await this.request('sign_in', { organisation, name, password: PASSWORD, wrap: this.wrap });
        this.token = done.token;
        this.staff = done.staff;
        if (role === 'counsellor') {
            this.chain = this.newChain();
            await this.request('shift_key', { chain: this.chain });
        }
    }

    /** The certificates of another shift key, of an enrolment of its own. */
    newChain() {
        return chainFor(enrol(this.staff.organisation));
    }

    /** Comes back with the token on a new connection. */
    async resume(port) {
        await this.open(port);
        const ticket = this.dutyTicket();
        const tickets = [this.conversation].filter(Boolean).map((each) => this.ticketOf(each)).filter(Boolean);
        const done = await this.request('hello', { role: this.role, token: this.token,
            ...(ticket && { ticket }), ...(tickets.length > 0 && { tickets }),
            ...(this.chain && { chain: this.chain }) });
        this.staff = done.staff;
        if (this.conversation) {
            await this.conversationIs(() => true);
            await this.takeNumbers();
            await this.sayAgain();
        }
    }

    statusIs(condition, limitMs) {
        return this.client.newest('counsellor', condition, undefined, limitMs);
    }

    /** The newest offer, waited for. */
    async offer(kind) {
        const { offers } = await this.statusIs(({ offers: all }) =>
            all.some((offer) => !kind || offer.kind === kind));
        return offers.find((offer) => !kind || offer.kind === kind);
    }

    /** Takes the offer that comes and follows the talk. */
    async accept(kind) {
        const { offer } = await this.offer(kind);
        const { conversation } = await this.request('accept', { offer });
        this.conversation = conversation;
        await this.conversationIs(({ part }) => part === 'owner' || part === 'receiver');
        await this.follow();
        return conversation;
    }

    /** Proposes a transfer of the conversation; gives its id. */
    async ask(desk, { tags = [], note = 'a note', conversation = this.conversation } = {}) {
        const { transfer } = await this.request('ask',
            { conversation, desk, tags, note: this.note(note, conversation) });
        return transfer;
    }

    step(type, transfer, conversation = this.conversation) {
        return this.onceKeyed(() => this.request(type, { conversation, transfer }));
    }

    wrapUp(conversation = this.conversation) {
        return this.request('wrap_up', { conversation, outcome: 'helped' });
    }
}

/** Fails unless the request is refused with this code; gives the error. */
export async function refused(code, request) {
    let caught = null;
    await assert.rejects(request, (error) => {
        assert.ok(error instanceof ReplyError, String(error?.stack ?? error));
        assert.equal(error.code, code);
        caught = error;
        return true;
    });
    return caught;
}

/** Brings anna's visitor in a transfer to fier/chat and quinten to the given state; gives its id. */
export async function transferTo({ anna, quinten, visitor }, state, { amount = 'note' } = {}) {
    const transfer = await anna.ask('fier/chat');
    if (state === 'asked') {
        await visitor.transferIs('asked');
        return transfer;
    }
    if (state === 'seeking') {
        await quinten.request('duty', { duty: 'pause' });
    }
    await visitor.consent({ amount });
    await visitor.transferIs(state === 'seeking' ? 'seeking' : 'offered');
    if (state === 'seeking' || state === 'offered') {
        return transfer;
    }
    await quinten.accept('transfer');
    await visitor.transferIs('briefing');
    if (state === 'introduced') {
        await anna.step('introduce', transfer);
        await visitor.transferIs('introduced');
    }
    return transfer;
}

/**
 * A visitor of anna's (csg/acute) in a transfer to fier/chat with quinten on duty, at the given
 * state. `ports`: of the visitor and of the two counsellors.
 */
export async function transferAt(veer, state, { amount, ports = [] } = {}) {
    const [visitorPort = veer.port, staffPort = veer.port] = ports;
    const anna = await Counsellor.onDuty(veer, 'csg/anna', { port: staffPort });
    const quinten = await Counsellor.onDuty(veer, 'fier/quinten', { port: staffPort });
    const visitor = await Visitor.enter(veer, 'csg/acute', { port: visitorPort });
    const conversation = await anna.accept();
    await visitor.conversationIs((event) => event.state === 'active');
    await visitor.say('before the transfer');
    await anna.reads('before the transfer');
    const transfer = await transferTo({ anna, quinten, visitor }, state, { amount });
    return { anna, quinten, visitor, conversation, transfer };
}

/** The visitor and this counsellor talk: each reads what the other says. */
export async function talk(visitor, counsellor, text) {
    await visitor.say(`${text}, says the visitor`);
    await counsellor.reads(`${text}, says the visitor`, 'talk', visitor.conversation);
    await counsellor.say(`${text}, says the counsellor`, 'talk', visitor.conversation);
    await visitor.reads(`${text}, says the counsellor`);
}
