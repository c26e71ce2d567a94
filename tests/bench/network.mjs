// The network of the bench: the demo's desks, open at all hours, with as many people as it takes.

import { readFileSync } from 'node:fs';

export const CAPACITY = 6; // the most that a network file allows
const QUEUE_MOST = 1000;

/** How many counsellors can serve so many conversations, with the same number at each desk. */
export function counsellorsFor(pairs, deskCount) {
    return deskCount * Math.ceil(pairs / (deskCount * CAPACITY));
}

/** {network, desks, counsellors}: counsellor i is `bench-i` at desk i, counted round and round. */
export function benchNetwork(demoFile, pairs) {
    const network = JSON.parse(readFileSync(demoFile, 'utf8'));
    const desks = network.organisations.flatMap(({ id, desks: own }) => own.map((desk) => `${id}/${desk.id}`));
    for (const desk of network.organisations.flatMap(({ desks: own }) => own)) {
        Object.assign(desk, { hours: 'always', listed: true, queue_max: QUEUE_MOST });
        for (const key of ['staffed_by', 'shifts', 'skilled', 'intake_stop_minutes', 'holiday_hours']) {
            delete desk[key];
        }
    }
    // A breather is ended by `ready` before that; a wrap-up that nobody sends is over by the next pass.
    network.limits = { ...network.limits, breather_ms: 100, wrap_up_ms: 3000 };
    const { password } = network.staff.find(({ roles }) => roles.includes('counsellor'));
    const counsellors = counsellorsFor(pairs, desks.length);
    network.staff = Array.from({ length: counsellors }, (_, index) => {
        const desk = desks[index % desks.length];
        return {
            organisation: desk.split('/')[0], name: `bench-${index}`, alias: `Bench ${index}`,
            roles: ['counsellor'], desks: [desk], languages: network.languages, capacity: CAPACITY, password,
        };
    });
    return { network, desks, counsellors };
}
