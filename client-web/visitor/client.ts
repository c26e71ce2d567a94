import type { RequestMap } from '../src/protocol/generated';
import { makeSecret } from '../src/random';
import { TabValue } from '../src/session/keeper';
import type { KeptVisitor } from '../src/session/keeper';
import { Session } from '../src/session/session';
import { VisitorKey } from '../src/session/visitor_key';
import type { Readable } from '../src/store';
import { Store } from '../src/store';
import type { Failure, Link, Result } from '../src/transport/transport';
import { Transport } from '../src/transport/transport';

/** Where the visitor is on this page. */
export interface Visit {
    /** The desk that he looks at; null: the joint entrance. */
    readonly desk: string | null;
    /** The conversation that is shown. */
    readonly conversation: string | null;
    /** The conversation that he came back for is not there. */
    readonly gone: boolean;
    /** What he ticked so far. */
    readonly tags: ReadonlySet<string>;
}

/** The path /c/ORGANISATION/DESK names a desk; all others are the joint entrance. */
function deskOfPath(path: string): string | null {
    const parts = /^\/c\/([a-z0-9-]+)\/([a-z0-9-]+)\/?$/.exec(path);
    return parts ? `${parts[1]}/${parts[2]}` : null;
}

/** The visitor's side: the connection, the session, and the key to his conversation. */
export class VisitorClient {
    readonly session: Session;
    /** What is typed and not sent: in memory only, but for longer than one view. */
    draft = '';
    private readonly key = new VisitorKey(new TabValue<KeptVisitor>('veer'));
    private readonly transport: Transport;
    private readonly place: Store<Visit>;

    constructor() {
        this.transport = new Transport({
            hello: () => this.key.hello(),
            refused: (error) => this.refused(error),
        });
        this.transport.listen({
            welcome: (done) => this.key.welcome(done),
            event: (event) => this.key.take(event),
        });
        this.session = new Session(this.transport, { keeper: this.key });
        this.place = new Store<Visit>({
            desk: deskOfPath(location.pathname),
            conversation: this.key.conversation,
            gone: false,
            tags: new Set(),
        });
        this.session.state.subscribe(() => this.look());
        this.link.subscribe(() => {
            // the tab that went on has the key now: this one's is worth nothing
            if (this.link.get().closed === 'superseded') this.key.forget();
        });
    }

    get visit(): Readable<Visit> {
        return this.place;
    }

    get link(): Readable<Link> {
        return this.transport.link;
    }

    /** Connects; not when the server said that there is nothing to come back for. */
    start(): void {
        const { state, closed } = this.link.get();
        if (state !== 'stopped' || closed === null) this.transport.start();
    }

    /** Closes the connection; start() goes on where it was. */
    pause(): void {
        this.transport.stop();
    }

    /** Looks at a desk, or at the entrance. The browser's history gets no entry for it. */
    choose(desk: string | null): void {
        history.replaceState(null, '', desk === null ? '/' : `/c/${desk}`);
        this.set({ desk, gone: false });
    }

    tick(tags: ReadonlySet<string>): void {
        this.set({ tags });
    }

    /** Enters a desk with what is ticked. */
    async enter(desk: string, language: string): Promise<Result<'enter'>> {
        const secret = makeSecret();
        const tags = [...this.place.get().tags];
        const fields: RequestMap['enter']['fields'] = { desk, language, tags, secret };
        const result = await this.session.request('enter', fields);
        if (result.ok) {
            const { conversation } = result.done;
            this.key.begin(conversation, secret, result.done.ticket);
            this.set({ conversation, gone: false, tags: new Set() });
            // the answer may be that to an earlier connection: this one is to be attached
            if (result.resent) this.transport.reconnect();
        }
        return result;
    }

    /** From the end of a conversation back to the start. */
    restart(): void {
        const { conversation } = this.place.get();
        this.key.forget();
        if (conversation !== null) this.session.forget(conversation);
        this.draft = '';
        this.set({ conversation: null, gone: false });
        this.transport.reconnect();
    }

    /** Gone at once: nothing of the conversation stays in this tab, and the server is told. */
    leave(): void {
        const { conversation } = this.place.get();
        if (conversation !== null) void this.session.request('end', { conversation });
        this.key.forget();
        this.session.stop();
        this.transport.stop(); // what was sent goes out before the connection closes
    }

    private set(change: Partial<Visit>): void {
        this.place.update((visit) => ({ ...visit, ...change }));
    }

    private refused(error: Failure): boolean {
        if (error.code !== 'unknown_conversation' && error.code !== 'wrong_secret') return false;
        const { conversation } = this.place.get();
        const wasEnded =
            conversation !== null &&
            this.session.state.get().conversations.get(conversation)?.event.state === 'ended';
        this.key.forget();
        if (conversation !== null && !wasEnded) {
            this.session.forget(conversation);
            this.set({ conversation: null, gone: true });
        }
        return true;
    }

    /** An ended conversation needs no key any more: nothing of it outlives the page. */
    private look(): void {
        const { conversation } = this.place.get();
        if (conversation === null) return;
        const view = this.session.state.get().conversations.get(conversation);
        if (!view) return;
        const ended = view.event.state === 'ended';
        if ((ended || view.gone) && this.key.conversation !== null) this.key.forget();
        if (view.gone && !ended) this.set({ conversation: null, gone: true });
    }
}
