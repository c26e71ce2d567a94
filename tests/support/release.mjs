// The release key of the tests, and the pages that know it: both lie in build-test/.

import { spawnSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './places.mjs';

export const PAGES = process.env.VEER_PAGES ?? join(ROOT, 'build-test/pages');

const RELEASE = join(ROOT, 'build-test/release');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex'); // what precedes the seed

/** The file of the key, FILE.pub beside it, as `veer keys release` makes them; made at first use. */
export function releaseFile() {
    if (!existsSync(RELEASE)) {
        const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
        const hex = (text) => `${Buffer.from(text, 'base64url').toString('hex')}\n`;
        mkdirSync(dirname(RELEASE), { recursive: true });
        writeFileSync(`${RELEASE}.pub`, hex(key.x));
        writeFileSync(RELEASE, hex(key.d), { mode: 0o600 });
    }
    return RELEASE;
}

/** What belongs into TEXT.sig. */
export function releaseSignature(text) {
    const seed = Buffer.from(readFileSync(releaseFile(), 'utf8').trim(), 'hex');
    const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
    return `${sign(null, Buffer.from(text), key).toString('base64')}\n`;
}

/** Builds the pages. Returns the exit status of the build. */
function buildPages() {
    const env = { ...process.env, VEER_RELEASE_KEY: readFileSync(`${releaseFile()}.pub`, 'utf8') };
    const { status } = spawnSync(process.execPath,
        [join(ROOT, 'client-web/build.mjs'), '--out', PAGES], { env, stdio: 'inherit' });
    return status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    process.exitCode = buildPages();
}
