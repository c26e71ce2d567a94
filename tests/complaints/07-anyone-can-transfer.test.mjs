import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, refused, talk, transferAt, Visitor } from '../support/people.mjs';
import { noteFor } from '../support/records.mjs';
import { Veer } from '../support/veer.mjs';

const STEPS = ['cancel', 'introduce', 'hand_over', 'take_over', 'give_back', 'edit', 'extend'];

test('7. Anyone can transfer somebody else\'s chat through the API (Rocket.Chat#22075)', { timeout: 60_000 }, async (t) => {
    const veer = await Veer.start(t);
    const { anna, quinten, visitor, conversation, transfer } = await transferAt(veer, 'briefing');
    const bram = await Counsellor.onDuty(veer, 'csg/bram'); // of the same desk
    const ibrahim = await Counsellor.onDuty(veer, 'shn/ibrahim'); // of another organisation
    const vera = new Counsellor(veer); // a coordinator who sees the whole network
    await vera.signIn('csg/vera', 'coordinator');
    const other = await Visitor.enter(veer, 'shn/chat');
    const ask = { conversation, desk: 'shn/chat', tags: [], note: noteFor({ conversation, me: 'm1', part: 'owner' }, 'to me') };
    const fieldsOf = (step) => ({ conversation, transfer, ...(step === 'edit' && { tags: [], note: ask.note }) });

    for (const stranger of [bram, ibrahim]) {
        await refused('not_member', stranger.request('ask', ask));
        for (const step of STEPS) {
            const error = await stranger.request(step, fieldsOf(step)).then(() => null, (caught) => caught);
            assert.match(String(error?.code), /^(not_member|not_receiver|transfer_over|transfer_not_ready)$/, `${stranger.staff.counsellor}: ${step}`);
        }
    }
    await refused('not_owner', quinten.request('ask', ask)); // in the conversation, but it is not his
    for (const step of ['cancel', 'hand_over']) {
        await refused('not_owner', quinten.request(step, fieldsOf(step)));
    }
    await refused('wrong_role', vera.request('ask', ask));
    for (const step of STEPS.filter((each) => each !== 'extend')) {
        await refused('wrong_role', vera.request(step, fieldsOf(step)));
        await refused('wrong_role', visitor.request(step, fieldsOf(step)));
    }
    for (const step of ['consent', 'refuse', 'withdraw', 'extend']) {
        const { hash = 'f'.repeat(64) } = (await visitor.transferIs('briefing')).transfer;
        const fields = { conversation, transfer, ...(step === 'consent' && { hash, amount: 'history', tags: [],
            note: visitor.note('') }) };
        const error = await other.request(step, fields).then(() => null, (caught) => caught);
        assert.match(String(error?.code), /^(not_member|unknown_conversation)$/, `another visitor: ${step}`);
    }
    assert.equal((await anna.transferIs('briefing')).part, 'owner');
    await talk(visitor, anna, 'nothing has changed');
});
