// `veer keys` as an organisation's key officer sees it: the real program in a temporary folder.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import {
    chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeNetwork } from '../support/network.mjs';
import { makeFolder, removeFolder } from '../support/places.mjs';
import { PROGRAM } from '../support/veer.mjs';

const PASSPHRASE = 'een lang geheim van de wortel';
const PHRASE = 'vier woorden of liever meer';
const SECRETS = [PASSPHRASE, PHRASE];
const CERTIFICATE = 100; // where it begins in an enrolment
const DAY_S = 86_400;

/** An empty keys folder; runs veer and keeps all that it says, in which no secret may be. */
class Office {
    constructor(t) {
        this.folder = makeFolder();
        this.keys = join(this.folder, 'keys');
        t.after(() => removeFolder(this.folder));
    }

    path(...names) {
        return join(this.keys, ...names);
    }

    text(...names) {
        return readFileSync(this.path(...names), 'utf8').trim();
    }

    bytes(...names) {
        return Buffer.from(this.text(...names), 'base64');
    }

    /** Runs a subcommand; `lines` go to its standard input. */
    run(words, lines = []) {
        const { status, stdout, stderr } = spawnSync(PROGRAM, ['keys', ...words, '--keys', this.keys], {
            input: lines.map((line) => `${line}\n`).join(''), encoding: 'utf8',
        });
        for (const secret of SECRETS) {
            assert.equal(`${stdout}${stderr}`.includes(secret), false, 'a secret in the output');
        }
        assert.doesNotMatch(stderr, /Sanitizer|runtime error/);
        return { status, stdout, stderr };
    }

    done(words, lines) {
        const result = this.run(words, lines);
        assert.equal(result.status, 0, result.stderr);
        assert.equal(result.stderr, '');
        return result.stdout;
    }

    refused(words, lines, expected) {
        const result = this.run(words, lines);
        assert.equal(result.status, 1, result.stdout);
        assert.match(result.stderr, expected);
        assert.equal(result.stdout, '');
    }

    root(organisation = 'csg') {
        this.done(['root', organisation, '--fast'], [PASSPHRASE]);
    }

    enrol(who = 'csg/anna', ...options) {
        return this.done(['enrol', who, '--fast', ...options], [PASSPHRASE, PHRASE]);
    }
}

function modeOf(path) {
    return statSync(path).mode & 0o777;
}

function isSigned(bytes, signature, keyHex) {
    const key = createPublicKey({
        key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(keyHex, 'hex').toString('base64url') }, format: 'jwk',
    });
    return verify(null, bytes, key, signature);
}

function serialOf(certificate) {
    return certificate.subarray(61, 69).toString('hex');
}

test('usage', (t) => {
    const office = new Office(t);
    const bare = spawnSync(PROGRAM, ['keys'], { encoding: 'utf8' });
    assert.equal(bare.status, 2);
    assert.match(bare.stderr, /veer keys SUBCOMMAND[^]*enrol ORG\/NAME/);
    assert.match(office.done(['help']), /revoke ORG\/NAME/);
    assert.match(spawnSync(PROGRAM, ['help'], { encoding: 'utf8' }).stdout, /^ {2}keys /m);
    for (const words of [['forge'], ['root'], ['root', 'a', 'b'], ['list', '--colour'], ['enrol', 'a/b', '--days', '0']]) {
        assert.equal(office.run(words).status, 2, words.join(' '));
    }
    office.refused(['root', 'CSG'], [], /not the id of an organisation/);
    for (const who of ['csg', 'csg/', '/anna', '../anna', 'csg/../anna']) {
        office.refused(['enrol', who], [], /is not organisation\/name/);
    }
});

test('a root', (t) => {
    const office = new Office(t);
    office.refused(['root', 'csg', '--fast'], [], /nothing was given/);
    office.refused(['root', 'csg', '--fast'], ['kort'], /too short/);
    office.root();
    assert.match(office.text('csg', 'root.pub'), /^[0-9a-f]{64}$/);
    assert.equal(office.bytes('csg', 'root.secret').subarray(0, 4).toString(), 'HLS1');
    assert.equal(office.bytes('csg', 'root.secret').length, 100);
    assert.equal(modeOf(office.path('csg', 'root.secret')), 0o600);
    assert.equal(modeOf(office.path('csg', 'root.pub')), 0o644);
    assert.equal(modeOf(office.path('csg')), 0o700);
    assert.deepEqual(readdirSync(office.path('csg')).sort(), ['root.pub', 'root.secret'], 'no drafts are left');

    const before = office.text('csg', 'root.pub');
    office.refused(['root', 'csg', '--fast'], [PASSPHRASE], /has a root already/);
    assert.equal(office.text('csg', 'root.pub'), before);
    office.done(['root', 'csg', '--fast', '--replace'], [PASSPHRASE]);
    assert.notEqual(office.text('csg', 'root.pub'), before);
});

