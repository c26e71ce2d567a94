// Every request in every state of its machine, sent by everybody who could send it: the step or
// the refusal that machine.json names, made from that file. A refusal changes nothing, and the same
// command sent again gets the same answer and changes nothing more.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { giveKeys } from '../support/epochs.mjs';
import { Refusal } from '../support/functions.mjs';
import { ROOT } from '../support/places.mjs';
import { handle, LIMITS, transferAt, transferState, World } from '../support/world.mjs';

const read = (name) => JSON.parse(readFileSync(join(ROOT, 'protocol', name), 'utf8'));
const { machines } = read('machine.json');
const { functions } = read('functions.json');
const { requests } = read('messages.json');

// How a transfer gets to its end, from the state before it.
const ENDS = {
    completed: ['introduced', ({ bram, conversation, transfer }) => bram.takeOver(conversation, transfer)],
    refused: ['asked', ({ visitor, transfer }) => visitor.refuse(transfer)],
    cancelled: ['seeking', ({ anna, conversation, transfer }) => anna.cancel(conversation, transfer)],
    unanswered: ['asked', ({ world }) => world.pass(LIMITS.asked_ms)],
    returned: ['introduced', ({ bram, conversation, transfer }) => bram.giveBack(conversation, transfer)],
    void: ['asked', ({ visitor }) => visitor.end()],
};

/** A transfer from anna to bram in this state, and a stranger to it. */
async function bring(t, state) {
    const [start, finish] = ENDS[state] ?? [state, null];
    const all = await transferAt(t, start);
    all.cees = await all.world.counsellor('csg/cees', ['csg/national']);
    all.hash = (await all.visitor.view()).transfer.hash ?? '0'.repeat(64);
    await finish?.(all);
    // From here on only what is sent changes anything.
    const { world } = all;
    await giveKeys(world.redis, { now: world.now, process: 'w0', generation: world.processes.get('w0') }, all.conversation);
    world.givesKeys = false;
    assert.equal(await transferState(all.world, all.conversation), state);
    return all;
}

/** The arguments of the function, as this sender would give them. */
function argumentsOf(name, all, sender) {
    const { conversation, transfer, hash } = all;
    const known = { counsellor: sender, party: sender, conversation, transfer, hash, tags: ['violence'],
        note: '', wrap: '', amount: 'tags', acute: false, desk: 'csg/national', colleague: '', ...all.values };
    return Object.fromEntries(Object.keys(functions[name].args)
        .filter((arg) => arg !== 'command' && known[arg] !== undefined).map((arg) => [arg, known[arg]]));
}

/** Sends it, and the very same command again; null, or the code of the refusal. */
async function sendTwice(world, name, values) {
    const command = `${name}-${Math.random()}`;
    const once = async () => {
        try {
            return { done: await world.command(name, { command, ...values }) };
        } catch (error) {
            assert.ok(error instanceof Refusal, `${name}: ${error.stack}`);
            return { code: error.code };
        }
    };
    const first = await once();
    const before = await dump(world);
    assert.deepEqual(await once(), first, `${name}: the same command got another answer`);
    assert.deepEqual(await dump(world), before, `${name}: the same command changed something again`);
    return first.code ?? null;
}

const DUMP = `
local all = {}
for _, name in ipairs(redis.call('KEYS', '*')) do
    if not string.find(name, '{veer}:done:', 1, true) and name ~= '{veer}:clock' then
        all[#all + 1] = name .. redis.sha1hex(redis.call('DUMP', name))
    end
end
table.sort(all)
return all`;

function dump(world) {
    return world.redis.command('EVAL', DUMP, 0);
}

/** What machine.json says: {step} to a state, or {code}. */
function ruleOf(machine, name, state) {
    const { from, refuse = {}, otherwise } = machines[machine].events[name];
    return from[state] ? { step: from[state] } : { code: refuse[state] ?? otherwise };
}

// Transfers --------------------------------------------------------------------------------------

const SENDERS = ['visitor', 'csg/anna', 'fier/bram', 'csg/cees'];
const RECEIVED = ['briefing', 'introduced', 'completed', 'returned'];

function rolesOf(sender, state) {
    const roles = [];
    const owner = state === 'completed' ? 'fier/bram' : 'csg/anna';
    if (sender === 'visitor') roles.push('visitor');
    if (sender === owner) roles.push('owner');
    if (sender === 'fier/bram' && RECEIVED.includes(state)) roles.push('receiver');
    return roles;
}

