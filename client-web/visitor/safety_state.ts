import type { KeysView, Safety } from '../src/crypto/visitor_view';
import type { ConversationEvent, Person } from '../src/protocol/generated';
import type { TalkLine } from '../src/session/state';
import { memberOf, ownerOf, receiverOf } from '../src/session/state';

/** Nothing can be written: what is typed could not be sealed for those who are there. */
export function isShut(safety: Safety): safety is 'refused' | 'lost' {
    return safety === 'refused' || safety === 'lost';
}

/** They who take part in the talk besides the visitor. */
export function company(event: ConversationEvent): readonly (Person | undefined)[] {
    const members = [ownerOf(event), receiverOf(event)];
    return members.flatMap((member) => (member ? [member.person] : []));
}

/** Who a member is, also a receiver who does not take part yet. */
export function personOf(event: ConversationEvent, member: string): Person | undefined {
    const { transfer } = event;
    const coming = transfer?.receiver === member ? transfer.to : undefined;
    return memberOf(event, member)?.person ?? coming;
}

/** Whether somebody is the one who would take over, so that the transfer can be taken back. */
export function isReceiver(event: ConversationEvent, member: string): boolean {
    return event.transfer?.receiver === member && ownerOf(event)?.member !== member;
}

/** Whether the clock of this device may be why a certificate does not count. */
export function isClockSuspect({ refused }: KeysView): boolean {
    return refused !== null && (refused.why === 'expired' || refused.why === 'not_yet');
}

/** The server says that the counsellor has ended it, but he himself did not say so. */
export function isBrokenOff(event: ConversationEvent, keys: KeysView): boolean {
    return event.state === 'ended' && event.ended_by === 'owner' && !keys.closed;
}

/** Whether there is something to see of a line: not of what passes between the pages. */
export function isShown({ kind }: TalkLine): boolean {
    return kind !== 'close' && kind !== 'silent';
}
