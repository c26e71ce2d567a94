// The canary: a visitor with an address and a browser name that occur nowhere else goes through
// everything; neither may be found afterwards in logs, Redis or any file of the server.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { transferAt, Visitor } from '../support/people.mjs';
import { allData, openData } from '../support/redis.mjs';
import { Veer } from '../support/veer.mjs';

const OPTIONS = { timeout: 30_000 };
const ADDRESS = '127.83.61.247';
const BROWSER = 'CanaryBrowser/7391.42 (only here)';

function filesUnder(folder) {
    return readdirSync(folder).flatMap((name) => {
        const path = join(folder, name);
        const stat = statSync(path);
        if (stat.isDirectory()) {
            return filesUnder(path);
        }
        return stat.isFile() ? [path] : [];
    });
}

/** The address as text, as bytes in both orders, and mapped into IPv6. */
function formsOfAddress() {
    const bytes = ADDRESS.split('.').map(Number);
    return [ADDRESS, bytes, bytes.slice().reverse(), bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')]
        .map((form) => Buffer.from(form));
}

function assertAbsent(name, content, forms) {
    for (const form of forms) {
        const at = content.indexOf(form);
        assert.equal(at, -1, `${name} holds ${form}: ${content.subarray(Math.max(at - 80, 0), at + 80)}`);
    }
}

test('address and browser of a visitor are nowhere', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const { anna, quinten, visitor, transfer } = await transferAt(veer, 'introduced');
    const canary = await Visitor.enter(veer, 'csg/acute',
        { localAddress: ADDRESS, headers: { 'User-Agent': BROWSER, Cookie: `name=${BROWSER}` } });
    await anna.accept();
    await canary.conversationIs(({ state }) => state === 'active');
    await canary.say('something');
    canary.drop();
    await anna.conversationIs((event) => event.members[0].present === false, canary.conversation);
    await canary.resume();
    canary.client.sendText('this is not JSON');
    await fetch(`${veer.origin}/c/csg/acute`, { headers: { 'User-Agent': BROWSER } });
    await fetch(`${veer.origin}/nothing-here?${BROWSER}`, { headers: { 'User-Agent': BROWSER } });
    await anna.step('hand_over', transfer, visitor.conversation);
    await visitor.transferIs('completed');
    await quinten.statusIs(({ load }) => load === 1);

    const forms = [...formsOfAddress(), Buffer.from('CanaryBrowser')];
    await veer.stop();
    assertAbsent('the log', Buffer.from(veer.output), forms);
    for (const path of filesUnder(veer.folder)) {
        assertAbsent(path, readFileSync(path), forms);
    }
    const redis = await openData(t, veer.state);
    const data = await allData(redis);
    assert.ok(data.length > 10, 'the data of the conversation are there');
    assertAbsent('Redis', Buffer.from(JSON.stringify(data)), forms);
});

test('the log holds JSON lines with ids and codes, and nothing of what was said', OPTIONS, async (t) => {
    const veer = await Veer.start(t);
    const { anna, visitor } = await transferAt(veer, 'introduced');
    await visitor.say('a text that must not be logged');
    await anna.reads('a text that must not be logged');
    await veer.stop();
    const lines = veer.output.split('\n').filter(Boolean);
    const words = [visitor.secret, anna.token, 'veer-demo', 'must not be logged', 'sexual',
        Buffer.from('a text that must not').toString('base64').slice(0, 20)];
    for (const line of lines) {
        const entry = JSON.parse(line);
        assert.deepEqual(['at', 'level', 'process', 'code'].filter((key) => typeof entry[key] !== 'string'), [], line);
        for (const word of words) {
            assert.ok(!line.includes(word), `the log holds ${word}: ${line}`);
        }
    }
});
