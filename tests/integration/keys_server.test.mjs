// The keys folder in a running server: what pages and counsellors get of it, whose shift keys are
// taken, and that SIGHUP reads it again.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client, newSecret } from '../support/client.mjs';
import { DEMO, PASSWORD } from '../support/network.mjs';
import { refused } from '../support/people.mjs';
import { makeFolder, removeFolder, until } from '../support/places.mjs';
import { signal } from '../support/processes.mjs';
import { PROGRAM, Veer } from '../support/veer.mjs';

const OPTIONS = { timeout: 60_000 };
const ROOT_PASSPHRASE = 'demo';
const SERIAL = 61;

/** A folder with the keys of the demo network. */
function makeKeys(t) {
    const folder = makeFolder();
    t.after(() => removeFolder(folder));
    const keys = { dir: join(folder, 'keys'), release: join(folder, 'release') };
    keys.run = (words, input = '') => {
        const { status, stdout, stderr } = spawnSync(PROGRAM, ['keys', ...words, '--keys', keys.dir],
            { input, encoding: 'utf8' });
        assert.equal(status, 0, stderr);
        return stdout;
    };
    keys.text = (...names) => readFileSync(join(keys.dir, ...names), 'utf8');
    keys.publish = () => keys.run(['publish', '--release', keys.release]);
    keys.run(['demo', DEMO, '--release', keys.release]);
    return keys;
}

function start(t, keys, processes) {
    return Veer.start(t, { processes, arguments: ['--keys', keys.dir] });
}

/** Waits until every worker has been replaced once more. */
async function readAgain(veer) {
    const served = () => veer.log().filter(({ process, code }) => process === 'parent' && code === 'worker_serves').length;
    const wanted = served() + veer.processes;
    signal(veer.pid, 'SIGHUP');
    await until('the workers are replaced', () => served() === wanted, 20_000);
}

async function signIn(veer, who, role = 'counsellor') {
    const [organisation, name] = who.split('/');
    const client = await Client.open(veer.port);
    await client.request('hello', { role });
    const done = await client.request('sign_in', { organisation, name, password: PASSWORD, wrap: newSecret() });
    return { client, ...done };
}

function rawPublic(pair) {
    return Buffer.from(pair.publicKey.export({ format: 'jwk' }).x, 'base64url');
}

/** An enrolment key signed by the organisation, and shifts under it. */
class Enrolment {
    #pair = generateKeyPairSync('ed25519');

