import type { TransferState } from '../../src/protocol/generated';
import type { ConversationView, SessionState } from '../../src/session/state';
import { visitorOf } from '../../src/session/state';

/** What has changed and is worth telling, whether or not the conversation is open. */
export type News =
    | { readonly kind: 'offer_lapsed'; readonly offer: string; readonly desk: string }
    | { readonly kind: 'taken_away' | 'transfer_stopped'; readonly conversation: string }
    | { readonly kind: 'visitor_away' | 'visitor_back'; readonly conversation: string }
    | { readonly kind: 'ended'; readonly conversation: string }
    | {
          readonly kind: 'transfer';
          readonly conversation: string;
          readonly state: TransferState;
      };

function presenceNews(before: ConversationView, after: ConversationView): readonly News[] {
    const there = visitorOf(before.event)?.present;
    const now = visitorOf(after.event)?.present;
    if (there === now || after.event.state !== 'active') return [];
    const { conversation } = after;
    return [{ kind: now ? 'visitor_back' : 'visitor_away', conversation }];
}

function transferNews(before: ConversationView, after: ConversationView): readonly News[] {
    const { transfer } = after.event;
    const last = before.event.transfer;
    if (!transfer || (last?.transfer === transfer.transfer && last.state === transfer.state)) {
        return [];
    }
    return [{ kind: 'transfer', conversation: after.conversation, state: transfer.state }];
}

function endNews(before: ConversationView, after: ConversationView): readonly News[] {
    const over = after.event.state === 'ended' && before.event.state !== 'ended';
    return over ? [{ kind: 'ended', conversation: after.conversation }] : [];
}

/** A conversation that is gone without this counsellor's own wrap-up. */
function goneNews(before: ConversationView): readonly News[] {
    const { event, conversation } = before;
    if (event.part === 'owner') return [{ kind: 'taken_away', conversation }];
    return event.part === 'receiver' ? [{ kind: 'transfer_stopped', conversation }] : [];
}

function offerNews(before: SessionState, after: SessionState): readonly News[] {
    const standing = new Set(after.counsellor?.offers.map(({ offer }) => offer));
    return (before.counsellor?.offers ?? [])
        .filter(({ offer }) => !standing.has(offer))
        .map(({ offer, desk }) => ({ kind: 'offer_lapsed', offer, desk }));
}

/** What is new between two states of the session. */
export function newsOf(before: SessionState, after: SessionState): readonly News[] {
    const news: News[] = [...offerNews(before, after)];
    for (const [id, view] of before.conversations) {
        const now = after.conversations.get(id);
        if (view.gone || now === view) continue;
        if (!now || now.gone) {
            news.push(...goneNews(view));
        } else {
            news.push(...presenceNews(view, now), ...transferNews(view, now));
            news.push(...endNews(view, now));
        }
    }
    return news;
}
