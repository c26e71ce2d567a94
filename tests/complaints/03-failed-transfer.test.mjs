import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, talk, transferTo, Visitor } from '../support/people.mjs';
import { Veer } from '../support/veer.mjs';

const LIMITS = {
    asked_ms: 1_200, offer_ms: 600, seeking_ms: 1_000, briefing_ms: 2_500, introduced_ms: 2_500, grace_counsellor_ms: 600,
    exclude_ms: 100,
};

// At which step it fails, by what, and how it ends.
const FAILURES = [
    ['asked', 'the visitor does not answer', 'unanswered', () => {}],
    ['offered', 'nobody accepts', 'unanswered', () => {}],
    ['offered', 'the last colleague goes off duty', 'unanswered', ({ quinten }) => quinten.request('duty', { duty: 'off' })],
    ['briefing', 'the colleague is lost', 'unanswered', ({ quinten }) => quinten.drop()],
    ['introduced', 'the colleague is lost', 'unanswered', ({ quinten }) => quinten.drop()],
    ['introduced', 'its time is over', 'returned', () => {}],
];

test('3. A failed transfer leaves no one in the chat (plugin-chat-sms-transfer#28)', { timeout: 60_000 }, async (t) => {
    const veer = await Veer.start(t, { limits: LIMITS });
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const quinten = await Counsellor.onDuty(veer, 'fier/quinten');
    const visitor = await Visitor.enter(veer, 'csg/acute');
    await anna.accept();
    for (const [state, what, end, fail] of FAILURES) {
        const transfer = await transferTo({ anna, quinten, visitor }, state);
        await fail({ quinten });
        for (const person of [visitor, anna]) {
            await person.conversationIs((event) => event.transfer.transfer === transfer && event.transfer.state === end);
        }
        const event = await anna.conversationIs(() => true);
        assert.deepEqual([event.part, event.state], ['owner', 'active'], `${what} while ${state}`);
        await talk(visitor, anna, `after ${what} while ${state}`);
        if (quinten.client.closed) {
            await quinten.signIn('fier/quinten');
        }
        await quinten.request('duty', { duty: 'on' });
    }
});
