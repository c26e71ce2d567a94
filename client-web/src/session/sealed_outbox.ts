import type { TextPlace, Vault } from '../crypto/vault';
import type { KeptRecord, OutboxKeeper } from './keeper';

/**
 * The outbox of a tab over a reload, never in the clear: nothing is kept before there is a vault,
 * and what was kept is read once there is one.
 */
export class SealedOutbox implements OutboxKeeper {
    private readonly place: TextPlace;
    private vault: Vault | null = null;
    private last: readonly KeptRecord[] = [];

    constructor(place: TextPlace) {
        this.place = place;
    }

    /** From now on with this vault. Returns what was kept before a reload. */
    open(vault: Vault): readonly KeptRecord[] {
        const first = this.vault === null;
        this.vault = vault;
        const text = first ? this.place.read() : null;
        const kept = text === null ? null : vault.open(text);
        if (this.last.length > 0) this.save(this.last);
        return Array.isArray(kept) ? (kept as readonly KeptRecord[]) : [];
    }

    save(records: readonly KeptRecord[]): void {
        this.last = records;
        if (this.vault === null) return;
        const text = records.length > 0 ? this.vault.keep(records) : null;
        if (text === null) this.place.remove();
        else this.place.write(text);
    }

    forget(): void {
        this.vault = null;
        this.last = [];
        this.place.remove();
    }
}
