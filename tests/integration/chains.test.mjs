// A counsellor whose chain does not hold (bad inputs 48 to 50): it is refused, he does not go on
// duty with it, and nobody is paired with him.

import assert from 'node:assert/strict';
import { randomBytes, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { requestId } from '../support/client.mjs';
import { Ends } from '../support/ends.mjs';
import {
    certificate, chainFor, enrol, nowS, rootOf, SHIFT_S, signingKey, wrapped, writeKeys,
} from '../support/keys.mjs';
import { DEMO } from '../support/network.mjs';
import { OwnRedis } from '../support/own_redis.mjs';
import { Counsellor, refused, Visitor } from '../support/people.mjs';
import { makeFolder, removeFolder } from '../support/places.mjs';
import { Veer } from '../support/veer.mjs';

const OPTIONS = { timeout: 120_000 };
const CLOCK_S = 900; // by which clocks may differ
const [REVOKED, BRAMS] = [enrol('csg'), enrol('csg')];

// Points with which every product is zero.
const LOW_ORDER = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];

/** The organisation's list of revoked serials, signed by its root. */
function revocation(organisation, serials) {
    const { id, secret } = rootOf(organisation);
    const head = Buffer.alloc(6);
    head.writeUInt32BE(nowS(), 0);
    head.writeUInt16BE(serials.length, 4);
    const body = Buffer.concat([Buffer.from('HLR1'), id, head, ...serials]);
    return Buffer.concat([body, sign(null, body, secret)]).toString('base64');
}

/** A keys folder in which one enrolment is revoked, and another is bram's. */
function makeKeys(ends) {
    const folder = makeFolder();
    ends.after(() => removeFolder(folder));
    const network = JSON.parse(readFileSync(DEMO, 'utf8'));
    const keys = writeKeys(folder, network, { 'csg/bram': wrapped(BRAMS) });
    const revoked = revocation('csg', [REVOKED.certificate.subarray(61, 69)]);
    writeFileSync(join(keys, 'csg', 'revoked'), `${revoked}\n`);
    return keys;
}

const bytesOf = (chain) => Buffer.from(chain, 'base64');
const joined = (...parts) => Buffer.concat(parts).toString('base64');

function flipped(chain, at) {
    const bytes = bytesOf(chain);
    bytes[at] ^= 1;
    return bytes.toString('base64');
}

/** An enrolment that says it is of csg, signed by somebody else. */
function forged() {
    const { secret } = rootOf('vt');
    const enrolment = enrol('csg');
    const fields = { type: 1, organisation: enrolment.organisation, subject: enrolment.subject,
        key: enrolment.key, from: nowS() - 60, until: nowS() + SHIFT_S };
    return { ...enrolment, certificate: certificate(fields, secret) };
}

const shift = (changes) => chainFor(enrol('csg'), changes);
const under = (changes) => chainFor(enrol('csg', changes));

const WRONG = [
    ['48: of another organisation', chainFor(enrol('vt'))],
    ['48: an enrolment of the organisation that another signed', chainFor(forged())],
    ['48: a shift of another organisation', shift({ organisation: rootOf('vt').id })],
    ['48: a shift of another subject', shift({ subject: randomBytes(8) })],
    ['48: an enrolment that is over', under({ until: nowS() - CLOCK_S - 60 })],
    ['48: an enrolment to come', under({ from: nowS() + CLOCK_S + 60 })],
    ['48: a shift that is over', shift({ from: nowS() - SHIFT_S, until: nowS() - CLOCK_S - 60 })],
    ['48: a shift to come', shift({ from: nowS() + CLOCK_S + 60, until: nowS() + SHIFT_S })],
    ['48: a shift that ends before it begins', shift({ from: nowS(), until: nowS() - 1 })],
    ['48: a shift of more than twelve hours', shift({ from: nowS(), until: nowS() + SHIFT_S + 1 })],
    ['48: revoked', chainFor(REVOKED)],
    ['48: of another counsellor', chainFor(BRAMS)],
    ['48: a broken signature of the enrolment', flipped(shift(), 132)],
    ['48: a broken signature of the shift', flipped(shift(), 265)],
    ['48: signed by another key', chainFor({ ...enrol('csg'), secret: signingKey().secret })],
    ['48: a serial 0', shift({ serial: Buffer.alloc(8) })],
    ['48: two enrolments', joined(enrol('csg').certificate, enrol('csg').certificate)],
    ['48: another magic', flipped(shift(), 0)],
    ...LOW_ORDER.map((point, at) =>
        [`49: a point of low order, ${at}`, shift({ key: Buffer.from(point, 'hex') })]),
    ['50: bytes behind it', joined(bytesOf(shift()), Buffer.alloc(1)), 'bad_message'],
    ['50: one byte short', joined(bytesOf(shift()).subarray(0, -1)), 'bad_message'],
    ['50: base64 that is not canonical', shift().replace(/.=$/, '/=')],
    ['nothing', '', 'bad_message'],
];

test('a chain that does not hold', OPTIONS, async (t) => {
    const ends = Ends.of(t);
    const redis = await OwnRedis.start(ends);
    const veer = await Veer.start(ends,
        { arguments: ['--keys', makeKeys(ends), '--redis', `unix:${redis.path}`] });
    const anna = await Counsellor.onDuty(veer, 'csg/anna');
    const { chain: right } = anna;
    const kept = () => redis.command('HGET', '{veer}:staff:csg/anna', 'chain');

    for (const [what, chain, code = 'bad_chain'] of WRONG) {
        await t.test(`${what}: refused as a shift key, and the one before stays`, async () => {
            await refused(code, anna.client.send({ type: 'shift_key', id: requestId(), chain }));
            assert.equal(await kept(), right);
        });
        await t.test(`${what}: nobody is paired with who comes with it`, async () => {
            await comesBackWith(anna, chain, code);
            assert.equal(await kept(), null);
            await refused('no_shift_key', anna.request('duty', { duty: 'on' }));
            const visitor = await Visitor.enter(veer, 'csg/acute');
            await anna.request('ping');
            assert.equal(visitor.picture().state, 'waiting');
            assert.deepEqual((await anna.statusIs(() => true)).offers, []);
            await anna.request('shift_key', { chain: right });
            await visitor.conversationIs(({ state }) => state === 'offered');
            await visitor.end();
            await visitor.close();
            await anna.statusIs(({ offers }) => offers.length === 0);
        });
    }
});

/** Says hello with the token and this chain; what is none at all is refused: he comes without. */
async function comesBackWith(counsellor, chain, code) {
    await counsellor.open();
    const hello = { type: 'hello', role: 'counsellor', token: counsellor.token };
    if (code === 'bad_message') {
        await refused(code, counsellor.client.send({ ...hello, id: requestId(), chain }));
        await counsellor.client.send({ ...hello, id: requestId() });
    } else {
        await counsellor.client.send({ ...hello, id: requestId(), chain });
    }
}
