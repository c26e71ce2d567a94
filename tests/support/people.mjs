// A visitor, a counsellor and a coordinator over the documented protocol, in a few words.

import assert from 'node:assert/strict';
import { Client, newSecret, ReplyError } from './client.mjs';
import { PASSWORD } from './network.mjs';

export function encode(text) {
    return Buffer.from(text).toString('base64');
}

export function decode(record) {
    return Buffer.from(record, 'base64').toString();
}

export { ReplyError };

class Person {
    #numbers = new Map();
    client = null;

    constructor(veer, { port = veer.port, ...options } = {}) {
        this.veer = veer;
        this.port = port;
        this.options = options;
    }

    async open(port = this.port) {
        this.port = port;
        this.client = await Client.open(port, this.options);
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
            assert.ok(index === 0 || line.seq === lines[index - 1].seq + 1,
                `line ${line.seq} after ${lines[index - 1]?.seq} in ${channel}`);
        });
        return lines;
    }

    texts(channel, conversation) {
        return this.lines(channel, conversation)
            .filter(({ record }) => record !== undefined)
            .map(({ record }) => decode(record));
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
        const done = await this.request('say', { conversation, channel, number, record: encode(text) });
        this.#numbers.set(key, number);
        return done.seq;
    }

    /** After a loss: the numbers as the server has them. */
    async takeNumbers(conversation = this.conversation) {
        const { channels } = await this.conversationIs(() => true, conversation);
        for (const { channel, number } of channels) {
            this.#numbers.set(`${conversation} ${channel}`, number);
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

    /** A visitor who has entered a desk and follows the talk. */
    static async enter(veer, desk, { language = 'nl', tags = [], ...options } = {}) {
        const visitor = new Visitor(veer, options);
        await visitor.open();
        await visitor.request('hello', { role: 'visitor' });
        const done = await visitor.request('enter', { desk, language, tags, secret: visitor.secret });
        visitor.conversation = done.conversation;
        await visitor.conversationIs(() => true);
        await visitor.follow();
        return visitor;
    }

    /** Comes back to the conversation on a new connection. */
    async resume(port) {
        const { conversation, secret } = this;
        await this.open(port);
        const next = newSecret();
        await this.request('hello', { role: 'visitor', resume: { conversation, secret, next } });
        this.secret = next;
        await this.takeNumbers();
        await this.follow();
    }

    /** Agrees to what is asked now, or with changes. */
    async consent(changes = {}) {
        const { transfer } = await this.transferIs('asked');
        return this.request('consent', {
            conversation: this.conversation, transfer: transfer.transfer, hash: transfer.hash,
            tags: transfer.tags, note: transfer.note, amount: 'note', ...changes,
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
        const done = await this.request('sign_in', { organisation, name, password: PASSWORD });
        this.token = done.token;
        this.staff = done.staff;
    }

    /** Comes back with the token on a new connection. */
    async resume(port) {
        await this.open(port);
        const done = await this.request('hello', { role: this.role, token: this.token });
        this.staff = done.staff;
        if (this.conversation) {
            await this.conversationIs(() => true);
            await this.takeNumbers();
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
        const { transfer } = await this.request('ask', { conversation, desk, tags, note: encode(note) });
        return transfer;
    }

    step(type, transfer, conversation = this.conversation) {
        return this.request(type, { conversation, transfer });
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
