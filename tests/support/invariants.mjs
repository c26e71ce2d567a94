// What must hold in Redis after every step, checked over the whole key space. The numbers are
// those of docs/invariants.md.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDeskSets, checkFairness, checkLanes, checkMatched } from './invariants_pairing.mjs';
import { ROOT } from './places.mjs';

const { machines } = JSON.parse(readFileSync(join(ROOT, 'protocol/machine.json'), 'utf8'));

// Reads every key in one step, so that the picture is of one moment.
const DUMP = `
local all = {}
for _, name in ipairs(redis.call('KEYS', '*')) do
    local kind = redis.call('TYPE', name).ok
    local value = {}
    if kind == 'hash' then value = redis.call('HGETALL', name)
    elseif kind == 'zset' then value = redis.call('ZRANGE', name, 0, -1, 'WITHSCORES')
    elseif kind == 'set' then value = redis.call('SMEMBERS', name) end
    all[#all + 1] = {name, kind, value}
end
return all`;

function pairs(flat) {
    const map = new Map();
    for (let i = 0; i < flat.length; i += 2) {
        map.set(flat[i], flat[i + 1]);
    }
    return map;
}

const READ = {
    hash: (value) => Object.fromEntries(pairs(value)),
    zset: (value) => new Map([...pairs(value)].map(([name, score]) => [name, Number(score)])),
    set: (value) => new Set(value),
};

/** The key space as a Map of tables: kind -> Map(id -> value). */
export async function readKeys(redis) {
    const tables = new Map();
    for (const [name, kind, value] of await redis.command('EVAL', DUMP, 0)) {
        const match = /^\{veer\}:([a-z_]+)(?::(.+))?$/s.exec(name);
        assert.ok(match, `the key ${name} is outside {veer}`);
        const [, table, id] = match;
        if (!tables.has(table)) {
            tables.set(table, new Map());
        }
        tables.get(table).set(id ?? '', READ[kind]?.(value));
    }
    return tables;
}

function isFinal(machine, state) {
    return machines[machine].states[state].final === true;
}

class Picture {
    constructor(tables) {
        this.tables = tables;
        this.due = this.all('due').get('') ?? new Map();
        this.now = Number(this.all('clock').get('')?.logical ?? 0);
    }

    all(table) {
        return this.tables.get(table) ?? new Map();
    }

    transferOf(conversation) {
        const transfer = this.all('transfer').get(conversation.transfer);
        return transfer && !isFinal('transfer', transfer.state) ? transfer : undefined;
    }

    staff(id) {
        return this.all('staff').get(id);
    }

    isAway(id) {
        return !this.staff(id)?.process;
    }

    holds(counsellor, slot) {
        return this.all('slots').get(counsellor)?.has(slot) ?? false;
    }

    slotsOf(counsellor) {
        return [...(this.all('slots').get(counsellor) ?? [])];
    }

    /** Whether he may be offered somebody now: his tab has a key; one offer at a time, none in a breather. */
    isFree(id) {
        const { duty, process, capacity, chain } = this.staff(id);
        const slots = this.slotsOf(id);
        const held = slots.some((slot) => slot.startsWith('o:') || slot.startsWith('b:'));
        return duty === 'on' && process !== '' && chain !== undefined && !held && slots.length < Number(capacity);
    }

    /** The conversation that an open offer is about, or none. */
    openOffers() {
        return [...this.all('offer')].filter(([, { state }]) => state === 'open');
    }

    /** The lanes in which a conversation stands. */
    queuesOf(id) {
        return [...this.all('queue')].filter(([, queue]) => queue.has(id)).map(([name]) => name);
    }
}

/** 1: in exactly one place, and each place says the same. */
function checkPlace(picture, id, conversation) {
    const { state } = conversation;
    const transfer = picture.transferOf(conversation);
    const present = conversation.process !== '';
    assert.ok(state in machines.conversation.states, `${id}: state ${state}`);

    assert.equal(state === 'active', Boolean(conversation.owner), `${id}: ${state}, owner ${conversation.owner}`);
    const desk = state === 'waiting' ? conversation.desk : transfer?.state === 'seeking' && transfer.desk;
    const expected = desk && present ? [conversation.lane] : [];
    assert.deepEqual(picture.queuesOf(id), expected, `${id}: queues while ${state}, ${transfer?.state}`);
    assert.equal(conversation.lane !== undefined, expected.length > 0, `${id}: lane while ${state}`);
    assert.ok(expected.every((lane) => lane.startsWith(`${desk}|`)), `${id}: a lane of another desk`);
    const counted = [...picture.all('waiting')].filter(([, set]) => set.has(id)).map(([name]) => name);
    assert.deepEqual(counted, expected.length > 0 ? [desk] : [], `${id}: counted as waiting`);

    if (state === 'active') {
        assert.ok(picture.holds(conversation.owner, `c:${id}`), `${id}: its owner has no slot for it`);
    }
    if (state === 'offered') {
        checkOffer(picture, id, conversation.offer);
    } else {
        assert.equal(conversation.offer, undefined, `${id}: an offer while ${state}`);
    }
}

