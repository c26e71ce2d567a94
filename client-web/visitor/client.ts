import { browserClock } from '../src/clock';
import { LazyCipher } from '../src/crypto/lazy_cipher';
import type { Given, OpenedNote, VisitorKeys } from '../src/crypto/visitor_keys';
import type { KeysView } from '../src/crypto/visitor_view';
import { NO_KEYS } from '../src/crypto/visitor_view';
import type { RequestMap, Transfer } from '../src/protocol/generated';
import { makeSecret } from '../src/random';
import { SealedOutbox } from '../src/session/sealed_outbox';
import type { ConversationView } from '../src/session/state';
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

const RETRY_MS = 2_000;
const ROOTS_ATTEMPTS = 3;
/** How long the end waits for what was said before it. */
const END_WAIT_MS = 1_500;
const LOOK_MS = 50;

function pause(ms: number): Promise<void> {
    return new Promise((resolve) => browserClock.after(ms, resolve));
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
    private readonly outbox = new SealedOutbox(new TabValue<string>('veer-outbox'));
    private readonly cipher = new LazyCipher();
    private readonly keysView = new Store<KeysView>(NO_KEYS);
    private loaded: typeof import('../src/crypto/visitor_load') | null = null;
    private visitorKeys: VisitorKeys | null = null;
    private vaultOpen = false;
    private readonly transport: Transport;
    private readonly place: Store<Visit>;

    constructor() {
        this.transport = new Transport({
            hello: () => this.key.hello(),
            refused: (error) => this.refused(error),
        });
        this.transport.listen({
            welcome: (done) => {
                this.key.welcome(done);
                this.openVault();
            },
            event: (event) => this.key.take(event),
        });
        this.session = new Session(this.transport, { cipher: this.cipher, keeper: this.outbox });
        this.place = new Store<Visit>({
            desk: deskOfPath(location.pathname),
            conversation: this.key.conversation,
            gone: false,
            tags: new Set(),
        });
        this.session.state.subscribe(() => this.look());
        this.link.subscribe(() => {
            // the tab that went on has the key now: this one's is worth nothing
            if (this.link.get().closed === 'superseded') this.forgetKeys();
        });
    }

    /** How safe the conversation is. */
    get keys(): Readable<KeysView> {
        return this.keysView;
    }

    /** Loads the cryptography and the roots; the page calls it after its first view. */
    async loadKeys(): Promise<void> {
        const loaded = await import('../src/crypto/visitor_load').catch(() => null);
        if (loaded === null) {
            await pause(RETRY_MS);
            return this.loadKeys();
        }
        this.loaded = loaded;
        const keys = new loaded.VisitorKeys({
            place: new TabValue<string>('veer-keys'),
            say: (conversation, channel, word) => this.session.say(conversation, channel, word),
            nowS: () => Math.floor(Date.now() / 1000),
        });
        this.visitorKeys = keys;
        keys.view.subscribe(() => this.keysView.set(keys.view.get()));
        this.openVault();
        this.cipher.use(keys);
        for (let attempt = 1; attempt <= ROOTS_ATTEMPTS; attempt += 1) {
            const roots = await loaded.loadRoots();
            if (roots !== null || attempt === ROOTS_ATTEMPTS) {
                keys.setRoots(roots ?? new Map()); // then nobody is trusted, and the page says so
                return;
            }
            await pause(RETRY_MS);
        }
    }

    private openVault(): void {
        const { wrap } = this.key;
        if (this.loaded === null || wrap === null || this.vaultOpen) return;
        this.vaultOpen = true;
        const vault = this.loaded.vaultUnder(wrap);
        this.visitorKeys?.openVault(vault);
        this.session.restore(this.outbox.open(vault));
    }

    /** Nothing of a conversation can be read in this tab after a reload. */
    private forgetKept(): void {
        this.key.forget();
        this.outbox.forget();
        this.visitorKeys?.closeVault();
        this.vaultOpen = false;
    }

    /** Nothing of a conversation can be read in this tab any more. */
    private forgetKeys(): void {
        const { conversation } = this.place.get();
        this.forgetKept();
        if (conversation !== null) this.cipher.forget(conversation);
    }

    /** The owner's note of a transfer that is asked; null while its key is not there. */
    openNote(transfer: Transfer): OpenedNote | null {
        return this.visitorKeys?.openNote(transfer) ?? null;
    }

    /** Agrees to a transfer, with what he leaves of it sealed for whoever takes him there. */
    async agree(view: ConversationView, transfer: Transfer, given: Given): Promise<Result<'consent'>> {
        const note = this.visitorKeys?.sealConsent(transfer, given) ?? null;
        if (note === null) return { ok: false, error: { code: 'no_key', again: true } };
        const { conversation } = view;
        const { tags, amount } = given;
        const result = await this.session.request('consent', {
            conversation, transfer: transfer.transfer, hash: transfer.hash ?? '', amount, tags: [...tags], note,
        });
        // what may have arrived all the same stays agreed
        if (!result.ok && !result.error.again) this.visitorKeys?.withdraw(transfer.transfer);
        return result;
    }

    /** Takes his consent back: from this moment no key is given for it. */
    withdraw({ conversation }: ConversationView, { transfer }: Transfer): Promise<Result<'withdraw'>> {
        this.visitorKeys?.withdraw(transfer);
        return this.session.request('withdraw', { conversation, transfer });
    }

    /** Lets the present owner read from the beginning. */
    async shareHistory({ conversation }: ConversationView): Promise<Result<'share_history'>> {
        const result = await this.session.request('share_history', { conversation });
        if (result.ok) this.visitorKeys?.shareHistory();
        return result;
    }

    /** Ends the conversation, after what was said before has gone out. */
    async end({ conversation }: ConversationView): Promise<Result<'end'>> {
        this.visitorKeys?.sayClose();
        for (let waited = 0; waited < END_WAIT_MS; waited += LOOK_MS) {
            if (this.session.hasSaidAll(conversation, 'talk')) break;
            await pause(LOOK_MS);
        }
        return this.session.request('end', { conversation });
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
        const wrap = makeSecret();
        const tags = [...this.place.get().tags];
        const fields: RequestMap['enter']['fields'] = { desk, language, tags, secret, wrap };
        const result = await this.session.request('enter', fields);
        if (result.ok) {
            const { conversation } = result.done;
            this.key.begin(conversation, secret, wrap, result.done.ticket);
            this.openVault();
            this.set({ conversation, gone: false, tags: new Set() });
            // the answer may be that to an earlier connection: this one is to be attached
            if (result.resent) this.transport.reconnect();
        }
        return result;
    }

    /** From the end of a conversation back to the start. */
    restart(): void {
        const { conversation } = this.place.get();
        this.forgetKeys();
        if (conversation !== null) this.session.forget(conversation);
        this.draft = '';
        this.set({ conversation: null, gone: false });
        this.transport.reconnect();
    }

    /** Gone at once: nothing of the conversation stays in this tab, and the server is told. */
    leave(): void {
        const { conversation } = this.place.get();
        if (conversation !== null) {
            this.visitorKeys?.sayClose();
            void this.session.request('end', { conversation });
        }
        this.forgetKeys();
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
        this.forgetKeys();
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
        if ((ended || view.gone) && this.key.conversation !== null) this.forgetKept();
        if (view.gone && !ended) this.set({ conversation: null, gone: true });
    }
}
