// What the tests of faults have in common: a server (or several) on a Redis of the test's own,
// people who come back by themselves, and a crowd that chats all the time.

import { Ends } from '../support/ends.mjs';
import { OwnRedis } from '../support/own_redis.mjs';
import { signal } from '../support/processes.mjs';
import { SteadyCounsellor, SteadyVisitor } from '../support/steady.mjs';
import { Veer } from '../support/veer.mjs';

const PAIRS = [['vt/dirk', 'vt/national'], ['shn/ibrahim', 'shn/chat'], ['helpwanted/mila', 'helpwanted/chat']];

/** Counsellors with a visitor each, who talk whenever they are told to. */
export class Crowd {
    visitors = [];
    counsellors = [];

    /** `places(n)`: where person number n finds the server. */
    static async gather(places) {
        const crowd = new Crowd();
        for (const [index, [name, desk]] of PAIRS.entries()) {
            const counsellor = new SteadyCounsellor(name, places(2 * index));
            const visitor = new SteadyVisitor(`visitor of ${name}`, places(2 * index + 1));
            crowd.counsellors.push(counsellor);
            crowd.visitors.push(visitor);
            await counsellor.onDuty();
            await visitor.enter(desk);
            await counsellor.accept();
            await visitor.conversationIs(({ state }) => state === 'active');
        }
        return crowd;
    }

    get people() {
        return [...this.visitors, ...this.counsellors];
    }

    /** All of them talk while `scene` is played, and on until everything is acknowledged. */
    async talkingWhile(scene) {
        const talks = this.people.map((person) => person.talk(person.name));
        try {
            await scene();
        } finally {
            await Promise.all(talks.map((talk) => talk.stop()));
        }
    }

    stop() {
        return Promise.all(this.people.map((person) => person.stop()));
    }
}

export class World extends Ends {
    /** `processes` of one server; `limits` and `change` as in writeNetwork(). */
    static async start(options = {}) {
        const world = new World();
        try {
            world.redis = await OwnRedis.start(world);
            world.veer = await Veer.start(world,
                { processes: 3, ...options, arguments: ['--redis', `unix:${world.redis.path}`] });
        } catch (error) {
            await world.finish();
            throw error;
        }
        return world;
    }

    /** Where a person finds the server who begins at worker `index`, and then tries the others. */
    placesFrom(index) {
        const count = this.veer.processes;
        return Array.from({ length: count }, (_, turn) => ({ port: this.veer.ownPort((index + turn) % count) }));
    }

    async gather() {
        const crowd = await Crowd.gather((number) => this.placesFrom(number % this.veer.processes));
        this.after(() => crowd.stop());
        return crowd;
    }

    signalWorker(index, name) {
        signal(this.veer.workerPid(index), name);
    }

    /** The worker at which somebody is connected now. */
    workerOf(person) {
        return person.place.port - this.veer.ownPort(0);
    }

    killWorkerOf(person) {
        this.signalWorker(this.workerOf(person), 'SIGKILL');
    }

    async killRedis() {
        await this.redis.kill();
        await this.redis.begin();
    }

    async killAll() {
        await this.veer.kill();
        await this.veer.begin();
    }
}

/** The people of a finished scene go home, so that the next one finds the desks as they were. */
export async function goHome({ visitor, counsellors }) {
    await visitor.insist('end', { conversation: visitor.conversation });
    for (const counsellor of counsellors) {
        await counsellor.statusIs(() => true);
        const event = await counsellor.conversationIs(({ part }) => part === 'wrap_up', visitor.conversation, 2_000).catch(() => null);
        if (event) {
            await counsellor.wrapUp(visitor.conversation).catch(() => {});
        }
        await counsellor.insist('duty', { duty: 'off' });
        await counsellor.stop();
    }
    await visitor.stop();
}
