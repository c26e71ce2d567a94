import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWrapped, readWrapped } from './phrase';

/** Made with libsodium: the seed 00..1f under this phrase, Argon2id once over 8 MiB; then zeros. */
const PHRASE = 'samen veilig aan de overkant, één keer';
const WRAPPED = new Uint8Array(233);
WRAPPED.set(
    Buffer.from(
        'SExXMQAAAAEAACAAERERERERERERERERERERESIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIjJTrE1AUqmn' +
            'TZ0yEInd1o3ZN+ZotyS9fOnVq6Gd3j3inNmhYXxgocC2myfkurIY7EhMQzEBAAAAAAAAAAAAAAAAAAAA' +
            'AAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4',
        'base64',
    ),
);

function wrapped(change: (bytes: Uint8Array) => void = () => undefined) {
    const bytes = Uint8Array.from(WRAPPED);
    change(bytes);
    return readWrapped(bytes);
}

async function open(phrase: string, change?: (bytes: Uint8Array) => void) {
    const read = wrapped(change);
    assert.ok(read);
    const seed = await openWrapped(read, phrase);
    return seed && Buffer.from(seed).toString('hex');
}

const SEED = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('hex');

test('the phrase opens what libsodium wrapped, in whatever form it is typed', async () => {
    assert.equal(await open(PHRASE), SEED);
    assert.equal(await open(PHRASE.normalize('NFD')), SEED);
    assert.equal(await open(` ${PHRASE.replace(' ', '  ')}\n`), SEED);
});

test('another phrase, another box or another certificate open nothing', async () => {
    assert.equal(await open(PHRASE.replace('één', 'een')), null);
    assert.equal(await open(''), null);
    assert.equal(await open(PHRASE, (bytes) => bytes.set([bytes[60]! ^ 1], 60)), null);
    assert.equal(await open(PHRASE, (bytes) => bytes.set([bytes[130]! ^ 1], 130)), null);
});

test('what is no wrapped enrolment, or asks for too much work, is refused at once', () => {
    assert.ok(wrapped());
    assert.equal(readWrapped(WRAPPED.subarray(0, 232)), null);
    assert.equal(wrapped((bytes) => bytes.set([0], 0)), null);
    assert.equal(wrapped((bytes) => bytes.set([1], 4)), null, 'passes');
    assert.equal(wrapped((bytes) => bytes.set([0xff], 8)), null, 'memory');
});

test('the page is told how far it is', async () => {
    const read = wrapped();
    assert.ok(read);
    const parts: number[] = [];
    await openWrapped(read, PHRASE, (part) => parts.push(part));
    assert.equal(parts.at(-1), 1);
});
