import type { ErrorCode, RequestMap, RequestType, ServerEvent } from '../protocol/generated';
import type { Readable } from '../store';

/**
 * connecting: a socket is opening or hello is under way. online: hello was answered.
 * offline: the connection is gone and another attempt will follow. stopped: none will.
 */
export type LinkState = 'connecting' | 'online' | 'offline' | 'stopped';

export interface Link {
    readonly state: LinkState;
    /** Why the server closed the last connection, if it said so. */
    readonly closed: string | null;
    /** Attempts since the connection was last good. */
    readonly attempt: number;
}

/**
 * Why a request failed: the server's code, or `connection_lost` (of a request that belongs to one
 * connection only; whether it arrived is unknown), or `stopped` (nothing will be sent any more).
 */
export type FailureCode = ErrorCode | 'connection_lost' | 'stopped';

export interface Failure {
    readonly code: FailureCode;
    /** Whether the same may succeed later. */
    readonly again: boolean;
}

/** What became of a request. */
export type Result<Type extends RequestType> =
    | { readonly ok: true; readonly done: RequestMap[Type]['done']; readonly resent: boolean }
    | { readonly ok: false; readonly error: Failure };

export interface RequestOptions {
    /** Belongs to the present connection: fails with `connection_lost` instead of being repeated. */
    readonly once?: boolean;
}

export interface TransportListener {
    /** hello was answered. */
    welcome?(done: RequestMap['hello']['done']): void;
    /** The connection is gone. */
    lost?(): void;
    event?(event: ServerEvent): void;
}

/** What the rest of the client needs of a transport. */
export interface Requester {
    readonly link: Readable<Link>;
    request<Type extends RequestType>(
        type: Type,
        fields: RequestMap[Type]['fields'],
        options?: RequestOptions,
    ): Promise<Result<Type>>;
    listen(listener: TransportListener): () => void;
    reconnect(): void;
}
