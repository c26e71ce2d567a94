// Makes a failing history short: tries parts of it, each on an empty Redis, as long as the same check
// fails (delta debugging, Zeller and Hildebrandt).

const MOST_MS = 60_000;

/** Plays these events of an episode alone: {failure, at, log, names}. */
export async function replay(redis, { seed, episode }, events, log = false) {
    return JSON.parse(await redis.command('FCALL', 'walk_replay', 0, seed, episode, JSON.stringify(events), log ? 1 : 0));
}

/** The events up to the one that fails with this label, or null when none does. */
async function failing(redis, where, events, label) {
    if (events.length === 0) {
        return null;
    }
    const { failure, at } = await replay(redis, where, events);
    return failure?.label === label ? events.slice(0, at) : null;
}

/** Leaves out every part of `size` without which it still fails, from the end to the beginning. */
async function withoutParts(redis, where, events, size, label, until) {
    let left = events;
    for (let end = left.length; end > 0 && Date.now() < until;) {
        const from = Math.max(0, end - size);
        const shorter = await failing(redis, where, [...left.slice(0, from), ...left.slice(end)], label);
        left = shorter ?? left;
        end = Math.min(from, left.length);
    }
    return left;
}

/** A short part of the events 1 ... `last` that fails with the same label; null: it does not fail. */
export async function shrink(redis, where, last, label) {
    const until = Date.now() + MOST_MS;
    let events = await failing(redis, where, Array.from({ length: last }, (_, i) => i + 1), label);
    if (!events) {
        return null;
    }
    for (let size = Math.ceil(events.length / 2); ;) {
        const shorter = await withoutParts(redis, where, events, size, label, until);
        const same = shorter.length === events.length;
        events = shorter;
        if (Date.now() >= until || (size === 1 && same)) {
            return events;
        }
        size = Math.max(1, Math.min(Math.ceil(size / 2), events.length));
    }
}