test('a root costs a guesser the moderate limits unless told otherwise', (t) => {
    const office = new Office(t);
    office.done(['root', 'csg'], [PASSPHRASE]);
    const bytes = office.bytes('csg', 'root.secret');
    assert.deepEqual([bytes.readUInt32BE(4), bytes.readUInt32BE(8)], [3, 256 * 1024]);
});

test('enrolling', (t) => {
    const office = new Office(t);
    office.refused(['enrol', 'csg/anna'], [PASSPHRASE, PHRASE], /there is no root of csg[^]*veer keys root csg/);
    office.root();
    office.refused(['enrol', 'csg/anna', '--fast'], ['een ander geheim'], /not the passphrase of the root/);
    office.refused(['enrol', 'csg/anna', '--fast'], [PASSPHRASE], /nothing was given/);
    for (const [phrase, expected] of [['te kort', /too short/], [` ${PHRASE}`, /space/], [`${PHRASE}  x`, /space/],
        [`${PHRASE} e\u0301`, /not every keyboard/], [`${PHRASE}\u200b`, /not every keyboard/]]) {
        office.refused(['enrol', 'csg/anna', '--fast'], [PASSPHRASE, phrase], expected);
    }
    assert.deepEqual(readdirSync(office.path('csg')).sort(), ['root.pub', 'root.secret'], 'nothing was made');

    const now = Math.floor(Date.now() / 1000);
    assert.match(office.enrol('csg/anna', '--days', '7'), /csg\/anna is enrolled for 7 days/);
    const enrolment = office.bytes('csg', 'anna.enrolment');
    const certificate = enrolment.subarray(CERTIFICATE);
    assert.equal(enrolment.length, 233);
    assert.equal(modeOf(office.path('csg', 'anna.enrolment')), 0o600);
    assert.equal(certificate.subarray(0, 5).toString('latin1'), 'HLC1\u0001');
    assert.ok(Math.abs(certificate.readUInt32BE(53) - now) < 60);
    assert.equal(certificate.readUInt32BE(57) - certificate.readUInt32BE(53), 7 * DAY_S);
    assert.ok(isSigned(certificate.subarray(0, 69), certificate.subarray(69), office.text('csg', 'root.pub')));

    office.enrol('csg/bram', '--replace');
    assert.equal(office.bytes('csg', 'bram.enrolment').subarray(CERTIFICATE).readUInt32BE(57) - now >= 90 * DAY_S, true);
});

test('signing a key that was made elsewhere', (t) => {
    const office = new Office(t);
    office.root();
    const key = office.text('csg', 'root.pub'); // any point of the curve
    for (const wrong of ['00'.repeat(32), 'ff'.repeat(32), key.slice(2), `${key}00`]) {
        office.refused(['sign', 'csg', wrong], [PASSPHRASE], /not an Ed25519 public key/);
    }
    const certificate = Buffer.from(office.done(['sign', 'csg', key, '--days', '3'], [PASSPHRASE]), 'base64');
    assert.equal(certificate.length, 133);
    assert.equal(certificate.subarray(21, 53).toString('hex'), key);
    assert.ok(isSigned(certificate.subarray(0, 69), certificate.subarray(69), key));
    assert.match(office.done(['list']), new RegExp(`^csg/- +${serialOf(certificate)} .* ends in [23] days$`, 'm'));
});

