// A real redis-server with the functions, a desk at which a given number of visitors wait, and the
// processor time that Redis takes for what is done to it.

import { readFileSync } from 'node:fs';
import { callFunction } from '../../support/functions.mjs';
import { sealKeys, sealText, TYPE, ROLE } from '../../support/records.mjs';
import { World } from '../../support/world.mjs';

export const BIG = 'csg/acute';
export const OTHER = 'csg/national'; // a desk to move to: nobody is free there either
export const SMALL = 'fier/chat'; // where those come from who are brought to the big desk

const ON_DUTY = 50; // counsellors at the big desk whose places are taken
const AT_ONCE = 500; // commands under way
const QUEUE_MOST = 10_000_000;
const DAY_MS = 24 * 3_600_000;
// Like the embedded one, but for rewriting its file, which is another process' work.
const REDIS = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--auto-aof-rewrite-percentage', '0'];

/** Does something to all items, many at a time, and gives what comes of it. */
export async function each(items, deed) {
    const results = [];
    for (let from = 0; from < items.length; from += AT_ONCE) {
        const some = items.slice(from, from + AT_ONCE);
        results.push(...await Promise.all(some.map((item, index) => deed(item, from + index))));
    }
    return results;
}

export class Crowd extends World {
    #names = 0;
    #pid;
    /** Visitors who wait at the big desk, in the order of their coming. */
    waiting = [];

    static async gather(t, count) {
        const crowd = await Crowd.start(t, { redis: REDIS });
        crowd.invariants = { check: async () => {}, agreed: () => {} };
        crowd.givesKeys = false; // each record is a step of its own here
        crowd.#pid = Number(/process_id:(\d+)/.exec(await crowd.redis.command('INFO', 'server'))[1]);
        for (const desk of Object.values(crowd.desks)) {
            desk.queue_max = QUEUE_MOST;
        }
        for (const name of ['seeking_ms', 'grace_visitor_ms', 'wrap_up_ms', 'retention_ms', 'process_ms']) {
            crowd.limits[name] = DAY_MS;
        }
        await crowd.configure();
        await crowd.fill(BIG, ON_DUTY);
        await crowd.fill(OTHER, 1);
        await crowd.come(count);
        return crowd;
    }

    /** Nanoseconds of processor time of Redis so far: of the thread that runs the commands. */
    cpu() {
        return Number(readFileSync(`/proc/${this.#pid}/schedstat`, 'latin1').split(' ')[0]);
    }

    /** Says a record of this type in a channel, and asks nothing beside that. */
    sayRecord({ party, role, member, conversation, type, epoch, number, readers = [] }) {
        const header = { type, role: ROLE[role], conversation, epoch, member, number };
        const record = type === TYPE.epoch_open ? sealKeys(readers, header) : sealText('hello', header);
        return callFunction(this.redis, { now: this.now, process: 'w0', generation: this.processes.get('w0') }, 'say', {
            party, conversation, number, record, epoch, readers, kind: type, role: ROLE[role], sender: member,
            channel: type === TYPE.message ? 'talk' : 'keys',
        });
    }

    /** The visitor opens an epoch for these members; the first one has number 0. */
    openEpoch({ conversation }, epoch, readers) {
        return this.sayRecord({ party: 'visitor', role: 'visitor', member: 'm0', conversation, type: TYPE.epoch_open,
            epoch, number: epoch + 1, readers });
    }

    name(kind) {
        return `${kind}-${++this.#names}`;
    }

    /** Counsellors with one place each. */
    staffFor(desk, count, duty = 'off') {
        return each(Array.from({ length: count }, () => this.name(`${desk.split('/')[0]}/c`)),
            (id) => this.counsellor(id, [desk], { capacity: 1, duty }));
    }

    async enter(desk, count) {
        return each(Array.from({ length: count }, () => this.name('v')), (name) => {
            this.now += 1;
            return this.visitor(name, desk);
        });
    }

    /** Counsellors on duty at a desk, each with a visitor. */
    async fill(desk, count) {
        const staff = await this.staffFor(desk, count, 'on');
        const visitors = await this.enter(desk, count);
        const conversations = await each(staff, (one) => one.accept());
        return { staff, visitors, conversations };
    }

    /** So many more come to wait at the big desk. */
    async come(count) {
        this.waiting.push(...await this.enter(BIG, count));
    }

    /** Visitors of the queue, spread over all of it. */
    sample(count) {
        const step = this.waiting.length / count;
        return Array.from({ length: Math.min(count, this.waiting.length) }, (_, index) =>
            this.waiting[Math.floor(index * Math.max(step, 1))]);
    }
}
