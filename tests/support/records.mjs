// Records of the right form (protocol/encryption.md), for clients that are not about cryptography:
// the text stands where a page puts the ciphertext, and the server cannot tell.

const HEADER = 84;
const NONCE = 24;
const TAG = 16;
const CLASSES = [256, 512, 1024, 2048, 4096];
const ENTRY = 186;
export const NOTE_EPOCH = 0x8000_0000;

export const TYPE = {
    message: 1, epoch_open: 2, key_ack: 3, close: 5, hand_over: 6, grant: 7, briefing: 8, note: 9, vouch: 10,
};
export const ROLE = { visitor: 1, owner: 2, receiver: 3, wrap_up: 2, gone: 2 };
const TYPE_OF = { talk: TYPE.message, briefing: TYPE.briefing, notes: TYPE.note };

/** `size` bytes of a header and zeros behind it. */
function begin(size, { type, role, conversation, epoch = 0, member, number = 0 }) {
    const bytes = Buffer.alloc(size);
    bytes.write('HLE1', 0, 'latin1');
    bytes.writeUInt8(type, 4);
    bytes.writeUInt8(role, 5);
    bytes.write(conversation, 8, 'hex');
    bytes.writeUInt32BE(epoch, 24);
    bytes.write(member, 28, 'latin1');
    bytes.writeBigUInt64BE(BigInt(number), 36);
    return bytes;
}

/** A record with this text, in base64. */
export function sealText(text, header) {
    const clear = Buffer.from(text);
    const size = CLASSES.find((each) => each > clear.length) ?? CLASSES.at(-1);
    const bytes = begin(HEADER + NONCE + size + TAG, header);
    clear.copy(bytes, HEADER + NONCE);
    bytes.writeUInt8(0x80, HEADER + NONCE + clear.length);
    return bytes.toString('base64');
}

/** The text of such a record. */
export function textOf(record) {
    const bytes = Buffer.from(record, 'base64');
    const clear = bytes.subarray(HEADER + NONCE, bytes.length - TAG);
    return clear.subarray(0, clear.lastIndexOf(0x80)).toString();
}

export function typeOf(record) {
    return Buffer.from(record, 'base64').readUInt8(4);
}

/** A record that gives keys to these members, in base64. */
export function sealKeys(readers, header) {
    const bytes = begin(HEADER + 65 + readers.length * ENTRY + 64, header);
    bytes.writeUInt8(readers.length, HEADER + 64);
    readers.forEach((member, index) => bytes.write(member, HEADER + 65 + index * ENTRY, 'latin1'));
    return bytes.toString('base64');
}

/** A text for a channel, by whoever has this picture of the conversation. */
export function recordFor(event, text, channel, number) {
    const { conversation, me: member, part, epoch = 0 } = event;
    return sealText(text, { type: TYPE_OF[channel], role: ROLE[part], conversation, member, number,
        epoch: channel === 'talk' ? epoch : 0 });
}

/** The hand-over note of the owner, or of the visitor with his consent. */
export function noteFor({ conversation, me: member, part, epoch = 0 }, text) {
    return sealText(text, { type: TYPE.hand_over, role: ROLE[part], conversation, member,
        epoch: part === 'visitor' ? NOTE_EPOCH : epoch });
}

/** The members who take part in the talk, as this picture has them. */
export function presentIn({ members, transfer }) {
    return members.filter(({ part }) => part === 'owner' || (part === 'receiver' && transfer?.state === 'introduced'))
        .map(({ member }) => member);
}

/**
 * What a page says by itself in the channel of keys on seeing this picture: {id, seal(number)}; `id`
 * is the same for the same need. null when there is nothing to say.
 */
export function keysFor(event) {
    const { conversation, me: member, part, state, keyed, epoch, transfer } = event;
    if (part === 'visitor' && state === 'active' && !keyed) {
        const readers = presentIn(event);
        const next = (epoch ?? -1) + 1;
        const header = { type: TYPE.epoch_open, role: ROLE.visitor, conversation, member, epoch: next };
        return readers.length > 0 && {
            id: `${conversation} open ${next} ${readers}`, seal: (number) => sealKeys(readers, { ...header, number }),
        };
    }
    if (part === 'receiver' && transfer?.state === 'introduced' && keyed && !transfer.acked) {
        const header = { type: TYPE.key_ack, role: ROLE.receiver, conversation, member, epoch };
        return {
            id: `${conversation} ack ${epoch} ${transfer.chain}`, seal: (number) => sealText('', { ...header, number }),
        };
    }
    return null;
}

/** What the base64 of every record with this text holds: the text begins there at a whole group. */
export function inBase64(text) {
    const bytes = Buffer.from(text);
    return bytes.subarray(0, bytes.length - bytes.length % 3).toString('base64');
}
