// The keys of the test network: a root of each organisation, an enrolment of everybody for the
// pages, and chains for clients that have no page. Made once per process.

import { argon2id } from '@noble/hashes/argon2.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseSignature } from './release.mjs';

/** What everybody types to unlock his key. */
export const PHRASE = 'samen veilig aan de overkant';

const DAY_S = 86_400;
export const SHIFT_S = 12 * 3_600;
const QUICK = { opslimit: 1, memlimit_kib: 8 };

/** {key, secret, seed} of a new Ed25519 key: raw public key, node's private key, raw seed. */
export function signingKey() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    return {
        key: Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url'),
        seed: Buffer.from(privateKey.export({ format: 'jwk' }).d, 'base64url'),
        secret: privateKey,
    };
}

function shiftKey() {
    const { publicKey } = generateKeyPairSync('x25519');
    return Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url');
}

/** How an organisation is called in certificates. */
export function organisationId(root) {
    return Buffer.from(blake2b(root, { dkLen: 32 })).subarray(0, 8);
}

export function nowS() {
    return Math.floor(Date.now() / 1000);
}

/** A signed certificate, 133 bytes. `type`: 1 enrolment, 2 shift. */
export function certificate({ type, organisation, subject, key, from, until, serial = randomBytes(8) }, signer) {
    const bytes = Buffer.alloc(69);
    bytes.write('HLC1', 0, 'latin1');
    bytes.writeUInt8(type, 4);
    organisation.copy(bytes, 5);
    subject.copy(bytes, 13);
    key.copy(bytes, 21);
    bytes.writeUInt32BE(from, 53);
    bytes.writeUInt32BE(until, 57);
    serial.copy(bytes, 61);
    return Buffer.concat([bytes, sign(null, bytes, signer)]);
}

const roots = new Map();

/** The root of an organisation, the same in all networks of this process. */
export function rootOf(organisation) {
    if (!roots.has(organisation)) {
        const root = signingKey();
        roots.set(organisation, { ...root, id: organisationId(root.key) });
    }
    return roots.get(organisation);
}

/** An enrolment of its own under the organisation's root; `changes` go into the certificate. */
export function enrol(organisation, changes = {}) {
    const root = rootOf(organisation);
    const key = signingKey();
    const subject = randomBytes(8);
    const fields = { type: 1, organisation: root.id, subject, key: key.key, from: nowS() - DAY_S,
        until: nowS() + 90 * DAY_S, ...changes };
    return { ...key, organisation: root.id, subject, certificate: certificate(fields, root.secret) };
}

/** A chain in base64 for a shift under an enrolment; `changes` go into the shift's certificate. */
export function chainFor(enrolment, changes = {}) {
    const shift = certificate({ type: 2, organisation: enrolment.organisation, subject: enrolment.subject,
        key: shiftKey(), from: nowS() - 60, until: nowS() - 60 + SHIFT_S, ...changes }, enrolment.secret);
    return Buffer.concat([enrolment.certificate, shift]).toString('base64');
}

/** The seed of an enrolment under the phrase, with its certificate, as the server keeps it. */
export function wrapped({ seed, certificate: signed }, phrase = PHRASE) {
    const salt = randomBytes(16);
    const nonce = randomBytes(24);
    const { opslimit, memlimit_kib: memlimit } = QUICK;
    const key = argon2id(phrase.normalize('NFC'), salt, { t: opslimit, m: memlimit, p: 1, dkLen: 32 });
    const box = Buffer.from(xsalsa20poly1305(key, nonce).encrypt(seed));
    const limits = Buffer.alloc(8);
    limits.writeUInt32BE(opslimit, 0);
    limits.writeUInt32BE(memlimit, 4);
    return Buffer.concat([Buffer.from('HLW1'), limits, salt, nonce, box, signed]).toString('base64');
}

const blobs = new Map();

function blobOf(id) {
    if (!blobs.has(id)) {
        blobs.set(id, wrapped(enrol(id.split('/')[0])));
    }
    return blobs.get(id);
}

/**
 * Writes the keys folder of a network; returns its path. `enrolments`: of some by their ids, in
 * place of the usual ones; null: none.
 */
export function writeKeys(folder, network, enrolments = {}) {
    const keys = join(folder, 'keys');
    const listed = {};
    for (const { id } of network.organisations) {
        const root = rootOf(id).key.toString('hex');
        mkdirSync(join(keys, id), { recursive: true });
        writeFileSync(join(keys, id, 'root.pub'), `${root}\n`);
        listed[id] = { root };
    }
    for (const { organisation, name, roles } of network.staff) {
        const id = `${organisation}/${name}`;
        const blob = id in enrolments ? enrolments[id] : blobOf(id);
        if (roles.includes('counsellor') && blob !== null) {
            writeFileSync(join(keys, organisation, `${name}.enrolment`), `${blob}\n`);
        }
    }
    const text = `${JSON.stringify({ organisations: listed })}\n`;
    writeFileSync(join(keys, 'roots.json'), text);
    writeFileSync(join(keys, 'roots.json.sig'), releaseSignature(text));
    return keys;
}
