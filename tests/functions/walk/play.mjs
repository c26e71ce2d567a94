// Plays a history in chunks, and tells what failed.

import { walkLibrary } from './library.mjs';
import { replay, shrink } from './shrink.mjs';
import { tell } from './words.mjs';

const CHUNK = 500;

export async function loadWalk(redis, functions) {
    await redis.command('FUNCTION', 'LOAD', 'REPLACE', walkLibrary(functions));
}

/** Plays `steps` events of this seed: {played, calls, failure}. `failure`: {label, text, episode, event}. */
export async function play(redis, seed, steps, onChunk = () => {}) {
    let played = 0;
    let calls = 0;
    while (played < steps) {
        const count = Math.min(CHUNK, steps - played);
        const chunk = JSON.parse(await redis.command('FCALL', 'walk_play', 0, seed, played, count));
        played += chunk.played;
        calls += chunk.calls;
        if (chunk.failure) {
            return { played, calls, failure: chunk.failure };
        }
        onChunk(played, calls);
    }
    return { played, calls };
}

/** A failure as text: what does not hold, the seed, and a short history that leads there. */
export async function explain(redis, seed, { label, text, episode, event }) {
    const where = { seed, episode };
    const events = await shrink(redis, where, event, label);
    const head = `${label}: ${text}\nseed ${seed}, event ${event} of episode ${episode}`;
    if (!events) {
        return `${head}\n(it does not happen again when the episode is played alone)`;
    }
    const short = await replay(redis, where, events, true);
    return [head, `${events.length} events suffice, after which: ${short.failure.text}`, ...tell(short)].join('\n');
}

/** How often each function gave each answer: {name: {answer: count}}. */
export async function coverage(redis) {
    return JSON.parse(await redis.command('FCALL', 'walk_covered', 0));
}
