import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBase64, toHex, utf8 } from './bytes';
import { makeSigningKey, sign } from './primitives';
import { loadRoots } from './release';

const release = makeSigningKey();
const releaseKey = toHex(release.publicKey);
const root = toHex(makeSigningKey().publicKey);
const roots = `${JSON.stringify({ organisations: { fier: { root } } })}\n`;

function served(text: string, signature: string) {
    const files: Readonly<Record<string, string>> = {
        '/roots.json': text,
        '/roots.json.sig': signature,
    };
    return (path: string): Promise<string> => {
        const file = files[path];
        return file === undefined ? Promise.reject(new Error('404')) : Promise.resolve(file);
    };
}

function signed(text: string, by = release): string {
    return `${toBase64(sign(by, utf8(text)))}\n`;
}

test('roots that the release key signed are taken', async () => {
    const found = await loadRoots(served(roots, signed(roots)), releaseKey);
    assert.equal(found && toHex(found.get('fier')?.root ?? new Uint8Array()), root);
});

test('roots are refused', async (t) => {
    const other = roots.replace(root, toHex(makeSigningKey().publicKey));
    const cases: readonly [string, string, string, string][] = [
        ['that were changed', other, signed(roots), releaseKey],
        ['that somebody else signed', roots, signed(roots, makeSigningKey()), releaseKey],
        ['without a signature', roots, '', releaseKey],
        ['that are none', '{}', signed('{}'), releaseKey],
        ['by pages that know no release key', roots, signed(roots), ''],
    ];
    for (const [what, text, signature, key] of cases) {
        await t.test(what, async () => {
            assert.equal(await loadRoots(served(text, signature), key), null);
        });
    }
    await t.test('that cannot be loaded', async () => {
        assert.equal(await loadRoots(() => Promise.reject(new Error('no')), releaseKey), null);
    });
});
