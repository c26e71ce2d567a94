import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, talk, transferAt } from '../support/people.mjs';
import { Veer } from '../support/veer.mjs';

test('5. A forwarded chat is queued but the old agent\'s membership stays, so it is never assigned again (Rocket.Chat#23404)',
    { timeout: 60_000 }, async (t) => {
        const veer = await Veer.start(t, { limits: { grace_counsellor_ms: 800 } });
        const { anna, quinten, visitor, transfer } = await transferAt(veer, 'introduced');
        const { conversation } = visitor;
        await anna.step('hand_over', transfer);
        await anna.conversationIs(({ part }) => part === 'wrap_up');
        await anna.wrapUp();
        await anna.client.event('conversation_gone', (event) => event.conversation === conversation);
        await anna.statusIs(({ load }) => load === 0);

        // It is assigned to anna again, who was in it before ...
        const back = await quinten.ask('csg/acute', { conversation });
        await visitor.consent();
        await anna.accept('transfer');
        await anna.step('give_back', back);
        await visitor.transferIs('seeking');

        // ... and, forwarded by a loss, to one who never was, and then to anna once more.
        const bram = await Counsellor.onDuty(veer, 'csg/bram');
        await bram.accept('transfer');
        await quinten.step('introduce', back, conversation);
        await quinten.step('hand_over', back, conversation);
        await talk(visitor, bram, 'assigned again');
        bram.drop();
        await visitor.conversationIs(({ why }) => why === 'counsellor_lost');
        anna.conversation = undefined;
        await anna.resume();
        assert.equal(await anna.accept('came_back'), conversation);
        await visitor.conversationIs(({ state }) => state === 'active');
        await talk(visitor, anna, 'and again');
    });
