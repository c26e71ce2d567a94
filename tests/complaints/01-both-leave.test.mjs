import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, refused, ReplyError, talk, transferTo, Visitor } from '../support/people.mjs';
import { Veer } from '../support/veer.mjs';

const OPTIONS = { timeout: 60_000 };
const COMPLAINT = '1. Both counsellors press leave at once and the visitor stays alone (flex-project-template#215)';
const ROUNDS = 3;

// What A and B press at the same moment while the three are together.
const PRESSED = [
    ['hand_over', 'give_back'], ['cancel', 'give_back'], ['cancel', 'take_over'], ['hand_over', 'take_over'],
];

/** A new visitor of anna's with whom she and quinten are together. */
async function together(veer, { anna, quinten }) {
    const visitor = await Visitor.enter(veer, 'csg/acute', { port: veer.ownPort(0) });
    await anna.accept('new');
    const transfer = await transferTo({ anna, quinten, visitor }, 'introduced');
    return { visitor, transfer };
}

function assertOneWins(results) {
    const refusals = results.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
    assert.equal(refusals.length, 1, 'the first one wins, the other one gets a word');
    assert.ok(refusals[0] instanceof ReplyError, String(refusals[0]));
    assert.match(refusals[0].code, /^(transfer_over|not_owner|not_receiver|not_member)$/);
}

test(COMPLAINT, OPTIONS, async (t) => {
    const veer = await Veer.start(t, { processes: 2 });
    const anna = await Counsellor.onDuty(veer, 'csg/anna', { port: veer.ownPort(0) });
    const quinten = await Counsellor.onDuty(veer, 'fier/quinten', { port: veer.ownPort(1) });
    for (const [hers, his] of Array(ROUNDS).fill(PRESSED).flat()) {
        const { visitor, transfer } = await together(veer, { anna, quinten });
        assertOneWins(await Promise.allSettled([anna.step(hers, transfer), quinten.step(his, transfer)]));
        const { members, state } = await visitor.conversationIs((event) =>
            ['completed', 'returned', 'cancelled'].includes(event.transfer.state));
        const owners = members.filter(({ part }) => part === 'owner');
        assert.deepEqual([state, owners.length, owners[0]?.present], ['active', 1, true]);
        const [owner, other] = owners[0].person.alias === 'Anna' ? [anna, quinten] : [quinten, anna];
        await talk(visitor, owner, 'somebody is with you');
        await refused('not_member', other.say('I am out'));
        await visitor.end();
        await owner.conversationIs((event) => event.state === 'ended', visitor.conversation);
        await owner.wrapUp(visitor.conversation);
        await (owner === quinten && anna.wrapUp(visitor.conversation));
        await quinten.statusIs(({ load }) => load === 0);
    }
});

test(`${COMPLAINT}: both browsers are closed`, OPTIONS, async (t) => {
    const veer = await Veer.start(t, { processes: 2, limits: { grace_counsellor_ms: 800 } });
    const anna = await Counsellor.onDuty(veer, 'csg/anna', { port: veer.ownPort(0) });
    const quinten = await Counsellor.onDuty(veer, 'fier/quinten', { port: veer.ownPort(1) });
    const { visitor } = await together(veer, { anna, quinten });
    const bram = await Counsellor.onDuty(veer, 'csg/bram');
    await Promise.all([anna.close(), quinten.close()]);
    await visitor.conversationIs(({ why }) => why === 'counsellor_lost');
    await bram.accept();
    await visitor.conversationIs(({ state }) => state === 'active');
    await talk(visitor, bram, 'somebody is with you again');
});
