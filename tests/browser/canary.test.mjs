// The canary: a text that is said in a chat, in a briefing, in a note and in a hand-over is found
// nowhere but on the screens of those who may read it: not in Redis, its files, the logs, or the
// memory of any process of the server. With a key left in on purpose the same search finds it.

import assert from 'node:assert/strict';
import { openSync, readFileSync, readSync, closeSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Between } from '../support/between.mjs';
import { bringTo, goOn, Scene } from '../support/pages.mjs';
import { allData, openData } from '../support/redis.mjs';

const OPTIONS = { timeout: 180_000 };
const MOST = 64 * 1024 * 1024; // of one mapping

/** The text as it is, and in base64 at each of the three offsets that it can have. */
function formsOf(text) {
    const plain = Buffer.from(text);
    const shifted = [0, 1, 2].map((offset) => {
        const base64 = Buffer.concat([Buffer.alloc(offset), plain]).toString('base64');
        return Buffer.from(base64.slice(offset === 0 ? 0 : 4, -4));
    });
    return [plain, Buffer.from(plain.toString('hex')), Buffer.from(text, 'utf16le'), ...shifted];
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

/** Where one of the texts is found: {what, where}. */
function searchMemory(veer, texts) {
    const found = [];
    for (const { pid, name } of veer.living()) {
        for (const { name: where, piece } of memoryOf(pid)) {
            for (const [what, forms] of texts) {
                if (forms.some((form) => piece.includes(form))) {
                    found.push({ what, where: `${name} ${where}` });
                }
            }
        }
    }
    return found;
}

test('what is said is nowhere on the server', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const people = await bringTo(scene, 'active');
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

    const texts = Object.entries(said).map(([what, text]) => [what, formsOf(text)]);
    assert.deepEqual(searchMemory(scene.veer, texts), [], 'in the memory of a process');

    await scene.veer.stop();
    const places = [['the log', Buffer.from(scene.veer.output)],
        ...filesUnder(scene.veer.folder).map((path) => [path, readFileSync(path)])];
    const redis = await openData(t, scene.veer.state);
    const data = await allData(redis);
    assert.ok(JSON.stringify(data).includes('HLE1') || data.length > 10, 'the records are there');
    places.push(['Redis', Buffer.from(JSON.stringify(data))]);
    await redis.command('SAVE');
    for (const path of filesUnder(redis.folder)) {
        places.push([path, readFileSync(path)]);
    }
    for (const [where, content] of places) {
        for (const [what, forms] of texts) {
            assert.ok(!forms.some((form) => content.includes(form)), `${what} is in ${where}`);
        }
    }
});

test('the search finds what is there: a tag that goes to the server in the clear', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const anna = await scene.onDuty('csg/anna');
    const visitor = await scene.visitor();
    const between = await Between.begin(visitor);
    const leak = 'kanarie-die-weglekt-44c1f0';
    // a page with a mistake: it says its clear text beside the record
    between.up = (message) => (message.type === 'say' && message.channel === 'talk'
        ? [{ ...message, record: withLeak(message.record, leak) }] : [message]);
    await visitor.enter();
    await anna.accept();
    await visitor.talksWith('Anna');
    await visitor.say('een bericht');
    await anna.sees(/^Let op: in dit gesprek is onderweg iets veranderd/);
    const found = searchMemory(scene.veer, [['leak', formsOf(leak)]]);
    assert.ok(found.length > 0, 'in memory');
    await scene.veer.stop();
    const redis = await openData(t, scene.veer.state);
    const text = JSON.stringify(await allData(redis));
    assert.ok(formsOf(leak).some((form) => text.includes(String(form))), 'in Redis');
});

/** The record with a text in the place of the end of its ciphertext. */
function withLeak(record, text) {
    const bytes = Buffer.from(record, 'base64');
    bytes.write(text, bytes.length - 16 - text.length, 'latin1');
    return bytes.toString('base64');
}

test('what another console received holds nothing that it was not given', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const anna = await scene.onDuty('csg/anna');
    let between = null;
    const olga = await scene.counsellor('fier/olga', { before: async (tab) => { between = await Between.begin(tab); } });
    await olga.setDuty('In dienst');
    const visitor = await scene.visitor();
    await visitor.enter();
    await anna.accept();
    await visitor.talksWith('Anna');
    const text = 'kanarie-alleen-voor-anna-0d41';
    await visitor.say(text);
    await anna.sees(text);
    const people = { anna, olga, visitor };
    await goOn(people, 'introduced', { from: 'active', amount: 'note' });
    await visitor.say('voor allebei');
    await olga.sees('voor allebei');
    const heard = Buffer.from(JSON.stringify(between.told));
    assert.ok(!formsOf(text).some((form) => heard.includes(form)));
    assert.equal(await olga.shows(text), false);
});