test('listing, renewing and revoking', (t) => {
    const office = new Office(t);
    office.refused(['list'], [], /cannot read the keys folder/);
    office.root();
    office.refused(['revoke', 'csg/anna'], [PASSPHRASE], /nothing in .* was signed for csg\/anna/);
    office.enrol();
    const first = serialOf(office.bytes('csg', 'anna.enrolment').subarray(CERTIFICATE));
    office.enrol();
    const second = serialOf(office.bytes('csg', 'anna.enrolment').subarray(CERTIFICATE));
    office.enrol('csg/bram');
    const list = office.done(['list']);
    assert.match(list, new RegExp(`csg/anna +${first} .* replaced$`, 'm'));
    assert.match(list, new RegExp(`csg/anna +${second} .* fine$`, 'm'));

    office.refused(['revoke', 'csg/anna'], ['een ander geheim'], /not the passphrase/);
    assert.match(office.done(['revoke', 'csg/anna'], [PASSPHRASE]), /^2 revoked/);
    assert.equal(office.done(['revoke', 'csg/anna']), 'It was revoked already.\n');
    const revoked = office.bytes('csg', 'revoked');
    assert.equal(revoked.subarray(0, 4).toString(), 'HLR1');
    assert.equal(revoked.readUInt16BE(16), 2);
    assert.equal(revoked.length, 18 + 2 * 8 + 64);
    assert.ok(isSigned(revoked.subarray(0, -64), revoked.subarray(-64), office.text('csg', 'root.pub')));
    assert.equal(office.done(['list']).match(/csg\/anna .* revoked$/gm).length, 2);
    assert.match(office.done(['list']), /csg\/bram .* fine$/m);

    const bram = serialOf(office.bytes('csg', 'bram.enrolment').subarray(CERTIFICATE));
    office.refused(['revoke', 'csg', 'xyz'], [PASSPHRASE], /not a serial/);
    office.done(['revoke', 'csg', bram], [PASSPHRASE]);
    assert.equal(office.bytes('csg', 'revoked').readUInt16BE(16), 3);
    office.enrol();
    assert.match(office.done(['list']), /csg\/anna .* fine$/m);
});

test('what has expired is listed as that', (t) => {
    const office = new Office(t);
    const pair = generateKeyPairSync('ed25519');
    const root = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x, 'base64url');
    const now = Math.floor(Date.now() / 1000);
    const certificate = (from, until) => {
        const body = Buffer.alloc(69, 1);
        body.write('HLC1');
        body.writeUInt32BE(from, 53);
        body.writeUInt32BE(until, 57);
        return Buffer.concat([body, sign(null, body, pair.privateKey)]).toString('base64');
    };
    mkdirSync(office.path('csg'), { recursive: true });
    writeFileSync(office.path('csg', 'root.pub'), `${root.toString('hex')}\n`);
    writeFileSync(office.path('csg', 'issued'),
        `anna ${certificate(now - 100, now - 10)}\n- ${certificate(now - 50, now + 3 * DAY_S + 60)}\n`);
    const list = office.done(['list']);
    assert.match(list, /^csg\/anna .* expired$/m);
    assert.match(list, /^csg\/- .* ends in 3 days$/m);
    writeFileSync(office.path('csg', 'issued'), 'anna\n');
    office.refused(['list'], [], /csg\/issued is not as veer keys wrote it/);
});

test('files that were changed are told', (t) => {
    const office = new Office(t);
    office.root();
    office.root('vt');
    office.enrol();
    copyFileSync(office.path('vt', 'root.pub'), office.path('csg', 'root.pub'));
    office.refused(['enrol', 'csg/anna', '--fast'], [PASSPHRASE, PHRASE], /does not belong to this root.secret/);
    assert.match(office.done(['list']), /csg\/anna .* signed by another root$/m);
    writeFileSync(office.path('csg', 'root.secret'), 'AAAA');
    office.refused(['enrol', 'csg/anna', '--fast'], [PASSPHRASE, PHRASE], /not as veer keys root wrote it/);
    writeFileSync(office.path('vt', 'revoked'), 'AAAA');
    office.refused(['revoke', 'vt', '00'.repeat(8)], [PASSPHRASE], /was not signed by this root/);
});

