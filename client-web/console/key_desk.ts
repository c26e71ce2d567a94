import type { Clock } from '../src/clock';
import { browserClock } from '../src/clock';
import type { StaffKeys, UnlockFault } from '../src/crypto/staff_keys';
import type { Entrance } from '../src/staff/entrance';
import type { Readable } from '../src/store';
import { Store } from '../src/store';
import type { FailureCode } from '../src/transport/transport';

/** Why the key of this counsellor could not be opened, or is not accepted. */
export type KeyFault = UnlockFault | 'roots_failed' | FailureCode;

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

const LOOK_MS = 60_000;
