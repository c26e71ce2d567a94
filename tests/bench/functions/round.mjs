// Everything that people do, once by a few of them, while a crowd waits. `measure(step, items,
// deed)` does something to each of the items and keeps what that cost Redis, `untold` steps aside.
// A round leaves as many waiting as it found.

import { TYPE } from '../../support/records.mjs';
import { BIG, each, OTHER, SMALL } from './crowd.mjs';

export const WHOLE = 'a whole transfer (the nine before)';
const PLACES_AT_ONCE = 200; // as board.c asks for them
const CLOCK_STEP_MS = 3_000; // the logical clock moves no further at a time

async function visitorsOfTheQueue(crowd, measure, count) {
    const names = Array.from({ length: count }, () => crowd.name('v'));
    const came = await measure('enter the queue', names, (name) => crowd.visitor(name, BIG));
    await measure('leave it', came, (visitor) => visitor.end());

    const some = crowd.sample(count);
    await measure('move to another desk', some, (visitor) => visitor.move(OTHER));
    await measure('move to another desk', some, (visitor) => visitor.move(BIG));
    await measure('lose the line while waiting', some, (visitor) => visitor.away());
    await measure('come back to the queue', some, (visitor) => visitor.resume());
}

async function looking(crowd, measure, count) {
    const ids = crowd.sample(PLACES_AT_ONCE).map(({ conversation }) => conversation);
    await measure('look up a place in the queue', ids, () => {}, () => crowd.call('places', { conversations: ids }));
    const times = Array(count).fill();
    await measure('board of all desks', times, () => crowd.call('board'));
    await measure('tick with nothing due', times, () => crowd.call('tick'));
    await measure('picture of a conversation', crowd.sample(count), ({ conversation }) => crowd.call('view', { conversation }));
}

async function serving(crowd, measure, count) {
    const staff = await crowd.staffFor(BIG, count);
    await measure('go on duty, an offer comes', staff, (one) => one.duty('on'));
    const offers = await each(staff, (one) => one.offer());
    await measure('decline, the next offer comes', staff, (one, index) => one.decline(offers[index].offer));
    const next = await each(staff, (one) => one.offer());
    const talks = await measure('accept', staff, (one, index) => one.accept(next[index].offer));
    await measure('open an epoch', talks, (conversation) => crowd.openEpoch({ conversation }, 0, ['m1']));
    await measure('say a line', staff, ({ id }, index) => crowd.sayRecord({ party: id, role: 'owner', member: 'm1',
        conversation: talks[index], type: TYPE.message, epoch: 0, number: 1 }));
    await measure('end a conversation', staff, (one, index) => one.end(talks[index]));
    await measure('wrap up, an offer comes', staff, (one, index) => one.wrapUp(talks[index]));
    await measure('go off duty, the offer goes back', staff, (one) => one.duty('off'));
    const served = new Set(talks);
    crowd.waiting = crowd.waiting.filter(({ conversation }) => !served.has(conversation));
    await crowd.come(count);
}

async function notAnswering(crowd, measure, count) {
    const staff = await crowd.staffFor(BIG, count, 'on');
    for (let left = crowd.limits.offer_ms; left > CLOCK_STEP_MS; left -= CLOCK_STEP_MS) {
        crowd.now += CLOCK_STEP_MS;
        await crowd.call('tick');
    }
    crowd.now += CLOCK_STEP_MS;
    await measure('an offer runs out, the next one comes', staff, () => {}, () => crowd.call('tick'));
    await each(staff, (one) => one.duty('off'));
}

async function transferring(crowd, measure, count) {
    const { staff: senders, visitors, conversations } = await crowd.fill(SMALL, count);
    const receivers = await crowd.staffFor(BIG, count);
    await each(visitors, (visitor) => crowd.openEpoch(visitor, 0, ['m1']));
    const step = (name, items, deed) => measure(name, items, deed, null, WHOLE);
    const transfers = await step('ask for a transfer', senders, (one, index) => one.ask(conversations[index], BIG));
    const pictures = await each(visitors, (visitor) => visitor.view());
    await step('consent', visitors, (visitor, index) => visitor.agree(pictures[index].transfer));
    await step('go on duty, the transfer comes', receivers, (one) => one.duty('on'));
    const offers = await each(receivers, (one) => one.offer());
    const taken = await step('accept the transfer', receivers, (one, index) => one.accept(offers[index].offer));
    await step('introduce', senders, (one, index) => one.introduce(conversations[index], transfers[index]));
    await step('open an epoch for three', visitors, (visitor) => crowd.openEpoch(visitor, 1, ['m1', 'm2']));
    await step('show that he has the key', receivers, ({ id }, index) => crowd.sayRecord({ party: id, role: 'receiver',
        member: 'm2', conversation: taken[index], type: TYPE.key_ack, epoch: 1, number: 1 }));
    await step('hand over', senders, (one, index) => one.handOver(conversations[index], transfers[index]));
    await step('open an epoch for two', visitors, (visitor) => crowd.openEpoch(visitor, 2, ['m2']));
    await each(visitors, (visitor) => visitor.end());
    await each(senders, (one, index) => one.wrapUp(conversations[index]));
    await each(receivers, (one, index) => one.wrapUp(taken[index]));
    await each([...receivers, ...senders], (one) => one.duty('off'));
}

/** One round with `count` people; some of the crowd are served for good, and others come in their place. */
export async function round(crowd, measure, count) {
    for (const part of [visitorsOfTheQueue, looking, serving, notAnswering, transferring]) {
        await part(crowd, measure, count);
    }
}
