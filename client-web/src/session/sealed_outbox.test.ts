import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeptRecord } from './keeper';
import type { Vault } from './sealed_outbox';
import { SealedOutbox } from './sealed_outbox';

class MemoryPlace {
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

const vault: Vault = {
    keep: (value) => `sealed ${btoa(JSON.stringify(value))}`,
    open: (text) => (text.startsWith('sealed ') ? JSON.parse(atob(text.slice(7))) : null),
};

const record: KeptRecord = {
    conversation: 'c0', channel: 'talk', thread: '', number: 0, record: '', text: 'geheim',
};

test('nothing is kept before there is a vault, and nothing in the clear', () => {
    const place = new MemoryPlace();
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
    const place = new MemoryPlace();
    place.text = 'of another vault';
    const outbox = new SealedOutbox(place);
    assert.deepEqual(outbox.open(vault), []);
    outbox.save([record]);
    outbox.forget();
    assert.equal(place.text, null);
    outbox.save([record]);
    assert.equal(place.text, null);
});
