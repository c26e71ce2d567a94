// What is no record, or not one that this person may say now, is refused: nothing of it is kept or
// sent on, and the connection goes on. The numbers are those of the bad inputs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, refused, Visitor } from '../support/people.mjs';
import { NOTE_EPOCH, ROLE, TYPE } from '../support/records.mjs';
import { changed, SealedScene } from '../support/sealed_scene.mjs';

const OPTIONS = { timeout: 120_000 };
const ELSEWHERE = 'ab'.repeat(16);
const [NUMBER_MAX, SEQ_MAX] = [2n ** 53n, 2n ** 64n - 1n];

const base64 = (text) => Buffer.from(text).toString('base64');

/** The same bytes in base64 with a bit set behind the last of them. */
function withSpareBit(record) {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const at = record.indexOf('=') - 1;
    const next = letters[letters.indexOf(record[at]) + 1];
    return `${record.slice(0, at)}${next}${record.slice(at + 1)}`;
}

// The talk -------------------------------------------------------------------------------------

// By whom, with which error: a header or bytes that are wrong in one thing, or another text.
const IN_THE_TALK = [
    ['clear text', 'visitor', 'not_a_record', { instead: () => base64('Hallo, ik ben er.') }],
    ['clear text as long as a record', 'visitor', 'not_a_record',
        { instead: () => base64('a'.repeat(380)) }],
    ['nothing', 'visitor', 'not_a_record', { instead: () => '' }],
    ['another version', 'visitor', 'not_a_record', { change: (bytes) => { bytes.write('HLE2'); } }],
    ['a flag', 'visitor', 'not_a_record', { change: (bytes) => { bytes[7] = 1; } }],
    ['an unknown type: 0', 'visitor', 'not_a_record', { type: 0 }],
    ['an unknown type: 4', 'visitor', 'not_a_record', { type: 4 }],
    ['an unknown type: 11', 'visitor', 'not_a_record', { type: 11 }],
    ['an unknown type: 255', 'visitor', 'not_a_record', { type: 255 }],
    ['an unknown role: 0', 'visitor', 'not_a_record', { role: 0 }],
    ['an unknown role: 4', 'anna', 'not_a_record', { role: 4 }],
    ['a sender who is none', 'anna', 'not_a_record', { member: 'x1' }],
    ['a sender with more behind it', 'anna', 'not_a_record',
        { change: (bytes) => { bytes[35] = 1; } }],
    ['41: the next but one', 'visitor', 'number_gap', { later: 1 }],
    ['43: of another conversation', 'visitor', 'not_a_record', { conversation: ELSEWHERE }],
    ['44: the visitor in the owner\'s role', 'visitor', 'not_a_record', { role: ROLE.owner }],
    ['44: the visitor as the owner', 'visitor', 'not_a_record',
        { role: ROLE.owner, member: 'm1' }],
    ['44: the owner in the visitor\'s role', 'anna', 'not_a_record', { role: ROLE.visitor }],
    ['44: the owner as the visitor', 'anna', 'not_a_record',
        { role: ROLE.visitor, member: 'm0' }],
    ['44: the owner under another\'s name', 'anna', 'not_a_record', { member: 'm2' }],
    ['44: the owner as a receiver, which she is not', 'anna', 'old_epoch', { role: ROLE.receiver }],
    ['45: an epoch before the newest', 'visitor', 'old_epoch', { epoch: 0 }],
    ['45: an epoch before the newest, by the owner', 'anna', 'old_epoch', { epoch: 0 }],
    ['45: an epoch after the newest', 'visitor', 'old_epoch', { epoch: 2 }],
    ['45: the highest epoch', 'visitor', 'old_epoch', { epoch: NOTE_EPOCH - 1 }],
    ['45: the epoch of a hand-over', 'visitor', 'not_a_record', { epoch: NOTE_EPOCH }],
    ['45: epoch 0xffffffff', 'visitor', 'not_a_record', { epoch: 0xffff_ffff }],
    ['50: one byte short', 'visitor', 'not_a_record', { change: (bytes) => bytes.subarray(0, -1) }],
    ['50: one byte more', 'visitor', 'not_a_record',
        { change: (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]) }],
    ['50: cut within the header', 'visitor', 'not_a_record',
        { change: (bytes) => bytes.subarray(0, 83) }],
    ['50: the header alone', 'visitor', 'not_a_record',
        { change: (bytes) => bytes.subarray(0, 84) }],
    ['50: of no size class', 'visitor', 'not_a_record',
        { change: (bytes) => Buffer.concat([bytes, Buffer.alloc(100)]) }],
    ['50: longer than the longest', 'visitor', 'not_a_record',
        { text: 'a'.repeat(4_000), change: (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]) }],
    ['50: longer than the wire takes', 'visitor', 'bad_message',
        { text: 'a'.repeat(4_000), change: (bytes) => Buffer.concat([bytes, Buffer.alloc(4)]) }],
    ['52: seq 2^64-1', 'visitor', 'not_a_record', { number: SEQ_MAX }],
    ['52: seq and number 2^53', 'visitor', 'bad_message',
        { number: NUMBER_MAX, under: Number(NUMBER_MAX) }],
    ['52: what was read up to 2^64-1', 'visitor', 'not_a_record',
        { change: (bytes) => { bytes.writeBigUInt64BE(SEQ_MAX, 76); } }],
    ['seq 0', 'visitor', 'not_a_record', { number: 0 }],
    ['seq and number 0', 'visitor', 'not_a_record', { number: 0, under: 0 }],
    ['a seq that is not its number', 'visitor', 'not_a_record', { number: 99 }],
    ['base64 that is not canonical', 'visitor', 'not_a_record', { instead: withSpareBit }],
    ['base64 without its padding', 'visitor', 'not_a_record',
        { instead: (record) => record.replace(/=+$/, '') }],
    ['base64 with more behind its padding', 'visitor', 'bad_message',
        { instead: (record) => `${record}AAAA` }],
    ['base64 of URLs', 'visitor', 'bad_message', { instead: (record) => `_${record.slice(1)}` }],
    ['base64 with a line end', 'visitor', 'bad_message',
        { instead: (record) => `${record.slice(0, 76)}\n${record.slice(77)}` }],
];

