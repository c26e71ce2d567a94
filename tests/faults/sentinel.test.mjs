// A primary and a replica under real Sentinels, everything written to disk before it is acknowledged:
// the primary is killed under running chats, Sentinel names the replica, and everybody goes on.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { checkConservation } from '../support/conservation.mjs';
import { Ends } from '../support/ends.mjs';
import { OwnRedis } from '../support/own_redis.mjs';
import { freePorts, makeFolder, removeFolder, until } from '../support/places.mjs';
import { RedisConnection } from '../support/redis.mjs';
import { Veer } from '../support/veer.mjs';
import { Crowd } from './world.mjs';

const SENTINELS = 3;

/** A redis-server that listens on this port, too; `words`: further ones for it. */
function redisAt(ends, port, ...words) {
    return OwnRedis.start(ends, { words: ['--port', String(port), '--bind', '127.0.0.1',
        '--appendfsync', 'always', ...words] });
}

/** Sentinels that watch the primary at `port` as "veer"; gives the first one's port. */
async function watchOver(ends, port) {
    const folder = makeFolder();
    ends.after(() => removeFolder(folder));
    const first = await freePorts(SENTINELS);
    for (let index = 0; index < SENTINELS; index++) {
        const file = join(folder, `sentinel-${index}.conf`);
        writeFileSync(file, [`port ${first + index}`, 'bind 127.0.0.1', `dir ${folder}`, 'logfile ""',
            `sentinel monitor veer 127.0.0.1 ${port} 2`, 'sentinel down-after-milliseconds veer 1000',
            'sentinel failover-timeout veer 5000', ''].join('\n'));
        const child = spawn('redis-sentinel', [file], { stdio: 'ignore' });
        ends.after(async () => {
            const ended = once(child, 'exit');
            child.kill('SIGKILL');
            await ended;
        });
    }
    const asked = await until('a Sentinel answers', () =>
        RedisConnection.open({ host: '127.0.0.1', port: first }).catch(() => null));
    ends.after(() => asked.close());
    await until('the Sentinels know each other', () =>
        asked.command('SENTINEL', 'CKQUORUM', 'veer').then(() => true, () => false), 20_000);
    return first;
}

test('the primary dies: Sentinel names the replica, and everybody goes on there', { timeout: 120_000 }, async (t) => {
    const ends = Ends.of(t);
    const port = await freePorts(2);
    const primary = await redisAt(ends, port);
    const replica = await redisAt(ends, port + 1, '--replicaof', `127.0.0.1 ${port}`);
    await until('the replica follows', async () =>
        (await replica.command('INFO', 'replication')).includes('master_link_status:up'), 15_000);
    const sentinel = await watchOver(ends, port);
    const sentinels = Array.from({ length: SENTINELS }, (_, index) => `127.0.0.1:${sentinel + index}`).join(',');
    const veer = await Veer.start(ends, { processes: 2, arguments: ['--redis', `sentinel:veer@${sentinels}`] });
    const places = (number) => [0, 1].map((turn) => ({ port: veer.ownPort((number + turn) % 2) }));
    const crowd = await Crowd.gather(places);
    ends.after(() => crowd.stop());
    await crowd.talkingWhile(async () => {
        await primary.kill();
        await until('the replica is the primary', async () => {
            await replica.reconnect();
            return (await replica.command('ROLE'))[0] === 'master';
        }, 30_000);
        await until('ready on the new primary', async () => (await veer.status('/readyz')) === 200, 30_000);
    });
    assert.ok(crowd.people.every(({ stores }) => stores.includes(false)), 'everybody was told');
    await checkConservation(replica, crowd);
});