function checkOffer(picture, conversation, id) {
    const offer = picture.all('offer').get(id);
    assert.ok(offer, `${conversation}: its offer ${id} is not there`);
    assert.equal(offer.state, 'open');
    assert.equal(offer.conversation, conversation);
    assert.ok(picture.holds(offer.counsellor, `o:${id}`), `${id}: no place held for it`);
    assert.ok(picture.due.has(`offer:${id}`), `${id}: an offer without a time limit`);
    assert.ok(!picture.isAway(offer.counsellor), `${id}: offered to somebody who is away`);
    const { owner } = picture.all('conversation').get(conversation);
    assert.notEqual(offer.counsellor, owner, `${id}: offered to the owner himself`);
}

/** Whoever is in a conversation hears of it: its visitor's process is among those that are told. */
function checkTold(id, { process, processes }) {
    const told = (processes ?? '').split(' ');
    assert.ok(process === '' || told.includes(process), `${id}: ${process} is not told, only ${told}`);
}

/** 7, 9: one transfer at most, every state with its limit, the receiver's place taken. */
function checkTransfer(picture, id, conversation) {
    const ids = [...(picture.all('transfers').get(id) ?? [])];
    const live = ids.filter((each) => !isFinal('transfer', picture.all('transfer').get(each).state));
    const transfer = picture.transferOf(conversation);
    assert.deepEqual(live, transfer ? [conversation.transfer] : [], `${id}: transfers under way`);
    if (!transfer) {
        return;
    }
    assert.equal(conversation.state, 'active', `${id}: a transfer while ${conversation.state}`);
    if (transfer.state === 'offered') {
        checkOffer(picture, id, transfer.offer);
    } else {
        const still = conversation.process === '' || picture.isAway(conversation.owner);
        assert.equal(picture.due.has(`transfer:${conversation.transfer}`), !still,
            `${id}: ${transfer.state}, time limit of the transfer`);
        assert.ok(!still || Number(transfer.left) > 0, `${id}: nothing left of the stopped limit`);
    }
    const received = transfer.state === 'briefing' || transfer.state === 'introduced';
    assert.equal(received, Boolean(transfer.receiver), `${id}: receiver while ${transfer.state}`);
    if (received) {
        assert.notEqual(transfer.receiver, conversation.owner);
        assert.ok(picture.holds(transfer.receiver, `c:${id}`), `${id}: the receiver has no slot for it`);
    }
}

/** 9, 11: who is away has a grace time; who ended is forgotten some day. */
function checkTime(picture, id, conversation) {
    const { state, process } = conversation;
    assert.equal(picture.due.has(`visitor:${id}`), process === '' && state !== 'ended', `${id}: grace time`);
    assert.equal(picture.due.has(`forget:${id}`), state === 'ended', `${id}: deletion`);
    const { owner } = conversation;
    const absent = state === 'active' && picture.isAway(owner);
    assert.equal(picture.due.has(`owner:${id}`), absent, `${id}: the budget of the owner's absences`);
    assert.equal(conversation.absent_since !== undefined, absent, `${id}: absent since`);
    assert.equal(picture.due.has(`quiet:${id}`), state === 'active', `${id}: a look at who is silent`);
    const excluded = picture.all('excluded').has(id);
    assert.equal(picture.due.has(`excluded:${id}`), excluded, `${id}: exclusions end`);
}

