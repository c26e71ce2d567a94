// Whether a walk has been everywhere: every function done, every code given.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/places.mjs';
import { functionsLibrary } from '../../support/redis.mjs';

function readJson(name) {
    return JSON.parse(readFileSync(join(ROOT, 'protocol', name), 'utf8'));
}

// Codes that stand in the functions and cannot come from a call, each with its reason.
const IMPOSSIBLE = {
    bad_duty: 'the decoder lets only on, pause and off through, and the machine has a step for each',
    conversation_live: 'forget comes from the clock only, and looks first',
    not_waiting: 'move has an answer of its own for every state',
    transfer_past: null,
    offer_gone: null,
};

// Functions that have no player in the walk, each with where it is tested.
const ELSEWHERE = {
    session_restore: 'restore.test.mjs: in the walk people sign in anew after a loss',
};

/** The codes that the functions can give: those of errors.json that stand in their text. */
function possibleCodes() {
    const text = functionsLibrary().replace(/local ERRORS = \{[^}]*\}/, '');
    const found = Object.keys(readJson('errors.json').errors).filter((code) => text.includes(`'${code}'`));
    return found.filter((code) => !IMPOSSIBLE[code]);
}

/** What is missing, as a list of texts. */
export function missing(covered) {
    const given = new Set(Object.values(covered).flatMap((answers) => Object.keys(answers)));
    return [
        ...Object.keys(readJson('functions.json').functions).filter((name) => !ELSEWHERE[name] && !covered[name]?.done)
            .map((name) => `${name} was never done`),
        ...possibleCodes().filter((code) => !given.has(code)).map((code) => `no function ever answered ${code}`),
    ];
}

/** A line for each function: how often it gave which answer. */
export function coverageTable(covered) {
    return Object.keys(covered).sort().map((name) => {
        const { done = 0, ...refusals } = covered[name];
        const rest = Object.entries(refusals).sort(([, x], [, y]) => y - x).map(([code, count]) => `${code} ${count}`);
        return `${name.padEnd(16)} ${String(done).padStart(9)}  ${rest.join(', ')}`;
    });
}
