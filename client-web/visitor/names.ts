import type { ConversationEvent, Person } from '../src/protocol/generated';
import type { Network } from '../src/network';
import { memberOf } from '../src/session/state';
import type { VisitorTexts } from './context';

/** How a counsellor is called: by alias and organisation. */
export function nameOf(t: VisitorTexts, network: Network, person: Person | undefined): string {
    return person
        ? t.person(person.alias, network.organisationName(person.organisation))
        : t.someone;
}

/** The name of the member with this id. */
export function memberName(
    t: VisitorTexts,
    network: Network,
    event: ConversationEvent,
    member: string,
): string {
    return member === event.me ? t.me : nameOf(t, network, memberOf(event, member)?.person);
}