test('what is not said in a talk', OPTIONS, async (t) => {
    const scene = await SealedScene.talk(t);
    for (const [what, who, code, { instead, later = 0, under, ...header }] of IN_THE_TALK) {
        await t.test(what, async () => {
            const fields = await scene.next(scene[who], 'talk', header);
            if (later > 0) {
                const number = fields.number + later;
                Object.assign(fields, await scene.next(scene[who], 'talk', { number }), { number });
            }
            await scene.refuses(code, scene[who], { ...fields,
                ...(instead && { record: instead(fields.record) }),
                ...(under !== undefined && { number: under }) });
            await scene.goesOn(scene[who]);
        });
    }

    await t.test('39: a flipped bit at each byte of the header that can be judged', async () => {
        const fields = await scene.next(scene.anna);
        for (let at = 0; at < 44; at += 1) {
            const record = changed(fields.record, (bytes) => { bytes[at] ^= 1; });
            // Another role that she could have, or another epoch: she seals it again.
            const code = at === 5 || (at >= 24 && at < 28) ? 'old_epoch' : 'not_a_record';
            await scene.refuses(code, scene.anna, { ...fields, record });
        }
        await scene.goesOn(scene.anna);
    });

    await t.test('40: said again under its number, it is kept once', async () => {
        const fields = await scene.next(scene.visitor);
        const { seq } = await scene.visitor.request('say', fields);
        const before = await scene.kept();
        assert.equal((await scene.visitor.request('say', fields)).seq, seq);
        assert.deepEqual(await scene.kept(), before);
        await scene.goesOn();
        const lines = scene.anna.client.events.filter(({ type }) => type === 'records')
            .flatMap((event) => event.lines);
        assert.equal(lines.filter(({ record }) => record === fields.record).length, 1);
    });

    await t.test('40: other bytes under a number that was taken', async () => {
        const { number } = await scene.say(scene.visitor);
        const before = await scene.kept();
        const other = await scene.next(scene.visitor, 'talk', { number, text: 'other words' });
        await scene.visitor.request('say', { ...other, number });
        await scene.nothingOf(other.record, before);
        await scene.goesOn();
    });

    await t.test('40: a record once more under the next number', async () => {
        const { record } = await scene.say(scene.visitor);
        const fields = await scene.next(scene.visitor);
        const before = await scene.kept();
        await refused('not_a_record', scene.visitor.request('say', { ...fields, record }));
        assert.deepEqual(await scene.kept(), before);
        await scene.goesOn();
    });

    await t.test('44: what the visitor said, said by the owner', async () => {
        const fields = await scene.next(scene.visitor, 'talk', { text: 'words of the visitor' });
        await scene.refuses('not_a_record', scene.anna, { ...fields,
            number: (await scene.next(scene.anna)).number });
        await scene.goesOn(scene.anna);
    });

    await t.test('a message that is too long ends the connection; back, all goes on', async () => {
        const before = await scene.kept();
        const record = base64('a'.repeat(9_000));
        scene.visitor.client.sendText(JSON.stringify({ ...await scene.next(scene.visitor),
            type: 'say', id: 'much-too-long', record }));
        assert.equal((await scene.visitor.client.untilClosed()).code, 1009);
        await scene.visitor.resume();
        const now = await scene.kept();
        const streams = (all) => all.filter(([name]) => name.startsWith('{veer}:lines:'));
        assert.deepEqual(streams(now), streams(before));
        await scene.goesOn();
    });
});

