import type { Language } from '../../src/i18n';
import type { Network } from '../../src/network';
import type { ConversationEvent, Person } from '../../src/protocol/generated';
import { ownerOf, receiverOf } from '../../src/session/state';
import { deskName, personName } from '../../src/staff/format';
import { useConsole, useTexts } from '../context';
import type { Speaker } from '../model/talk_items';

/** Names of people, desks and tags in the language of the page. */
export interface Names {
    readonly language: Language;
    readonly network: Network;
    person(person: Person | null | undefined): string;
    desk(desk: string): string;
    tag(tag: string): string;
    speaker(speaker: Speaker): string;
    /** The counsellor with whom this one makes a transfer. */
    colleague(event: ConversationEvent): string;
}

export function useNames(): Names {
    const { t, language } = useTexts();
    const { network } = useConsole();
    const person = (one: Person | null | undefined): string =>
        one ? personName(one, network) : t.colleague;
    return {
        language,
        network,
        person,
        desk: (desk) => deskName(desk, network, language),
        tag: (tag) => network.tagLabel(tag, language),
        speaker: (speaker) => {
            if (speaker.who === 'me') return t.you;
            return speaker.who === 'visitor' ? t.visitor : person(speaker.person);
        },
        colleague: (event) => {
            const other = event.part === 'receiver' ? ownerOf(event) : receiverOf(event);
            const known = event.part === 'receiver' ? event.transfer?.from : event.transfer?.to;
            return person(other?.person ?? known);
        },
    };
}
