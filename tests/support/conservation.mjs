// After a fault: nobody and nothing is lost or doubled. Held against each other: what people were
// told and what stands in Redis (a connection that may read all keys).
//
//   - every visitor is in exactly one place, by his own picture and by Redis; no slot, no place in a
//     queue and no time limit belongs to nothing (tests/support/invariants.mjs)
//   - every line that was acknowledged stands in its stream once, in its sender's order
//   - every party has read every line that he may read, once and in order, and no other
//   - every counsellor's load is what Redis counts, and what he sees

import assert from 'node:assert/strict';
import { Invariants, readKeys } from './invariants.mjs';
import { until } from './places.mjs';

const QUIET_MS = 30_000;

function fieldsOf([id, flat]) {
    const line = { seq: Number(id.split('-')[0]) };
    for (let i = 0; i < flat.length; i += 2) {
        line[flat[i]] = flat[i + 1];
    }
    return line;
}

async function linesOf(redis, stream) {
    return (await redis.command('XRANGE', `{veer}:lines:${stream}`, '-', '+')).map(fieldsOf);
}

/** The conversations of Redis with their lines: id -> {state, owner, members, lines ...}. */
async function conversationsOf(redis) {
    const tables = await readKeys(redis);
    const found = new Map();
    for (const [id, conversation] of tables.get('conversation') ?? []) {
        const members = JSON.parse(conversation.members);
        found.set(id, { ...conversation, members, lines: await linesOf(redis, id) });
    }
    return { found, tables };
}

/** The lines of the talk that a party may read now: {first, last}; null when he may not read. */
function mayRead(conversation, person) {
    if (person.secret !== undefined) {
        return { first: 1, last: Infinity };
    }
    const member = conversation.members.find(({ counsellor }) => counsellor === person.name);
    if (!member || member.part === 'gone' || !member.first) {
        return null;
    }
    return { first: member.first, last: member.last ?? Infinity };
}

function newestFor(conversation, person) {
    const range = mayRead(conversation, person);
    const seqs = range ? conversation.lines.map(({ seq }) => seq)
        .filter((seq) => seq >= range.first && seq <= range.last) : [];
    return { range, seqs };
}

/** What is still on its way to somebody: texts, for a message; empty when all is quiet. */
async function underWay(people, redis) {
    const { found } = await conversationsOf(redis);
    const left = [];
    for (const person of people) {
        if (!person.online) {
            left.push(`${person.name} is not connected`);
        }
        for (const [id, conversation] of found) {
            const seen = person.conversations.get(id);
            if (!seen) {
                continue;
            }
            const { range, seqs } = newestFor(conversation, person);
            const last = person.reading('talk', id).last;
            if (seqs.length > 0 && last < seqs.at(-1)) {
                left.push(`${person.name} has read to ${last} of ${seqs.at(-1)}`);
            }
            if (range && seen.revision < Number(conversation.revision)) {
                left.push(`${person.name} sees revision ${seen.revision} of ${conversation.revision}`);
            }
        }
    }
    return left;
}

function checkStream(id, lines) {
    const next = new Map();
    lines.forEach((line, index) => {
        const before = lines[index - 1]?.seq ?? 0;
        assert.ok(line.seq === before + 1 || (line.seq - 1) % 1_000_000 === 0, `${id}: line ${line.seq} after ${before}`);
        if (line.n !== undefined) {
            const number = (next.get(line.m) ?? 0) + 1;
            assert.equal(Number(line.n), number, `${id}: number of ${line.m} at line ${line.seq}`);
            next.set(line.m, number);
        }
    });
}

function checkAcknowledged(person, found) {
    const before = new Map();
    for (const { conversation, channel, number, seq, record } of person.acknowledged) {
        const kept = found.get(conversation);
        if (channel !== 'talk' || !kept) {
            continue; // deleted after its end
        }
        const line = kept.lines.find((each) => each.seq === seq);
        assert.ok(line, `${person.name}: the acknowledged line ${seq} is not there`);
        assert.equal(line.r, record, `${person.name}: line ${seq} is another one`);
        assert.equal(Number(line.n), number, `${person.name}: the number of line ${seq}`);
        assert.ok(seq > (before.get(conversation) ?? 0), `${person.name}: line ${seq} is out of order`);
        before.set(conversation, seq);
    }
}

function checkRead(person, found) {
    for (const [id, conversation] of found) {
        const { lines } = person.reading('talk', id);
        const { range, seqs } = newestFor(conversation, person);
        const byNumber = new Map(conversation.lines.map((line) => [line.seq, line]));
        for (const [seq, line] of lines) {
            assert.ok(byNumber.has(seq), `${person.name} has read line ${seq}, which is not there`);
            assert.equal(line.record, byNumber.get(seq).r, `${person.name}: line ${seq} reads differently`);
        }
        if (range && person.conversations.has(id)) {
            assert.deepEqual([...lines.keys()].filter((seq) => seq >= range.first), seqs,
                `${person.name} has read other lines than may be read`);
        }
    }
}

function checkVisitor(person, found) {
    const conversation = found.get(person.conversation);
    assert.ok(conversation, `${person.name}: the conversation is gone`);
    const seen = person.conversations.get(person.conversation);
    assert.equal(seen.state, conversation.state, `${person.name} sees where he is`);
    const owner = seen.members.filter(({ part }) => part === 'owner');
    assert.equal(owner.length, conversation.state === 'active' ? 1 : 0, `${person.name}: one owner while active`);
}

/** The places that are taken; a breather (b:) keeps offers away, and is no load. */
function loadOf(tables, counsellor) {
    return [...(tables.get('slots')?.get(counsellor) ?? [])].filter((slot) => !slot.startsWith('b:'));
}

function checkCounsellor(person, tables) {
    const slots = loadOf(tables, person.name);
    assert.equal(person.status.load, slots.length, `${person.name}: load as he sees it, and ${slots}`);
}

/** Waits until nothing is on its way any more, then checks. `visitors`, `counsellors`: steady people. */
export async function checkConservation(redis, { visitors, counsellors }) {
    const people = [...visitors, ...counsellors];
    let left = [];
    await until('all is quiet', async () => {
        left = await underWay(people, redis);
        return left.length === 0;
    }, QUIET_MS).catch((error) => {
        throw new Error(`${error.message}: ${left.join('; ')}`);
    });
    for (const person of people) {
        assert.deepEqual(person.mistakes, [], `${person.name}: ${person.mistakes[0]?.stack}`);
    }
    await until('the load that counsellors see is that of Redis', async () => {
        const { tables } = await conversationsOf(redis);
        return counsellors.every(({ name, status }) => status.load === loadOf(tables, name).length);
    }, 5_000).catch(() => {}); // the checks below say who
    const { found, tables } = await conversationsOf(redis);
    await new Invariants(redis).check('the fault');
    for (const [id, { lines }] of found) {
        checkStream(id, lines);
    }
    for (const person of people) {
        checkAcknowledged(person, found);
        checkRead(person, found);
    }
    for (const visitor of visitors) {
        checkVisitor(visitor, found);
    }
    for (const counsellor of counsellors) {
        checkCounsellor(counsellor, tables);
    }
    return { lines: [...found.values()].reduce((sum, { lines }) => sum + lines.length, 0) };
}
