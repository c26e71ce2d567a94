import type { Clock } from '../src/clock';
import { browserClock } from '../src/clock';
import type { RecordCipher } from '../src/crypto/cipher';
import type { StaffKeys, UnlockFault } from '../src/crypto/staff_keys';
import type { Roots } from '../src/crypto/roots';
import type { Vault } from '../src/crypto/vault';
import { keep, open } from '../src/crypto/vault';
import type { Staff } from '../src/protocol/generated';
import type { EntranceKeys } from '../src/staff/entrance';
import type { Readable } from '../src/store';
import { Store } from '../src/store';
import type { FailureCode } from '../src/transport/transport';

/** Why the key of this counsellor could not be opened, as this page itself finds out. */
export type OwnKeyFault = UnlockFault | 'roots_failed';

/** The same, or the server's reason not to accept it. */
export type KeyFault = OwnKeyFault | FailureCode;

const OWN_FAULTS: Readonly<Record<OwnKeyFault, true>> = {
    wrong_phrase: true,
    not_trusted: true,
    revoked: true,
    expired: true,
    too_early: true,
    roots_failed: true,
};

export function isOwnFault(fault: KeyFault): fault is OwnKeyFault {
    return fault in OWN_FAULTS;
}

/**
 * none: nobody has made a key for him. locked: he has to enter his phrase; `progress` runs from 0
 * to 1 while it is being tried, and is null otherwise. open: this tab has a shift key, and the
 * server accepts it. `endsAt`: when his enrolment ends, in ms since 1970.
 */
export type KeyState =
    | { readonly step: 'none' }
    | {
          readonly step: 'locked';
          readonly progress: number | null;
          readonly fault: KeyFault | null;
          readonly endsAt: number;
      }
    | { readonly step: 'open'; readonly endsAt: number };

/** How often the page looks whether the shift key has to be renewed. */
const LOOK_MS = 60_000;

export interface KeyDeskOptions {
    readonly keys: StaffKeys;
    /** Resolves to null when they cannot be loaded, or are not signed as they should be. */
    readonly loadRoots: () => Promise<Roots | null>;
    /** Shows the server the certificates; resolves to null when it accepts them. */
    readonly present: (chain: string) => Promise<FailureCode | null>;
    readonly clock?: Clock;
}

/** The counsellor's own key on this page: closed until he enters his phrase, renewed in time. */
export class KeyDesk implements EntranceKeys {
    readonly keys: StaffKeys;
    private readonly options: KeyDeskOptions;
    private readonly clock: Clock;
    private readonly shown = new Store<KeyState>({ step: 'none' });
    private cancelLook: () => void = () => undefined;
    /** Grows when what is under way counts no more. */
    private turn = 0;
    private who: string | null = null;

    constructor(options: KeyDeskOptions) {
        this.options = options;
        this.keys = options.keys;
        this.clock = options.clock ?? browserClock;
    }

    get cipher(): RecordCipher {
        return this.keys;
    }

    get state(): Readable<KeyState> {
        return this.shown;
    }

    chain(): string | undefined {
        this.keys.renewShift();
        return this.keys.chain ?? undefined;
    }

    vault(wrap: string): Vault {
        return { keep: (value) => keep(value, wrap), open: (text) => open(text, wrap) };
    }

    enter(staff: Staff, wrap: string | null): void {
        this.keys.enter(staff, wrap);
        void this.learnRoots();
        const goesOn = this.who === staff.counsellor && this.shown.get().step !== 'none';
        this.who = staff.counsellor;
        if (goesOn) return; // a line that came back
        const endsAt = this.keys.enrolmentEndsAt;
        if (endsAt === null) this.shown.set({ step: 'none' });
        else this.lock(endsAt, null);
    }

    wipe(everything: boolean): void {
        this.turn += 1;
        this.cancelLook();
        this.keys.wipe(everything);
        this.who = null;
        this.shown.set({ step: 'none' });
    }

    /** Tries the phrase; what came of it is in `state`. */
    async unlock(phrase: string): Promise<void> {
        const before = this.shown.get();
        if (before.step !== 'locked' || before.progress !== null) return;
        const { endsAt } = before;
        this.turn += 1;
        const { turn } = this;
        const progress = (part: number): void => {
            if (turn !== this.turn) return;
            this.shown.set({ step: 'locked', progress: part, fault: null, endsAt });
        };
        progress(0);
        const fault = await this.open(phrase, progress, () => turn === this.turn);
        if (turn !== this.turn) return;
        if (fault !== null) {
            this.lock(endsAt, fault);
            return;
        }
        this.shown.set({ step: 'open', endsAt });
        this.watch();
    }

    private async open(
        phrase: string,
        progress: (part: number) => void,
        counts: () => boolean,
    ): Promise<KeyFault | null> {
        if (!(await this.learnRoots())) return 'roots_failed';
        const fault = await this.keys.unlock(phrase, progress);
        if (!counts()) return null;
        if (fault !== null) return fault;
        return this.options.present(this.keys.chain ?? '');
    }

    /** The keys of the organisations: by them one's own chain is checked, and a colleague's. */
    private async learnRoots(): Promise<boolean> {
        const roots = await this.options.loadRoots();
        if (roots !== null) this.keys.trust(roots);
        return roots !== null;
    }

    private lock(endsAt: number, fault: KeyFault | null): void {
        this.keys.lock();
        this.cancelLook();
        this.shown.set({ step: 'locked', progress: null, fault, endsAt });
    }

    /** A computer may sleep through any timer: so the page looks often, and at the clock. */
    private watch(): void {
        this.cancelLook();
        this.cancelLook = this.clock.after(LOOK_MS, () => {
            void this.renew();
            this.watch();
        });
    }

    private async renew(): Promise<void> {
        const { turn } = this;
        const state = this.shown.get();
        if (state.step !== 'open' || !this.keys.renewShift()) return;
        const refused = await this.options.present(this.keys.chain ?? '');
        if (turn !== this.turn || refused === null || refused === 'connection_lost') return;
        this.lock(state.endsAt, refused);
    }
}