// Types ----------------------------------------------------------------------------------------

// Who may say which types in which channel; everything else is refused.
const MAY_SAY = {
    talk: { visitor: ['message', 'close'], anna: ['message', 'close'], quinten: ['message'] },
    keys: { visitor: ['epoch_open', 'grant'], anna: ['key_ack'], quinten: ['key_ack'] },
    briefing: { visitor: [], anna: ['briefing', 'vouch'], quinten: ['briefing'] },
    notes: { visitor: [], anna: ['note'], quinten: ['note'] },
};
// The last of these closes what an epoch opened.
const ORDER = ['message', 'close', 'key_ack', 'hand_over', 'briefing', 'note', 'vouch', 'grant',
    'epoch_open'];

test('types that do not go with the channel or the sender', OPTIONS, async (t) => {
    const scene = await SealedScene.transfer(t, 'introduced');
    const everything = Object.entries(MAY_SAY).flatMap(([channel, by]) => Object.entries(by)
        .flatMap(([who, types]) => ORDER.map((name) =>
            ({ channel, who, name, may: types.includes(name) }))));
    for (const { channel, who, name, may } of everything) {
        const header = { type: TYPE[name], readers: ['m1', 'm2'] };
        await t.test(`${who} ${may ? 'says' : 'does not say'} ${name} in ${channel}`, async () => {
            if (!may) {
                await scene.refuses('not_a_record', scene[who],
                    await scene.next(scene[who], channel, header));
                return;
            }
            const { record } = await scene.say(scene[who], channel, header);
            const others = scene.people.filter((each) => each !== scene[who] &&
                !(each === scene.visitor && channel === 'briefing'));
            for (const reader of channel === 'notes' ? [scene[who]] : others) {
                await reader.client.when('the line comes', () => reader.received(record));
            }
            await scene.see(({ keyed }) => keyed);
        });
    }
    await scene.opens();
    await scene.goesOn();
});

test('notes, and that somebody writes them, reach nobody but himself', OPTIONS, async (t) => {
    const scene = await SealedScene.transfer(t, 'introduced');
    const { anna, quinten, visitor, conversation } = scene;
    for (const author of [anna, quinten]) {
        await author.request('typing', { conversation, channel: 'notes', typing: true });
        const { record } = await scene.say(author, 'notes');
        await author.client.when('his own note comes', () => author.received(record));
        await scene.goesOn(author);
        for (const other of [anna, quinten, visitor].filter((each) => each !== author)) {
            assert.equal(other.received(record), false);
            assert.equal(other.received('"typing"'), false);
        }
    }
});

// Keys -----------------------------------------------------------------------------------------

