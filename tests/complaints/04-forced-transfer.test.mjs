import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refused, ReplyError, talk, transferAt } from '../support/people.mjs';
import { Veer } from '../support/veer.mjs';

test('4. A forced transfer to somebody who does not notice (Rocket.Chat#3915, #17080)', { timeout: 60_000 }, async (t) => {
    const limits = { offer_ms: 1_000, exclude_ms: 300, seeking_ms: 30_000 };
    const veer = await Veer.start(t, { limits });
    const { anna, quinten, visitor, conversation, transfer } = await transferAt(veer, 'offered');

    await refused('transfer_not_ready', anna.step('hand_over', transfer));
    await refused('transfer_not_ready', anna.step('introduce', transfer));
    await assert.rejects(quinten.step('take_over', transfer, conversation), ReplyError);
    await refused('not_member', quinten.say('I never said yes', 'talk', conversation));

    // He looks elsewhere: it is not his, and after two of them he is not asked any more.
    const { duty } = await quinten.statusIs(({ missed }) => missed === 2);
    assert.equal(duty, 'pause');
    await quinten.statusIs(({ load, conversations }) => load === 0 && conversations.length === 0);
    assert.equal((await visitor.transferIs('seeking')).members.filter(({ part }) => part === 'owner').length, 1);
    assert.equal((await anna.transferIs('seeking')).part, 'owner');
    await talk(visitor, anna, 'you did not get lost');
});
