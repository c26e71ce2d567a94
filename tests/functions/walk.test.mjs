// Random walks: many people do whatever comes into their heads, connections come and go, time
// passes; after every step the invariants hold. VEER_SEED repeats a walk, VEER_STEPS sets its
// length.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../support/functions.mjs';
import { Visitor, World } from '../support/world.mjs';

const STEPS = Number(process.env.VEER_STEPS ?? 400);
const SEED = Number(process.env.VEER_SEED ?? Date.now() % 1_000_000_000);
const DESKS = ['csg/acute', 'csg/national', 'shn/help', 'fier/chat'];

/** mulberry32: the same numbers for the same seed. */
function randomNumbers(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
}

class Walk {
    constructor(world, random) {
        this.world = world;
        this.random = random;
        this.visitors = [];
        this.staff = [];
        this.accepted = new Map();
    }

    pick(list) {
        return list[Math.floor(this.random() * list.length)];
    }

    /** One of those whose connection lives: nobody else can send anything. */
    pickPresent(people) {
        return this.pick(people.filter(({ present }) => present));
    }

    /** Short limits, so that all of them are met in a short walk; desks where some tags need a skill. */
    async begin() {
        Object.assign(this.world.limits, { breather_ms: 6_000, aging_ms: 30_000, closing_ms: 20_000,
            grace_budget_ms: 60_000, no_show_ms: 100_000, idle_ms: 60_000 });
        for (const desk of DESKS.slice(0, 2)) {
            this.world.desks[desk].skilled = ['legal', 'debts'];
        }
        await this.world.configure();
        const rosters = [['csg/anna', DESKS.slice(0, 2)], ['csg/bram', DESKS.slice(0, 1)],
            ['shn/carla', DESKS.slice(2, 3)], ['fier/dirk', DESKS.slice(3)], ['fier/els', DESKS.slice(2)]];
        for (const [id, desks] of rosters) {
            const capacity = 1 + Math.floor(this.random() * 3);
            const kinds = Object.fromEntries(desks.map((desk) => [desk, this.pick(['desk', 'desk', 'on_call'])]));
            this.staff.push(await this.world.counsellor(id, kinds, { capacity, ...this.abilities() }));
            this.staff.at(-1).present = true;
        }
    }

    abilities() {
        return { languages: this.pick([['nl'], ['nl', 'en'], ['nl', 'en']]),
            skills: this.pick([[], ['legal'], ['legal', 'debts']]) };
    }

    tags() {
        return this.pick([[], ['violence'], ['legal'], ['violence', 'debts'], ['debts', 'legal']]);
    }

    /** One step of somebody; a refusal is an answer like any other. */
    async step() {
        const name = this.pick(['enter', 'visitor', 'visitor', 'answer', 'answer', 'owner', 'owner',
            'receiver', 'receiver', 'duty', 'connection', 'time', 'time', 'desk', 'roster']);
        try {
            await this[name]();
        } catch (error) {
            if (!(error instanceof Refusal)) {
                throw error;
            }
        }
        return name;
    }

    async enter() {
        if (this.visitors.length < 40) {
            const visitor = new Visitor(this.world, `visitor ${this.visitors.length}`);
            await visitor.enter(this.pick(DESKS), { acute: this.random() < 0.2, tags: this.tags(),
                language: this.pick(['nl', 'nl', 'en']) });
            visitor.present = true;
            this.visitors.push(visitor);
        }
    }

    async visitor() {
        const visitor = this.pickPresent(this.visitors);
        if (!visitor) {
            return;
        }
        const transfer = (await visitor.view())?.transfer?.transfer;
        const acts = [
            () => this.keep(visitor, 'visitor'),
            () => this.keep(visitor, 'visitor'),
            () => visitor.move(this.pick(DESKS)),
            () => this.random() < 0.3 && visitor.end(),
        ];
        if (transfer) {
            acts.push(
                () => visitor.consent({ amount: this.pick(['tags', 'note', 'history']) }),
                () => visitor.consent(),
                () => visitor.consent({ tags: this.tags(), acute: this.random() < 0.2 }),
                () => visitor.refuse(transfer),
                () => visitor.withdraw(transfer),
            );
        }
        await this.pick(acts)();
    }

    /** Says a line and remembers that it was acknowledged. */
    async keep(party, name, conversation = party.conversation) {
        const text = `${name} ${this.random()}`;
        const { seq } = await party.say(text, { conversation });
        const lines = this.accepted.get(conversation) ?? new Map();
        assert.ok(!lines.has(seq), `two lines with the number ${seq}`);
        this.accepted.set(conversation, lines.set(seq, text));
    }

    async answer() {
        const counsellor = this.pickPresent(this.staff);
        const offer = this.pick((await counsellor?.status())?.offers ?? [])?.offer;
        if (offer) {
            await (this.random() < 0.8 ? counsellor.accept(offer) : counsellor.decline(offer));
        }
    }

