// Everything in Redis is gone under running chats: FLUSHALL, and a Redis that comes back empty. People
// present what they hold, say again what the server lost, and every line is at both sides once.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Invariants } from '../support/invariants.mjs';
import { World } from './world.mjs';

const OPTIONS = { timeout: 90_000 };

async function start(t) {
    const world = await World.start();
    t.after(() => world.finish());
    return { world, crowd: await world.gather() };
}

/** The numbers of a member's lines as this person read them: one that comes again counts once, as on our pages. */
function numbersRead(person, member) {
    const lines = [...person.reading('talk').lines.values()].filter((line) => line.member === member && line.record);
    return [...new Set(lines.map(({ number }) => number))];
}

/** Everybody has read every line that was acknowledged to anybody, once and in its sender's order. */
async function checkTold({ visitors, counsellors }) {
    for (const [index, visitor] of visitors.entries()) {
        const pair = [visitor, counsellors[index]];
        for (const sender of pair) {
            const member = sender.conversations.get(visitor.conversation).me;
            const said = sender.acknowledged.filter(({ channel }) => channel === 'talk')
                .map(({ number }) => number).sort((one, other) => one - other);
            for (const reader of pair) {
                await reader.when(`has read all of ${sender.name}`, () => numbersRead(reader, member).length >= said.length);
                assert.deepEqual(numbersRead(reader, member), said, `${reader.name} has read ${sender.name}`);
            }
        }
    }
}

/** Everybody is where he was: each visitor with the counsellor whom he had. */
async function checkPlaces(world, { visitors, counsellors, people }) {
    assert.deepEqual(people.flatMap(({ mistakes }) => mistakes), []);
    for (const [index, visitor] of visitors.entries()) {
        const { members } = await visitor.conversationIs(({ state }) => state === 'active');
        const owners = members.filter(({ part }) => part === 'owner').map(({ person }) => person.alias.toLowerCase());
        assert.deepEqual(owners, [counsellors[index].name.split('/')[1]], `${visitor.name} keeps his counsellor`);
    }
    await new Invariants(world.redis).check('the loss');
}

const LOSSES = {
    async FLUSHALL({ redis }) {
        await redis.command('FLUSHALL');
    },
    async 'a Redis that comes back empty'({ redis }) {
        await redis.kill();
        rmSync(join(redis.folder, 'appendonlydir'), { recursive: true });
        await redis.begin();
    },
};

for (const [name, lose] of Object.entries(LOSSES)) {
    test(`${name} under running chats, twice`, OPTIONS, async (t) => {
        const { world, crowd } = await start(t);
        for (let turn = 0; turn < 2; turn++) {
            await crowd.talkingWhile(async () => {
                await sleep(1_000);
                await lose(world);
                await sleep(500);
                await Promise.all(crowd.people.map((person) => person.when('is back', () => person.online)));
                await sleep(1_000);
            });
            await checkTold(crowd);
            await checkPlaces(world, crowd);
        }
    });
}