/** The answer that this sender must get for the event in this state. */
function expectedOf(name, sender, state) {
    const { by } = machines.transfer.events[name];
    const roles = rolesOf(sender, state);
    if (by.some((role) => roles.includes(role))) {
        return ruleOf('transfer', name, state);
    }
    if (name !== 'extend' && by.includes('owner') && roles.includes('receiver') && state !== 'returned') {
        return { code: 'not_owner' };
    }
    return { code: by.includes('receiver') && !by.includes('owner') && roles.includes('owner')
        ? 'not_receiver' : 'not_member' };
}

/** Who can send this at all: the visitor has requests of his own, staff have theirs. */
function sendersOf(name) {
    const { by } = requests[name];
    return SENDERS.filter((sender) => by.includes(sender === 'visitor' ? 'visitor' : 'counsellor'));
}

const EVENTS = Object.keys(machines.transfer.events)
    .filter((name) => functions[name] && !['ask', 'accept', 'decline'].includes(name));

test('the requests about a transfer are those that machine.json has', () => {
    assert.deepEqual(EVENTS.sort(), ['cancel', 'consent', 'edit', 'extend', 'give_back', 'hand_over',
        'introduce', 'refuse', 'take_over', 'withdraw']);
});

for (const state of Object.keys(machines.transfer.states)) {
    test(`transfer ${state}: the answer to every request of everybody`, async (t) => {
        const still = await bring(t, state);
        for (const name of EVENTS) {
            for (const sender of sendersOf(name)) {
                const { step, code } = expectedOf(name, sender, state);
                const all = step ? await bring(t, state) : still;
                const before = await dump(all.world);
                const answer = await sendTwice(all.world, name, argumentsOf(name, all, sender));
                const about = `${name} by ${sender} while ${state}`;
                assert.equal(answer, code ?? null, about);
                if (step) {
                    const after = await transferState(all.world, all.conversation);
                    const free = name === 'consent' && step === 'seeking';
                    assert.equal(after, free ? 'offered' : step, about);
                } else {
                    assert.deepEqual(await dump(all.world), before, `${about} changed something`);
                }
            }
        }
    });

    test(`transfer ${state}: asking for another one`, async (t) => {
        const all = await bring(t, state);
        const { final } = machines.transfer.states[state];
        const owner = state === 'completed' ? 'fier/bram' : 'csg/anna';
        for (const sender of SENDERS.slice(1).sort((each) => (each === owner ? 1 : -1))) {
            let code = null;
            if (sender !== owner) {
                const receives = sender === 'fier/bram' && ['briefing', 'introduced'].includes(state);
                code = receives ? 'not_owner' : 'not_member';
            } else if (state === 'void') {
                code = 'conversation_ended';
            } else if (!final) {
                code = machines.transfer.events.ask.otherwise;
            }
            all.values = { transfer: handle(`another of ${sender}`) };
            assert.equal(await sendTwice(all.world, 'ask', argumentsOf('ask', all, sender)), code, sender);
        }
    });
}

for (const state of ['briefing', 'introduced']) {
    test(`transfer ${state}: stepping back while the owner is away`, async (t) => {
        const all = await bring(t, state);
        await all.anna.away();
        const answer = await sendTwice(all.world, 'give_back', argumentsOf('give_back', all, 'fier/bram'));
        const { step } = ruleOf('transfer', 'give_back_owner_away', state);
        assert.deepEqual([answer, await transferState(all.world, all.conversation)], [null, step]);
    });
}

test('a request that names another conversation or transfer gets a refusal of its own', async (t) => {
    const all = await bring(t, 'introduced');
    for (const name of EVENTS) {
        const sender = { visitor: 'visitor', owner: 'csg/anna', receiver: 'fier/bram' }[
            machines.transfer.events[name].by[0]];
        const values = argumentsOf(name, all, sender);
        const nowhere = { ...values, conversation: handle('nowhere') };
        assert.equal(await sendTwice(all.world, name, nowhere), 'unknown_conversation', name);
        const none = { ...values, transfer: handle('none') };
        const code = sender === 'fier/bram' ? 'not_member' : 'unknown_transfer';
        assert.equal(await sendTwice(all.world, name, none), code, name);
    }
});

