// What must hold in Redis after every step, checked over the whole key space. The numbers are
// those of the list in docs/threat-model.md.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

    /** The keys "desk:language" of the queues in which a conversation stands. */
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
    const expected = desk && present ? [`${desk}:${conversation.language}`] : [];
    assert.deepEqual(picture.queuesOf(id), expected, `${id}: queues while ${state}, ${transfer?.state}`);
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
    const excluded = picture.all('excluded').has(id);
    assert.equal(picture.due.has(`excluded:${id}`), excluded, `${id}: exclusions end`);
}

/** 8: every slot has its reason; each counsellor is in the sets where he belongs, and no other. */
function checkCounsellor(picture, id, staff) {
    const slots = [...(picture.all('slots').get(id) ?? [])];
    for (const slot of slots) {
        assert.ok(isJustified(picture, id, slot), `${id}: the slot ${slot} has no reason any more`);
    }
    const capacity = Number(staff.capacity);
    assert.ok(slots.length <= capacity, `${id}: load ${slots.length} of ${capacity}`);
    const away = staff.process === '';
    assert.equal(picture.due.has(`staff:${id}`), away && staff.duty !== 'off', `${id}: grace time`);
    const serving = !away && staff.duty !== 'off';
    const free = serving && staff.duty === 'on' && slots.length < capacity;
    const desks = Object.keys(JSON.parse(staff.desks));
    const queues = desks.flatMap((desk) => JSON.parse(staff.languages).map((each) => `${desk}:${each}`));
    assert.deepEqual(namesWith(picture.all('on_duty'), id), serving ? desks.slice().sort() : [], `${id}: on duty`);
    assert.deepEqual(namesWith(picture.all('free'), id), free ? queues.sort() : [], `${id}: free`);
}

function namesWith(sets, member) {
    return [...sets].filter(([, set]) => set.has(member)).map(([name]) => name).sort();
}

function isJustified(picture, counsellor, slot) {
    const [kind, id] = [slot.slice(0, 1), slot.slice(2)];
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

/** Nobody waits while somebody is free who could take him. */
function checkMatched(picture) {
    for (const [name, queue] of picture.all('queue')) {
        for (const id of queue.keys()) {
            const conversation = picture.all('conversation').get(id);
            const excluded = picture.all('excluded').get(id) ?? new Set();
            const could = [...(picture.all('free').get(name) ?? new Map()).keys()]
                .filter((each) => !excluded.has(each) && each !== conversation.owner);
            assert.deepEqual(could, [], `${id} waits for ${name}`);
        }
    }
}

const DUE = {
    offer: (picture, id) => picture.all('offer').get(id)?.state === 'open',
    transfer: (picture, id) => picture.all('transfer').has(id) &&
        !isFinal('transfer', picture.all('transfer').get(id).state),
    visitor: (picture, id) => picture.all('conversation').has(id),
    forget: (picture, id) => picture.all('conversation').has(id),
    excluded: (picture, id) => picture.all('excluded').has(id),
    staff: (picture, id) => picture.all('staff').has(id),
    wrap_up: (picture, id) => picture.all('conversation').has(id.split(':')[0]),
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

/** Checks the key space; keeps what must only grow from one check to the next. */
export class Invariants {
    #redis;
    #before = new Map();

    constructor(redis) {
        this.#redis = redis;
    }

    async check(step) {
        const picture = new Picture(await readKeys(this.#redis));
        try {
            for (const [id, conversation] of picture.all('conversation')) {
                checkPlace(picture, id, conversation);
                checkTransfer(picture, id, conversation);
                checkTime(picture, id, conversation);
                this.#checkGrowth(id, conversation);
            }
            for (const [id, staff] of picture.all('staff')) {
                checkCounsellor(picture, id, staff);
            }
            checkMatched(picture);
            checkLeftovers(picture);
        } catch (error) {
            error.message = `after ${step}: ${error.message}`;
            throw error;
        }
        this.#forgetGone(picture);
    }

    /** 2: the fencing number and the revision never go back; the arrival never changes. */
    #checkGrowth(id, conversation) {
        const { owner, state } = conversation;
        const now = { fence: Number(conversation.fence), revision: Number(conversation.revision),
            arrival: conversation.arrival, owner, state };
        const before = this.#before.get(id);
        if (before) {
            assert.ok(now.fence >= before.fence, `${id}: the fencing number went back`);
            assert.ok(now.revision >= before.revision, `${id}: the revision went back`);
            assert.equal(now.arrival, before.arrival, `${id}: the arrival time changed`);
            const moved = owner !== before.owner || state !== before.state;
            assert.ok(!moved || now.fence > before.fence, `${id}: a routing step without a new fencing number`);
            assert.ok(!moved || now.revision > before.revision, `${id}: a routing step without a new revision`);
        }
        this.#before.set(id, now);
    }

    #forgetGone(picture) {
        for (const id of this.#before.keys()) {
            if (!picture.all('conversation').has(id)) {
                this.#before.delete(id);
            }
        }
    }
}
