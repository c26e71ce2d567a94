// A small network on a private Redis, for the tests of the functions: desks, counsellors and
// visitors in a few words, time that passes only when told to, and the invariants checked after
// every step.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { callFunction, Refusal } from './functions.mjs';
import { Invariants } from './invariants.mjs';
import { giveKeys, headersFor, NEEDS_KEYS } from './epochs.mjs';
import { startRedis } from './redis.mjs';

const START = Date.UTC(2026, 2, 2, 9, 0, 0);
const STEP_MS = 2_000;

export const LIMITS = {
    offer_ms: 45_000, asked_ms: 180_000, seeking_ms: 240_000, briefing_ms: 120_000,
    introduced_ms: 300_000, grace_visitor_ms: 60_000, grace_counsellor_ms: 40_000,
    wrap_up_ms: 90_000, retention_ms: 120_000, exclude_ms: 30_000, process_ms: 6_000,
    breather_ms: 0, on_call_offer_ms: 90_000, grace_budget_ms: 100_000, rebuild_ms: 0,
};

const DESKS = {
    'csg/acute': desk({ fallback: ['csg/national'] }),
    'csg/national': desk({}),
    'shn/help': desk({ languages: ['nl'], queue_max: 3, fallback: ['csg/national'] }),
    'fier/chat': desk({ fallback: ['csg/acute'] }),
};

/** Arguments that few tests are about. */
const USUAL = {
    enter: { wrap: 'the tab secret' }, visitor_resume: { wrap: '' }, session_start: { wrap: '' },
    session_restore: { wrap: '' }, staff_attach: { chain: 'a chain' },
};

/** The settings of a desk as the server would send them. */
function desk(change) {
    return { open: true, intake: true, languages: ['nl', 'en'], queue_max: 50, fallback: [], skilled: [],
        ...change };
}

