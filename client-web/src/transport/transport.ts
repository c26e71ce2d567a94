import type { Clock } from '../clock';
import { browserClock } from '../clock';
import type { Reply, RequestMap, RequestType, ServerEvent } from '../protocol/generated';
import { CLOSE, PROTOCOL } from '../protocol/generated';
import { makeRequestId } from '../random';
import type { Readable } from '../store';
import { Store } from '../store';
import { backoffMs } from './backoff';
import type {
    Failure,
    Link,
    LinkState,
    RequestOptions,
    Requester,
    Result,
    TransportListener,
} from './types';
import type { WatchPage } from './wake';
import { watchPage } from './wake';

export type * from './types';

/** WebSocket.OPEN, also where there is no WebSocket. */
const OPEN = 1;
const PING_MS = 15_000;
const ANSWER_MS = 10_000; // for a ping, and for opening with hello
const WOKEN_ANSWER_MS = 5_000; // for a ping by which somebody who looks again wants to know
const STRANDED_MS = 20_000; // a server without its store is left after this long, or half as long again
const SETTLED_MS = 5_000; // online for this long: the next loss starts with a short wait again
const CROWDED_ATTEMPT = 3; // the server asked for calm: start with a longer wait

export interface TransportOptions {
    /** Who this is; asked for each time that a connection opens. */
    hello(): RequestMap['hello']['fields'];
    /**
     * hello was refused for good. True: connect again at once with what hello() says now; false:
     * stop.
     */
    refused(error: Failure): boolean;
    readonly url?: string;
    readonly open?: (url: string, protocol: string) => WebSocket;
    readonly clock?: Clock;
    readonly random?: () => number;
    readonly watch?: WatchPage;
}

interface Pending {
    readonly text: string;
    readonly once: boolean;
    sent: boolean;
    resent: boolean;
    settle(result: { done: unknown } | { error: Failure }): void;
}

/** Where the pages' own server listens. */
export function ownSocketUrl(): string {
    return `${location.origin.replace(/^http/, 'ws')}/ws`;
}

/**
 * The one connection of a page. It keeps every request until it is answered: after a loss those
 * without an answer are sent again with the same id, by which the server knows them.
 */
export class Transport implements Requester {
    private readonly options: TransportOptions;
    private readonly clock: Clock;
    private readonly status = new Store<Link>({ state: 'offline', closed: null, attempt: 0 });
    private readonly pending = new Map<string, Pending>();
    private readonly listeners = new Set<TransportListener>();
    private socket: WebSocket | null = null;
    private attempt = 0;
    private started = false;
    private cancelTimers: (() => void)[] = [];
    private unwatch: (() => void) | null = null;
    private cancelAnswer: (() => void) | null = null;
    private cancelStranded: (() => void) | null = null;

    constructor(options: TransportOptions) {
        this.options = options;
        this.clock = options.clock ?? browserClock;
    }

    get link(): Readable<Link> {
        return this.status;
    }

    /** Returns what ends the listening. */
    listen(listener: TransportListener): () => void {
        this.listeners.add(listener);
        return () => {
            this.listeners.delete(listener);
        };
    }

    start(): void {
        if (this.started) return;
        this.started = true;
        this.attempt = 0;
        this.unwatch = (this.options.watch ?? watchPage)(
            () => this.wake(),
            () => this.gone(),
        );
        this.connect();
    }

    /** Closes for good: what is unanswered fails with `stopped`. start() begins anew. */
    stop(): void {
        this.finish(null);
    }

    /** Gives the present connection up and makes a new one at once. */
    reconnect(): void {
        if (!this.started) return;
        this.drop();
        this.connect();
    }

    /** Sends a request; the promise never rejects. */
    request<Type extends RequestType>(
        type: Type,
        fields: RequestMap[Type]['fields'],
        options: RequestOptions = {},
    ): Promise<Result<Type>> {
        const once = options.once ?? false;
        const online = this.status.get().state === 'online';
        if (!this.started) return Promise.resolve(failed('stopped'));
        if (once && !online) return Promise.resolve(failed('connection_lost'));
        return new Promise((resolve) => {
            const id = makeRequestId();
            const entry: Pending = {
                text: JSON.stringify({ type, id, ...fields }),
                once,
                sent: false,
                resent: false,
                settle: (result) => {
                    this.pending.delete(id);
                    if ('error' in result) resolve({ ok: false, error: result.error });
                    else {
                        const done = result.done as RequestMap[Type]['done'];
                        resolve({ ok: true, done, resent: entry.resent });
                    }
                },
            };
            this.pending.set(id, entry);
            if (online) this.send(entry);
        });
    }

    private send(entry: Pending): void {
        // one that is closing takes nothing: its end is told next, and then comes another
        if (this.socket?.readyState !== OPEN) return;
        entry.resent = entry.sent;
        entry.sent = true;
        this.socket.send(entry.text);
    }

    /** Ends a connection attempt or a connection, without deciding what comes next. */
    private drop(): void {
        const socket = this.socket;
        this.socket = null;
        for (const cancel of this.cancelTimers) cancel();
        this.cancelTimers = [];
        this.cancelAnswer?.();
        this.cancelAnswer = null;
        this.cancelStranded?.();
        this.cancelStranded = null;
        if (socket) {
            socket.onopen = socket.onmessage = socket.onclose = null;
            socket.close();
        }
        const wasOnline = this.status.get().state === 'online';
        if (wasOnline) this.show('offline');
        for (const entry of [...this.pending.values()]) {
            if (entry.once) entry.settle({ error: { code: 'connection_lost', again: true } });
        }
        if (wasOnline) for (const listener of [...this.listeners]) listener.lost?.();
    }

