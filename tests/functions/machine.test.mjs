// Every request about a transfer in every state of it: a step or the refusal that machine.json
// names, and nothing changed by a refusal.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Refusal } from '../support/functions.mjs';
import { ROOT } from '../support/places.mjs';
import { LIMITS, transferAt, transferState } from '../support/world.mjs';

const { machines } = JSON.parse(readFileSync(join(ROOT, 'protocol/machine.json'), 'utf8'));
const { states, events } = machines.transfer;

// How a transfer gets to its end, from the state before it.
const ENDS = {
    completed: ['introduced', ({ bram, conversation, transfer }) => bram.takeOver(conversation, transfer)],
    refused: ['asked', ({ visitor, transfer }) => visitor.refuse(transfer)],
    cancelled: ['seeking', ({ anna, conversation, transfer }) => anna.cancel(conversation, transfer)],
    unanswered: ['asked', ({ world }) => world.pass(LIMITS.asked_ms)],
    returned: ['introduced', ({ bram, conversation, transfer }) => bram.giveBack(conversation, transfer)],
    void: ['asked', ({ visitor }) => visitor.end()],
};

// The requests, sent by whoever may send them. `needs`: where nobody could be the sender.
const REQUESTS = {
    consent: ({ visitor, transfer, hash }) => visitor.consent({ transfer, hash }),
    refuse: ({ visitor, transfer }) => visitor.refuse(transfer),
    withdraw: ({ visitor, transfer }) => visitor.withdraw(transfer),
    extend: ({ anna, conversation, transfer }) => anna.extend(conversation, transfer),
    edit: ({ anna, conversation, transfer }) => anna.edit(conversation, transfer),
    cancel: ({ anna, conversation, transfer }) => anna.cancel(conversation, transfer),
    introduce: ({ anna, conversation, transfer }) => anna.introduce(conversation, transfer),
    hand_over: ({ anna, conversation, transfer }) => anna.handOver(conversation, transfer),
    give_back: ({ bram, conversation, transfer }) => bram.giveBack(conversation, transfer),
    take_over: ({ bram, conversation, transfer }) => bram.takeOver(conversation, transfer),
};

async function bring(t, state) {
    const [start, finish] = ENDS[state] ?? [state, null];
    const all = await transferAt(t, start);
    all.hash = (await all.visitor.view()).transfer.hash ?? '';
    await finish?.(all);
    assert.equal(await transferState(all.world, all.conversation), state);
    return all;
}

// Refusals about the person come before those about the state: there is no receiver yet or any
// more, or the owner is another one by now.
const ABOUT_THE_PERSON = ['not_receiver', 'not_owner', 'not_member'];

for (const state of Object.keys(states)) {
    test(`${state}: the answer to every request`, async (t) => {
        for (const [name, send] of Object.entries(REQUESTS)) {
            const all = await bring(t, state);
            const { from, refuse = {}, otherwise } = events[name];
            let code = null;
            try {
                await send(all);
            } catch (error) {
                assert.ok(error instanceof Refusal, `${name}: ${error.stack}`);
                code = error.code;
            }
            const after = await transferState(all.world, all.conversation);
            if (from[state]) {
                assert.equal(code, null, `${name} while ${state}`);
                const expected = from[state] === 'seeking' && name === 'consent' ? 'offered' : from[state];
                assert.equal(after, expected, `${name} while ${state}`);
            } else {
                const expected = [refuse[state] ?? otherwise, ...ABOUT_THE_PERSON];
                assert.ok(expected.includes(code), `${name} while ${state}: ${code}`);
                assert.equal(after, state, `${name} changed something`);
            }
        }
    });
}