/** An id of 32 hex characters that is the same for the same name. */
export function handle(name) {
    return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

function text64(text) {
    return Buffer.from(text).toString('base64');
}

export class World {
    #commands = 0;
    now = START;
    desks = structuredClone(DESKS);
    limits = { ...LIMITS };
    staff = {};
    processes = new Map();
    incarnation = 0;
    givesKeys = true;

    static async start(t, { processes = ['w0', 'w1'], seed = '', redis = [] } = {}) {
        const world = new this();
        world.redis = await startRedis(t, ...redis);
        world.seed = seed;
        world.invariants = new Invariants(world.redis);
        for (const name of processes) {
            await world.startProcess(name);
        }
        await world.configure();
        return world;
    }

    /**
     * Calls a function, checks the invariants, gives the answer or throws the Refusal. What only a
     * test about keys names is filled in, and keys are given as pages do it (unless `givesKeys`
     * is false).
     */
    async call(name, values, process = 'w0') {
        const as = { now: this.now, process, generation: this.processes.get(process) ?? 0 };
        if (this.givesKeys && NEEDS_KEYS.includes(name) && (values.channel ?? 'talk') === 'talk') {
            await giveKeys(this.redis, as, values.conversation);
        }
        const header = await headersFor(this.redis, name, values);
        try {
            const done = await callFunction(this.redis, as, name, { ...USUAL[name], ...header, ...values });
            if (name === 'consent') {
                this.invariants.agreed(values.transfer, values);
            }
            return done;
        } finally {
            await this.invariants.check(name);
        }
    }

    /** The same for a request that carries an id: a new one, unless `values` brings its own. */
    command(name, values, process) {
        return this.call(name, { command: `command-${++this.#commands}`, ...values }, process);
    }

    async startProcess(name) {
        const { generation, incarnation } =
            await this.call('process_start', { incarnation: this.incarnation }, name);
        this.processes.set(name, generation);
        this.incarnation = incarnation;
    }

    /** Without a word, as after kill -9: the others notice by themselves. */
    killProcess(name) {
        this.processes.delete(name);
    }

    configure() {
        const { desks, limits, staff } = this;
        return this.call('configure', { desks, limits, staff });
    }

    setOpen(desk, open) {
        Object.assign(this.desks[desk], { open, intake: open });
        return this.configure();
    }

    async tick() {
        for (const name of this.processes.keys()) {
            while ((await this.call('tick', {}, name)).done === 100);
        }
    }

    /** Lets time pass in small steps, with the processes' heartbeats. */
    async pass(ms) {
        for (let left = ms; left > 0; left -= STEP_MS) {
            this.now += Math.min(STEP_MS, left);
            await this.tick();
        }
    }

    async counsellor(id, desks, options = {}) {
        const counsellor = new Counsellor(this, id, desks, options);
        await counsellor.attach();
        if (options.duty !== 'off') {
            await counsellor.duty('on');
        }
        return counsellor;
    }

    async visitor(name, desk, options = {}) {
        const visitor = new Visitor(this, name + this.seed, options);
        await visitor.enter(desk, options);
        return visitor;
    }

    async view(conversation) {
        const { parties, revision } = await this.call('view', { conversation });
        return { revision, of: (party) => parties.find((each) => each.party === party)?.event, parties };
    }

    records(party, conversation, channel, after = 0) {
        return this.call('records', { party, conversation, channel, after });
    }

    /** A coordinator signs somebody out by force. */
    signOff(counsellor, coordinator = 'csg/vera') {
        return this.command('sign_off', { coordinator, counsellor });
    }

    /** The entry of the visitor's place in the queue. */
    async placeOf({ conversation }) {
        return (await this.call('places', { conversations: [conversation] })).places[0];
    }

    /** The counts of a desk, as numbers. */
    async figuresOf(desk) {
        const flat = await this.redis.command('HGETALL', `{veer}:figures:${desk}`);
        const found = {};
        for (let i = 0; i < flat.length; i += 2) {
            found[flat[i]] = Number(flat[i + 1]);
        }
        return found;
    }

    async boardOf(desk) {
        return (await this.call('board')).desks.find((row) => row.desk === desk);
    }
}

class Party {
    #numbers = new Map();

    constructor(world, process) {
        this.world = world;
        this.process = process;
    }

    async say(text, { conversation = this.conversation, channel = 'talk' } = {}) {
        const key = `${conversation} ${channel}`;
        const number = (this.#numbers.get(key) ?? 0) + 1;
        const done = await this.world.call('say',
            { party: this.party, conversation, channel, number, record: text64(text) }, this.process);
        this.#numbers.set(key, number);
        return done;
    }

    /** The texts (or notices, as "!joined") that this party reads in a channel. */
    async read({ conversation = this.conversation, channel = 'talk', after = 0 } = {}) {
        const { lines } = await this.world.records(this.party, conversation, channel, after);
        return lines.map((line) => (line.notice === undefined
            ? Buffer.from(line.record, 'base64').toString() : `!${line.notice}`));
    }

    command(name, values) {
        return this.world.command(name, values, this.process);
    }
}

export class Visitor extends Party {
    #secrets = 0;
    party = 'visitor';

    constructor(world, name, { process = 'w0' } = {}) {
        super(world, process);
        this.name = name;
        this.conversation = handle(`conversation ${name}`);
        this.secret = handle(`secret 0 of ${name}`);
    }

    async enter(desk, { language = 'nl', tags = ['violence'], acute = false, command } = {}) {
        const { conversation, secret } = this;
        const done = await this.command('enter',
            { conversation, secret, desk, language, tags, acute, ...(command && { command }) });
        this.attach = done.attach;
        return done;
    }

    async resume({ process = this.process, ticket = null, note = '' } = {}) {
        const { conversation, secret } = this;
        const next = handle(`secret ${++this.#secrets} of ${this.name}`);
        this.process = process;
        const done = await this.world.call('visitor_resume',
            { conversation, secret, next, ticket, note }, process);
        this.secret = next;
        this.attach = done.attach;
        return done;
    }

    away() {
        return this.world.call('visitor_away',
            { conversation: this.conversation, attach: this.attach }, this.process);
    }

    move(desk) {
        return this.command('move', { conversation: this.conversation, desk });
    }

    async view() {
        return (await this.world.view(this.conversation)).of('visitor');
    }

    /** Agrees to the transfer as it is asked, or with changes. */
    async consent(changes = {}) {
        return this.agree((await this.view()).transfer, changes);
    }

    /** The same to a transfer as it was seen before. */
    agree({ transfer, tags, note = '', hash = '' }, changes = {}) {
        return this.command('consent', {
            conversation: this.conversation, transfer, hash, tags, note,
            amount: 'note', acute: false, ...changes,
        });
    }

    refuse(transfer) {
        return this.command('refuse', { conversation: this.conversation, transfer });
    }

    withdraw(transfer) {
        return this.command('withdraw', { conversation: this.conversation, transfer });
    }

    end() {
        return this.command('end', { party: 'visitor', conversation: this.conversation });
    }
}

export class Counsellor extends Party {
    #asks = 0;

    /** `desks`: names, or kinds by name ("desk", "on_call"). */
    constructor(world, id, desks, options = {}) {
        const { capacity = 2, languages = ['nl', 'en'], skills = [], process = 'w1' } = options;
        super(world, process);
        const kinds = Array.isArray(desks) ? Object.fromEntries(desks.map((each) => [each, 'desk'])) : desks;
        Object.assign(this, { id, party: id, desks: kinds, capacity, languages, skills });
        this.alias = id.split('/')[1];
        this.organisation = id.split('/')[0];
    }

    async attach({ process = this.process, ticket = null, tickets = [] } = {}) {
        this.process = process;
        const { id: counsellor, alias, organisation, capacity, desks, languages, skills } = this;
        this.world.staff[counsellor] = { desks, languages, skills, capacity };
        const done = await this.world.call('staff_attach',
            { counsellor, alias, organisation, capacity, desks, languages, skills, ticket, tickets },
            process);
        this.attached = done.attach;
        return done;
    }

    away() {
        return this.world.call('staff_away',
            { counsellor: this.id, attach: this.attached }, this.process);
    }

    duty(duty) {
        return this.command('duty', { counsellor: this.id, duty });
    }

    async status() {
        return (await this.world.call('staff_view', { counsellor: this.id }, this.process)).event;
    }

    /** The only open offer of this counsellor, which must be there. */
    async offer() {
        const { offers } = await this.status();
        assert.equal(offers.length, 1, `${this.id} has ${offers.length} offers`);
        return offers[0];
    }

    async hasOffer() {
        return (await this.status()).offers.length > 0;
    }

    async accept(offer) {
        const id = offer ?? (await this.offer()).offer;
        const done = await this.command('accept', { counsellor: this.id, offer: id });
        return done.conversation;
    }

    ready() {
        return this.command('ready', { counsellor: this.id });
    }

    async colleagues(desk) {
        return (await this.world.call('colleagues', { counsellor: this.id, desk })).colleagues;
    }

    async decline(offer) {
        const id = offer ?? (await this.offer()).offer;
        return this.command('decline', { counsellor: this.id, offer: id, reason: 'other' });
    }

    async ask(conversation, desk, { tags = ['violence'], note = 'a note', hash = handle('hash'), colleague = '' } = {}) {
        const transfer = handle(`transfer ${++this.#asks} of ${this.id}`);
        await this.command('ask', {
            counsellor: this.id, conversation, transfer, desk, colleague, tags, note: text64(note),
            hash: hash.repeat(2).slice(0, 64),
        });
        return transfer;
    }

    #step(name, conversation, transfer) {
        return this.command(name, { counsellor: this.id, conversation, transfer });
    }

    edit(conversation, transfer, { tags = ['other'], note = 'another note', hash = handle('edited') } = {}) {
        return this.command('edit', {
            counsellor: this.id, conversation, transfer, tags, note: text64(note),
            hash: hash.repeat(2).slice(0, 64),
        });
    }

    cancel(conversation, transfer) { return this.#step('cancel', conversation, transfer); }

    introduce(conversation, transfer) { return this.#step('introduce', conversation, transfer); }

    handOver(conversation, transfer) { return this.#step('hand_over', conversation, transfer); }

    takeOver(conversation, transfer) { return this.#step('take_over', conversation, transfer); }

    giveBack(conversation, transfer) { return this.#step('give_back', conversation, transfer); }

    extend(conversation, transfer) {
        return this.command('extend', { party: this.id, conversation, transfer });
    }

    end(conversation) {
        return this.command('end', { party: this.id, conversation });
    }

    wrapUp(conversation) {
        return this.command('wrap_up', { counsellor: this.id, conversation, outcome: 'helped' });
    }
}

/** Fails unless `action` is refused with this code. */
export async function refuses(code, action) {
    await assert.rejects(action, (error) => {
        assert.ok(error instanceof Refusal, String(error?.stack ?? error));
        assert.equal(error.code, code);
        return true;
    });
}

/** A visitor of anna's in a transfer to bram, at the given state. `state`: asked ... introduced. */
export async function transferAt(t, state, { amount = 'note', ...options } = {}) {
    const world = await World.start(t, options);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const bram = await world.counsellor('fier/bram', ['fier/chat']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    await visitor.say('before the transfer');
    const transfer = await anna.ask(conversation, 'fier/chat');
    const all = { world, anna, bram, visitor, conversation, transfer };
    if (state === 'asked') {
        return all;
    }
    if (state === 'seeking') {
        await bram.duty('pause');
    }
    await visitor.consent({ amount });
    if (state === 'seeking' || state === 'offered') {
        return all;
    }
    await bram.accept();
    if (state === 'introduced') {
        await anna.introduce(conversation, transfer);
    }
    return all;
}

/** The state of the conversation's transfer as its owner or the visitor sees it. */
export async function transferState(world, conversation, party = 'visitor') {
    return (await world.view(conversation)).of(party)?.transfer?.state;
}
