import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refused, talk, transferAt } from '../support/people.mjs';
import { inBase64 } from '../support/records.mjs';
import { Veer } from '../support/veer.mjs';

test('6. The old counsellor keeps receiving messages after the hand-over (Rocket.Chat#7397, #30347)',
    { timeout: 60_000 }, async (t) => {
        const veer = await Veer.start(t, { processes: 2 });
        const { anna, quinten, visitor, conversation, transfer } =
            await transferAt(veer, 'introduced', { ports: [veer.ownPort(0), veer.ownPort(1)] });
        await visitor.say('for both');
        await Promise.all([anna.reads('for both'), quinten.reads('for both')]);
        await anna.step('hand_over', transfer);
        await anna.conversationIs(({ part }) => part === 'wrap_up');

        await talk(visitor, quinten, 'secret');
        await visitor.request('typing', { conversation, channel: 'talk', typing: true });
        await quinten.client.event('typing', ({ member }) => member === 'm0');
        await refused('unknown_channel', anna.follow());
        await refused('not_member', anna.say('may I?'));

        // Nor on a new connection, nor after the wrap-up.
        const before = anna.client.events;
        await anna.resume();
        await refused('unknown_channel', anna.follow());
        await talk(visitor, quinten, 'more secret');
        await anna.wrapUp();
        await talk(visitor, quinten, 'most secret');
        await refused('not_member', anna.follow());
        const heard = JSON.stringify([...before, ...anna.client.events]);
        for (const text of ['secret', 'more secret', 'most secret']) {
            for (const line of [`${text}, says the visitor`, `${text}, says the counsellor`]) {
                assert.equal(heard.includes(inBase64(line)), false, line);
            }
        }
        assert.equal([...before, ...anna.client.events].some(({ type, member }) => type === 'typing' && member === 'm0'), false);
    });
