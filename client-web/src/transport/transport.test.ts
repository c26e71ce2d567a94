import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock, settled } from '../testing/fake_clock';
import { FakeServer } from '../testing/fake_server';
import type { TransportOptions } from './transport';
import { Transport } from './transport';

function setUp(options: Partial<TransportOptions> = {}) {
    const server = new FakeServer();
    const clock = new FakeClock();
    let wake = (): void => undefined;
    let gone = (): void => undefined;
    let watched = false;
    const transport = new Transport({
        hello: () => ({ role: 'visitor' }),
        refused: () => false,
        url: 'ws://test/ws',
        open: server.open,
        clock,
        random: () => 1,
        watch: (onWake, onGone) => {
            watched = true;
            wake = onWake;
            gone = onGone;
            return () => {
                watched = false;
            };
        },
        ...options,
    });
    const state = () => transport.link.get().state;
    const page = { wake: () => wake(), gone: () => gone(), isWatched: () => watched };
    return { server, clock, transport, state, page };
}

test('says hello first, and is online when that is answered', async () => {
    const { server, transport, state } = setUp();
    transport.start();
    assert.equal(state(), 'connecting');
    assert.equal(server.last.protocol, 'veer.v1');
    server.last.open();
    assert.equal(server.last.received[0]?.type, 'hello');
    assert.equal(state(), 'connecting');
    await server.last.done(server.last.take('hello'), {});
    assert.equal(state(), 'online');
});

test('keeps a request until it is answered: the same id after each loss', async () => {
    const { server, clock, transport } = setUp();
    transport.start();
    const promise = transport.request('duty', { duty: 'on' });
    await server.last.accept();
    const first = server.last.take('duty');
    await server.last.close(1006);
    await clock.advance(1_000);
    await server.last.accept();
    const second = server.last.take('duty');
    assert.equal(second.id, first.id);
    await server.last.done(second, {});
    const result = await promise;
    assert.deepEqual(result, { ok: true, done: {}, resent: true });
    await server.last.done(second, {}); // a second answer changes nothing
});

test('what is asked while the connection closes goes out on the next one', async () => {
    const { server, clock, transport } = setUp();
    transport.start();
    await server.last.accept();
    server.last.beginClose();
    const promise = transport.request('duty', { duty: 'on' });
    assert.equal(server.last.all('duty').length, 0);
    await server.last.close(1006);
    await clock.advance(1_000);
    await server.last.accept();
    await server.last.done(server.last.take('duty'), {});
    assert.deepEqual(await promise, { ok: true, done: {}, resent: false });
});

test('a request of one connection fails with it and is not sent again', async () => {
    const { server, clock, transport } = setUp();
    transport.start();
    await server.last.accept();
    const promise = transport.request('duty', { duty: 'on' }, { once: true });
    await server.last.close(1006);
    const result = await promise;
    assert.ok(!result.ok && result.error.code === 'connection_lost');
    await clock.advance(1_000);
    await server.last.accept();
    assert.equal(server.last.all('duty').length, 0);
});

test('a refusal carries code and whether it may succeed later', async () => {
    const { server, transport } = setUp();
    transport.start();
    await server.last.accept();
    const promise = transport.request('duty', { duty: 'on' });
    await server.last.refuse(server.last.take('duty'), 'store_away');
    assert.deepEqual(await promise, { ok: false, error: { code: 'store_away', again: true } });
});

test('what a given-up process refuses is sent to the next one', async () => {
    const { server, clock, transport } = setUp();
    transport.start();
    await server.last.accept();
    const promise = transport.request('duty', { duty: 'on' });
    await server.last.refuse(server.last.take('duty'), 'stale_process');
    await clock.advance(1_000);
    await server.last.accept();
    await server.last.done(server.last.take('duty'), {});
    assert.ok((await promise).ok);
});

test('waits longer after each failure, up to a limit, and short again once settled', async () => {
    const { server, clock, transport } = setUp();
    transport.start();
    for (const wait of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
        const before = server.connections.length;
        await server.last.close(1006);
        await clock.advance(wait - 1);
        assert.equal(server.connections.length, before);
        await clock.advance(1);
        assert.equal(server.connections.length, before + 1);
    }
    await server.last.accept();
    await clock.advance(6_000);
    await server.last.close(1006);
    const before = server.connections.length;
    await clock.advance(500);
    assert.equal(server.connections.length, before + 1);
});

test('tries at once when the page wakes up', async () => {
    const { server, clock, transport, state, page } = setUp();
    transport.start();
    await server.last.close(1006);
    assert.equal(state(), 'offline');
    page.wake();
    assert.equal(server.connections.length, 2);
    await server.last.accept();
    page.wake(); // while online it only looks whether the line still lives
    assert.equal(server.connections.length, 2);
    assert.equal(server.last.all('ping').length, 1);
    await clock.advance(5_000);
    assert.equal(state(), 'offline');
});

