import type { HelloFields, Role, Staff } from '../protocol/generated';
import type { RecordCipher } from '../crypto/cipher';
import type { FailureCode, Link, Requester, TransportOptions } from '../transport/transport';
import { Transport } from '../transport/transport';
import { HeldTickets } from '../session/held_tickets';
import type { Vault } from '../crypto/vault';
import { makeSecret } from '../random';
import { TabValue } from '../session/keeper';
import { SealedOutbox } from '../session/sealed_outbox';
import { Session } from '../session/session';
import type { Readable } from '../store';
import { Store } from '../store';
import { NO_CIPHER } from './no_cipher';

/**
 * out: nobody is signed in; `over` when a session ended by itself, or a coordinator signed this
 * person out. entering: a password is being
 * shown to the server, or, `returning`, the token of this tab. in: signed in, also while the line
 * is gone.
 */
export type Entry =
    | { readonly step: 'out'; readonly over: Over }
    | { readonly step: 'entering'; readonly returning: boolean }
    | { readonly step: 'in'; readonly staff: Staff };

/** Why a session has ended, when it was not its owner who ended it. */
export type Over = 'by_itself' | 'signed_off' | null;

/** What a page does with keys beside its connection; a page that reads nothing has none. */
export interface EntranceKeys {
    readonly cipher: RecordCipher;
    /** Seals and opens what the tab keeps under this tab secret. */
    vault(wrap: string): Vault;
    /** The certificates of the shift key, when this tab has one. */
    chain(): string | undefined;
    /** Somebody has signed in, or goes on: what was kept for a reload opens with `wrap`. */
    enter(staff: Staff, wrap: string | null): void;
    /**
     * Nobody is signed in any more: the counsellor's own keys are wiped; with `everything` also
     * those of his conversations, here and in what is kept for a reload.
     */
    wipe(everything: boolean): void;
}

export interface EntranceOptions {
    readonly role: Exclude<Role, 'visitor'>;
    readonly keys?: EntranceKeys;
    /** Draws the page anew without anything of the one before. */
    readonly startAfresh?: () => void;
    /** For tests: what the transport uses in place of the browser's. */
    readonly transport?: Pick<TransportOptions, 'url' | 'open' | 'clock' | 'watch'>;
}

const OVER: readonly FailureCode[] = ['session_over', 'not_signed_in'];

/**
 * A staff page's way in: it holds the connection, keeps the token in the tab so that a reload goes
 * on, and knows whether somebody is signed in. The token never stands in an address.
 */
export class Entrance {
    readonly session: Session;
    private readonly transport: Transport;
    private readonly role: EntranceOptions['role'];
    private readonly token: TabValue<string>;
    private readonly held: HeldTickets;
    private readonly outbox: SealedOutbox;
    private readonly startAfresh: () => void;
    private readonly status: Store<Entry>;
    private readonly keys: EntranceKeys | null;
    /** Who is or was signed in on this page. */
    private staff: Staff | null = null;
    /** The tab secret of the session: it is never kept in the tab. */
    private wrap: string | null = null;

    constructor(options: EntranceOptions) {
        this.role = options.role;
        this.keys = options.keys ?? null;
        this.token = new TabValue(`veer-${options.role}`);
        this.held = new HeldTickets(new TabValue(`veer-${options.role}-tickets`));
        this.outbox = new SealedOutbox(new TabValue(`veer-${options.role}-outbox`));
        this.startAfresh = options.startAfresh ?? (() => location.reload());
        this.status = new Store<Entry>({ step: 'out', over: null });
        this.transport = new Transport({
            hello: () => this.hello(),
            refused: () => this.refused(),
            ...options.transport,
        });
        this.transport.link.subscribe(() => {
            if (this.link.get().closed === 'signed_off') this.leave('signed_off');
        });
        this.transport.listen({
            welcome: ({ staff, ticket, wrap }) => {
                this.held.keepOwn(ticket);
                this.wrap ??= wrap ?? null;
                if (staff) this.enter(staff);
            },
            event: (event) => this.held.take(event),
        });
        this.session = new Session(this.watched(), {
            cipher: this.keys?.cipher ?? NO_CIPHER,
            keeper: this.outbox,
        });
    }

