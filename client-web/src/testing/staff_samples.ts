import { argon2id } from '@noble/hashes/argon2.js';
import { concat, toBase64, toHex, uint, utf8 } from '../crypto/bytes';
import type { Certificate } from '../crypto/certificate';
import { CERTIFICATE_TYPE, organisationId, writeCertificate } from '../crypto/certificate';
import { lock, makeSigningKey, randomBytes } from '../crypto/primitives';
import type { Roots } from '../crypto/roots';
import type { Staff } from '../protocol/generated';
import { NOON, there } from './sealed_samples';

/** What tests of a counsellor's keys begin with: two organisations, and who is enrolled at them. */

export const PHRASE = 'samen veilig aan de overkant';
const DAY_S = 86_400;

export const ORGANISATIONS = { csg: makeSigningKey(), fier: makeSigningKey() };
export type SampleSlug = keyof typeof ORGANISATIONS;

export const TRUSTED: Roots = new Map(
    Object.entries(ORGANISATIONS).map(([slug, root]) => [
        slug,
        { root: root.publicKey, revoked: new Set<string>() },
    ]),
);

/** An enrolment under PHRASE for 30 days from NOON, quick to open; `change`: its certificate. */
export function enrol(organisation: SampleSlug, change: Partial<Certificate> = {}): string {
    const root = ORGANISATIONS[organisation];
    const own = makeSigningKey();
    const certificate = writeCertificate(
        {
            type: CERTIFICATE_TYPE.enrolment,
            organisation: organisationId(root.publicKey),
            subject: toHex(randomBytes(8)),
            key: own.publicKey,
            from: NOON - DAY_S,
            until: NOON + 30 * DAY_S,
            serial: toHex(randomBytes(8)),
            ...change,
        },
        root,
    );
    const salt = randomBytes(16);
    const key = argon2id(PHRASE, salt, { t: 1, m: 8, p: 1, dkLen: 32 });
    const wrapped = [there(uint(4, 1)), there(uint(4, 8)), salt, there(lock(key, own.seed))];
    return toBase64(concat(utf8('HLW1'), ...wrapped, there(certificate)));
}

export function sampleStaff(organisation: string, enrolment?: string): Staff {
    const given = enrolment === undefined ? {} : { enrolment };
    return {
        counsellor: `${organisation}/one`,
        alias: 'One',
        organisation,
        roles: ['counsellor'],
        desks: [],
        languages: ['nl'],
        capacity: 2,
        ...given,
    };
}

/** As much of a tab's sessionStorage as one value takes. */
export class SamplePlace {
    text: string | null = null;

    read(): string | null {
        return this.text;
    }

    write(text: string): void {
        this.text = text;
    }

    remove(): void {
        this.text = null;
    }
}