test('a device without a network has no connection, whatever the socket says', async () => {
    const { server, clock, transport, state, page } = setUp();
    transport.start();
    await server.last.accept();
    page.gone();
    assert.equal(state(), 'offline');
    await clock.advance(500);
    await server.last.accept();
    assert.equal(state(), 'online');
});

test('a line that does not answer a ping is given up', async () => {
    const { server, clock, transport, state } = setUp();
    transport.start();
    await server.last.accept();
    await clock.advance(15_000);
    await server.last.done(server.last.take('ping'), {});
    await clock.advance(15_000);
    assert.equal(server.last.all('ping').length, 2);
    await clock.advance(10_000);
    assert.equal(state(), 'offline');
    await clock.advance(500);
    assert.equal(server.connections.length, 2);
});

test('an attempt that hangs is given up', async () => {
    const { server, clock, transport } = setUp();
    transport.start();
    await clock.advance(10_500);
    assert.equal(server.connections.length, 2);
    server.last.open(); // and one whose hello is not answered
    await clock.advance(11_000);
    assert.equal(server.connections.length, 3);
});

test('obeys the close codes', async () => {
    for (const [code, name] of [
        [4001, 'superseded'],
        [4002, 'bad_message'],
        [1009, 'too_big'],
    ] as const) {
        const { server, clock, transport, page } = setUp();
        transport.start();
        await server.last.accept();
        const promise = transport.request('duty', { duty: 'on' });
        await server.last.close(code);
        assert.deepEqual(transport.link.get(), { state: 'stopped', closed: name, attempt: 0 });
        assert.deepEqual(await promise, { ok: false, error: { code: 'stopped', again: false } });
        assert.equal(page.isWatched(), false);
        assert.equal(clock.pending, 0);
        await clock.advance(60_000);
        assert.equal(server.connections.length, 1);
    }
    for (const code of [1012, 4003, 4004, 4005, 4999]) {
        const { server, clock, transport } = setUp();
        transport.start();
        await server.last.accept();
        await server.last.close(code);
        await clock.advance(500);
        assert.equal(server.connections.length, 2);
    }
    for (const code of [4008, 4009]) {
        const { server, clock, transport } = setUp();
        transport.start();
        await server.last.accept();
        await server.last.close(code);
        await clock.advance(3_999);
        assert.equal(server.connections.length, 1, 'the server asked for calm');
        await clock.advance(1);
        assert.equal(server.connections.length, 2);
    }
});

test('a refused hello is tried again, asked anew, or the end', async () => {
    let refusals = 0;
    const { server, clock, transport, state } = setUp({
        refused: () => {
            refusals += 1;
            return refusals === 1;
        },
    });
    transport.start();
    server.last.open();
    await server.last.refuse(server.last.take('hello'), 'store_away');
    assert.equal(refusals, 0);
    await clock.advance(500);
    server.last.open();
    await server.last.refuse(server.last.take('hello'), 'wrong_secret');
    assert.equal(server.connections.length, 3, 'at once, with another hello');
    server.last.open();
    await server.last.refuse(server.last.take('hello'), 'wrong_role');
    assert.equal(state(), 'stopped');
});

test('a server that has no store for long is left; one that has it again is not', async () => {
    const { server, clock, transport, state } = setUp();
    transport.start();
    await server.last.accept();
    await server.last.event({ type: 'store', there: false });
    await clock.advance(10_000);
    await server.last.event({ type: 'store', there: true });
    await clock.advance(4_000);
    await server.last.event({ type: 'store', there: false });
    let answered = 0;
    for (let i = 0; i < 3; i++) {
        await clock.advance(6_500);
        for (const ping of server.last.all('ping').slice(answered)) {
            answered += 1;
            await server.last.done(ping, {});
        }
        assert.equal(server.connections.length, 1, 'it may come back');
    }
    await clock.advance(10_500 + 500);
    assert.equal(server.connections.length, 2);
    assert.equal(state(), 'connecting');
});

test('after nonsense from the server a new connection tells everything again', async () => {
    const { server, clock, transport, state } = setUp();
    transport.start();
    await server.last.accept();
    await server.last.raw('{"type":');
    assert.equal(state(), 'offline');
    await clock.advance(500);
    assert.equal(server.connections.length, 2);
});

test('stop ends everything, start begins anew', async () => {
    const { server, clock, transport, state, page } = setUp();
    transport.start();
    await server.last.accept();
    const promise = transport.request('duty', { duty: 'on' });
    transport.stop();
    await settled();
    assert.ok(!(await promise).ok);
    assert.equal(state(), 'stopped');
    assert.equal(page.isWatched(), false);
    assert.equal(clock.pending, 0);
    assert.ok(!(await transport.request('duty', { duty: 'on' })).ok);
    transport.start();
    await server.last.accept();
    assert.equal(state(), 'online');
});
