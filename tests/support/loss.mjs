// Redis loses something under a World (world.mjs): everything, or what happened since a copy was
// made. People hold their tickets, opened here, as the server would open them.

/** What everybody of a conversation holds now: {visitor, of(counsellor), note}. */
export async function holdings(world, conversation) {
    const view = await world.call('view', { conversation });
    const { ticket, consent, parties } = view;
    const event = parties.find(({ party }) => party === 'visitor').event;
    return {
        visitor: { ...ticket, consent, holder: 'visitor' },
        of: ({ id }) => ({ ...ticket, holder: id }),
        note: event.transfer?.note ?? '',
    };
}

/** The ticket of a counsellor's duty. */
export async function dutyOf(counsellor) {
    const { ticket } = await counsellor.world.call('staff_view', { counsellor: counsellor.id });
    return { ...ticket, holder: counsellor.id };
}

/** All processes begin again at what Redis is now. */
export async function startAgain(world) {
    world.invariants.startAnew();
    for (const name of world.processes.keys()) {
        await world.startProcess(name);
    }
    await world.configure();
}

/** Everything is gone, but for the functions. */
export async function flush(world) {
    await world.redis.command('FLUSHALL');
    await startAgain(world);
}

const COPY = `
local all = {}
for _, name in ipairs(redis.call('KEYS', '*')) do
    all[#all + 1] = name
    all[#all + 1] = redis.call('PTTL', name)
end
return all`;

/** A copy of all keys, in hex. */
export async function copyOf(world) {
    const flat = await world.redis.command('EVAL', COPY, 0);
    const copy = [];
    for (let i = 0; i < flat.length; i += 2) {
        const dump = await world.redis.command('EVAL', HEX_OF_DUMP, 1, flat[i]);
        copy.push({ name: flat[i], ttl: Math.max(flat[i + 1], 0), dump });
    }
    return copy;
}

const HEX_OF_DUMP = `
return (string.gsub(redis.call('DUMP', KEYS[1]), '.', function(c) return string.format('%02x', string.byte(c)) end))`;

const RESTORE = `
local text = string.gsub(ARGV[2], '..', function(h) return string.char(tonumber(h, 16)) end)
return redis.call('RESTORE', KEYS[1], ARGV[1], text)`;

/** Redis comes back as it was when the copy was made, as another run. */
export async function rollBack(world, copy) {
    await world.redis.command('FLUSHALL');
    for (const { name, ttl, dump } of copy) {
        await world.redis.command('EVAL', RESTORE, 1, name, ttl, dump);
    }
    await world.redis.command('HSET', '{veer}:clock', 'run_id', 'another');
    await startAgain(world);
}