    private finish(closed: string | null): void {
        this.started = false;
        this.unwatch?.();
        this.unwatch = null;
        this.drop();
        this.show('stopped', closed);
        for (const entry of [...this.pending.values()]) {
            entry.settle({ error: { code: 'stopped', again: false } });
        }
    }

    private show(state: LinkState, closed: string | null = null): void {
        this.status.set({ state, closed, attempt: this.attempt });
    }

    private connect(): void {
        this.show('connecting', this.status.get().closed);
        const url = this.options.url ?? ownSocketUrl();
        const open = this.options.open ?? ((to, protocol) => new WebSocket(to, protocol));
        const socket = open(url, PROTOCOL);
        this.socket = socket;
        socket.onopen = () => this.sayHello(socket);
        socket.onmessage = (message: MessageEvent<unknown>) => this.receive(message.data);
        socket.onclose = (close: CloseEvent) => this.closed(close.code);
        this.expectAnswer(ANSWER_MS);
    }

    private sayHello(socket: WebSocket): void {
        const id = makeRequestId();
        this.pending.set(id, {
            text: '',
            once: true,
            sent: true,
            resent: false,
            settle: (result) => {
                this.pending.delete(id);
                if (socket !== this.socket) return;
                if ('error' in result) this.notWelcome(result.error);
                else this.welcome(result.done as RequestMap['hello']['done']);
            },
        });
        socket.send(JSON.stringify({ type: 'hello', id, ...this.options.hello() }));
    }

    private welcome(done: RequestMap['hello']['done']): void {
        this.cancelAnswer?.();
        this.cancelAnswer = null;
        this.show('online');
        this.cancelTimers.push(
            this.clock.after(SETTLED_MS, () => {
                this.attempt = 0;
            }),
        );
        this.planPing();
        const unanswered = [...this.pending.values()].filter((entry) => !entry.once);
        for (const listener of [...this.listeners]) listener.welcome?.(done);
        for (const entry of unanswered) this.send(entry);
    }

    private notWelcome(error: Failure): void {
        if (error.again) {
            this.lost(null);
        } else if (this.options.refused(error)) {
            this.drop();
            this.connect();
        } else {
            this.finish(null);
        }
    }

    private planPing(): void {
        this.cancelTimers.push(
            this.clock.after(PING_MS, () => {
                this.ping(ANSWER_MS);
                this.planPing();
            }),
        );
    }

    private ping(limitMs: number): void {
        if (this.cancelAnswer) return;
        this.expectAnswer(limitMs);
        void this.request('ping', {}, { once: true }).then((outcome) => {
            if (!outcome.ok) return;
            this.cancelAnswer?.();
            this.cancelAnswer = null;
        });
    }

    private expectAnswer(limitMs: number): void {
        this.cancelAnswer = this.clock.after(limitMs, () => this.lost(null));
    }

    /** The page may have slept: try at once, or see whether the connection still lives. */
    private wake(): void {
        const { state } = this.status.get();
        if (state === 'online') this.ping(WOKEN_ANSWER_MS);
        if (state === 'offline') {
            this.drop();
            this.connect();
        }
    }

    /** The device has no network: a connection that seems to live is dead. */
    private gone(): void {
        if (this.status.get().state === 'online') this.lost(null);
    }

    private closed(code: number): void {
        const known = CLOSE[code];
        if (known && !known.reconnect) this.finish(known.name);
        else this.lost(known?.name ?? null);
    }

    private lost(closed: string | null): void {
        this.drop();
        if (closed === 'busy' || closed === 'rate') {
            this.attempt = Math.max(this.attempt, CROWDED_ATTEMPT);
        }
        const wait = backoffMs(this.attempt, (this.options.random ?? Math.random)());
        this.attempt += 1;
        this.show('offline', closed);
        this.cancelTimers.push(this.clock.after(wait, () => this.connect()));
    }

    private receive(data: unknown): void {
        const message = parse(data);
        if (message === null) {
            this.lost(null); // what it was is unknown: a new connection tells everything again
        } else if (message.type === 'reply') {
            this.settle(message);
        } else {
            if (message.type === 'store') this.watchStore(message.there);
            for (const listener of [...this.listeners]) listener.event?.(message);
        }
    }

    /** Perhaps only this server is cut off from its store, and another one is not. */
    private watchStore(there: boolean): void {
        this.cancelStranded?.();
        this.cancelStranded = null;
        if (there) return;
        const wait = STRANDED_MS * (1 + (this.options.random ?? Math.random)() / 2);
        this.cancelStranded = this.clock.after(wait, () => this.lost(null));
    }

    private settle(reply: Reply): void {
        const entry = reply.id === null ? undefined : this.pending.get(reply.id);
        if (reply.id === null && reply.error)
            console.error(`refused without an id: ${reply.error.code}`);
        if (!entry) return; // or the second answer to what was sent twice
        if (reply.error === undefined) {
            entry.settle({ done: reply.done });
        } else if (reply.error.code === 'stale_process' && !entry.once) {
            this.lost(null); // another process answers it
        } else {
            entry.settle({ error: { code: reply.error.code, again: reply.error.again } });
        }
    }
}

function parse(data: unknown): Reply | ServerEvent | null {
    if (typeof data !== 'string') return null;
    try {
        const value: unknown = JSON.parse(data);
        if (typeof value !== 'object' || value === null || !('type' in value)) return null;
        return typeof value.type === 'string' ? (value as Reply | ServerEvent) : null;
    } catch {
        return null;
    }
}

function failed(code: 'connection_lost' | 'stopped'): { ok: false; error: Failure } {
    return { ok: false, error: { code, again: code === 'connection_lost' } };
}
