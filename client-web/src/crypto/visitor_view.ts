import type { Distrust } from './visitor_trust';

/**
 * How safe the conversation is, for the visitor's page. none: nobody is there yet. preparing: keys
 * are being given, which takes a moment. safe: what is said can be read by those present alone.
 * refused: somebody's certificates do not hold: nothing is sent. lost: this tab has lost its keys.
 */
export type Safety = 'none' | 'preparing' | 'safe' | 'refused' | 'lost';

export interface KeysView {
    readonly safety: Safety;
    /** Who is not trusted, and why. */
    readonly refused: { readonly member: string; readonly why: Distrust } | null;
    /** T_e of the newest epoch: the safety words are made of it. */
    readonly transcript: Uint8Array | null;
    /** The members who have shown that they hold the newest key. */
    readonly reads: readonly string[];
    /** Something that came was changed on the way. */
    readonly alarm: boolean;
    /** The counsellor ended the conversation in a record of his own, and all that he said has come. */
    readonly closed: boolean;
}

export const NO_KEYS: KeysView = {
    safety: 'none', refused: null, transcript: null, reads: [], alarm: false,
    closed: false,
};
