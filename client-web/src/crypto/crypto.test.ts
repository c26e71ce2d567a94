import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsRecord, openRecord, RECORD_BYTES_MAX, recordBytes, sealText } from './crypto';

const place = { conversation: 'c0'.repeat(16), channel: 'talk' } as const;

test('what is sealed can be opened, in every script', async () => {
    for (const text of ['', 'Hallo, ik ben er.', 'é ش 😀 \u0000 "\\', ' regel\nregel ']) {
        assert.equal(await openRecord(place, await sealText(place, text)), text);
    }
});

test('what cannot be read is null, not an error and not nothing', async () => {
    const broken = ['', '!', 'AA==', btoa('[]'), btoa('null'), btoa('{"text":1}'), btoa('\xff')];
    for (const record of broken) assert.equal(await openRecord(place, record), null);
});

test('the limit counts bytes', async () => {
    const rest = RECORD_BYTES_MAX - recordBytes('');
    assert.ok(fitsRecord('a'.repeat(rest)));
    assert.ok(!fitsRecord('a'.repeat(rest + 1)));
    assert.ok(!fitsRecord('é'.repeat(rest)));
    assert.ok((await sealText(place, 'a'.repeat(rest))).length <= 5632);
    await assert.rejects(sealText(place, 'a'.repeat(rest + 1)), RangeError);
});
