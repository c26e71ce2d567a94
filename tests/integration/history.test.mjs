// Somebody who asks for the talk of before with a client of his own: he gets no more than was
// agreed to, and whatever he gets is closed for him until the visitor's page gives him its key.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { chainFor, enrol } from '../support/keys.mjs';
import { Counsellor, refused } from '../support/people.mjs';
import { TYPE } from '../support/records.mjs';
import { SealedScene } from '../support/sealed_scene.mjs';
import { keysIn, opens, putEnvelope, sealBytes, shiftPair } from '../support/shifts.mjs';

const OPTIONS = { timeout: 60_000 };

/** Everything that came to this person, as text, and the records in it. */
function delivered(person) {
    const text = JSON.stringify(person.client.events);
    const records = text.match(/SExFM[A-Za-z0-9+/]+=*/g) ?? [];
    const each = [...new Set(records)];
    return { text, records: each.map((record) => Buffer.from(record, 'base64')) };
}

/** The messages that this person could read by what came to him: with a key from an envelope. */
function readable(person) {
    const { records } = delivered(person);
    const keys = records.filter((bytes) => [TYPE.epoch_open, TYPE.grant].includes(bytes[4]))
        .flatMap((bytes) => keysIn(bytes, person.pair));
    return records.filter((bytes) => bytes[4] === TYPE.message)
        .filter((bytes) => keys.some((key) => opens(bytes, key)))
        .map((bytes) => bytes.toString('base64'));
}

/** The key stands nowhere in the clear. */
function withoutKey({ text, records }, key) {
    const forms = [key.toString('hex'), key.toString('base64url'), key.toString('latin1')];
    return forms.every((form) => !text.includes(form)) &&
        records.every((bytes) => !bytes.includes(key));
}

async function withShift(veer, id) {
    const person = await Counsellor.onDuty(veer, id);
    person.pair = shiftPair();
    const chain = chainFor(enrol(id.split('/')[0]), { key: person.pair.key });
    await person.request('shift_key', { chain });
    return person;
}

/** Anna and the visitor have talked under a key that was sealed to anna alone. */
async function talked(t) {
    const scene = await SealedScene.talk(t,
        { epochs: 0, onDuty: withShift, limits: { grace_counsellor_ms: 1_000 } });
    const { anna, visitor } = scene;
    const key = randomBytes(32);
    await scene.say(visitor, 'keys',
        { change: (bytes) => putEnvelope(bytes, 0, key, anna.pair.key) });
    await scene.see(({ keyed }) => keyed);
    const said = [];
    for (const person of [visitor, anna]) {
        const change = (bytes) => sealBytes(bytes, key);
        said.push((await scene.say(person, 'talk', { change })).record);
    }
    await anna.client.when('all has come', () => said.every((record) => anna.received(record)));
    return { scene, key, said };
}

const AMOUNTS = [['tags', false], ['note', false], ['history', true]];

for (const [amount, isGiven] of AMOUNTS) {
    test(`a receiver asks for the talk of before; the amount is ${amount}`, OPTIONS, async (t) => {
        const { scene, key, said } = await talked(t);
        const { anna, visitor, conversation } = scene;
        const quinten = await withShift(scene.veer, 'fier/quinten');
        assert.deepEqual(readable(anna).sort(), [...said].sort(), 'this is how a record is opened');

        const transfer = await anna.ask('fier/chat');
        await visitor.consent({ amount });
        await quinten.offer('transfer');
        for (const channel of ['talk', 'keys', 'briefing', 'notes']) {
            await refused('not_member', quinten.follow(channel, conversation));
        }
        await quinten.accept('transfer');
        const ask = async () => {
            const { events } = quinten.client;
            const before = events.length;
            for (const channel of ['talk', 'notes', 'briefing', 'keys']) {
                await quinten.follow(channel, conversation);
            }
            await quinten.client.when('the keys, which he asked for last, have come', () =>
                events.slice(before).some(({ type, channel }) =>
                    type === 'records' && channel === 'keys'));
        };
        const getsNothing = () => {
            const got = said.filter((record) => quinten.received(record));
            assert.equal(got.length, isGiven ? said.length : 0, 'records of before');
            assert.deepEqual(readable(quinten), [], 'that he can open');
            assert.ok(withoutKey(delivered(quinten), key));
        };
        if (isGiven) {
            await quinten.client.when('what was agreed to has come', () =>
                said.every((record) => quinten.received(record)));
        }
        await ask();
        getsNothing();

        await anna.request('introduce', { conversation, transfer });
        await visitor.transferIs('introduced');
        const next = randomBytes(32);
        await scene.say(visitor, 'keys', {
            change: (bytes) => [anna, quinten].reduce((record, { pair }, at) =>
                putEnvelope(record, at, next, pair.key), bytes),
        });
        await scene.see(({ keyed, epoch }) => keyed && epoch === 1);
        const { record } = await scene.say(visitor, 'talk',
            { change: (bytes) => sealBytes(bytes, next) });
        await quinten.client.when('what is said now has come', () => quinten.received(record));
        assert.deepEqual(readable(quinten), [record], 'from now on');
        await ask();
        assert.deepEqual(readable(quinten), [record]);
        assert.ok(withoutKey(delivered(quinten), key));

        await scene.say(visitor, 'keys', { type: TYPE.grant, readers: ['m2'],
            change: (bytes) => putEnvelope(bytes, 0, key, quinten.pair.key) });
        await quinten.client.when('the grant has come', () =>
            delivered(quinten).records.some((bytes) => bytes[4] === TYPE.grant));
        const granted = [record, ...isGiven ? said : []].sort();
        assert.deepEqual(readable(quinten).sort(), granted, 'after a grant');
    });
}

test('nobody but the visitor shares it, and a flag alone opens nothing', OPTIONS, async (t) => {
    const { scene, key, said } = await talked(t);
    const { anna, visitor, conversation } = scene;
    const bram = await withShift(scene.veer, 'csg/bram');
    for (const person of [anna, bram]) {
        await refused('wrong_role', person.request('share_history', { conversation }));
    }
    anna.drop();
    await bram.accept();
    assert.deepEqual(said.filter((record) => bram.received(record)), []);
    await visitor.request('share_history', { conversation });
    await bram.follow('talk', conversation);
    await bram.client.when('it has come', () => said.every((record) => bram.received(record)));
    await bram.follow('keys', conversation);
    await bram.client.when('the keys have come', () => bram.lines('keys', conversation).length > 0);
    assert.deepEqual(readable(bram), []);
    assert.ok(withoutKey(delivered(bram), key));
});