// Conversations ------------------------------------------------------------------------------------

/** A conversation of anna's desk in this state. */
async function conversationAt(t, state) {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const cees = await world.counsellor('csg/cees', ['csg/national']);
    if (state === 'waiting') {
        await anna.duty('pause');
    }
    const visitor = await world.visitor('vera', 'csg/acute');
    if (state === 'active' || state === 'ended') {
        await anna.accept();
    }
    if (state === 'ended') {
        await visitor.end();
    }
    const { conversation } = visitor;
    const secret = { secret: visitor.secret, language: 'nl' };
    return { world, anna, cees, visitor, conversation, transfer: handle('none'), hash: '', values: secret };
}

const CONVERSATION = {
    enter: { visitor: (state) => ruleOf('conversation', 'enter', state) },
    move: { visitor: (state) => ruleOf('conversation', 'move', state) },
    end: {
        visitor: (state) => ruleOf('conversation', 'end', state),
        'csg/anna': (state) => (state === 'active' || state === 'ended'
            ? ruleOf('conversation', 'end', state) : { code: 'not_member' }),
        'csg/cees': () => ({ code: 'not_member' }),
    },
    share_history: { visitor: (state) => (state === 'active' ? { step: 'active' } : { code: 'not_active' }) },
    ask: {
        'csg/anna': (state) => ({ waiting: { code: 'not_member' }, offered: { code: 'not_member' },
            ended: { code: 'conversation_ended' }, active: { step: 'active' } })[state],
        'csg/cees': () => ({ code: 'not_member' }),
    },
};

for (const state of Object.keys(machines.conversation.states)) {
    test(`conversation ${state}: the answer to every request of everybody`, async (t) => {
        for (const [name, senders] of Object.entries(CONVERSATION)) {
            for (const [sender, rule] of Object.entries(senders)) {
                const all = await conversationAt(t, state);
                const { step, code } = rule(state);
                const before = await dump(all.world);
                const answer = await sendTwice(all.world, name, argumentsOf(name, all, sender));
                const about = `${name} by ${sender} while ${state}`;
                assert.equal(answer, code ?? null, about);
                if (code) {
                    assert.deepEqual(await dump(all.world), before, `${about} changed something`);
                } else {
                    const after = (await all.visitor.view()).state;
                    const offered = name === 'move' && step === 'waiting';
                    assert.equal(after, offered ? 'offered' : step, about);
                }
            }
        }
    });
}

// Offers and duty ------------------------------------------------------------------------------------

const OFFERS = {
    open: () => {},
    accepted: ({ anna, offer }) => anna.accept(offer),
    declined: ({ anna, offer }) => anna.decline(offer),
    expired: ({ world }) => world.pass(LIMITS.offer_ms),
    withdrawn: ({ anna }) => anna.duty('pause'),
};

for (const state of Object.keys(machines.offer.states)) {
    test(`offer ${state}: accepting and declining, by whom it was made to and by another one`, async (t) => {
        for (const name of ['accept', 'decline']) {
            for (const sender of ['csg/anna', 'csg/cees']) {
                const all = await conversationAt(t, 'offered');
                all.offer = (await all.anna.offer()).offer;
                await OFFERS[state](all);
                all.values = { offer: all.offer, reason: 'other' };
                const { step, code } = sender === 'csg/anna' ? ruleOf('offer', name, state) : { code: 'offer_gone' };
                const before = await dump(all.world);
                const answer = await sendTwice(all.world, name, argumentsOf(name, all, sender));
                assert.equal(answer, code ?? null, `${name} by ${sender} while ${state}`);
                if (!step) {
                    assert.deepEqual(await dump(all.world), before, `${name} changed something`);
                }
            }
        }
    });
}

for (const state of Object.keys(machines.duty.states)) {
    test(`duty ${state}: the answer to every request`, async (t) => {
        for (const [event, duty] of [['go_on', 'on'], ['go_pause', 'pause'], ['go_off', 'off']]) {
            const world = await World.start(t);
            const anna = await world.counsellor('csg/anna', ['csg/acute']);
            await anna.duty(state);
            const { step, code } = ruleOf('duty', event, state);
            assert.equal(await sendTwice(world, 'duty', { counsellor: anna.id, duty }), code ?? null, event);
            assert.equal((await anna.status()).duty, step ?? state, event);
        }
    });
}
