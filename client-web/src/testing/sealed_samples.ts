/** What tests of sealed things begin with: headers, organisations, counsellors, epochs. */
import { toHex } from '../crypto/bytes';
import {
    CERTIFICATE_TYPE, organisationId, signShift, writeCertificate, type Certificate,
} from '../crypto/certificate';
import { makeEpochOpen, type Recipient } from '../crypto/grant';
import {
    makeExchangeKey, makeSigningKey, type ExchangeKey, type SigningKey,
} from '../crypto/primitives';
import { ROLE, TYPE, type Header } from '../crypto/record';
import { beginTranscript } from '../crypto/transcript';
import { Seeded } from './seeded';

/** The value, where a test counts on one. */
export function there<T>(value: T | null | undefined): T {
    if (value === null || value === undefined) throw new Error('there is nothing');
    return value;
}

/** Noon of some day, seconds since 1970. */
export const NOON = 1_800_014_400;

/** The header of a record of some type that may be. */
export function sampleHeader(random: Seeded, type: number = TYPE.message): Header {
    const isKeys = type === TYPE.epoch_open || type === TYPE.grant;
    const roles: Readonly<Record<number, readonly [number, ...number[]]>> = {
        [TYPE.message]: [ROLE.visitor, ROLE.owner, ROLE.receiver],
        [TYPE.close]: [ROLE.visitor, ROLE.owner],
        [TYPE.hand_over]: [ROLE.visitor, ROLE.owner],
        [TYPE.vouch]: [ROLE.owner],
    };
    const role = isKeys ? ROLE.visitor : random.pick(roles[type] ?? [ROLE.owner, ROLE.receiver]);
    const noEpoch = [TYPE.grant, TYPE.briefing, TYPE.note, TYPE.vouch].some((one) => one === type);
    const isNote = type === TYPE.hand_over;
    const inTalk = type === TYPE.message || type === TYPE.close;
    const lowest = isNote && role === ROLE.visitor ? 2 ** 31 : 0;
    return {
        type, role,
        conversation: toHex(random.bytes(16)),
        epoch: noEpoch ? 0 : lowest + random.below(2 ** 31),
        member: role === ROLE.visitor ? 'm0' : `m${1 + random.below(999)}`,
        seq: isNote ? 0 : 1 + random.below(2 ** 31),
        prev: isNote ? new Uint8Array(32) : random.bytes(32),
        peerAck: inTalk ? random.below(2 ** 32) : 0,
    };
}

export interface SampleOrganisation {
    readonly root: SigningKey;
    readonly id: string;
}

export function sampleOrganisation(random: Seeded): SampleOrganisation {
    const root = makeSigningKey(random.bytes(32));
    return { root, id: organisationId(root.publicKey) };
}

export interface SampleCounsellor {
    readonly enrolmentKey: SigningKey;
    /** In bytes, and what is in it. */
    readonly enrolment: Uint8Array;
    readonly certificate: Certificate;
    readonly shift: ExchangeKey;
    readonly shiftSerial: string;
    readonly chain: Uint8Array;
}

/** Somebody who is enrolled for 90 days around NOON, with a shift of 8 hours. */
export function sampleCounsellor(
    random: Seeded, { root, id }: SampleOrganisation, change: Partial<Certificate> = {},
): SampleCounsellor {
    const enrolmentKey = makeSigningKey(random.bytes(32));
    const certificate = {
        type: CERTIFICATE_TYPE.enrolment,
        organisation: id,
        subject: toHex(random.bytes(8)),
        key: enrolmentKey.publicKey,
        from: NOON - 86_400,
        until: NOON + 89 * 86_400,
        serial: `01${toHex(random.bytes(7))}`,
        ...change,
    };
    const enrolment = there(writeCertificate(certificate, root));
    const shift = makeExchangeKey(random.bytes(32));
    const shiftSerial = `02${toHex(random.bytes(7))}`;
    const chain = there(signShift(enrolment, enrolmentKey.seed, shift.publicKey,
        NOON - 4 * 3600, NOON + 4 * 3600, shiftSerial));
    return { enrolmentKey, enrolment, certificate, shift, shiftSerial, chain };
}

export interface SampleEpoch {
    readonly conversation: string;
    readonly visitor: SigningKey;
    readonly readers: readonly ExchangeKey[];
    readonly recipients: readonly Recipient[];
    readonly epoch: number;
    readonly key: Uint8Array;
    readonly before: Uint8Array;
    readonly record: Uint8Array;
    readonly transcript: Uint8Array;
}

/** An epoch that a visitor has opened for so many counsellors. */
export function sampleEpoch(random: Seeded, count: number): SampleEpoch {
    const conversation = toHex(random.bytes(16));
    const visitor = makeSigningKey(random.bytes(32));
    const epoch = random.below(100);
    const readers = Array.from({ length: count }, () => makeExchangeKey(random.bytes(32)));
    const recipients = readers.map(({ publicKey: shiftKey }, index) => ({
        member: `m${index + 1}`, serial: toHex(random.bytes(8)), shiftKey, firstEpoch: epoch,
    }));
    const key = random.bytes(32);
    const before = there(beginTranscript(conversation, visitor.publicKey));
    const place = { conversation, seq: 1, prev: new Uint8Array(32) };
    const made = there(makeEpochOpen(place, epoch, key, before, recipients, visitor));
    return { conversation, visitor, readers, recipients, epoch, key, before, ...made };
}
