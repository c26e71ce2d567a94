// Somebody who had a part in a conversation gets one again. (The walk found each of these.)

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS, World } from '../support/world.mjs';

/** vera was with anna, and is with bram, who came to her when anna was lost. */
async function withTheSecond(t) {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    await visitor.say('for anna');
    const bram = await world.counsellor('csg/bram', ['csg/acute']);
    await anna.away();
    await world.pass(LIMITS.grace_counsellor_ms + 4_000);
    await bram.accept();
    await visitor.say('for bram');
    return { world, anna, bram, visitor, conversation };
}

test('an owner who was lost and is owner again reads from where he could, and no more', async (t) => {
    const { world, bram, conversation } = await withTheSecond(t);
    const could = await bram.read({ conversation });
    assert.ok(!could.includes('for anna') && could.includes('for bram'));
    await bram.away();
    await world.pass(LIMITS.grace_counsellor_ms + 4_000);
    await bram.attach();
    await bram.duty('on');
    await bram.accept();
    const can = await bram.read({ conversation });
    assert.ok(!can.includes('for anna'), 'what was said before he came is not his to read');
    assert.deepEqual(can.slice(0, could.length), could);
});

test('whoever hands over and receives the visitor back has nothing left to wrap up', async (t) => {
    const world = await World.start(t);
    const anna = await world.counsellor('csg/anna', ['csg/acute']);
    const bram = await world.counsellor('fier/bram', ['fier/chat']);
    const visitor = await world.visitor('vera', 'csg/acute');
    const conversation = await anna.accept();
    await handOver(anna, bram, visitor, conversation, 'fier/chat');
    const back = await bram.ask(conversation, 'csg/acute');
    await visitor.consent();
    await anna.accept();
    assert.equal((await anna.status()).load, 1, 'one place for one conversation');
    await world.pass(LIMITS.wrap_up_ms + 4_000);
    assert.equal((await world.view(conversation)).of('csg/anna')?.part, 'receiver');
    assert.equal(back, (await world.view(conversation)).of('csg/anna').transfer.transfer);
});

async function handOver(owner, receiver, visitor, conversation, desk) {
    const transfer = await owner.ask(conversation, desk);
    await visitor.consent();
    await receiver.accept();
    await owner.introduce(conversation, transfer);
    await owner.handOver(conversation, transfer);
}