// By whom, with which error, while epoch 1 is for m1: she alone is present.
const IN_THE_KEYS = [
    ['45: an epoch opened twice', 'visitor', 'old_epoch', { epoch: 1 }],
    ['45: an epoch opened that is over', 'visitor', 'old_epoch', { epoch: 0 }],
    ['45: an epoch left out', 'visitor', 'old_epoch', { epoch: 3 }],
    ['45: the highest epoch opened', 'visitor', 'old_epoch', { epoch: NOTE_EPOCH - 1 }],
    ['45: epoch 0xffffffff opened', 'visitor', 'not_a_record', { epoch: 0xffff_ffff }],
    ['44: an epoch opened by the owner', 'anna', 'not_a_record', { type: TYPE.epoch_open }],
    ['44: an epoch opened by the owner as the visitor', 'anna', 'not_a_record',
        { type: TYPE.epoch_open, role: ROLE.visitor, member: 'm0' }],
    ['47: an epoch for nobody', 'visitor', 'not_a_record', { readers: [] }],
    ['47: an epoch for somebody twice', 'visitor', 'not_a_record', { readers: ['m1', 'm1'] }],
    ['47: an epoch for somebody who is no member', 'visitor', 'not_a_record', { readers: ['x1'] }],
    ['50: an epoch with another count', 'visitor', 'not_a_record',
        { change: (bytes) => { bytes[84 + 64] = 2; } }],
    ['50: an epoch with more behind it', 'visitor', 'not_a_record',
        { change: (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]) }],
    ['50: an epoch cut short', 'visitor', 'not_a_record',
        { change: (bytes) => bytes.subarray(0, -1) }],
    ['46: a grant with a commitment', 'visitor', 'not_a_record',
        { type: TYPE.grant, change: (bytes) => { bytes[84 + 32] = 1; } }],
    ['45: a grant with an epoch', 'visitor', 'not_a_record', { type: TYPE.grant, epoch: 1 }],
    ['a key-ack by the visitor', 'visitor', 'not_a_record', { type: TYPE.key_ack, epoch: 1 }],
    ['45: a key-ack of an epoch that is over', 'anna', 'old_epoch', { epoch: 0 }],
    ['45: a key-ack of an epoch to come', 'anna', 'old_epoch', { epoch: 2 }],
    ['44: a key-ack under another\'s name', 'anna', 'not_a_record', { member: 'm2' }],
];

test('what is not said among the keys', OPTIONS, async (t) => {
    const scene = await SealedScene.talk(t);
    for (const [what, who, code, header] of IN_THE_KEYS) {
        await t.test(what, async () => {
            await scene.refuses(code, scene[who], await scene.next(scene[who], 'keys', header));
            await scene.goesOn(scene[who]);
        });
    }

    for (const [whom, readers] of [['a stranger', ['m9']], ['a stranger too', ['m1', 'm9']]]) {
        await t.test(`47: an epoch for ${whom} closes the talk until one is right`, async () => {
            await scene.say(scene.visitor, 'keys', { readers });
            await scene.see(({ keyed }) => !keyed);
            for (const person of scene.people) {
                await scene.refuses('no_key', person, await scene.next(person));
            }
            await scene.opens();
            await scene.goesOn();
        });
    }

    await t.test('47: an envelope to a stranger reaches nobody else', async () => {
        const stranger = await Counsellor.onDuty(scene.veer, 'shn/ibrahim');
        const other = await Visitor.enter(scene.veer, 'shn/chat');
        await stranger.accept();
        const { record } = await scene.say(scene.visitor, 'keys',
            { type: TYPE.grant, readers: ['m9'] });
        await refused('not_member', stranger.follow('keys', scene.conversation));
        await refused('unknown_conversation', other.follow('keys', scene.conversation));
        await scene.goesOn();
        for (const person of [stranger, other]) {
            await person.request('ping');
            assert.equal(person.received(record), false);
        }
    });
});

test('before there is a key nothing is said', OPTIONS, async (t) => {
    const scene = await SealedScene.talk(t, { epochs: 0 });
    for (const person of scene.people) {
        await scene.refuses('no_key', person, await scene.next(person, 'talk', { epoch: 0 }));
    }
    await scene.say(scene.visitor, 'keys', { type: TYPE.grant, readers: ['m1'] });
    await scene.refuses('no_key', scene.anna, await scene.next(scene.anna, 'talk', { epoch: 0 }));
    await scene.opens();
    await scene.goesOn();
});

// The hand-over --------------------------------------------------------------------------------

