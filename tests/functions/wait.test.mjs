// What the functions measure of a desk, from which the expected wait follows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World } from '../support/world.mjs';

const MINUTE = 60_000;
const DESK = 'csg/acute';

async function paceOf(world) {
    return (await world.boardOf(DESK)).pace;
}

async function placeOf(world, visitor) {
    const { places } = await world.call('places', { conversations: [visitor.conversation] });
    return places[0];
}

// One counsellor with one place, who is talking with somebody.
async function oneBusy(t) {
    const world = await World.start(t);
    world.limits.no_show_ms = world.limits.idle_ms = 60 * MINUTE;
    await world.configure();
    const anna = await world.counsellor('csg/anna', [DESK], { capacity: 1 });
    const blocker = await world.visitor('blocker', DESK);
    return { world, anna, blocker, blocked: await anna.accept() };
}

test('before anything happened: what is usual', async (t) => {
    const world = await World.start(t);
    assert.deepEqual(await paceOf(world), {
        servers: 0, mean_ms: 25 * MINUTE, patience_ms: 45 * MINUTE, first_ms: 0, answer_ms: 15_000,
    });
});

test('who comes off the line tells what a visitor costs a place', async (t) => {
    const { world, anna, blocked } = await oneBusy(t);
    assert.equal((await paceOf(world)).mean_ms, 25 * MINUTE, 'he did not wait');
    await world.visitor('vera', DESK);
    await world.pass(10 * MINUTE);
    await anna.end(blocked);
    await anna.wrapUp(blocked);
    await anna.accept();
    // 2 % off what was there, and one more: 10 minutes of one place.
    const pace = await paceOf(world);
    const mean = (0.98 * 5 * 25 + 10) / (0.98 * 5 + 1) * MINUTE;
    assert.ok(Math.abs(pace.mean_ms - mean) < 5_000, `${pace.mean_ms} is about ${mean}`);
    assert.equal(pace.servers, 1);
});

test('an offer that comes to nothing is not a visitor off the line', async (t) => {
    const { world, anna, blocked } = await oneBusy(t);
    await world.visitor('vera', DESK);
    await world.pass(10 * MINUTE);
    await anna.end(blocked);
    await anna.wrapUp(blocked);
    const offered = (await paceOf(world)).mean_ms;
    await anna.decline();
    assert.ok((await paceOf(world)).mean_ms > offered);
});

test('who gives up, or goes elsewhere, shortens the patience', async (t) => {
    for (const leave of [(visitor) => visitor.end(), (visitor) => visitor.move('csg/national')]) {
        const { world } = await oneBusy(t);
        await world.counsellor('csg/bram', ['csg/national']);
        const vera = await world.visitor('vera', DESK);
        await world.pass(5 * MINUTE);
        await leave(vera);
        const patience = (0.98 * 90 + 5) / (0.98 * 2 + 1) * MINUTE;
        const { patience_ms } = await paceOf(world);
        assert.ok(Math.abs(patience_ms - patience) < 5_000, `${patience_ms} is about ${patience}`);
    }
});

test('those who go first are counted once, and fade', async (t) => {
    const { world } = await oneBusy(t);
    await world.visitor('vera', DESK);
    assert.equal((await paceOf(world)).first_ms, 0);
    const acute = await world.visitor('ada', DESK, { acute: true });
    const { first_ms } = await paceOf(world);
    assert.ok(Math.abs(first_ms - 60 * MINUTE) < 1_000, `one in the hour: ${first_ms}`);
    await world.pass(2_000);
    await acute.away();
    await acute.resume();
    await world.pass(6 * MINUTE - 2_000);
    const later = (await paceOf(world)).first_ms;
    assert.ok(Math.abs(later - 60 * MINUTE * Math.exp(0.1)) < 10_000, `less than that: ${later}`);
});

test('how long a counsellor takes to answer', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', [DESK]);
    await world.visitor('vera', DESK);
    await world.pass(40_000);
    await anna.accept();
    assert.equal((await paceOf(world)).answer_ms, 15_000 + 0.2 * 25_000);
});

test('a place: how many are before him, and who can serve him', async (t) => {
    const { world } = await oneBusy(t);
    const bram = await world.counsellor('csg/bram', [DESK], { capacity: 2, languages: ['en'] });
    const vera = await world.visitor('vera', DESK);
    const willem = await world.visitor('willem', DESK);
    assert.deepEqual((({ place, ahead, first, pace }) => [place, ahead, first, pace.servers])(
        await placeOf(world, willem)), [2, 1, false, 1], 'Bram does not speak his language');
    const acute = await world.visitor('ada', DESK, { acute: true });
    const now = await placeOf(world, willem);
    assert.deepEqual([now.place, now.ahead], [2, 2], 'he is shown no worse place, but it is one');
    assert.equal((await placeOf(world, acute)).first, true);
    assert.equal((await placeOf(world, vera)).ahead, 1);
    assert.equal((await paceOf(world)).servers, 3);
    await bram.duty('pause');
    assert.equal((await paceOf(world)).servers, 1, 'a pause serves nobody');
});
