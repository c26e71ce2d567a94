import assert from 'node:assert/strict';
import { ERRORS } from '../protocol/generated';
import type {
    ChannelPlace,
    ConversationEvent,
    ErrorCode,
    Line,
    RequestMap,
    RequestType,
    ServerEvent,
} from '../protocol/generated';
import { settled } from './fake_clock';

export interface AnyRequest {
    readonly type: RequestType;
    readonly id: string;
}

export type Request<Type extends RequestType> = AnyRequest &
    RequestMap[Type]['fields'] & { readonly type: Type };

/** The server's end of one connection: shows what came, and says what the test tells it to. */
export class FakeConnection {
    readonly received: AnyRequest[] = [];
    readonly protocol: string;
    private readonly socket: FakeSocket;

    constructor(socket: FakeSocket, protocol: string) {
        this.socket = socket;
        this.protocol = protocol;
    }

    get isOpen(): boolean {
        return this.socket.onmessage !== null;
    }

    /** Opens, and answers hello. */
    async accept(done: RequestMap['hello']['done'] = {}): Promise<Request<'hello'>> {
        this.socket.onopen?.();
        const hello = this.take('hello');
        await this.done(hello, done);
        return hello;
    }

    open(): void {
        this.socket.onopen?.();
    }

    /** The requests of this type that came. */
    all<Type extends RequestType>(type: Type): Request<Type>[] {
        return this.received.filter((each) => each.type === type) as Request<Type>[];
    }

    /** The newest request of this type; fails if there is none. */
    take<Type extends RequestType>(type: Type): Request<Type> {
        const found = this.all(type).at(-1);
        assert.ok(found, `no ${type} came`);
        return found;
    }

    async done<Type extends RequestType>(
        request: Request<Type>,
        done: RequestMap[Type]['done'],
    ): Promise<void> {
        await this.say({ type: 'reply', id: request.id, done });
    }

    async refuse(request: AnyRequest, code: ErrorCode): Promise<void> {
        const error = { code, text: '', again: ERRORS[code].again };
        await this.say({ type: 'reply', id: request.id, error });
    }

    async event(event: ServerEvent): Promise<void> {
        await this.say(event);
    }

    async raw(text: string): Promise<void> {
        this.socket.onmessage?.({ data: text });
        await settled();
    }

    /** It has begun to close, and nobody was told yet. */
    beginClose(): void {
        this.socket.readyState = 2;
    }

    async close(code: number): Promise<void> {
        this.socket.onclose?.({ code });
        await settled();
    }

    private say(message: object): Promise<void> {
        return this.raw(JSON.stringify(message));
    }
}

/** As much of a WebSocket as the transport uses. */
class FakeSocket {
    readyState = 1;
    onopen: (() => void) | null = null;
    onmessage: ((message: { data: unknown }) => void) | null = null;
    onclose: ((close: { code: number }) => void) | null = null;
    readonly connection: FakeConnection;

    constructor(protocol: string) {
        this.connection = new FakeConnection(this, protocol);
    }

    send(text: string): void {
        this.connection.received.push(JSON.parse(text) as AnyRequest);
    }

    close(): void {
        this.onopen = this.onmessage = this.onclose = null;
    }
}

/** Takes the connections of a transport. */
export class FakeServer {
    readonly connections: FakeConnection[] = [];

    readonly open = (_url: string, protocol: string): WebSocket => {
        const socket = new FakeSocket(protocol);
        this.connections.push(socket.connection);
        return socket as unknown as WebSocket;
    };

    get last(): FakeConnection {
        const connection = this.connections.at(-1);
        assert.ok(connection, 'nobody has connected');
        return connection;
    }
}

export const CONVERSATION = 'c0'.repeat(16);

/** The place of the talk in a picture of a conversation. */
export function talk(last: number, number: number, open = true): ChannelPlace {
    return { channel: 'talk', first: 1, last, number, open };
}

/** A picture as a visitor gets it. */
export function picture(
    revision: number,
    channels: ChannelPlace[],
    change: Partial<ConversationEvent> = {},
): ConversationEvent {
    return {
        type: 'conversation',
        conversation: CONVERSATION,
        revision,
        state: 'active',
        part: 'visitor',
        desk: 'csg/acute',
        language: 'nl',
        tags: [],
        members: [
            { member: 'm0', part: 'visitor', present: true, delivered: 0, seen: 0 },
            { member: 'm1', part: 'owner', present: true, delivered: 0, seen: 0 },
        ],
        me: 'm0',
        channels,
        keyed: true,
        ...change,
    };
}

/** A line of a member, numbered if it is his own. */
export function line(seq: number, member: string, record: string, number?: number): Line {
    return { seq, at: seq, member, record, ...(number === undefined ? {} : { number }) };
}

export function records(...lines: Line[]): ServerEvent {
    return { type: 'records', conversation: CONVERSATION, channel: 'talk', lines };
}
