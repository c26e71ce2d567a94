// Reload and loss of the line, of each of the three in each step: everybody stands where he was,
// and every line is there once and in order, also what was typed while there was no line.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringTo, goOn, inTurn, NO_LINE, Scene, standAt } from '../support/pages.mjs';

const OPTIONS = { timeout: 90_000 };
const STEPS = ['active', 'asked', 'offered', 'briefing', 'introduced', 'completed'];
const EVERYBODY = ['visitor', 'anna', 'olga'];
const NOT_SENT = { visitor: 'Nog niet verstuurd', anna: 'Wordt verstuurd…', olga: 'Wordt verstuurd…' };

/** Who takes part in what at a step. */
function partsAt(step) {
    const together = step === 'introduced' || step === 'completed';
    return {
        talk: EVERYBODY.filter((who) => (who === 'olga' ? together : who === 'visitor' || step !== 'completed')),
        briefing: step === 'briefing' || step === 'introduced' ? ['anna', 'olga'] : [],
    };
}

/** Somebody else who is in a channel with this person. */
function otherOf(who, step) {
    if (who === 'visitor') {
        return step === 'completed' ? 'olga' : 'anna';
    }
    return who === 'olga' && step === 'briefing' ? 'anna' : 'visitor';
}

/** What has been said, and who has to have it. */
class Book {
    #talk = [];
    #sinceIntroduction = [];
    #briefing = [];
    #step;

    constructor(people) {
        this.people = people;
    }

    isAt(step) {
        this.#step = step;
    }

    /** Says a text in the talk if this person can, else to the colleague, else not at all. */
    async say(who, text) {
        const { talk, briefing } = partsAt(this.#step);
        if (talk.includes(who)) {
            await this.people[who].say(text);
            this.#talk.push(text);
            this.#sinceIntroduction.push(...(talk.includes('olga') ? [text] : []));
        } else if (briefing.includes(who)) {
            await this.people[who].brief(text);
            this.#briefing.push(text);
        }
    }

    /** Waits until everybody has exactly what he may read. */
    async isWithAll() {
        const { talk, briefing } = partsAt(this.#step);
        for (const who of talk) {
            await this.people[who].reads(who === 'olga' ? this.#sinceIntroduction : this.#talk);
        }
        for (const who of briefing) {
            await this.people[who].reads(this.#briefing, this.people[who].briefing);
        }
    }
}

/** Goes through all steps of a transfer and does `deed` with everybody at each of them. */
async function walk(t, people, deed) {
    const book = new Book(people);
    await people.anna.writeNote('klinkt jong');
    let from = 'active';
    await inTurn(t, STEPS.map((step) => [step, async () => {
        await goOn(people, step, { from });
        from = step;
        book.isAt(step);
        for (const who of EVERYBODY) {
            await book.say(who, `${who}, ${step}`);
            await book.isWithAll();
        }
        for (const who of EVERYBODY) {
            await deed(who, step, book);
            await standAt(people, step);
            await book.isWithAll();
        }
        await people.anna.sees('klinkt jong');
    }]));
}

test('each of the three reloads at each step', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const people = await bringTo(scene, 'active');
    const { visitor } = people;
    await walk(t, people, async (who) => {
        const notices = await visitor.notices();
        await people[who].reload();
        await visitor.log.locator('.notice').nth(notices.length - 1).waitFor();
        assert.deepEqual(await visitor.notices(), notices);
    });
});

test('each of the three loses the line at each step, and types on meanwhile', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const people = await bringTo(scene, 'active', { his: { line: true }, staff: { line: true } });
    await walk(t, people, async (who, step, book) => {
        const { talk, briefing } = partsAt(step);
        const other = otherOf(who, step);
        people[who].line.cut();
        await people[who].sees(NO_LINE);
        await book.say(other, `${other}, ${step}, terwijl ${who} weg is`);
        await book.say(who, `${who}, ${step}, zonder verbinding`);
        await book.say(who, `${who}, ${step}, nog steeds`);
        if (talk.includes(who)) {
            await people[who].isSigned(NOT_SENT[who]);
        }
        if (talk.includes(who) || briefing.includes(who)) {
            await people[other].sees(/geen verbinding/);
        }
        await people[who].mend();
        await people[who].seesNoMore(NO_LINE);
    });
});

test('reload and loss while waiting and while being offered', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const [anna, visitor] = await Promise.all([
        scene.onDuty('csg/anna', { line: true }), scene.visitor({ line: true }),
    ]);
    await anna.setDuty('Pauze');
    await visitor.enter();
    const stillWaits = async () => {
        await visitor.isWaiting();
        await visitor.sees('Je bent de eerste in de rij');
    };
    await stillWaits();
    await visitor.reload();
    await stillWaits();
    visitor.line.cut();
    await visitor.sees(NO_LINE);
    await visitor.mend();
    await visitor.seesNoMore(NO_LINE);
    await stillWaits();

    await anna.setDuty('In dienst');
    for (const person of [visitor, anna]) {
        await anna.offer().waitFor();
        await person.reload();
        await anna.offer().waitFor();
        await visitor.sees('We vragen nu een medewerker voor je.');
    }
    visitor.line.cut();
    await anna.sees(/^Het aanbod voor .* is er niet meer\.$/);
    await visitor.mend();
    await anna.accept();
    await visitor.talksWith('Anna');
    await anna.isTaken(1);
    const ids = new Set(visitor.heard.filter(({ type }) => type === 'conversation').map(({ conversation }) => conversation));
    assert.equal(ids.size, 1, 'one visitor, one conversation');
});

test('the server took a line and its answer was lost: the line is there once', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const { anna, visitor } = await bringTo(scene, 'active', { his: { line: true } });
    visitor.line.deafen();
    await visitor.say('is dit aangekomen?');
    await anna.reads(['is dit aangekomen?']);
    await visitor.isSigned('Nog niet verstuurd');
    visitor.line.cut();
    await visitor.say('en dit?');
    await visitor.mend();
    await anna.reads(['is dit aangekomen?', 'en dit?']);
    await visitor.reads(['is dit aangekomen?', 'en dit?']);
    await visitor.isSigned('Gelezen');
});

