import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOON, sampleCounsellor, sampleOrganisation, there } from '../testing/sealed_samples';
import { Seeded } from '../testing/seeded';
import { concat, fromHex, toBase64, toHex, uint, utf8 } from './bytes';
import {
    CERTIFICATE_TYPE, checkChain, readCertificate, readChain, readEnrolment, signShift,
    unwrapEnrolment, writeCertificate, type Certificate, type ChainFault,
} from './certificate';
import { lock, makeExchangeKey, makeSigningKey, sign } from './primitives';
import { readRevoked, readRoots } from './roots';

const NOBODY: ReadonlySet<string> = new Set();

function world(seed: number, change: Partial<Certificate> = {}) {
    const random = new Seeded(seed);
    const organisation = sampleOrganisation(random);
    const counsellor = sampleCounsellor(random, organisation, change);
    const trusted = { root: organisation.root.publicKey, revoked: NOBODY };
    return { random, organisation, counsellor, trusted };
}

type World = ReturnType<typeof world>;

// The chain of this counsellor with another shift certificate, signed with his enrolment key.
function shiftWith({ counsellor }: World, change: Partial<Certificate>): Uint8Array {
    const { enrolment, certificate, enrolmentKey, shift, shiftSerial: serial } = counsellor;
    const { organisation, subject } = certificate;
    const usual = {
        type: CERTIFICATE_TYPE.shift, organisation, subject, key: shift.publicKey,
        from: NOON - 3600, until: NOON + 3600, serial,
    };
    return concat(enrolment, there(writeCertificate({ ...usual, ...change }, enrolmentKey)));
}

function faultOf(chain: Uint8Array, { trusted }: World, now = NOON): ChainFault | 'none' {
    const checked = checkChain(chain, trusted, now);
    return checked.ok ? 'none' : checked.why;
}

test('a chain holds, and says whose key it is', () => {
    const { counsellor, trusted } = world(1);
    const checked = checkChain(counsellor.chain, trusted, NOON);
    assert.ok(checked.ok);
    assert.deepEqual(checked.enrolment, counsellor.certificate);
    assert.deepEqual(checked.shift.key, counsellor.shift.publicKey);
    assert.equal(checked.shift.serial, counsellor.shiftSerial);
    assert.equal(checked.shift.subject, counsellor.certificate.subject);
});

test('a chain with any bit flipped is refused', () => {
    const here = world(2);
    const { chain } = here.counsellor;
    for (let at = 0; at < chain.length; at++) {
        const changed = chain.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
        assert.notEqual(faultOf(changed, here), 'none', `byte ${at}`);
    }
});

test('a chain cut at any length, or with more behind it, is refused', () => {
    const here = world(3);
    const { chain } = here.counsellor;
    for (let length = 0; length < chain.length; length++) {
        assert.equal(faultOf(chain.slice(0, length), here), 'form');
    }
    assert.equal(faultOf(concat(chain, new Uint8Array(1)), here), 'form');
});

test('the parts of a chain are not exchanged for each other', () => {
    const here = world(4);
    const { chain } = here.counsellor;
    const [first, second] = [chain.slice(0, 133), chain.slice(133)];
    assert.equal(faultOf(concat(second, first), here), 'form');
    assert.equal(faultOf(concat(first, first), here), 'form');
    const other = sampleCounsellor(here.random, here.organisation);
    assert.equal(faultOf(concat(first, other.chain.slice(133)), here), 'subject');
    assert.equal(faultOf(concat(other.enrolment, second), here), 'subject');
});

test('an expired certificate is refused, with 15 minutes for a clock that is wrong', () => {
    const here = world(5);
    const { chain } = here.counsellor;
    const end = NOON + 4 * 3600;
    assert.equal(faultOf(chain, here, end + 900), 'none');
    assert.equal(faultOf(chain, here, end + 901), 'expired');
    assert.equal(faultOf(shiftWith(here, { from: NOON + 60, until: NOON - 60 }), here), 'expired');
    const past = world(5, { until: NOON - 901 });
    assert.equal(faultOf(past.counsellor.chain, past), 'expired');
});

test('a certificate of the future is refused, with 15 minutes for a clock that is wrong', () => {
    const here = world(6);
    const { chain } = here.counsellor;
    const begin = NOON - 4 * 3600;
    assert.equal(faultOf(chain, here, begin - 900), 'none');
    assert.equal(faultOf(chain, here, begin - 901), 'not_yet');
    const future = world(6, { from: NOON + 901 });
    assert.equal(faultOf(future.counsellor.chain, future), 'not_yet');
});

test('a certificate of another organisation is refused', () => {
    const here = world(7);
    const other = world(8);
    assert.equal(faultOf(here.counsellor.chain, other), 'organisation');
    const posing = world(9, { organisation: other.organisation.id });
    assert.equal(faultOf(posing.counsellor.chain, posing), 'organisation');
    assert.equal(faultOf(posing.counsellor.chain, other), 'signature');
    const away = shiftWith(here, { organisation: other.organisation.id });
    assert.equal(faultOf(away, here), 'organisation');
});

test('a shift key that only the server signed is refused', () => {
    const here = world(10);
    const { enrolment, certificate } = here.counsellor;
    const own = { ...certificate, type: CERTIFICATE_TYPE.shift, until: NOON + 60, from: NOON };
    for (const by of [makeSigningKey(), here.organisation.root]) {
        const forged = concat(enrolment, there(writeCertificate(own, by)));
        assert.equal(faultOf(forged, here), 'signature');
    }
});

test('a shift of more than twelve hours is refused', () => {
    const here = world(11);
    const from = NOON - 3600;
    assert.equal(faultOf(shiftWith(here, { from, until: from + 43_200 }), here), 'none');
    assert.equal(faultOf(shiftWith(here, { from, until: from + 43_201 }), here), 'too_long');
});