    get entry(): Readable<Entry> {
        return this.status;
    }

    get link(): Readable<Link> {
        return this.transport.link;
    }

    /** Goes on with the session that this tab had before a reload, if there is one. */
    start(): void {
        if (this.token.read() === null) return;
        this.status.set({ step: 'entering', returning: true });
        this.transport.start();
    }

    /** Resolves to null when signed in, else to why not. Waits for the line when it is gone. */
    async signIn(
        organisation: string,
        name: string,
        password: string,
    ): Promise<FailureCode | null> {
        this.status.set({ step: 'entering', returning: false });
        this.transport.start();
        const wrap = makeSecret();
        const fields = { organisation, name, password, wrap };
        const result = await this.transport.request('sign_in', fields);
        if (!result.ok) {
            this.leave(null);
            return result.error.code;
        }
        const { token, staff, ticket } = result.done;
        this.token.write(token);
        this.wrap = wrap;
        this.held.keepOwn(ticket);
        if (!staff.roles.includes(this.role)) {
            await this.signOut();
            return 'wrong_role';
        }
        this.enter(staff);
        return null;
    }

    /** Resolves to null when signed out, else to why not. */
    async signOut(): Promise<FailureCode | null> {
        const result = await this.transport.request('sign_out', {});
        if (!result.ok && !OVER.includes(result.error.code)) return result.error.code;
        this.leave(null);
        if (this.staff) this.forgetEverything();
        return null;
    }

    /** Shows the server the certificates of this tab's shift key; null when it accepts them. */
    async present(chain: string): Promise<FailureCode | null> {
        const result = await this.session.request('shift_key', { chain });
        return result.ok ? null : result.error.code;
    }

    /** Another tab took over: comes back here, and the other one is told. */
    takeOver(): void {
        this.transport.start();
    }

    /** Does not wait for the next attempt. */
    tryNow(): void {
        this.transport.reconnect();
    }

    private hello(): HelloFields {
        const token = this.token.read();
        if (token === null) return { role: this.role };
        const chain = this.keys?.chain();
        return {
            role: this.role,
            token,
            ...this.held.hello(),
            ...(chain !== undefined && { chain }),
            ...(this.wrap !== null && { wrap: this.wrap }),
        };
    }

    /** The token no longer counts. What was on the page stays for the same person. */
    private refused(): boolean {
        this.leave('by_itself');
        return false;
    }

    private enter(staff: Staff): void {
        const before = this.staff;
        if (before && before.counsellor !== staff.counsellor) {
            this.forgetEverything();
            return;
        }
        this.staff = staff;
        this.keys?.enter(staff, this.wrap);
        if (this.keys !== null && this.wrap !== null) {
            this.session.restore(this.outbox.open(this.keys.vault(this.wrap)));
        }
        this.status.set({ step: 'in', staff });
    }

    private leave(over: Over): void {
        this.token.remove();
        this.held.forget();
        this.wrap = null;
        this.keys?.wipe(over !== 'by_itself');
        this.status.set({ step: 'out', over });
        this.transport.stop();
    }

    private forgetEverything(): void {
        this.outbox.forget();
        this.keys?.wipe(true);
        this.startAfresh();
    }

    /** The transport, with an eye on replies which say that the session is over. */
    private watched(): Requester {
        const { transport } = this;
        return {
            link: transport.link,
            listen: (listener) => transport.listen(listener),
            reconnect: () => transport.reconnect(),
            request: async (type, fields, options) => {
                const result = await transport.request(type, fields, options);
                if (!result.ok && OVER.includes(result.error.code)) this.leave('by_itself');
                return result;
            },
        };
    }
}