test('typed without a line, then reloaded: what was sent off is kept in the tab', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const { anna, visitor } = await bringTo(scene, 'active', { his: { line: true }, staff: { line: true } });
    for (const [person, other] of [[visitor, anna], [anna, visitor]]) {
        const before = await other.lines();
        person.line.cut();
        await person.sees(NO_LINE);
        await person.say('een');
        await person.say('twee');
        person.line.mend();
        await person.reload();
        await other.reads([...before, 'een', 'twee']);
        await person.reads([...before, 'een', 'twee']);
    }
});

test('the device has no network: told at once, back at once', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const { anna, visitor } = await bringTo(scene, 'active');
    for (const person of [visitor, anna]) {
        const context = person.page.context();
        const before = await visitor.lines();
        await context.setOffline(true);
        await person.sees(NO_LINE);
        await person.say('zonder netwerk');
        await context.setOffline(false);
        await person.seesNoMore(NO_LINE);
        await anna.reads([...before, 'zonder netwerk']);
        await visitor.reads([...before, 'zonder netwerk']);
    }
});

test('a line that is dead and tells nobody is noticed, and nothing is lost', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const [anna, visitor] = await Promise.all([scene.onDuty('csg/anna'), scene.visitor({ line: true })]);
    await visitor.page.clock.install();
    await visitor.enter();
    await anna.accept();
    await visitor.talksWith('Anna');
    visitor.line.freeze();
    await visitor.say('hoor je mij?');
    await anna.say('ben je daar?');
    await visitor.isSigned('Nog niet verstuurd');
    await visitor.page.clock.fastForward(16_000); // a ping
    await visitor.page.clock.fastForward(11_000); // that nobody answers
    await anna.reads(['ben je daar?', 'hoor je mij?']);
    await visitor.reads(['ben je daar?', 'hoor je mij?']);
});
