import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from './bytes';
import { readEnrolment } from './certificate';
import { isBearable, openWithPhrase } from './phrase';

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
    const bytes = WRAPPED.slice();
    bytes[100 + 68] = 1; // a serial is not 0
    change(bytes);
    const read = readEnrolment(bytes);
    assert.ok(read);
    return read;
}

function flip(at: number): (bytes: Uint8Array) => void {
    return (bytes) => {
        bytes[at] = (bytes[at] ?? 0) ^ 1;
    };
}

async function open(phrase: string, change?: (bytes: Uint8Array) => void) {
    const seed = await openWithPhrase(wrapped(change), phrase);
    return seed && toHex(seed);
}

const SEED = toHex(Uint8Array.from({ length: 32 }, (_, index) => index));

test('the phrase opens what libsodium wrapped, in whatever form it is typed', async () => {
    assert.equal(await open(PHRASE), SEED);
    assert.equal(await open(PHRASE.normalize('NFD')), SEED);
    assert.equal(await open(` ${PHRASE.replace(' ', '  ')}\n`), SEED);
});

test('another phrase, another box or another certificate open nothing', async () => {
    assert.equal(await open(PHRASE.replace('één', 'een')), null);
    assert.equal(await open(''), null);
    assert.equal(await open(PHRASE, flip(60)), null, 'the box');
    assert.equal(await open(PHRASE, flip(130)), null, 'the key in the certificate');
});

test('an enrolment that asks for too much work is not tried', async () => {
    const passes = wrapped((bytes) => bytes.set([1], 4));
    const memory = wrapped((bytes) => bytes.set([0xff], 8));
    assert.deepEqual([isBearable(wrapped()), isBearable(passes), isBearable(memory)], [
        true,
        false,
        false,
    ]);
    assert.equal(await openWithPhrase(memory, PHRASE), null);
});

test('the page is told how far it is', async () => {
    const parts: number[] = [];
    await openWithPhrase(wrapped(), PHRASE, (part) => parts.push(part));
    assert.equal(parts.at(-1), 1);
});
