import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Vault } from '../crypto/vault';
import { SamplePlace } from '../testing/staff_samples';
import type { KeptRecord } from './keeper';
import { SealedOutbox } from './sealed_outbox';

const vault: Vault = {
    keep: (value) => `sealed ${btoa(JSON.stringify(value))}`,
    open: (text) => (text.startsWith('sealed ') ? JSON.parse(atob(text.slice(7))) : null),
};

const record: KeptRecord = {
    conversation: 'c0', channel: 'talk', thread: '', number: 0, record: '', text: 'geheim',
};

test('nothing is kept before there is a vault, and nothing in the clear', () => {
    const place = new SamplePlace();
    const outbox = new SealedOutbox(place);
    outbox.save([record]);
    assert.equal(place.text, null);
    assert.deepEqual(outbox.open(vault), []);
    assert.match(place.text ?? '', /^sealed /);
    assert.deepEqual(new SealedOutbox(place).open(vault), [record]);
    outbox.save([]);
    assert.equal(place.text, null);
});

test('what another vault sealed is nothing; what is forgotten is gone', () => {
    const place = new SamplePlace();
    place.text = 'of another vault';
    const outbox = new SealedOutbox(place);
    assert.deepEqual(outbox.open(vault), []);
    outbox.save([record]);
    outbox.forget();
    assert.equal(place.text, null);
    outbox.save([record]);
    assert.equal(place.text, null);
});
