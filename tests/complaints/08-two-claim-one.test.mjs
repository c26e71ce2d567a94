import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, refused, talk, Visitor } from '../support/people.mjs';
import { Veer } from '../support/veer.mjs';

const VISITORS = 12;

test('8. Two counsellors claim the same visitor; two visitors end up in one chat (HelpIM#295)', { timeout: 60_000 }, async (t) => {
    const veer = await Veer.start(t, { processes: 2 });
    const port = (index) => veer.ownPort(index % 2);
    const staff = await Promise.all(['fier/quinten', 'fier/olga', 'fier/pieter', 'fier/roos']
        .map((id, index) => Counsellor.onDuty(veer, id, { port: port(index) })));
    const places = staff.reduce((sum, { staff: { capacity } }) => sum + capacity, 0);
    const visitors = await Promise.all(Array.from({ length: VISITORS },
        (_, index) => Visitor.enter(veer, 'fier/chat', { port: port(index) })));
    assert.equal(new Set(visitors.map(({ conversation }) => conversation)).size, VISITORS);

    // All press at once, each also what was offered to the others, until every place is taken.
    const owners = new Map();
    while (owners.size < places) {
        const offers = (await Promise.all(staff.map((each) => each.statusIs(({ offers: open, load, capacity }) =>
            open.length === 1 || (open.length === 0 && load === capacity))))).map((status) => status.offers);
        await Promise.all(staff.flatMap((each, index) => offers.flatMap((theirs, whose) => theirs.map(async ({ offer }) => {
            const accepting = each.request('accept', { offer });
            if (whose !== index) {
                await refused('offer_gone', accepting);
                return;
            }
            const { conversation } = await accepting;
            assert.equal(owners.has(conversation), false, 'one visitor, one counsellor');
            owners.set(conversation, each);
            await each.statusIs(({ offers: open }) => open.every((one) => one.offer !== offer));
        }))));
    }
    assert.equal(owners.size, places);

    // Each reads his own visitor, and nobody else's.
    for (const [conversation, owner] of owners) {
        const visitor = visitors.find((each) => each.conversation === conversation);
        await owner.conversationIs(({ state }) => state === 'active', conversation);
        await owner.follow('talk', conversation);
        await talk(visitor, owner, conversation);
    }
    for (const visitor of visitors) {
        const texts = visitor.texts();
        const own = texts.filter((text) => text.startsWith(visitor.conversation));
        assert.deepEqual(texts, own);
        assert.equal(texts.length, owners.has(visitor.conversation) ? 2 : 0);
    }
});
