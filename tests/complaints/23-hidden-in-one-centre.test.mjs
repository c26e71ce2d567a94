import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, Visitor } from '../support/people.mjs';
import { Veer } from '../support/veer.mjs';

const DESK = 'csg/national';

/** People of three organisations staff the desk. */
function shareDesk(network) {
    const desk = network.organisations.find(({ id }) => id === 'csg').desks.find(({ id }) => id === 'national');
    desk.staffed_by = ['fier', 'shn'];
    for (const member of network.staff.filter(({ name }) => name === 'quinten' || name === 'ibrahim')) {
        member.desks.push(DESK);
    }
}

test('23. Round-robin to centres ignored who was available and hid visitors inside one centre (iCarol\'s network)',
    { timeout: 60_000 }, async (t) => {
        const veer = await Veer.start(t, { change: shareDesk });
        const carmen = await Counsellor.onDuty(veer, 'csg/carmen'); // one place
        const quinten = await Counsellor.onDuty(veer, 'fier/quinten'); // three
        const ibrahim = await Counsellor.onDuty(veer, 'shn/ibrahim'); // three
        await Counsellor.onDuty(veer, 'fier/olga'); // free, but this desk is not on her roster
        const staff = [carmen, quinten, ibrahim];
        const places = staff.reduce((sum, { staff: { capacity } }) => sum + capacity, 0);

        // As long as anybody who may take him has a place, of whichever organisation, nobody waits.
        for (let i = 0; i < places; i++) {
            const visitor = await Visitor.enter(veer, DESK);
            await visitor.conversationIs(({ state }) => state !== 'waiting');
            const taker = await Promise.any(staff.map(async (each) => ({ each, ...await each.offer() })));
            await taker.each.request('accept', { offer: taker.offer });
            await taker.each.statusIs(({ offers }) => offers.length === 0);
        }
        await Promise.all(staff.map((each) => each.statusIs(({ load, capacity }) => load === capacity)));

        // All are taken: he waits in one queue that all of them and their coordinators see.
        const last = await Visitor.enter(veer, DESK);
        assert.equal((await last.conversationIs(() => true)).state, 'waiting');
        const coordinators = await Promise.all(['csg/corrie', 'csg/vera', 'fier/sanne', 'shn/lotte'].map(async (id) => {
            const coordinator = new Counsellor(veer);
            await coordinator.signIn(id, 'coordinator');
            return coordinator;
        }));
        for (const each of [...coordinators, ...staff]) {
            await each.client.newest('board', ({ desks }) => desks.find(({ desk }) => desk === DESK)?.waiting === 1);
        }

        // Whoever is free first has him, whose turn it may be.
        const { conversations: [conversation] } = await ibrahim.statusIs(({ conversations }) => conversations.length > 0);
        await ibrahim.request('end', { conversation });
        await ibrahim.wrapUp(conversation);
        assert.equal(await ibrahim.accept(), last.conversation);
    });
