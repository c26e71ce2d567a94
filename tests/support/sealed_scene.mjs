// A talk or a transfer whose people say records that are wrong in one thing, with a Redis of the
// test's own: whether a record was kept or sent on can be looked at.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { requestId } from './client.mjs';
import { Ends } from './ends.mjs';
import { OwnRedis } from './own_redis.mjs';
import { Counsellor, refused, transferAt, Visitor } from './people.mjs';
import { NOTE_EPOCH, presentIn, ROLE, sealKeys, sealText, TYPE } from './records.mjs';
import { allData } from './redis.mjs';
import { Veer } from './veer.mjs';

// What Redis keeps of a conversation.
const OF_CONVERSATION = /^\{veer\}:(conversation|lines|transfers?):/;
const GIVES_KEYS = [TYPE.epoch_open, TYPE.grant];
const UNDER_AN_EPOCH = [TYPE.message, TYPE.key_ack, TYPE.close];

/** The record with its bytes changed by `change`, which may give others back. */
export function changed(record, change) {
    const bytes = Buffer.from(record, 'base64');
    const others = change(bytes);
    return (Buffer.isBuffer(others) ? others : bytes).toString('base64');
}

function usualType(channel, part) {
    const of = { talk: TYPE.message, briefing: TYPE.briefing, notes: TYPE.note };
    return of[channel] ?? (part === 'visitor' ? TYPE.epoch_open : TYPE.key_ack);
}

function usualEpoch(type, epoch = -1) {
    return UNDER_AN_EPOCH.includes(type) ? epoch : Number(type === TYPE.epoch_open) * (epoch + 1);
}

/** Bytes where the signature stands, so that no two records are the same. */
function sign(bytes) {
    randomBytes(64).copy(bytes, bytes.length - 64);
}

export class SealedScene {
    /** The visitor, anna, and in a transfer quinten; from now on nobody gives keys by himself. */
    people = [];

    static async #start(t, options = {}) {
        const scene = new SealedScene();
        const ends = Ends.of(t);
        scene.redis = await OwnRedis.start(ends);
        scene.veer = await Veer.start(ends,
            { ...options, arguments: ['--redis', `unix:${scene.redis.path}`] });
        return scene;
    }

    /** Anna (csg/acute; `onDuty` makes her) and her visitor, who has opened so many epochs. */
    static async talk(t, { epochs = 2, onDuty = Counsellor.onDuty, ...options } = {}) {
        const scene = await SealedScene.#start(t, options);
        const anna = await onDuty(scene.veer, 'csg/anna');
        const visitor = await Visitor.enter(scene.veer, 'csg/acute');
        visitor.givesKeys = false;
        const conversation = await anna.accept();
        await scene.#gather({ anna, visitor, conversation });
        for (let epoch = 0; epoch < epochs; epoch += 1) {
            await scene.opens();
        }
        return scene;
    }

    /** Quinten (fier/chat) is the receiver of her transfer, which is at this state. */
    static async transfer(t, state, options) {
        const scene = await SealedScene.#start(t, options);
        await scene.#gather(await transferAt(scene.veer, state));
        await scene.see(({ keyed }) => keyed);
        return scene;
    }

    async #gather(all) {
        Object.assign(this, all);
        this.people = [this.visitor, this.anna, this.quinten].filter(Boolean);
        await this.see(({ state }) => state === 'active');
        for (const person of this.people) {
            person.givesKeys = false;
            const channels = person.picture(this.conversation)?.channels ?? [];
            for (const { channel } of channels.filter((each) => each.channel !== 'talk')) {
                await person.follow(channel, this.conversation);
            }
        }
    }

    /** Waits until all who take part see a picture like this. */
    async see(condition) {
        for (const person of this.people.filter((each) => each.picture(this.conversation))) {
            await person.conversationIs(condition, this.conversation);
        }
    }

    /**
     * What this person says next in a channel: {conversation, channel, number, record}. `header`
     * replaces what is right in it (also `number`), `readers` are those whom a record of keys
     * names; then `change` gets the bytes.
     */
    async next(person, channel = 'talk', { readers, change, ...fields } = {}) {
        const { text = `hello ${requestId()}`, ...header } = fields;
        const event = person.picture(this.conversation);
        const type = header.type ?? usualType(channel, event.part);
        const number = await this.#number(channel, event);
        const full = { type, role: ROLE[event.part], conversation: this.conversation,
            member: event.me, number, epoch: usualEpoch(type, event.epoch), ...header };
        const record = GIVES_KEYS.includes(type)
            ? changed(sealKeys(readers ?? presentIn(event), full), sign) : sealText(text, full);
        return { conversation: this.conversation, channel, number,
            record: change ? changed(record, change) : record };
    }

    /** A hand-over note of this person, with `header` in place of what is right. */
    made(person, header = {}) {
        const { me: member, part, epoch } = person.picture(this.conversation);
        return sealText(`note ${requestId()}`, { type: TYPE.hand_over, role: ROLE[part], member,
            conversation: this.conversation, epoch: part === 'visitor' ? NOTE_EPOCH : epoch,
            ...header });
    }

    async #number(channel, { me, transfer }) {
        const id = this.conversation;
        const stream = { talk: id, keys: `${id}:keys`, notes: `${id}:${me}`,
            briefing: transfer?.transfer }[channel];
        return Number(await this.redis.command('HGET', `{veer}:conversation:${id}`,
            `n:${stream}:${me}`) ?? 0) + 1;
    }

    /** Says what is right, or `header` otherwise; gives {conversation, channel, number, record}. */
    async say(person, channel, header) {
        const fields = await this.next(person, channel, header);
        await person.request('say', fields);
        return fields;
    }

    /** The visitor opens the next epoch for those who are present; all see it. */
    async opens() {
        const { epoch = -1 } = this.visitor.picture();
        await this.say(this.visitor, 'keys');
        await this.see((event) => event.keyed && event.epoch === epoch + 1);
    }

    /** All that is kept of conversations. */
    async kept() {
        return (await allData(this.redis)).filter(([name]) => OF_CONVERSATION.test(name))
            .map(([name, value]) => [name, value]).sort(([one], [other]) => (one < other ? -1 : 1));
    }

    /** Sends this; it is refused with `code`, and nothing of it is kept or sent on. */
    async refuses(code, person, fields, type = 'say') {
        const before = await this.kept();
        await refused(code, person.client.send({ type, id: requestId(), ...fields }));
        await this.nothingOf(fields.record ?? fields.note, before);
        assert.equal(person.client.closed, null, 'the connection lives');
    }

    /** This record is neither in Redis nor has it come to anybody; all is as it was `before`. */
    async nothingOf(record, before) {
        if (before) {
            assert.deepEqual(await this.kept(), before, 'what is kept');
        }
        if (!record) {
            return;
        }
        assert.equal(JSON.stringify(await allData(this.redis)).includes(record), false, 'in Redis');
        for (const person of this.people) {
            await person.request('ping');
            assert.equal(person.received(record), false, 'sent on');
        }
    }

    /** This person says something that is right, and all others read it. */
    async goesOn(person = this.visitor) {
        const text = `goes on ${requestId()}`;
        await this.say(person, 'talk', { text });
        for (const other of this.people) {
            await other.reads(text, 'talk', this.conversation);
        }
    }
}
