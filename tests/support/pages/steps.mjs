// A warm transfer of a visitor of anna (csg/acute) to olga (fier/chat), step by step.

import assert from 'node:assert/strict';

const STEPS = ['active', 'asked', 'seeking', 'offered', 'briefing', 'introduced', 'completed'];

// What the pages of all three say at each step.
const SIGNS = {
    async active({ anna, olga, visitor }) {
        await visitor.talksWith('Anna');
        await anna.button(/voorstellen$/, anna.transfer).waitFor();
        await olga.isTaken(0);
    },
    async asked({ anna, visitor }) {
        await visitor.question.waitFor();
        await anna.isAt('Bezoeker gevraagd');
    },
    async seeking({ anna, visitor }) {
        await visitor.isTold('We zoeken iemand van Fier. Je blijft gewoon praten met Anna.');
        await anna.isAt('Collega zoeken');
    },
    async offered({ anna, olga, visitor }) {
        await visitor.isTold('We vragen nu iemand van Fier. Je blijft gewoon praten met Anna.');
        await anna.isAt('Collega gevraagd');
        await olga.offer(/^Warme overdracht/).waitFor();
    },
    async briefing({ anna, olga, visitor }) {
        await visitor.isTold('Olga van Fier en Anna overleggen nu kort');
        await anna.isAt('Overleg');
        await olga.isAt('Overleg');
    },
    async introduced({ anna, olga, visitor }) {
        await visitor.isTold('Jullie zijn nu met z’n drieën');
        await anna.isAt('Met zijn drieën');
        await olga.isAt('Met zijn drieën');
    },
    async completed({ anna, olga, visitor }) {
        await visitor.talksWith('Olga');
        await anna.sees('De bezoeker is overgedragen aan Olga (Fier).');
        await olga.sees('De bezoeker is nu bij jou.');
    },
};

/** Waits until everybody's page says that the transfer of anna's visitor to olga is at this step. */
export function standAt(people, step) {
    return SIGNS[step](people);
}

// How each step follows from the one before it.
const WAYS = {
    asked: ({ anna }) => anna.propose({ note: 'wat zij vertelde' }),
    async seeking({ olga, visitor }, { amount, to }) {
        if (to === 'seeking') {
            await olga.setDuty('Pauze');
        }
        await visitor.agree(amount);
    },
    offered: () => {}, // olga is free, so she is asked at once
    briefing: ({ olga }) => olga.accept(/^Warme overdracht/),
    introduced: ({ anna }) => anna.press('Voorstellen aan de bezoeker'),
    completed: ({ anna }) => anna.press('Overdragen'),
};

/** Takes anna, olga and a visitor of anna's on from one step of a warm transfer to another. */
export async function goOn(people, to, { from = 'active', amount = 'note' } = {}) {
    const [first, last] = [from, to].map((step) => STEPS.indexOf(step));
    assert.ok(first >= 0 && last >= first, `${from} to ${to}`);
    for (const step of STEPS.slice(first + 1, last + 1)) {
        await WAYS[step](people, { amount, to });
        if (step !== 'seeking' || to === 'seeking') {
            await standAt(people, step);
        }
    }
}

/** A visitor comes to anna and stands at a step of a transfer to olga. */
export async function comeTo(people, step, options) {
    await people.visitor.enter();
    await people.anna.accept();
    await people.visitor.talksWith('Anna');
    await goOn(people, step, options);
}

/**
 * Anna of csg and olga of fier on duty, and a visitor who stands at a step of a warm transfer.
 * `his`, `staff`: options of their tabs; `amount`: what the visitor shares.
 */
export async function bringTo(scene, step, { his, staff, ...options } = {}) {
    const [anna, olga, visitor] = await Promise.all([
        scene.onDuty('csg/anna', staff), scene.onDuty('fier/olga', staff), scene.visitor(his),
    ]);
    const people = { anna, olga, visitor };
    await comeTo(people, step, options);
    return people;
}

/** Runs parts that build upon each other as subtests; the first that fails is the last. */
export async function inTurn(t, parts) {
    for (const [name, part] of parts) {
        let went = false;
        await t.test(name, async (t2) => {
            await part(t2);
            went = true;
        });
        if (!went) {
            return;
        }
    }
}