test('a hand-over needs the key-ack of this receiver for this epoch', OPTIONS, async (t) => {
    const scene = await SealedScene.transfer(t, 'briefing');
    const { anna, quinten, visitor, conversation, transfer } = scene;
    const nobodyIsReleased = async () => {
        const fields = { conversation, transfer };
        await scene.refuses('receiver_without_key', anna, fields, 'hand_over');
        await scene.refuses('receiver_without_key', quinten, fields, 'take_over');
        assert.equal(visitor.picture().transfer.acked, undefined);
    };
    await t.test('one that came before the introduction does not count', async () => {
        await scene.say(quinten, 'keys');
        await anna.request('introduce', { conversation, transfer });
        await visitor.transferIs('introduced');
        await nobodyIsReleased();
    });
    await t.test('while the newest epoch is not for all three', async () => {
        await scene.refuses('no_key', quinten, await scene.next(quinten));
        await scene.say(quinten, 'keys');
        await nobodyIsReleased();
        await scene.opens();
        await nobodyIsReleased();
    });
    await t.test('one of another epoch', async () => {
        const { epoch } = visitor.picture();
        for (const other of [epoch - 1, epoch + 1]) {
            await scene.refuses('old_epoch', quinten,
                await scene.next(quinten, 'keys', { epoch: other }));
        }
        await nobodyIsReleased();
    });
    await t.test('one by another person', async () => {
        await scene.say(anna, 'keys');
        await nobodyIsReleased();
        for (const person of [anna, visitor]) {
            await scene.refuses('not_a_record', person, await scene.next(person, 'keys',
                { type: TYPE.key_ack, role: ROLE.receiver, member: 'm2' }));
        }
        await nobodyIsReleased();
    });
    await t.test('his own counts until there is another epoch', async () => {
        await scene.say(quinten, 'keys');
        await scene.see((event) => event.transfer.acked);
        await scene.say(anna, 'keys');
        await scene.see((event) => event.transfer.acked);
        await scene.opens();
        await nobodyIsReleased();
    });
    await t.test('his own counts until his tab has no key, or another one', async () => {
        const shows = async () => {
            await scene.say(quinten, 'keys');
            await scene.see((event) => event.transfer.acked);
        };
        await shows();
        quinten.chain = undefined;
        await quinten.resume();
        await scene.see((event) => !event.transfer.acked);
        await scene.say(quinten, 'keys');
        await nobodyIsReleased();

        quinten.chain = quinten.newChain();
        await quinten.resume();
        await nobodyIsReleased();
        await shows();
        await quinten.request('shift_key', { chain: quinten.newChain() });
        await scene.see((event) => !event.transfer.acked);
        await nobodyIsReleased();
    });
    await t.test('then she is released', async () => {
        await scene.say(quinten, 'keys');
        await scene.see((event) => event.transfer.acked);
        await anna.request('hand_over', { conversation, transfer });
        await visitor.transferIs('completed');
    });
});

// What the sender's own note is made into. Of the visitor's only what he can make himself.
const NOT_A_NOTE = [
    ['clear text', () => base64('she told me everything')],
    ['clear text as long as a record', () => base64('a'.repeat(380))],
    ['nothing', () => ''],
    ['a message', (scene, person) => scene.made(person, { type: TYPE.message, number: 1 })],
    ['44: under another\'s name', (scene, person) =>
        scene.made(person, { member: person === scene.visitor ? 'm1' : 'm2' })],
    ['44: as the other of the two', (scene, person) => scene.made(person, person === scene.visitor
        ? { role: ROLE.owner, member: 'm1', epoch: 0 }
        : { role: ROLE.visitor, member: 'm0', epoch: NOTE_EPOCH })],
    ['44: as a receiver', (scene, person) => scene.made(person, { role: ROLE.receiver, epoch: 0 })],
    ['43: of another conversation', (scene, person) =>
        scene.made(person, { conversation: ELSEWHERE })],
    ['45: under the key of the other of the two', (scene, person) =>
        scene.made(person, { epoch: person === scene.visitor ? 0 : NOTE_EPOCH })],
    ['with a seq', (scene, person) => scene.made(person, { number: 1 })],
    ['with a record before it', (scene, person) =>
        changed(scene.made(person), (bytes) => { bytes[44] = 1; })],
    ['50: one byte short', (scene, person) =>
        changed(scene.made(person), (bytes) => bytes.subarray(0, -1))],
    ['50: one byte more', (scene, person) =>
        changed(scene.made(person), (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]))],
    ['base64 that is not canonical', (scene, person) => withSpareBit(scene.made(person))],
];

test('what is no hand-over note', OPTIONS, async (t) => {
    const scene = await SealedScene.talk(t);
    const { anna, visitor, conversation } = scene;
    await Counsellor.onDuty(scene.veer, 'fier/quinten');
    const refuseAll = async (type, person, fields) => {
        for (const [what, make] of NOT_A_NOTE) {
            await t.test(`${type}: ${what}`, () => scene.refuses('not_a_record', person,
                { ...fields, conversation, tags: [], note: make(scene, person) }, type));
        }
    };
    await refuseAll('ask', anna, { desk: 'fier/chat' });
    const transfer = await anna.ask('fier/chat');
    const { hash } = (await visitor.transferIs('asked')).transfer;
    await refuseAll('edit', anna, { transfer });
    await refuseAll('consent', visitor, { transfer, hash, amount: 'note' });
    await visitor.consent();
    await visitor.transferIs('offered');
    await scene.goesOn();
});
