import { OWN_WORD } from './cipher';

/** What a counsellor's page says by itself. */
export const OWN = {
    key_ack: `${OWN_WORD}key_ack`,
    vouch: `${OWN_WORD}vouch`,
    close: `${OWN_WORD}close`,
} as const;
export type OwnWord = (typeof OWN)[keyof typeof OWN];

/** What a page shows of the keys of a conversation. */
export interface KeysView {
    /** The newest key is here: what is written can be sealed. */
    readonly canTalk: boolean;
    /** T_e of the newest epoch: the safety words are made of it. */
    readonly transcript: Uint8Array | null;
    /** Something was changed on the way. */
    readonly alarm: boolean;
    /** none: there is no briefing. waiting: a key is not there yet, the colleague's or one's own. */
    readonly briefing: 'none' | 'waiting' | 'open' | 'not_trusted';
    /** The colleague knows another key of the visitor than this page. */
    readonly otherVisitor: boolean;
    /** Who ended the conversation said so in a record, and all that it counts has come. */
    readonly closed: boolean;
}

export const NO_KEYS: KeysView = {
    canTalk: false,
    transcript: null,
    alarm: false,
    briefing: 'none',
    otherVisitor: false,
    closed: false,
};

/** What the server says that a visitor agreed to. `transfer`: null if it is not known any more. */
export interface Shown {
    readonly transfer: string | null;
    readonly desk: string;
    readonly tags: readonly string[];
    readonly amount: string;
}

/** A note of a hand-over. `differs`: the server shows something else than the visitor chose. */
export type ReadNote =
    | { readonly kind: 'text'; readonly text: string; readonly differs: boolean }
    | { readonly kind: 'waiting' | 'altered' };
