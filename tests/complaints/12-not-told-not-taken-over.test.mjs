import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, refused, talk, Visitor } from '../support/people.mjs';
import { Veer } from '../support/veer.mjs';

test('12. The counsellor\'s connection drops and the visitor is not told, the chat is not taken over (Rocket.Chat#11280, #9278, LiveHelperChat#687)',
    { timeout: 60_000 }, async (t) => {
        const veer = await Veer.start(t, { processes: 2, limits: { grace_counsellor_ms: 1_000 } });
        const anna = await Counsellor.onDuty(veer, 'csg/anna', { port: veer.ownPort(1) });
        const visitor = await Visitor.enter(veer, 'csg/acute', { port: veer.ownPort(0) });
        await anna.accept();
        const bram = await Counsellor.onDuty(veer, 'csg/bram', { port: veer.ownPort(0) });
        const owner = ({ members }) => members.find(({ part }) => part === 'owner');
        await visitor.conversationIs((event) => owner(event)?.present === true);
        anna.drop();
        await visitor.conversationIs((event) => owner(event)?.present === false); // told at once
        const { why } = await visitor.conversationIs(({ state }) => state !== 'active'); // and when it lasts
        assert.equal(why, 'counsellor_lost');
        const { kind } = await bram.offer();
        assert.equal(kind, 'came_back');
        await bram.accept();
        assert.equal(owner(await visitor.conversationIs(({ state }) => state === 'active')).person.alias, 'Bram');
        await talk(visitor, bram, 'taken over');

        anna.conversation = undefined;
        await anna.resume();
        await anna.statusIs(({ load, conversations }) => load === 0 && conversations.length === 0);
        await refused('not_member', anna.say('too late', 'talk', visitor.conversation));
    });
