import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../testing/fake_clock';
import { CONVERSATION, FakeServer, picture } from '../testing/fake_server';
import { Transport } from '../transport/transport';
import type { KeptVisitor } from './keeper';
import { VisitorKey } from './visitor_key';

/** What a tab's storage holds, outliving the page. */
class MemoryStore {
    value: string | null = null;

    read(): KeptVisitor | null {
        return this.value === null ? null : (JSON.parse(this.value) as KeptVisitor);
    }

    write(value: KeptVisitor): void {
        this.value = JSON.stringify(value);
    }

    remove(): void {
        this.value = null;
    }
}

function openPage(store: MemoryStore) {
    const server = new FakeServer();
    const clock = new FakeClock();
    const key = new VisitorKey(store);
    const transport = new Transport({
        hello: () => key.hello(),
        refused: () => {
            key.forget();
            return true;
        },
        url: 'ws://test/ws',
        open: server.open,
        clock,
        random: () => 1,
        watch: () => () => undefined,
    });
    transport.listen({ welcome: (done) => key.welcome(done) });
    transport.start();
    return { server, clock, key };
}

test('the next secret is kept before it is sent, and counts when hello is answered', async () => {
    const store = new MemoryStore();
    new VisitorKey(store).begin(CONVERSATION, 'first', 'wrap');
    const { server } = openPage(store);
    server.last.open();
    const { resume } = server.last.take('hello');
    assert.ok(resume);
    assert.equal(resume.secret, 'first');
    assert.match(resume.next, /^[A-Za-z0-9_-]{43}$/);
    assert.equal(store.read()?.next, resume.next);
    await server.last.done(server.last.take('hello'), { conversation: CONVERSATION });
    assert.deepEqual(store.read(), {
        conversation: CONVERSATION,
        secret: resume.next,
        next: null,
    });
});

test('a lost reply: the same pair is sent again, also after a reload', async () => {
    const store = new MemoryStore();
    new VisitorKey(store).begin(CONVERSATION, 'first', 'wrap');
    const { server, clock } = openPage(store);
    server.last.open();
    const { resume } = server.last.take('hello');
    await server.last.close(1006);
    await clock.advance(500);
    server.last.open();
    assert.deepEqual(server.last.take('hello').resume, resume);

    const reloaded = openPage(store);
    const hello = await reloaded.server.last.accept();
    assert.deepEqual(hello.resume, resume);
    await reloaded.server.last.close(1006);
    await reloaded.clock.advance(500);
    const next = await reloaded.server.last.accept();
    assert.equal(next.resume?.secret, resume?.next);
    assert.notEqual(next.resume?.next, resume?.next);
});

test('a refused secret is forgotten, and the page begins without one', async () => {
    const store = new MemoryStore();
    new VisitorKey(store).begin(CONVERSATION, 'first', 'wrap');
    const { server } = openPage(store);
    server.last.open();
    await server.last.refuse(server.last.take('hello'), 'wrong_secret');
    assert.equal(store.value, null);
    const hello = await server.last.accept();
    assert.deepEqual(hello.resume, undefined);
});

test('the newest ticket and its note go with the secret, also from a reloaded page', async () => {
    const store = new MemoryStore();
    openPage(store).key.begin(CONVERSATION, 'first', 'wrap', 'of the beginning');
    const { server, key } = openPage(store);
    const { resume } = await server.last.accept({ ticket: 'renewed' });
    assert.equal(resume?.ticket, 'of the beginning');
    const transfer = {
        transfer: 'f0'.repeat(16),
        state: 'asked' as const,
        desk: 'fier/chat',
        from_desk: 'csg/acute',
        from: { alias: 'Anna', organisation: 'csg' },
        tags: [],
        note: 'bm90ZQ==',
    };
    assert.equal(key.hello().resume?.ticket, 'renewed');
    key.take(picture(2, [], { transfer, ticket: 'newest' }));
    key.take(picture(3, [], { conversation: 'another', ticket: 'not his' }));
    const reloaded = openPage(store).key.hello();
    assert.equal(reloaded.resume?.ticket, 'newest');
    assert.equal(reloaded.resume.note, 'bm90ZQ==');
});

test('the tab secret is not kept; the server gives it back, or a new one takes its place', async () => {
    const store = new MemoryStore();
    new VisitorKey(store).begin(CONVERSATION, 'first', 'tab secret');
    assert.equal(store.value?.includes('tab secret'), false);
    const { server, key } = openPage(store);
    assert.equal(key.wrap, null);
    const hello = await server.last.accept({ wrap: 'tab secret' });
    assert.equal(hello.resume?.wrap, undefined);
    assert.equal(key.wrap, 'tab secret');
    assert.equal(key.hello().resume?.wrap, 'tab secret', 'told again, should the server lose it');
    const lost = openPage(store);
    await lost.server.last.accept();
    assert.match(lost.key.wrap ?? '', /^[A-Za-z0-9_-]{43}$/);
});
