import type { NetworkFile } from '../../src/network';
import { Network } from '../../src/network';
import type {
    BoardDesk,
    ChannelPlace,
    ConversationEvent,
    Line,
    Member,
    Part,
    Transfer,
    TransferState,
} from '../../src/protocol/generated';
import type { ChannelView, ConversationView, SessionState } from '../../src/session/state';
import { EMPTY_SESSION } from '../../src/session/state';

/** What the tests of the view-models are made of. */

export const CONVERSATION = 'c'.repeat(32);
export const TRANSFER = 'd'.repeat(32);

export function member(name: string, part: Part, present = true): Member {
    const person = { alias: name.toUpperCase(), organisation: 'csg' };
    const plain = { member: name, part, present, delivered: 0, seen: 0 };
    return part === 'visitor' ? plain : { ...plain, person };
}

export function transfer(state: TransferState, change: Partial<Transfer> = {}): Transfer {
    return {
        transfer: TRANSFER,
        state,
        desk: 'fier/chat',
        from_desk: 'csg/national',
        from: { alias: 'M1', organisation: 'csg' },
        tags: [],
        ...change,
    };
}

/** A conversation as its owner sees it. */
export function conversation(change: Partial<ConversationEvent> = {}): ConversationEvent {
    return {
        type: 'conversation',
        conversation: CONVERSATION,
        revision: 1,
        state: 'active',
        part: 'owner',
        desk: 'csg/national',
        language: 'nl',
        tags: [],
        members: [member('m0', 'visitor'), member('m1', 'owner')],
        me: 'm1',
        channels: [],
        keyed: true,
        ...change,
    };
}

export function channel(
    lines: readonly Line[] = [],
    place: Partial<ChannelPlace> = {},
    thread = '',
): ChannelView {
    const last = lines[lines.length - 1]?.seq ?? 0;
    return {
        thread,
        place: { channel: 'talk', first: 1, last, number: 0, open: true, ...place },
        lines,
        complete: last,
        missing: false,
        pending: [],
        typing: [],
    };
}

export function view(
    event: ConversationEvent,
    channels: ConversationView['channels'] = {},
): ConversationView {
    return {
        conversation: event.conversation,
        event,
        transferDeadline: null,
        visitorDeadline: null,
        channels,
        reached: { delivered: 0, seen: 0 },
        place: null,
        gone: false,
    };
}

export function session(...views: readonly ConversationView[]): SessionState {
    const conversations = new Map(views.map((each) => [each.conversation, each]));
    return { ...EMPTY_SESSION, conversations };
}

export function line(seq: number, by: string, change: Partial<Line> = {}): Line {
    return { seq, at: seq, member: by, number: seq, record: 'e30=', ...change };
}

export function boardDesk(desk: string, change: Partial<BoardDesk> = {}): BoardDesk {
    return {
        desk,
        state: 'open',
        wait: 'none',
        waiting: 0,
        longest_ms: 0,
        on_duty: 1,
        free: 1,
        transfers: 0,
        alerts: [],
        ...change,
    };
}

function desk(id: string, change: { fallback?: string[]; tags?: string[]; languages?: string[] }) {
    return {
        id,
        name: { nl: id, en: id },
        about: { nl: '', en: '' },
        hours: 'always' as const,
        holiday_hours: 'usual' as const,
        intake_stop_minutes: 0,
        languages: ['nl', 'en'],
        listed: true,
        tags: [],
        staffed_by: [],
        fallback: [],
        ...change,
    };
}

function tag(id: string, urgent = false) {
    const plain = { id, label: { nl: id, en: id } };
    return urgent ? { ...plain, urgent } : plain;
}

const FILE: NetworkFile = {
    network: 'test',
    demo: true,
    time_zone: 'Europe/Amsterdam',
    languages: ['nl', 'en'],
    neutral_page: 'https://example.org/',
    holidays: [],
    emergency: { phone: '112', text: { nl: '112', en: '112' } },
    triage: [
        {
            group: 'what',
            label: { nl: 'Wat', en: 'What' },
            choose: 'many',
            tags: [tag('violence'), tag('stalking')],
        },
        {
            group: 'when',
            label: { nl: 'Wanneer', en: 'When' },
            choose: 'one',
            tags: [tag('week', true), tag('longer')],
        },
    ],
    organisations: [
        {
            id: 'csg',
            name: 'CSG',
            about: { nl: '', en: '' },
            desks: [desk('csg/national', { fallback: ['fier/chat'] })],
        },
        {
            id: 'vt',
            name: 'VT',
            about: { nl: '', en: '' },
            desks: [
                desk('vt/north', { languages: ['nl'], fallback: ['csg/national', 'fier/chat'] }),
            ],
        },
        {
            id: 'fier',
            name: 'Fier',
            about: { nl: '', en: '' },
            desks: [desk('fier/chat', { tags: ['violence', 'week'] })],
        },
    ],
};

export const NETWORK = new Network(FILE);
