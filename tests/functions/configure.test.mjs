// What changes with the clock or with the network file: shifts that begin and end, people and desks
// that are gone. Nobody who is being served notices.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuses, World } from '../support/world.mjs';

/** Where this counsellor may be from now on: {desk: kind}. */
function place(world, counsellor, desks) {
    world.staff[counsellor.id] = { ...world.staff[counsellor.id], desks };
    return world.configure();
}

test('a shift begins: who waits is offered to him at once', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute'], { capacity: 1 });
    const bram = await world.counsellor('csg/bram', {});
    await world.visitor('one', 'csg/acute');
    await anna.accept();
    const two = await world.visitor('two', 'csg/acute');
    assert.equal((await world.boardOf('csg/acute')).on_duty, 1);
    assert.equal(await bram.hasOffer(), false, 'he has no shift there');
    await place(world, bram, { 'csg/acute': 'desk' });
    assert.equal(await bram.accept(), two.conversation);
    assert.equal((await world.boardOf('csg/acute')).on_duty, 2);
});

test('a shift ends: his visitor stays with him, and no other comes', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute', 'csg/national'], { capacity: 2 });
    const visitor = await world.visitor('one', 'csg/acute');
    const conversation = await anna.accept();
    await world.visitor('two', 'csg/acute');
    await place(world, anna, { 'csg/national': 'desk' });
    await anna.say('still here', { conversation });
    assert.deepEqual((await visitor.view()).state, 'active');
    await anna.accept(); // the offer that he had is his
    await refuses('desk_closed', world.visitor('three', 'csg/acute'));
    assert.equal((await world.boardOf('csg/acute')).on_duty, 0);
    await anna.end(conversation);
    await anna.wrapUp(conversation);
    const national = await world.visitor('four', 'csg/national');
    assert.equal(await anna.accept(), national.conversation);
});

test('from work to on call and back, with a visitor', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    await place(world, anna, { 'csg/acute': 'on_call' });
    await world.visitor('one', 'csg/acute');
    assert.equal((await anna.offer()).on_call, true);
    await anna.accept();
    await place(world, anna, { 'csg/acute': 'desk' });
    await world.visitor('two', 'csg/acute');
    assert.equal((await anna.offer()).on_call, undefined);
});

test('a desk is gone from the file: who waits there is told to choose another one, and can', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute', 'csg/national'], { capacity: 1 });
    const first = await world.visitor('one', 'csg/acute');
    const conversation = await anna.accept();
    const waiting = await world.visitor('two', 'csg/acute');
    const settings = world.desks['csg/acute'];
    delete world.desks['csg/acute'];
    world.staff['csg/anna'].desks = { 'csg/national': 'desk' };
    await world.configure();
    await world.pass(10_000);
    const { places } = await world.call('places', { conversations: [waiting.conversation] });
    assert.equal(places[0].stranded, 'closed');
    await refuses('unknown_desk', world.visitor('three', 'csg/acute'));
    await anna.say('I am here', { conversation });
    await waiting.move('csg/national');
    await first.end();
    await anna.wrapUp(conversation);
    assert.equal(await anna.accept(), waiting.conversation);
    world.desks['csg/acute'] = settings;
    await world.configure();
});

test('a desk is gone while its visitor is asked, and its owner is lost', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    await world.counsellor('fier/olga', ['fier/chat']);
    const visitor = await world.visitor('one', 'csg/acute');
    const conversation = await anna.accept();
    await anna.ask(conversation, 'fier/chat');
    delete world.desks['fier/chat'];
    delete world.desks['csg/acute'];
    await world.configure();
    assert.equal((await visitor.view()).transfer?.state ?? 'unanswered', 'unanswered');
    await anna.away();
    await world.pass(60_000);
    assert.equal((await visitor.view()).state, 'waiting', 'in view, not gone');
    await visitor.end();
});

test('a person is gone from the file: served to the end, offered nobody', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    await world.visitor('one', 'csg/acute');
    const conversation = await anna.accept();
    await world.configure();
    delete world.staff['csg/anna'];
    await world.configure();
    await anna.say('still here', { conversation });
    const next = await world.visitor('two', 'csg/acute');
    assert.equal(await bram.accept(), next.conversation);
    assert.equal((await anna.status()).offers.length, 0);
    await anna.end(conversation);
    await anna.wrapUp(conversation);
    assert.equal((await anna.status()).load, 0);
});
