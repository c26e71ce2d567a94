import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, Visitor } from '../support/people.mjs';
import { Veer } from '../support/veer.mjs';

test('15. Queued chats do not appear until the counsellor toggles his status (Rocket.Chat#23642, #22105)',
    { timeout: 60_000 }, async (t) => {
        const veer = await Veer.start(t, { processes: 2 });
        const gerrit = await Counsellor.onDuty(veer, 'vt/gerrit', { port: veer.ownPort(0) }); // the only time he says so
        const enter = () => Visitor.enter(veer, 'vt/national', { port: veer.ownPort(1) });
        const first = await enter();
        await gerrit.accept();
        const [second, third] = [await enter(), await enter()];

        await first.end();
        await gerrit.conversationIs(({ state }) => state === 'ended');
        await gerrit.wrapUp();
        assert.equal(await gerrit.accept(), second.conversation, 'after a wrap-up');

        await second.conversationIs(({ state }) => state === 'active');
        await gerrit.request('end', { conversation: second.conversation });
        await gerrit.wrapUp();
        await gerrit.offer();
        gerrit.drop();
        await third.conversationIs(({ state }) => state === 'waiting');
        gerrit.conversation = undefined;
        await gerrit.resume();
        assert.equal(await gerrit.accept(), third.conversation, 'after his line broke');

        const fourth = await enter();
        third.drop();
        await gerrit.conversationIs(({ members }) => members[0].present === false);
        await third.resume();
        await third.end();
        await gerrit.conversationIs(({ state }) => state === 'ended');
        fourth.drop();
        await gerrit.wrapUp();
        await fourth.resume();
        assert.equal(await gerrit.accept(), fourth.conversation, 'after the visitor\'s line broke');
    });
