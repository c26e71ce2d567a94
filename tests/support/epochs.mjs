// Keys as the functions see them: headers of records, epochs that are opened, and answers to them.

import { callFunction, Refusal } from './functions.mjs';

/** What only goes on once everybody present has the newest key. */
export const NEEDS_KEYS = ['say', 'hand_over', 'take_over'];

export const KIND = { message: 1, epoch_open: 2, key_ack: 3, close: 5, grant: 7, briefing: 8, note: 9 };
const ROLE = { visitor: 1, owner: 2, receiver: 3, wrap_up: 2, gone: 2 };
const KIND_OF = { talk: KIND.message, briefing: KIND.briefing, notes: KIND.note };

async function stored(redis, conversation) {
    const [state, members, epoch] = await redis.command('HMGET', `{veer}:conversation:${conversation}`,
        'state', 'members', 'epoch');
    return { state, members: JSON.parse(members ?? '[]'), epoch: Number(epoch ?? 0) };
}

/** The header that a page would put before this record now. */
async function headerFor(redis, { party, conversation, channel, kind }) {
    const { members, epoch } = await stored(redis, conversation);
    const own = party === 'visitor' ? { member: 'm0', part: 'visitor' }
        : [...members].find(({ counsellor }) => counsellor === party) ?? { member: 'm99', part: 'gone' };
    return {
        kind: kind ?? KIND_OF[channel] ?? (party === 'visitor' ? KIND.grant : KIND.key_ack),
        role: ROLE[own.part], sender: own.member, epoch: channel === 'talk' || channel === 'keys' ? epoch : 0,
        readers: [],
    };
}

/** What a page would put into these arguments from the headers of its records. */
export async function headersFor(redis, name, values) {
    if (name === 'say') {
        return headerFor(redis, values);
    }
    if (name === 'ask' || name === 'edit') {
        return { sender: (await headerFor(redis, { ...values, party: values.counsellor })).sender };
    }
    return {};
}

/** The members who take part in the talk, as the visitor's picture has them. */
export function presentIn({ members, transfer }) {
    return members.filter(({ part }) => part === 'owner' || (part === 'receiver' && transfer?.state === 'introduced'))
        .map(({ member }) => member);
}

/** The next record of this party in the channel of keys. */
async function sayKeys(redis, as, { party, event }, values) {
    const number = event.channels.find(({ channel }) => channel === 'keys').number + 1;
    const header = { role: party === 'visitor' ? 1 : 3, sender: event.me, readers: [], record: 'a2V5cw==' };
    await callFunction(redis, as, 'say',
        { party, conversation: event.conversation, channel: 'keys', number, ...header, ...values });
}

/**
 * What the pages do by themselves: the visitor's opens an epoch for those who are present, and the
 * receiver shows that he has it. Does nothing where that cannot be done now.
 */
export async function giveKeys(redis, as, conversation) {
    const view = async () => (await callFunction(redis, as, 'view', { conversation })).parties;
    try {
        const [visitor] = await view();
        if (visitor?.event.state === 'active' && !visitor.event.keyed) {
            await sayKeys(redis, as, visitor, {
                kind: KIND.epoch_open, epoch: (visitor.event.epoch ?? -1) + 1, readers: presentIn(visitor.event),
            });
        }
        const receiver = (await view()).find(({ event }) => event.part === 'receiver');
        const { transfer, epoch } = receiver?.event ?? {};
        if (transfer?.state === 'introduced' && !transfer.acked) {
            await sayKeys(redis, as, receiver, { kind: KIND.key_ack, epoch });
        }
    } catch (error) {
        if (!(error instanceof Refusal)) {
            throw error;
        }
    }
}