test('a shift key of low order is refused', () => {
    const here = world(12);
    const points = ['00'.repeat(32), `01${'00'.repeat(31)}`, `ec${'ff'.repeat(30)}7f`,
        'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'];
    for (const point of points) {
        const key = there(fromHex(point, 32));
        assert.equal(faultOf(shiftWith(here, { key }), here), 'weak_key');
    }
});

test('a revoked enrolment is refused; other serials change nothing', () => {
    const { counsellor, trusted } = world(13);
    const now = (revoked: ReadonlySet<string>) =>
        checkChain(counsellor.chain, { ...trusted, revoked }, NOON);
    assert.deepEqual(now(new Set([counsellor.certificate.serial])), { ok: false, why: 'revoked' });
    assert.ok(now(new Set([counsellor.shiftSerial, '00'.repeat(8)])).ok);
});

test('a shift is only signed with the seed of the enrolment', () => {
    const { counsellor, random } = world(14);
    const key = makeExchangeKey().publicKey;
    const { enrolment, enrolmentKey: { seed }, chain } = counsellor;
    assert.ok(readChain(there(signShift(enrolment, seed, key, 0, 1))));
    assert.equal(signShift(enrolment, random.bytes(32), key, 0, 1), null);
    assert.equal(signShift(enrolment, seed.slice(1), key, 0, 1), null);
    assert.equal(signShift(enrolment, seed, key.slice(1), 0, 1), null);
    assert.equal(signShift(enrolment, seed, key, 0, 2 ** 32), null);
    assert.equal(signShift(enrolment, seed, key, 0, 1, '00'.repeat(8)), null);
    assert.equal(signShift(chain.slice(133), seed, key, 0, 1), null);
});

test('an enrolment is unwrapped with the right key alone', () => {
    const { counsellor, random } = world(15);
    const key = random.bytes(32);
    const wrapped = (seed: Uint8Array) => concat(utf8('HLW1'), there(uint(4, 3)),
        there(uint(4, 65_536)), random.bytes(16), there(lock(key, seed)), counsellor.enrolment);
    const bytes = wrapped(counsellor.enrolmentKey.seed);
    const read = there(readEnrolment(bytes));
    assert.deepEqual([read.opslimit, read.memlimitKib], [3, 65_536]);
    assert.deepEqual(read.certificate, counsellor.enrolment);
    assert.deepEqual(unwrapEnrolment(read, key), counsellor.enrolmentKey.seed);
    assert.equal(unwrapEnrolment(read, random.bytes(32)), null);
    assert.equal(unwrapEnrolment(read, key.slice(1)), null);
    assert.equal(unwrapEnrolment(there(readEnrolment(wrapped(random.bytes(32)))), key), null);
    for (let length = 0; length < bytes.length; length++) {
        assert.equal(readEnrolment(bytes.slice(0, length)), null);
    }
    for (let at = 28; at < 100; at++) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ 1;
        assert.equal(unwrapEnrolment(there(readEnrolment(changed)), key), null);
    }
});

test('a certificate with another magic, an unknown type or the serial 0 is none', () => {
    const { counsellor } = world(16);
    for (const [at, value] of [[0, 0], [3, 0x32], [4, 0], [4, 3]] as const) {
        const changed = counsellor.enrolment.slice();
        changed[at] = value;
        assert.equal(readCertificate(changed), null);
    }
    const nameless = counsellor.enrolment.slice().fill(0, 61, 69);
    assert.equal(readCertificate(nameless), null);
});

function revocations({ organisation }: World, serials: readonly string[]): Uint8Array {
    const list = concat(utf8('HLR1'), there(fromHex(organisation.id, 8)), there(uint(4, NOON)),
        there(uint(2, serials.length)), ...serials.map((one) => there(fromHex(one, 8))));
    return concat(list, sign(organisation.root, list));
}

test('a revocation list counts when its root signed it, as a whole', () => {
    const here = world(17);
    const { root } = here.trusted;
    const serials = ['01'.repeat(8), 'ff'.repeat(8)];
    const list = revocations(here, serials);
    assert.deepEqual(readRevoked(list, root), new Set(serials));
    assert.deepEqual(readRevoked(revocations(here, []), root), new Set());
    assert.equal(readRevoked(list, world(18).trusted.root), null);
    for (let length = 0; length < list.length; length++) {
        assert.equal(readRevoked(list.slice(0, length), root), null);
        const changed = list.slice();
        changed[length] = (changed[length] ?? 0) ^ 0x10;
        assert.equal(readRevoked(changed, root), null);
    }
});

test('roots are read; an organisation whose list does not hold is trusted with nothing', () => {
    const here = world(19);
    const root = toHex(here.trusted.root);
    const revoked = toBase64(revocations(here, ['0a'.repeat(8)]));
    const roots = there(readRoots(JSON.stringify({
        organisations: {
            'de-luisterlijn': { root },
            'slachtofferhulp': { root, revoked },
            'forged': { root: toHex(world(20).trusted.root), revoked },
            'broken': { root, revoked: 'AA' }, 'odd': { root, revoked: 1 },
            'short': { root: root.slice(2) }, 'none': {}, 'text': 'x',
        },
    })));
    assert.deepEqual([...roots.keys()], ['de-luisterlijn', 'slachtofferhulp']);
    assert.deepEqual(roots.get('slachtofferhulp')?.revoked, new Set(['0a'.repeat(8)]));
    assert.deepEqual(roots.get('de-luisterlijn'), { root: here.trusted.root, revoked: NOBODY });
    for (const text of ['', '{', 'null', '[]', '{}', '{"organisations":[]}', '"x"']) {
        assert.equal(readRoots(text), null);
    }
});
