// The program as its operator meets it: starting, stopping, mistakes, the pages' addresses.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO, writeNetwork, writePages } from '../support/network.mjs';
import { Counsellor, Visitor } from '../support/people.mjs';
import { freePorts, makeFolder, removeFolder } from '../support/places.mjs';
import { signal } from '../support/processes.mjs';
import { PROGRAM, Veer } from '../support/veer.mjs';

const OPTIONS = { timeout: 30_000 };

/** Runs the program to its end: {code, output}. */
async function run(...words) {
    const child = spawn(PROGRAM, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (data) => { output += data; });
    }
    const [code] = await once(child, 'close');
    return { code, output };
}

function folderOf(t) {
    const folder = makeFolder();
    t.after(() => removeFolder(folder));
    return folder;
}

test('stopping: connections are closed with the code that says come back, and it ends well', OPTIONS, async (t) => {
    const veer = await Veer.start(t, { processes: 2 });
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const visitor = await Visitor.enter(veer, 'csg/acute');
    await anna.accept();
    await veer.stop();
    assert.equal((await visitor.client.untilClosed()).code, 1012);
    assert.equal((await anna.client.untilClosed()).code, 1012);
});

test('stopping: what is under way to Redis is answered before the connections are closed', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const visitor = await Visitor.enter(veer, 'csg/acute');
    const conversation = await anna.accept();
    await visitor.conversationIs(({ keyed }) => keyed);
    signal(veer.redisPid(), 'SIGSTOP');
    const requests = Array.from({ length: 20 }, (_, index) => visitor.request('say',
        { conversation, channel: 'talk', number: index + 1, record: visitor.record('a', { number: index + 1 }) }));
    await sleep(100);
    const stopped = veer.stop();
    await sleep(300);
    signal(veer.redisPid(), 'SIGCONT');
    const done = await Promise.all(requests);
    assert.deepEqual(done.map(({ seq }) => seq), done.map((_, index) => done[0].seq + index));
    assert.equal((await visitor.client.untilClosed()).code, 1012);
    await stopped;
});

test('a stop and a start later all is as it was', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const visitor = await Visitor.enter(veer, 'csg/acute');
    await anna.accept();
    await visitor.conversationIs(({ state }) => state === 'active');
    await visitor.say('before');
    await veer.stop();
    await veer.begin();
    await Promise.all([visitor.resume(), anna.resume()]);
    await visitor.say('after');
    await anna.follow();
    assert.deepEqual(await anna.reads('after'), ['before', 'after']);
});

test('every address of the pages answers', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    for (const path of ['/', '/c/csg/acute', '/console/', '/wallboard/', '/healthz', '/readyz', '/network.json']) {
        assert.equal(await veer.status(path), 200, path);
    }
    assert.equal(await veer.status('/nothing'), 404);
    const response = await fetch(`${veer.origin}/network.json`);
    const text = await response.text();
    assert.ok(!text.includes('argon2'), 'no password leaves the server');
    assert.ok(!text.includes('"anna"'), 'nor the names of the staff');
    const etag = response.headers.get('etag');
    const again = await fetch(`${veer.origin}/network.json`, { headers: { 'If-None-Match': etag } });
    assert.equal(again.status, 304);
});

test('check: the demo network is right; a mistake is named with its line', OPTIONS, async (t) => {
    const folder = folderOf(t);
    assert.equal((await run('check', DEMO)).code, 0);
    const file = writeNetwork(folder, {
        change: (network) => { network.organisations[0].desks[0].queue_max = 0; },
    });
    const line = readFileSync(file, 'utf8').split('\n').findIndex((each) => each.includes('"queue_max": 0')) + 1;
    const { code, output } = await run('check', file);
    assert.notEqual(code, 0);
    assert.match(output, new RegExp(`network\\.json:${line}:.*queue_max`), output);
});

test('a wrong network file does not start half', OPTIONS, async (t) => {
    const folder = folderOf(t);
    const file = join(folder, 'network.json');
    writeFileSync(file, '{ "network": "demo", ');
    const { code, output } = await run('serve', '--network', file, '--state', join(folder, 'state'),
        '--port', String(await freePorts(2)), '--pages', writePages(folder));
    assert.notEqual(code, 0);
    assert.match(output, /network\.json:1/);
});

test('a busy port and a state folder in use: one clear line each', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const folder = folderOf(t);
    const words = (state, port) => ['serve', '--network', veer.network, '--state', state,
        '--port', String(port), '--pages', veer.pages];

    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    t.after(() => blocker.close());
    const { port } = blocker.address();
    const busy = await run(...words(join(folder, 'state'), port));
    assert.notEqual(busy.code, 0);
    assert.match(busy.output, new RegExp(`${port}`));

    const taken = await run(...words(veer.state, await freePorts(2)));
    assert.notEqual(taken.code, 0);
    assert.match(taken.output, /in use|another/i);
    assert.equal(await veer.status('/readyz'), 200, 'the first one goes on');
});
