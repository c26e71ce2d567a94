// The canary: a text that is said in a chat, in a briefing, in a note and in a hand-over is found
// nowhere but on the screens of those who may read it, and its keys nowhere but in their tabs: not
// in Redis, its files, the logs, or the memory of any process of the server. A key or a text that is
// left in on purpose is found by the same search.

import assert from 'node:assert/strict';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { openSync, readFileSync, readSync, closeSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Between } from '../support/between.mjs';
import { comeTo, goOn, Scene } from '../support/pages.mjs';
import { allData, openData } from '../support/redis.mjs';

const OPTIONS = { timeout: 180_000 };
const MOST = 64 * 1024 * 1024; // of one mapping

/** A text or key as it is, and in base64 at each of the three offsets that it can have. */
function formsOf(text) {
    const plain = Buffer.from(text);
    const shifted = [0, 1, 2].map((offset) => {
        const base64 = Buffer.concat([Buffer.alloc(offset), plain]).toString('base64');
        return Buffer.from(base64.slice(offset === 0 ? 0 : 4, -4));
    });
    return [plain, Buffer.from(plain.toString('hex')), Buffer.from(plain.toString('latin1'), 'utf16le'), ...shifted];
}

function filesUnder(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
            return filesUnder(path);
        }
        return entry.isFile() && statSync(path).size > 0 ? [path] : [];
    });
}

/** The memory of a process that can be written, piece by piece. */
function* memoryOf(pid) {
    const maps = readFileSync(`/proc/${pid}/maps`, 'utf8').trim().split('\n');
    const memory = openSync(`/proc/${pid}/mem`, 'r');
    try {
        for (const line of maps) {
            const [range, rights] = line.split(' ');
            const [from, to] = range.split('-').map((hex) => parseInt(hex, 16));
            if (!rights.startsWith('rw') || line.includes('[vvar') || to - from > MOST) {
                continue;
            }
            const piece = Buffer.alloc(to - from);
            try {
                readSync(memory, piece, 0, piece.length, from);
            } catch {
                continue; // a page that is guarded or not there
            }
            yield { name: line, piece };
        }
    } finally {
        closeSync(memory);
    }
}

/** Which of these are found, and where: {what, where}. `kept`: [what, text or key]. */
function searchIn(where, content, kept) {
    return kept.filter(([, text]) => formsOf(text).some((form) => content.includes(form)))
        .map(([what]) => ({ what, where }));
}

function searchMemory(veer, kept) {
    return veer.living().flatMap(({ pid, name }) => [...memoryOf(pid)]
        .flatMap(({ name: where, piece }) => searchIn(`memory of ${name}: ${where}`, piece, kept)));
}

/** Looks everywhere on the server, which is stopped in between, when the pages are closed. */
async function searchServer(t, { veer, tabs }, kept) {
    const found = searchMemory(veer, kept);
    await Promise.all(tabs.map(({ page }) => page.close()));
    await veer.stop();
    found.push(...searchIn('the log', Buffer.from(veer.output), kept));
    const redis = await openData(t, veer.state);
    const data = JSON.stringify(await allData(redis));
    assert.ok(data.includes(Buffer.from('HLE1').toString('base64').slice(0, 5)), 'the records are there');
    found.push(...searchIn('Redis', Buffer.from(data), kept));
    await redis.command('CONFIG', 'SET', 'rdbcompression', 'no'); // else nothing is found in it
    await redis.command('SAVE');
    for (const path of [...filesUnder(veer.folder), ...filesUnder(redis.folder)]) {
        found.push(...searchIn(path, readFileSync(path), kept));
    }
    return found;
}

/** The keys that the visitor's page has: what his tab keeps, opened with the tab's secret. */
async function keysOf(visitor, between) {
    const { wrap } = between.asked.find(({ type }) => type === 'enter');
    const text = await visitor.page.evaluate(() => sessionStorage.getItem('veer-keys'));
    const box = Buffer.from(JSON.parse(text), 'base64');
    const opened = xsalsa20poly1305(Buffer.from(wrap, 'base64url'), box.subarray(0, 24)).decrypt(box.subarray(24));
    const { ring } = JSON.parse(Buffer.from(opened).toString());
    return [
        ['the key that signs', Buffer.from(ring.seed, 'base64')],
        ...ring.epochs.map(({ number, key }) => [`the key of epoch ${number}`, Buffer.from(key, 'base64')]),
        ...ring.notes.map((key, number) => [`the key of hand-over ${number}`, Buffer.from(key, 'base64')]),
    ];
}

