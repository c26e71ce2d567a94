import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { ErrorCode, RequestType, Role, Staff } from '../protocol/generated';
import type { Vault } from '../crypto/vault';
import type { EntranceKeys } from './entrance';
import { Entrance } from './entrance';
import { NO_CIPHER } from './no_cipher';

const TOKEN = 't'.repeat(43);

/** The tab's sessionStorage: it outlives a page. */
const tab = new Map<string, string>();

Object.defineProperty(globalThis, 'sessionStorage', {
    value: {
        getItem: (key: string) => tab.get(key) ?? null,
        setItem: (key: string, value: string) => tab.set(key, value),
        removeItem: (key: string) => tab.delete(key),
    },
});

beforeEach(() => tab.clear());

function staff(counsellor: string, roles: Role[] = ['counsellor']): Staff {
    return {
        counsellor,
        alias: 'Anna',
        organisation: 'csg',
        roles,
        desks: [],
        languages: ['nl'],
        capacity: 2,
    };
}

interface Request {
    readonly type: RequestType;
    readonly id: string;
    readonly [field: string]: unknown;
}

/** As much of a WebSocket as the transport uses, with the server's end of it. */
class FakeSocket {
    readonly readyState = 1;
    readonly received: Request[] = [];
    onopen: (() => void) | null = null;
    onmessage: ((message: { data: string }) => void) | null = null;
    onclose: ((close: { code: number }) => void) | null = null;

    send(text: string): void {
        this.received.push(JSON.parse(text) as Request);
    }

    close(): void {
        this.onmessage = null;
    }

    take(type: RequestType): Request {
        const found = this.received.filter((each) => each.type === type).at(-1);
        assert.ok(found, `no ${type} came`);
        return found;
    }

    /** Opens, and answers hello. */
    async accept(done: object = {}): Promise<Request> {
        this.onopen?.();
        await this.reply('hello', { done });
        return this.take('hello');
    }

    /** Answers the newest request of this type. */
    async reply(type: RequestType, answer: { done: object } | { code: ErrorCode }): Promise<void> {
        const { id } = this.take(type);
        const said = 'done' in answer ? answer : { error: { ...answer, text: '', again: false } };
        this.onmessage?.({ data: JSON.stringify({ type: 'reply', id, ...said }) });
        await new Promise(setImmediate);
    }
}

/** What a page with keys does, as far as the entrance has to do with it. */
class FakeKeys implements EntranceKeys {
    readonly cipher = NO_CIPHER;
    readonly told: string[] = [];
    ownChain: string | undefined = undefined;

    vault(wrap: string): Vault {
        return { keep: (value) => `${wrap} ${JSON.stringify(value)}`, open: () => null };
    }

    chain(): string | undefined {
        return this.ownChain;
    }

    enter({ counsellor }: Staff, wrap: string | null): void {
        this.told.push(`enter ${counsellor} ${wrap}`);
    }

    wipe(everything: boolean): void {
        this.told.push(`wipe ${everything}`);
    }
}

/** A page of this tab. */
function openPage(keys?: EntranceKeys) {
    const sockets: FakeSocket[] = [];
    const page = { afresh: 0 };
    const entrance = new Entrance({
        role: 'counsellor',
        ...(keys && { keys }),
        startAfresh: () => {
            page.afresh += 1;
        },
        transport: {
            url: 'ws://test/ws',
            open: () => {
                const socket = new FakeSocket();
                sockets.push(socket);
                return socket as unknown as WebSocket;
            },
            clock: { now: () => 0, after: () => () => undefined },
            watch: () => () => undefined,
        },
    });
    entrance.start();
    const server = (): FakeSocket => {
        const newest = sockets.at(-1);
        assert.ok(newest, 'no connection was made');
        return newest;
    };
    return { sockets, page, entrance, server };
}

async function signIn(opened: ReturnType<typeof openPage>, who = staff('csg/anna')) {
    const answer = opened.entrance.signIn('csg', 'anna', 'secret');
    await opened.server().accept();
    await opened.server().reply('sign_in', { done: { token: TOKEN, staff: who } });
    return { answer, request: opened.server().take('sign_in') };
}

test('nobody is signed in at first, and no connection is made', () => {
    const { entrance, sockets } = openPage();
    assert.deepEqual(entrance.entry.get(), { step: 'out', over: null });
    assert.equal(sockets.length, 0);
});

test('signing in keeps the token in the tab, and a reload goes on with it', async () => {
    const first = openPage();
    const { answer, request } = await signIn(first);
    assert.equal(await answer, null);
    assert.deepEqual([request.organisation, request.name], ['csg', 'anna']);
    assert.equal(first.entrance.entry.get().step, 'in');

    const second = openPage();
    assert.deepEqual(second.entrance.entry.get(), { step: 'entering', returning: true });
    const hello = await second.server().accept({ staff: staff('csg/anna') });
    assert.equal(hello.token, TOKEN);
    assert.equal(second.entrance.entry.get().step, 'in');
});

