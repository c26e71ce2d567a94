// Makes a failing history short: tries parts of it, each on an empty Redis, as long as the same check
// fails (delta debugging, Zeller and Hildebrandt).

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

/** The events without one part of `size`, as soon as that still fails; null when no part can go. */
async function withoutSome(redis, where, events, size, label) {
    for (let end = events.length; end > 0; end -= size) {
        const rest = [...events.slice(0, Math.max(0, end - size)), ...events.slice(end)];
        const shorter = await failing(redis, where, rest, label);
        if (shorter) {
            return shorter;
        }
    }
    return null;
}

/**
 * The shortest part of the events 1 ... `last` that is found with at most `tries` replays. Takes
 * parts away from the end, ever smaller ones.
 */
export async function shrink(redis, where, last, label) {
    let events = await failing(redis, where, Array.from({ length: last }, (_, i) => i + 1), label);
    if (!events) {
        return null;
    }
    for (let size = Math.ceil(events.length / 2); size >= 1;) {
        const shorter = await withoutSome(redis, where, events, size, label);
        if (shorter) {
            events = shorter;
            size = Math.min(size, events.length);
        } else {
            size = size > 1 ? Math.ceil(size / 2) : 0;
        }
    }
    return events;
}