/** Anna's visitor and Olga on duty; `between` the visitor and the server, `overOlga` for her. */
async function begin(t) {
    const scene = await Scene.open(t);
    let overOlga = null;
    const anna = await scene.onDuty('csg/anna');
    const olga = await scene.counsellor('fier/olga', { before: async (tab) => { overOlga = await Between.begin(tab); } });
    await olga.setDuty('In dienst');
    const visitor = await scene.visitor();
    const between = await Between.begin(visitor);
    await comeTo({ anna, visitor }, 'active');
    return { scene, between, overOlga, people: { anna, olga, visitor } };
}

test('what is said is nowhere on the server, and no key of it', OPTIONS, async (t) => {
    const { scene, between, people } = await begin(t);
    const { anna, olga, visitor } = people;
    const said = {
        talk: 'kanarie-in-het-gesprek-7f3a91', answer: 'kanarie-in-het-antwoord-c22d08',
        note: 'kanarie-in-de-notitie-51be77', briefing: 'kanarie-in-het-overleg-90ab13',
        handOver: 'kanarie-in-het-briefje-3d77e4', own: 'kanarie-in-eigen-woorden-e8a0b6',
    };
    await visitor.say(said.talk);
    await anna.sees(said.talk);
    await anna.say(said.answer);
    await visitor.sees(said.answer);
    await anna.writeNote(said.note);
    await anna.propose({ note: said.handOver });
    await visitor.agree('note', { note: said.own });
    await goOn(people, 'briefing', { from: 'offered' });
    await olga.sees(said.own);
    await anna.brief(said.briefing);
    await olga.sees(said.briefing);
    const keys = await keysOf(visitor, between);
    assert.deepEqual(keys.map(([what]) => what), ['the key that signs', 'the key of epoch 0', 'the key of hand-over 0']);
    assert.deepEqual(await searchServer(t, scene, [...Object.entries(said), ...keys]), []);
});

test('the same search finds a key and a text that a page with a mistake lets out', OPTIONS, async (t) => {
    const { scene, between, people: { anna, visitor } } = await begin(t);
    const [[, key]] = (await keysOf(visitor, between)).filter(([what]) => what === 'the key of epoch 0');
    const text = 'kanarie-die-weglekt-44c1f0';
    between.up = (message) => (message.type === 'say' && message.channel === 'talk'
        ? [{ ...message, record: withLeak(message.record, Buffer.concat([Buffer.from(text), key])) }] : [message]);
    await visitor.say('een bericht');
    await anna.sees(/^Let op: in dit gesprek is onderweg iets veranderd/);
    const found = await searchServer(t, scene, [['the key', key], ['the text', text]]);
    for (const what of ['the key', 'the text']) {
        const places = found.filter((each) => each.what === what).map(({ where }) => where);
        for (const place of [/^memory of/, /^Redis$/, /\.rdb$/, /\.aof$/]) {
            assert.ok(places.some((where) => place.test(where)), `${what} in ${place}: ${places}`);
        }
    }
});

/** The record with a text in the place of the end of its ciphertext. */
function withLeak(record, text) {
    const bytes = Buffer.from(record, 'base64');
    text.copy(bytes, bytes.length - 16 - text.length);
    return bytes.toString('base64');
}

test('what another console received holds nothing that it was not given', OPTIONS, async (t) => {
    const { between, overOlga, people } = await begin(t);
    const { anna, olga, visitor } = people;
    const text = 'kanarie-alleen-voor-anna-0d41';
    await visitor.say(text);
    await anna.sees(text);
    await goOn(people, 'introduced', { from: 'active', amount: 'note' });
    await visitor.say('voor allebei');
    await olga.sees('voor allebei');
    const kept = [['the text', text], ...await keysOf(visitor, between)];
    assert.deepEqual(searchIn('told', Buffer.from(JSON.stringify(overOlga.told)), kept), []);
    assert.equal(await olga.shows(text), false);
});