    /** Somebody of the staff and one of his conversations, if there is one. */
    async work() {
        const counsellor = this.pickPresent(this.staff);
        const conversation = this.pick((await counsellor?.status())?.conversations ?? []);
        const event = conversation && (await this.world.view(conversation)).of(counsellor.id);
        return { counsellor, conversation, transfer: event?.transfer?.transfer ?? '0'.repeat(32) };
    }

    async owner() {
        const { counsellor, conversation, transfer } = await this.work();
        if (conversation) {
            await this.pick([
                () => this.keep(counsellor, counsellor.id, conversation),
                () => counsellor.ask(conversation, this.pick(DESKS), { tags: this.tags() }),
                () => this.askByName(counsellor, conversation),
                () => counsellor.edit(conversation, transfer),
                () => counsellor.introduce(conversation, transfer),
                () => counsellor.introduce(conversation, transfer),
                () => counsellor.handOver(conversation, transfer),
                () => this.random() < 0.3 && counsellor.cancel(conversation, transfer),
                () => this.random() < 0.3 && counsellor.end(conversation),
                () => counsellor.wrapUp(conversation),
            ])();
        }
    }

    async askByName(counsellor, conversation) {
        const desk = this.pick(DESKS);
        const colleague = this.pick(await counsellor.colleagues(desk))?.counsellor;
        await counsellor.ask(conversation, desk, { colleague, tags: this.tags() });
    }

    async receiver() {
        const { counsellor, conversation, transfer } = await this.work();
        if (conversation) {
            await this.pick([
                () => counsellor.say('a brief word', { conversation, channel: 'briefing' }),
                () => counsellor.takeOver(conversation, transfer),
                () => counsellor.extend(conversation, transfer),
                () => this.random() < 0.3 && counsellor.giveBack(conversation, transfer),
            ])();
        }
    }

    async duty() {
        const counsellor = this.pickPresent(this.staff);
        await (this.random() < 0.3 ? counsellor?.ready()
            : counsellor?.duty(this.pick(['on', 'on', 'on', 'pause', 'off'])));
    }

    async connection() {
        const process = this.pick(['w0', 'w1']);
        const people = this.random() < 0.5 ? this.visitors : this.staff;
        const somebody = this.pick(people);
        if (!somebody) {
            return;
        }
        somebody.present = this.random() < 0.7;
        if (!somebody.present) {
            await somebody.away();
        } else if (somebody instanceof Visitor) {
            await somebody.resume({ process });
        } else {
            await somebody.attach({ process });
        }
    }

    async time() {
        await this.world.pass(this.pick([2_000, 4_000, 10_000, 20_000]));
    }

    async desk() {
        if (this.random() < 0.3) {
            const desk = this.pick(DESKS);
            await this.world.setOpen(desk, !this.world.desks[desk].open);
            this.world.desks[desk].intake = this.random() < 0.7 && this.world.desks[desk].open;
            await this.world.configure();
        } else if (this.random() < 0.2) {
            await this.restart(this.pick(['w0', 'w1']));
        }
    }

    /** Shifts change, people are given other desks, somebody is signed out by force. */
    async roster() {
        const counsellor = this.pick(this.staff);
        if (this.random() < 0.3) {
            await this.world.signOff(counsellor.id);
            counsellor.present = false;
            return;
        }
        const desks = DESKS.filter(() => this.random() < 0.5);
        counsellor.desks = Object.fromEntries(desks.map((desk) => [desk, this.pick(['desk', 'on_call'])]));
        Object.assign(counsellor, this.abilities(), { capacity: 1 + Math.floor(this.random() * 3) });
        const { languages, skills, capacity } = counsellor;
        this.world.staff[counsellor.id] = { desks: counsellor.desks, languages, skills, capacity };
        await this.world.configure();
    }

    async restart(name) {
        await this.world.startProcess(name);
        for (const somebody of [...this.visitors, ...this.staff]) {
            somebody.present &&= somebody.process !== name;
        }
    }

    /** Every line that was acknowledged stands where it was acknowledged. */
    async checkLines() {
        for (const [conversation, lines] of this.accepted) {
            const { parties } = await this.world.view(conversation);
            if (parties.length === 0) {
                continue;
            }
            let after = 0;
            let page;
            do {
                page = await this.world.records('visitor', conversation, 'talk', after);
                for (const { seq, record } of page.lines) {
                    assert.equal(seq, ++after);
                    if (record !== undefined && lines.has(seq)) {
                        assert.equal(Buffer.from(record, 'base64').toString(), lines.get(seq));
                    }
                }
            } while (page.more);
            assert.ok(after >= Math.max(...lines.keys()), 'an acknowledged line is missing');
        }
    }
}

test(`a walk of ${STEPS} steps with the seed ${SEED}`, { timeout: 120_000 }, async (t) => {
    const walk = new Walk(await World.start(t), randomNumbers(SEED));
    await walk.begin();
    const names = [];
    try {
        for (let i = 0; i < STEPS; i++) {
            names.push(await walk.step());
        }
        await walk.checkLines();
    } catch (error) {
        error.message = `${error.message}\nafter ${names.length} steps: ${names.slice(-8).join(', ')}\n` +
            `repeat it with VEER_SEED=${SEED}`;
        throw error;
    }
});