    constructor(keys, organisation) {
        const hex = rawPublic(this.#pair).toString('hex');
        this.certificate = Buffer.from(keys.run(['sign', organisation, hex], `${ROOT_PASSPHRASE}\n`), 'base64');
    }

    get serial() {
        return this.certificate.subarray(SERIAL, SERIAL + 8).toString('hex');
    }

    /** A chain in base64; the shift begins `from` seconds from now and lasts so long. */
    chain({ from = 0, seconds = 3600 } = {}) {
        const body = Buffer.from(this.certificate.subarray(0, 69));
        const begins = Math.floor(Date.now() / 1000) + from;
        body[4] = 2;
        rawPublic(generateKeyPairSync('x25519')).copy(body, 21);
        body.writeUInt32BE(begins, 53);
        body.writeUInt32BE(begins + seconds, 57);
        randomBytes(8).copy(body, SERIAL);
        return Buffer.concat([this.certificate, body, sign(null, body, this.#pair.privateKey)]).toString('base64');
    }
}

test('pages get roots.json and its signature as they lie there, and never keep them', OPTIONS, async (t) => {
    const keys = makeKeys(t);
    const veer = await start(t, keys, 2);
    const get = (path) => fetch(`${veer.origin}${path}`);
    for (const [path, type] of [['roots.json', 'application/json'], ['roots.json.sig', 'text/plain']]) {
        const response = await get(`/${path}`);
        assert.equal(response.status, 200);
        assert.equal(response.headers.get('content-type'), type);
        assert.equal(response.headers.get('cache-control'), 'no-store');
        assert.match(response.headers.get('content-security-policy'), /default-src 'none'/);
        assert.equal(await response.text(), keys.text(path));
    }
    for (const path of ['/csg/root.pub', '/csg/root.secret', '/keys/roots.json', '/csg/anna.enrolment']) {
        assert.equal((await get(path)).status, 404, path);
    }
    keys.run(['revoke', 'csg/anna'], `${ROOT_PASSPHRASE}\n`);
    keys.publish();
    await readAgain(veer);
    for (let index = 0; index < veer.processes; index += 1) {
        const { organisations } = await (await fetch(`http://127.0.0.1:${veer.ownPort(index)}/roots.json`)).json();
        assert.equal(organisations.csg.revoked, keys.text('csg', 'revoked').trim());
    }
});

test('without a folder there are no roots, and the server starts', OPTIONS, async (t) => {
    const veer = await Veer.start(t, { arguments: ['--keys', '/nowhere/keys'] });
    assert.equal(await veer.status('/roots.json'), 404);
    assert.equal(await veer.status('/roots.json.sig'), 404);
    const { staff, client } = await signIn(veer, 'csg/anna');
    assert.equal(staff.enrolment, undefined);
    await refused('bad_chain', client.request('shift_key', { chain: 'A'.repeat(355) + '=' }));
});

test('a counsellor gets his own enrolment at sign-in and at hello', OPTIONS, async (t) => {
    const keys = makeKeys(t);
    const veer = await start(t, keys, 1);
    const { token, staff } = await signIn(veer, 'csg/anna');
    assert.equal(staff.enrolment, keys.text('csg', 'anna.enrolment').trim());
    const again = await Client.open(veer.port);
    const done = await again.request('hello', { role: 'counsellor', token });
    assert.equal(done.staff.enrolment, staff.enrolment);
    assert.notEqual((await signIn(veer, 'csg/bram')).staff.enrolment, staff.enrolment);
    assert.equal((await signIn(veer, 'csg/corrie', 'coordinator')).staff.enrolment, undefined);

    keys.run(['revoke', 'csg/bram'], `${ROOT_PASSPHRASE}\n`);
    keys.run(['enrol', 'csg/anna', '--fast'], `${ROOT_PASSPHRASE}\nnieuwe woorden voor anna\n`);
    await readAgain(veer);
    const renewed = (await signIn(veer, 'csg/anna')).staff.enrolment;
    assert.equal(renewed, keys.text('csg', 'anna.enrolment').trim());
    assert.notEqual(renewed, staff.enrolment);
    assert.equal((await signIn(veer, 'csg/bram')).staff.enrolment, undefined, 'revoked');
});

test('a chain counts under the root of his own organisation, in its time, until it is revoked', OPTIONS, async (t) => {
    const keys = makeKeys(t);
    const [own, other] = [new Enrolment(keys, 'csg'), new Enrolment(keys, 'vt')];
    const veer = await start(t, keys, 1);
    const { client, token } = await signIn(veer, 'csg/anna');
    await client.request('shift_key', { chain: own.chain() });
    await client.request('shift_key', { chain: own.chain({ from: 600 }) }); // his clock is fast
    const wrong = [other.chain(), own.chain({ from: 1200 }), own.chain({ from: -5000 }), own.chain({ seconds: 43_201 }),
        `${own.chain().slice(0, 200)}AAAA${own.chain().slice(204)}`];
    for (const chain of wrong) {
        await refused('bad_chain', client.request('shift_key', { chain }));
    }
    keys.run(['revoke', 'csg', own.serial], `${ROOT_PASSPHRASE}\n`);
    await client.request('shift_key', { chain: own.chain() }); // nobody told the server yet
    await readAgain(veer);
    const later = await Client.open(veer.port);
    await later.request('hello', { role: 'counsellor', token });
    await refused('bad_chain', later.request('shift_key', { chain: own.chain() }));
});

test('what is wrong in the folder is logged, and stops only what it is about', OPTIONS, async (t) => {
    const keys = makeKeys(t);
    writeFileSync(join(keys.dir, 'csg', 'revoked'), 'AAAA\n');
    writeFileSync(join(keys.dir, 'vt', 'root.pub'), 'nothing\n');
    const [csg, shn] = [new Enrolment(keys, 'csg'), new Enrolment(keys, 'shn')];
    const veer = await start(t, keys, 1);
    const mistakes = veer.log().filter(({ code }) => code === 'key_wrong').map(({ mistake }) => mistake);
    assert.equal(mistakes.length, 2);
    assert.match(mistakes.join('\n'), /csg\/revoked cannot be read[^]*nobody of "csg"/);
    assert.match(mistakes.join('\n'), /vt\/root.pub cannot be read/);
    const { client } = await signIn(veer, 'csg/anna');
    await refused('bad_chain', client.request('shift_key', { chain: csg.chain() }));
    const staff = JSON.parse(readFileSync(veer.network, 'utf8')).staff
        .find(({ organisation, roles }) => organisation === 'shn' && roles.includes('counsellor'));
    const colleague = await signIn(veer, `shn/${staff.name}`);
    await colleague.client.request('shift_key', { chain: shn.chain() });
    assert.equal(await (await fetch(`${veer.origin}/roots.json`)).text(), keys.text('roots.json'));
});
