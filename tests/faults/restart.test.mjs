// A rolling restart under load: every process in turn, on several servers with one Redis. Nobody is
// dropped, nothing is lost, and the conversations stay with their counsellors.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkConservation } from '../support/conservation.mjs';
import { OwnRedis } from '../support/own_redis.mjs';
import { Ends } from '../support/ends.mjs';
import { until } from '../support/places.mjs';
import { signal } from '../support/processes.mjs';
import { SteadyCounsellor, SteadyVisitor } from '../support/steady.mjs';
import { Veer } from '../support/veer.mjs';
import { Crowd } from './world.mjs';

const OPTIONS = { timeout: 120_000 };
const SERVERS = 3;
const DRAINING = 1012;

/** Several servers with a worker each, on one Redis: {redis, servers, placesFrom}. */
async function startServers(ends) {
    const redis = await OwnRedis.start(ends);
    const servers = [];
    for (let i = 0; i < SERVERS; i++) {
        servers.push(await Veer.start(ends, { arguments: ['--redis', `unix:${redis.path}`] }));
    }
    const placesFrom = (index) => servers.map((_, turn) => ({ port: servers[(index + turn) % SERVERS].ownPort(0) }));
    return { redis, servers, placesFrom };
}

test('every server in turn, under chats and a transfer in every state', OPTIONS, async (t) => {
    const ends = Ends.of(t);
    const { redis, servers, placesFrom } = await startServers(ends);
    const crowd = await Crowd.gather(placesFrom);
    ends.after(() => crowd.stop());
    const visitor = new SteadyVisitor('the visitor', placesFrom(0));
    const anna = new SteadyCounsellor('csg/anna', placesFrom(1));
    const quinten = new SteadyCounsellor('fier/quinten', placesFrom(2));
    const three = [visitor, anna, quinten];
    ends.after(() => Promise.all(three.map((person) => person.stop())));
    await Promise.all([anna.onDuty(), quinten.onDuty()]);
    const history = [];
    for (const person of [visitor, ...crowd.visitors]) {
        person.noted = (event) => event.type === 'conversation' && history.push(event);
    }
    let restarted = 0;
    const restart = async () => {
        const server = servers[restarted++ % SERVERS];
        await server.stop();
        await sleep(300);
        await server.begin();
        await Promise.all([...three, ...crowd.people].map((person) => person.when('is back', () => person.online)));
    };
    await crowd.talkingWhile(async () => {
        await visitor.enter('csg/acute');
        await anna.accept();
        await restart();
        const transfer = await anna.ask('fier/chat');
        await restart();
        await visitor.consent();
        await restart();
        await quinten.accept('transfer');
        await restart();
        await anna.step('introduce', transfer);
        await restart();
        await anna.step('hand_over', transfer);
        await restart();
    });
    await visitor.transferIs('completed');
    await checkConservation(redis, {
        visitors: [visitor, ...crowd.visitors], counsellors: [anna, quinten, ...crowd.counsellors],
    });
    assert.deepEqual(history.filter(({ why }) => why === 'counsellor_lost' || why === 'came_back'), [], 'no visitor lost his counsellor');
    const closes = [...three, ...crowd.people].flatMap((person) => person.closes);
    assert.ok(closes.filter((code) => code === DRAINING).length >= SERVERS, String(closes));
    assert.deepEqual(closes.filter((code) => code !== DRAINING && code !== null), [], 'everybody was told to come back');
});

test('SIGTERM: no new people, the old ones are told to come back, the store is told at once', OPTIONS, async (t) => {
    const ends = Ends.of(t);
    const { redis, servers: [first, second], placesFrom } = await startServers(ends);
    const crowd = await Crowd.gather(() => placesFrom(0));
    ends.after(() => crowd.stop());
    const members = async () => redis.command('ZCARD', '{veer}:processes');
    assert.equal(await members(), SERVERS);
    const began = Date.now();
    await crowd.talkingWhile(async () => {
        await first.stop();
        assert.equal(await members(), SERVERS - 1, 'the others need not wait for the heartbeat to stop');
        assert.equal(await first.status('/readyz'), 0);
        await Promise.all(crowd.people.map((person) => person.when('is elsewhere',
            () => person.online && person.place.port !== first.ownPort(0))));
    });
    assert.ok(Date.now() - began < 10_000, 'a drain takes a moment only');
    const back = crowd.people.map(({ place }) => place.port);
    assert.ok(back.every((port) => port === second.ownPort(0)), String(back));
    await checkConservation(redis, crowd);
});

test('SIGHUP of one server with two workers: they are replaced one after the other, under load', OPTIONS, async (t) => {
    const ends = Ends.of(t);
    const redis = await OwnRedis.start(ends);
    const veer = await Veer.start(ends, { processes: 2, arguments: ['--redis', `unix:${redis.path}`] });
    const crowd = await Crowd.gather((number) => [0, 1].map((turn) => ({ port: veer.ownPort((number + turn) % 2) })));
    ends.after(() => crowd.stop());
    const before = [0, 1].map((index) => veer.workerPid(index));
    const renewed = () => veer.log().filter((line) => Object.values(line).includes('worker_renewed')).length;
    await crowd.talkingWhile(async () => {
        for (let times = 1; times <= 2; times++) {
            signal(veer.pid, 'SIGHUP');
            await until('both were replaced', async () => renewed() >= 2 * times, 20_000);
            await until('both serve', async () => (await Promise.all([0, 1].map((index) =>
                veer.status('/readyz', veer.ownPort(index))))).every((status) => status === 200));
        }
    });
    assert.ok([0, 1].every((index) => veer.workerPid(index) !== before[index]));
    await checkConservation(redis, crowd);
    const closes = crowd.people.flatMap((person) => person.closes);
    assert.ok(closes.includes(DRAINING));
    assert.deepEqual(closes.filter((code) => code !== DRAINING && code !== null), []);
});
