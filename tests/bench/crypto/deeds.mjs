// What pages do with keys and records, as functions to be timed. This file is bundled, with the
// pages' own cryptography, and runs in a browser: see run.mjs.

import { concat, fromHex, toHex, utf8 } from '../../../client-web/src/crypto/bytes';
import { checkChain, organisationId, signShift, writeCertificate } from '../../../client-web/src/crypto/certificate';
import {
    makeEpochOpen, makeGrant, openEpochEntry, openGrantEntry, openKeyRecord, transcriptOf,
} from '../../../client-web/src/crypto/grant';
import { writeKeyAck } from '../../../client-web/src/crypto/payload';
import { makeExchangeKey, makeSigningKey, randomBytes } from '../../../client-web/src/crypto/primitives';
import { commitment, NO_PREV, openRecord, ROLE, sealRecord, TYPE } from '../../../client-web/src/crypto/record';
import { beginTranscript, NO_TRANSFER } from '../../../client-web/src/crypto/transcript';

const HOUR_S = 3_600;
const EARLIER_EPOCHS = 5;
const CONVERSATION = 'aa'.repeat(16);
const SENTENCE = utf8('Ik weet niet goed hoe ik dit moet zeggen. ');

/** The value, which must be there. */
function sure(value, what) {
    if (value === null || value?.ok === false) throw new Error(`${what}: ${value?.why ?? 'null'}`);
    return value;
}

/** A counsellor on duty: {chain, shift, organisation}. */
function makeCounsellor(root) {
    const time = now();
    const enrolment = makeSigningKey();
    const organisation = organisationId(root.publicKey);
    const certificate = writeCertificate({ type: 1, organisation, subject: toHex(randomBytes(8)),
        key: enrolment.publicKey, from: time - HOUR_S, until: time + HOUR_S, serial: toHex(randomBytes(8)) }, root);
    const shift = makeExchangeKey();
    const chain = signShift(certificate, enrolment.seed, shift.publicKey, time - 60, time + HOUR_S);
    return { chain: sure(chain, 'chain'), shift };
}

function header(type, role, member, seq) {
    return { type, role, conversation: CONVERSATION, epoch: 0, member, seq, prev: NO_PREV, peerAck: 0 };
}

/** The visitor: checks the chain, makes his key and an epoch's, seals it to the counsellor. */
function openEpoch({ chain }, trusted) {
    const { shift } = sure(checkChain(chain, trusted, now()), 'check');
    const visitor = makeSigningKey();
    const key = randomBytes(32);
    const begin = beginTranscript(CONVERSATION, visitor.publicKey);
    const recipient = { member: 'm1', serial: shift.serial, shiftKey: shift.key, firstEpoch: 0 };
    const place = { conversation: CONVERSATION, seq: 1, prev: NO_PREV };
    const opened = sure(makeEpochOpen(place, 0, key, begin, [recipient], visitor), 'epoch_open');
    return { visitor, key, recipient, ...opened };
}

/** The counsellor: checks the signature and opens his envelope; seals the answer. */
function answerEpoch({ shift }, record) {
    const read = sure(openKeyRecord(record), 'signature');
    const transcript = transcriptOf(read, beginTranscript(CONVERSATION, read.visitorKey));
    const [entry] = read.entries;
    const { envelope } = sure(openEpochEntry(read, entry, shift, transcript), 'envelope');
    const text = writeKeyAck({ transfer: NO_TRANSFER, epoch: 0, serial: entry.serial, transcript });
    const ack = sealRecord(header(TYPE.key_ack, ROLE.owner, 'm1', 1), envelope.key, text);
    return sure(ack, 'key_ack');
}

function textOf(bytes) {
    const times = Math.ceil(bytes / SENTENCE.length);
    return concat(...Array.from({ length: times }, () => SENTENCE)).slice(0, bytes);
}

/** The deeds by name, ready to be done again and again. Each throws when it fails. */
export function makeDeeds() {
    const root = makeSigningKey();
    const trusted = { root: root.publicKey, revoked: new Set() };
    const counsellor = makeCounsellor(root);
    const { visitor, key, recipient, record } = openEpoch(counsellor, trusted);
    const said = header(TYPE.message, ROLE.visitor, 'm0', 1);
    const [short, long] = [textOf(116), textOf(4_000)];
    const sealed = [short, long].map((text) => sure(sealRecord(said, key, text), 'seal'));
    const ack = answerEpoch(counsellor, record);
    const place = { conversation: CONVERSATION, seq: 2, prev: NO_PREV };
    const granted = Array.from({ length: EARLIER_EPOCHS }, (_, epoch) =>
        ({ ...recipient, epoch, key: randomBytes(32), transfer: NO_TRANSFER }));
    const grant = sure(makeGrant(place, granted, visitor), 'grant');
    const known = (epoch) => commitment(granted[epoch].key);
    return {
        'seal a sentence (256 bytes)': () => sure(sealRecord(said, key, short), 'seal'),
        'open it': () => sure(openRecord(sealed[0], key), 'open'),
        'seal a long text (4 KiB)': () => sure(sealRecord(said, key, long), 'seal'),
        'open it (4 KiB)': () => sure(openRecord(sealed[1], key), 'open'),
        'visitor: check a chain': () => sure(checkChain(counsellor.chain, trusted, now()), 'check'),
        'visitor: first key (chain, own key, epoch_open)': () => openEpoch(counsellor, trusted),
        'counsellor: take it, key_ack': () => answerEpoch(counsellor, record),
        'visitor: read the key_ack': () => sure(openRecord(ack, key), 'key_ack'),
        'visitor: grant five earlier keys': () => sure(makeGrant(place, granted, visitor), 'grant'),
        'counsellor: take them': () => {
            const read = sure(openKeyRecord(grant), 'signature');
            for (const entry of read.entries) {
                sure(openGrantEntry(read, entry, counsellor.shift, NO_TRANSFER, known), 'envelope');
            }
        },
    };
}

function now() {
    return Math.floor(Date.now() / 1000);
}

// The first key of a conversation, each part in a page that has done nothing yet. What goes from
// page to page is hex.

/** What stands before: {root, chain, secret}, the last that of the shift key. */
export function prepare() {
    const root = makeSigningKey();
    const { chain, shift } = makeCounsellor(root);
    return { root: toHex(root.publicKey), chain: toHex(chain), secret: toHex(shift.secret) };
}

/** The visitor's page; returns its record. */
export function giveFirstKey({ root, chain }) {
    const trusted = { root: fromHex(root, 32), revoked: new Set() };
    return toHex(openEpoch({ chain: fromHex(chain, 266) }, trusted).record);
}

/** The counsellor's page, which made its shift key before. */
export function takeFirstKey({ secret }, record) {
    const shift = makeExchangeKey(fromHex(secret, 32));
    answerEpoch({ shift }, fromHex(record, record.length / 2));
}

/** Does a deed so many times. */
export function repeat(deed, times) {
    for (let index = 0; index < times; index += 1) deed();
}
