import { briefingKey } from './briefing';
import { equal } from './bytes';
import type { ShiftKeys } from './staff_shift';
import type { StaffKept } from './staff_kept';

/**
 * The keys of the briefings of one conversation. Both counsellors make the same key of their shift
 * keys; who loads his page again has a new one, so that a briefing may have several.
 */
export class BriefingKeys {
    private readonly conversation: string;
    private readonly shifts: ShiftKeys;
    private readonly kept: StaffKept;
    /** The other's shift key, by transfer. */
    private readonly others = new Map<string, Uint8Array>();

    constructor(conversation: string, shifts: ShiftKeys, kept: StaffKept) {
        this.conversation = conversation;
        this.shifts = shifts;
        this.kept = kept;
    }

    /** The colleague's shift key; null: his chain does not hold, or is not there. */
    meet(transfer: string, other: Uint8Array | null): void {
        if (other === null) this.others.delete(transfer);
        else this.others.set(transfer, other);
        const key = this.current(transfer);
        if (key !== null) this.kept.keepBriefingKey(this.conversation, transfer, key);
    }

    /** The key under which to say something now. */
    current(transfer: string): Uint8Array | null {
        const mine = this.shifts.newest;
        const other = this.others.get(transfer);
        if (mine === null || other === undefined) return null;
        return briefingKey(mine, other, transfer);
    }

    /** Every key that a line of this briefing may be under, the newest first. */
    all(transfer: string): readonly Uint8Array[] {
        const before = [...this.kept.briefingKeys(this.conversation, transfer)].reverse();
        const now = this.current(transfer);
        if (now === null) return before;
        return [now, ...before.filter((each) => !equal(each, now))];
    }
}