/** 8: every slot has its reason; each counsellor is in the sets where he belongs, and no other. */
function checkCounsellor(picture, id, staff) {
    const slots = picture.slotsOf(id);
    for (const slot of slots) {
        assert.ok(isJustified(picture, id, slot), `${id}: the slot ${slot} has no reason any more`);
    }
    const offers = slots.filter((slot) => slot.startsWith('o:'));
    assert.ok(offers.length <= 1, `${id}: ${offers.length} offers at a time`);
    const rests = slots.some((slot) => slot.startsWith('b:'));
    assert.equal(picture.due.has(`breather:${id}`), rests, `${id}: breather`);
    const away = staff.process === '';
    assert.equal(picture.due.has(`staff:${id}`), away && staff.duty !== 'off', `${id}: grace time`);
}

function isJustified(picture, counsellor, slot) {
    const [kind, id] = [slot.slice(0, 1), slot.slice(2)];
    if (kind === 'b') {
        return picture.staff(counsellor).duty !== 'off';
    }
    if (kind === 'o') {
        const offer = picture.all('offer').get(id);
        return offer?.state === 'open' && offer.counsellor === counsellor;
    }
    const conversation = picture.all('conversation').get(id);
    if (conversation === undefined) {
        return false;
    }
    if (kind === 'c') {
        return conversation.owner === counsellor ||
            picture.transferOf(conversation)?.receiver === counsellor;
    }
    const member = JSON.parse(conversation.members).find((each) => each.counsellor === counsellor);
    return member?.part === 'wrap_up' && picture.due.has(`wrap_up:${id}:${counsellor}`);
}

function isRebuilding(picture) {
    const { logical, rebuilt = 0 } = picture.all('clock').get('') ?? {};
    return Number(logical) < Number(rebuilt);
}

const DUE = {
    left: () => true, // who is not here any more, by the next ticks
    offer: (picture, id) => picture.all('offer').get(id)?.state === 'open',
    transfer: (picture, id) => picture.all('transfer').has(id) &&
        !isFinal('transfer', picture.all('transfer').get(id).state),
    visitor: (picture, id) => picture.all('conversation').has(id),
    forget: (picture, id) => picture.all('conversation').has(id),
    excluded: (picture, id) => picture.all('excluded').has(id),
    staff: (picture, id) => picture.all('staff').has(id),
    wrap_up: (picture, id) => picture.all('conversation').has(id.split(':')[0]),
    rebuilt: () => true,
    aging: (picture, id) => picture.queuesOf(id).length === 1,
    owner: (picture, id) => picture.all('conversation').get(id)?.state === 'active',
    quiet: (picture, id) => picture.all('conversation').get(id)?.state === 'active',
    breather: (picture, id) => picture.all('staff').has(id),
};

/** Nothing is due for something that is gone; nothing stands in a queue that is gone. */
function checkLeftovers(picture) {
    for (const entry of picture.due.keys()) {
        const at = entry.indexOf(':');
        const [kind, id] = [entry.slice(0, at), entry.slice(at + 1)];
        assert.ok(DUE[kind]?.(picture, id), `due for nothing: ${entry}`);
    }
    for (const table of ['queue', 'waiting']) {
        for (const [name, set] of picture.all(table)) {
            for (const id of set.keys()) {
                assert.ok(picture.all('conversation').has(id), `${table}:${name} holds ${id}, which is gone`);
            }
        }
    }
    for (const [id, offer] of picture.all('offer')) {
        if (offer.state === 'open') {
            const conversation = picture.all('conversation').get(offer.conversation);
            const held = conversation?.offer === id || picture.transferOf(conversation ?? {})?.offer === id;
            assert.ok(held, `the open offer ${id} belongs to nothing`);
        }
    }
}

/** 14: what the receiver reads of the visitor is what the visitor agreed to. */
function checkAgreed(picture, id, conversation, agreed) {
    const transfer = picture.all('transfer').get(conversation.transfer);
    const consent = agreed.get(conversation.transfer);
    if (!consent || !transfer?.amount) {
        return;
    }
    const { tags, amount, note } = consent;
    assert.deepEqual(JSON.parse(transfer.tags), tags, `${id}: other tags than agreed`);
    assert.equal(transfer.amount, amount, `${id}: another amount than agreed`);
    if (transfer.state === 'completed' && conversation.hand_over) {
        const handOver = JSON.parse(conversation.hand_over);
        assert.deepEqual([...handOver.tags], tags, `${id}: other tags handed over`);
        assert.deepEqual(JSON.parse(conversation.tags), tags, `${id}: other tags kept`);
        assert.equal(handOver.note, note, `${id}: another note handed over`);
    }
}