test('a wrong password says so and keeps nothing', async () => {
    const { entrance, server } = openPage();
    const answer = entrance.signIn('csg', 'anna', 'wrong');
    await server().accept();
    await server().reply('sign_in', { code: 'sign_in_failed' });
    assert.equal(await answer, 'sign_in_failed');
    assert.deepEqual(entrance.entry.get(), { step: 'out', over: null });
    assert.equal(tab.size, 0);
});

test('a token that no longer counts leads to the sign-in', async () => {
    tab.set('veer-counsellor', JSON.stringify(TOKEN));
    const { entrance, server } = openPage();
    server().onopen?.();
    await server().reply('hello', { code: 'session_over' });
    assert.deepEqual(entrance.entry.get(), { step: 'out', over: 'by_itself' });
    assert.equal(entrance.link.get().state, 'stopped');
    assert.equal(tab.size, 0);
});

test('a session that ends during the work leads to the sign-in', async () => {
    const opened = openPage();
    await signIn(opened);
    const duty = opened.entrance.session.request('duty', { duty: 'on' });
    await opened.server().reply('duty', { code: 'session_over' });
    assert.equal((await duty).ok, false);
    assert.deepEqual(opened.entrance.entry.get(), { step: 'out', over: 'by_itself' });
});

test('somebody else on the same page finds nothing of the one before', async () => {
    const opened = openPage();
    await signIn(opened);
    const duty = opened.entrance.session.request('duty', { duty: 'on' });
    await opened.server().reply('duty', { code: 'session_over' });
    await duty;
    await signIn(opened, staff('csg/bram'));
    assert.equal(opened.page.afresh, 1);
    assert.notEqual(opened.entrance.entry.get().step, 'in');
});

test('signing out ends the session, unless conversations are open', async () => {
    const opened = openPage();
    await signIn(opened);
    const refused = opened.entrance.signOut();
    await opened.server().reply('sign_out', { code: 'has_conversations' });
    assert.equal(await refused, 'has_conversations');
    assert.equal(opened.entrance.entry.get().step, 'in');
    const done = opened.entrance.signOut();
    await opened.server().reply('sign_out', { done: {} });
    assert.equal(await done, null);
    assert.equal(opened.page.afresh, 1);
    assert.equal(tab.size, 0);
});

test('another tab takes over, and this one can take over again', async () => {
    const opened = openPage();
    await signIn(opened);
    opened.server().onclose?.({ code: 4001 });
    assert.deepEqual(
        [opened.entrance.link.get().state, opened.entrance.link.get().closed],
        ['stopped', 'superseded'],
    );
    assert.equal(opened.entrance.entry.get().step, 'in', 'what is on the page stays');
    opened.entrance.takeOver();
    const hello = await opened.server().accept({ staff: staff('csg/anna') });
    assert.equal(hello.token, TOKEN);
    assert.equal(opened.entrance.link.get().state, 'online');
});

test('a coordinator signs this person out: no token stays, and the page says so', async () => {
    const opened = openPage();
    await signIn(opened);
    opened.server().onclose?.({ code: 4006 });
    assert.deepEqual(opened.entrance.entry.get(), { step: 'out', over: 'signed_off' });
    assert.equal(tab.size, 0);
});

test('the tab secret opens what was kept, is never kept itself, and comes back after a reload', async () => {
    const keys = new FakeKeys();
    const opened = openPage(keys);
    const { request } = await signIn(opened);
    const { wrap } = request;
    assert.match(String(wrap), /^[A-Za-z0-9_-]{43}$/);
    assert.deepEqual(keys.told, [`enter csg/anna ${String(wrap)}`]);
    for (const text of tab.values()) assert.ok(!text.includes(String(wrap)));

    const after = new FakeKeys();
    const again = openPage(after);
    const hello = await again.server().accept({ staff: staff('csg/anna'), wrap });
    assert.deepEqual([hello.wrap, hello.chain], [undefined, undefined]);
    assert.deepEqual(after.told, [`enter csg/anna ${String(wrap)}`]);
});

test('a line that comes back shows the certificates and the tab secret again', async () => {
    const keys = new FakeKeys();
    const opened = openPage(keys);
    const { request } = await signIn(opened);
    keys.ownChain = 'chain';
    opened.entrance.tryNow();
    const hello = await opened.server().accept({ staff: staff('csg/anna') });
    assert.deepEqual([hello.chain, hello.wrap], ['chain', request.wrap]);
});

test('who signs out, or is signed out, leaves no keys; a session that ends only locks', async () => {
    const out = new FakeKeys();
    const first = openPage(out);
    await signIn(first);
    const signedOut = first.entrance.signOut();
    await first.server().reply('sign_out', { done: {} });
    await signedOut;
    assert.equal(out.told.at(-1), 'wipe true');

    const off = new FakeKeys();
    const second = openPage(off);
    await signIn(second);
    second.server().onclose?.({ code: 4006 });
    assert.equal(off.told.at(-1), 'wipe true');

    const over = new FakeKeys();
    const third = openPage(over);
    await signIn(third);
    const duty = third.entrance.session.request('duty', { duty: 'on' });
    await third.server().reply('duty', { code: 'session_over' });
    await duty;
    assert.equal(over.told.at(-1), 'wipe false');
});