test('a release key signs roots.json and the manifest of the pages', (t) => {
    const office = new Office(t);
    const release = join(office.folder, 'release');
    const dist = join(office.folder, 'dist');
    office.refused(['publish', '--release', release], [], /cannot read the keys folder/);
    office.root();
    office.root('vt');
    office.enrol();
    office.done(['revoke', 'csg/anna'], [PASSPHRASE]);
    office.refused(['publish'], [], /--release FILE/);
    office.refused(['publish', '--release', release], [], /cannot read the release key/);
    assert.ok(!office.done(['release', release]).includes(readFileSync(release, 'utf8').trim()));
    office.refused(['release', release], [], /--replace/);
    assert.equal(modeOf(release), 0o600);
    const key = readFileSync(`${release}.pub`, 'utf8').trim();

    office.done(['publish', '--release', release]);
    const roots = readFileSync(office.path('roots.json'));
    assert.deepEqual(JSON.parse(roots), {
        organisations: {
            csg: { root: office.text('csg', 'root.pub'), revoked: office.text('csg', 'revoked') },
            vt: { root: office.text('vt', 'root.pub') },
        },
    });
    assert.ok(isSigned(roots, office.bytes('roots.json.sig'), key));
    assert.equal(modeOf(office.path('roots.json')), 0o644);

    mkdirSync(join(dist, 'assets'), { recursive: true });
    writeFileSync(join(dist, 'index.html'), 'page');
    writeFileSync(join(dist, 'assets', 'b.js'), 'script');
    writeFileSync(join(dist, 'assets', '.hidden'), '');
    office.done(['manifest', dist, '--release', release]);
    office.done(['manifest', dist, '--release', release]); // its own files are not in it
    const manifest = readFileSync(join(dist, 'manifest.json'));
    const sha256 = (text) => createHash('sha256').update(text).digest('hex');
    assert.deepEqual(Object.entries(JSON.parse(manifest).files),
        [['assets/.hidden', sha256('')], ['assets/b.js', sha256('script')], ['index.html', sha256('page')]]);
    assert.ok(isSigned(manifest, Buffer.from(readFileSync(join(dist, 'manifest.json.sig'), 'utf8'), 'base64'), key));

    symlinkSync('/etc/hostname', join(dist, 'link'));
    office.refused(['manifest', dist, '--release', release], [], /neither a file nor a folder/);
    chmodSync(release, 0o644);
    office.refused(['publish', '--release', release], [], /chmod 600/);
    writeFileSync(release, 'nothing\n');
    chmodSync(release, 0o600);
    office.refused(['publish', '--release', release], [], /not a release key/);
});

test('the demo', (t) => {
    const office = new Office(t);
    const network = writeNetwork(office.folder, { keys: false });
    const release = join(office.folder, 'release');
    const staff = JSON.parse(readFileSync(network, 'utf8')).staff;
    const began = Date.now();
    assert.match(office.done(['demo', network, '--release', release]), new RegExp(`^${staff.length} enrolled`));
    assert.ok(Date.now() - began < 20_000);
    for (const { organisation, name } of staff) {
        assert.equal(office.bytes(organisation, `${name}.enrolment`).length, 233);
    }
    assert.ok(isSigned(readFileSync(office.path('roots.json')), office.bytes('roots.json.sig'),
        readFileSync(`${release}.pub`, 'utf8').trim()));
    const root = office.text('csg', 'root.pub');
    rmSync(office.path('csg', 'anna.enrolment'));
    assert.match(office.done(['demo', network, '--release', release]), /^1 enrolled/, 'only what is missing');
    assert.equal(office.text('csg', 'root.pub'), root);

    const real = writeNetwork(office.folder, { keys: false, change: (all) => { delete all.demo; } });
    office.refused(['demo', real], [], /is not marked "demo"/);
    office.refused(['demo', join(office.folder, 'nowhere.json')], [], /veer check/);
});

test('veer check says what is missing', (t) => {
    const office = new Office(t);
    const check = (network, ...words) => spawnSync(PROGRAM, ['check', network, ...words], { encoding: 'utf8' });
    const network = writeNetwork(office.folder, { keys: false, change: (all) => { delete all.demo; } });
    assert.match(check(network).stdout, /fine[^]*there are no keys in .*: nobody can go on duty/);
    office.root();
    office.root('vt');
    office.enrol();
    office.enrol('csg/bram', '--days', '5');
    office.enrol('csg/carmen');
    office.done(['revoke', 'csg/carmen'], [PASSPHRASE]);
    const { status, stdout } = check(network);
    assert.equal(status, 0);
    for (const expected of [/^shn has no root/m, /^vt\/\w+ has no enrolment/m, /csg\/bram ends in [45] days/,
        /enrolment of csg\/carmen was revoked/, /roots.json is missing/, /root.secret is here/]) {
        assert.match(stdout, expected);
    }
    assert.doesNotMatch(stdout, /csg\/anna/);

    const release = join(office.folder, 'release');
    office.done(['release', release]);
    office.done(['publish', '--release', release]);
    assert.doesNotMatch(check(network, '--keys', office.keys).stdout, /roots.json/);
    office.done(['revoke', 'csg/bram'], [PASSPHRASE]);
    assert.match(check(network).stdout, /roots.json is not what the folder holds/);
    writeFileSync(office.path('csg', 'revoked'), 'AAAA');
    const wrong = check(network);
    assert.equal(wrong.status, 1);
    assert.match(wrong.stdout, /revoked cannot be read, or was not signed by the root: nobody of "csg"/);
});