// What a routing step changes: each change has a new fencing number.
function placeOf(picture, conversation) {
    const { state, owner, desk, offer, transfer } = conversation;
    const about = picture.all('transfer').get(transfer);
    return { state, owner, desk, offer, transfer, transfer_state: about?.state,
        transfer_offer: about?.offer, receiver: about?.receiver };
}

/** 3: an owner is followed at once only by a receiver who has accepted and is there. */
function checkSuccessor(picture, id, conversation, before) {
    const { owner } = conversation;
    if (!before.place.owner || !owner || owner === before.place.owner) {
        return;
    }
    const transfer = picture.all('transfer').get(conversation.transfer);
    assert.equal(transfer?.state, 'completed', `${id}: another owner without a transfer`);
    assert.equal(transfer.receiver, owner, `${id}: another owner than the receiver`);
    assert.ok(!picture.isAway(owner), `${id}: handed over to somebody who is away`);
    assert.ok(['briefing', 'introduced'].includes(before.place.transfer_state), `${id}: not accepted before`);
}

/** Checks the key space; keeps what must only grow from one check to the next. */
export class Invariants {
    #redis;
    #before = new Map();
    #agreed = new Map();
    #loads = new Map();
    #picture = null;

    constructor(redis) {
        this.#redis = redis;
    }

    /** The visitor agreed to exactly this. */
    agreed(transfer, { tags, amount, note }) {
        this.#agreed.set(transfer, { tags, amount, note });
    }

    async check(step) {
        const picture = new Picture(await readKeys(this.#redis));
        try {
            for (const [id, conversation] of picture.all('conversation')) {
                checkPlace(picture, id, conversation);
                checkTransfer(picture, id, conversation);
                checkTold(id, conversation);
                checkTime(picture, id, conversation);
                checkAgreed(picture, id, conversation, this.#agreed);
                this.#checkGrowth(picture, id, conversation);
            }
            for (const [id, staff] of picture.all('staff')) {
                checkCounsellor(picture, id, staff);
                this.#checkLoad(picture, id, staff);
            }
            checkLanes(picture);
            checkDeskSets(picture);
            if (!isRebuilding(picture)) {
                checkMatched(picture);
            }
            if (this.#picture) {
                checkFairness(picture, this.#picture);
            }
            checkLeftovers(picture);
        } catch (error) {
            error.message = `after ${step}: ${error.message}`;
            throw error;
        }
        this.#picture = picture;
        this.#forgetGone(picture);
    }

    /** 2: the fencing number grows at every routing step; the arrival never changes. */
    #checkGrowth(picture, id, conversation) {
        const { arrival } = conversation;
        const now = { fence: Number(conversation.fence), revision: Number(conversation.revision),
            arrival, place: placeOf(picture, conversation) };
        const before = this.#before.get(id);
        if (before) {
            assert.ok(now.fence >= before.fence, `${id}: the fencing number went back`);
            assert.ok(now.revision >= before.revision, `${id}: the revision went back`);
            assert.equal(arrival, before.arrival, `${id}: the arrival time changed`);
            const moved = JSON.stringify(now.place) !== JSON.stringify(before.place);
            const step = `${JSON.stringify(before.place)} -> ${JSON.stringify(now.place)}`;
            assert.ok(!moved || now.fence > before.fence, `${id}: no new fencing number: ${step}`);
            assert.ok(!moved || now.revision > before.revision, `${id}: no new revision: ${step}`);
            if (conversation.lost_at !== conversation.fence) {
                checkSuccessor(picture, id, conversation, before); // not a step, when it was put back
            }
        }
        this.#before.set(id, now);
    }

    /** Redis has lost something: what comes now is not held against what was. */
    startAnew() {
        this.#before.clear();
        this.#loads.clear();
        this.#picture = null;
    }

    /** 8: nobody has more than his capacity, unless that was lowered meanwhile. */
    #checkLoad(picture, id, { capacity }) {
        const load = picture.slotsOf(id).length;
        const most = Math.max(Number(capacity), this.#loads.get(id) ?? 0);
        assert.ok(load <= most, `${id}: load ${load} of ${capacity}`);
        this.#loads.set(id, load);
    }

    #forgetGone(picture) {
        for (const id of this.#before.keys()) {
            if (!picture.all('conversation').has(id)) {
                this.#before.delete(id);
            }
        }
    }
}
