// Every way out of a warm transfer, as all whom it concerns see it on their pages. Whatever happens,
// the visitor has a counsellor, or stands in a queue and knows why.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACUTE, bringTo, comeTo, FIER, goOn, inTurn, NO_LINE, Scene } from '../support/pages.mjs';

const OPTIONS = { timeout: 90_000 };
const STAYS = 'Anna blijft bij je.';
const STOPPED = 'Gesprek 1: de overdracht aan jou is gestopt. Je hoeft niets te doen.';
const STEPPED_BACK = 'Gesprek 1: je bent teruggestapt. De bezoeker houdt een collega.';
const LAPSED = `Het aanbod voor ${FIER} is er niet meer.`;
const LOST = 'De medewerker is weggevallen door een storing. Dat ligt niet aan jou.';
const BACK = 'Bezoeker die terugkomt';

const cancel = ({ anna }) => anna.press('Overdracht stoppen');
const withdraw = ({ visitor }) => visitor.press('Toch maar niet');
const CANCELLED = [`Het gaat niet door. ${STAYS}`, 'Je hebt de overdracht gestopt.'];
const WITHDRAWN = [`Het gaat niet door. ${STAYS}`, 'De bezoeker heeft de toestemming ingetrokken.'];

// At which step, who does what, and what the pages of visitor, A and B say.
const WAYS_OUT = [
    ['refused by the visitor', 'asked', ({ visitor }) => visitor.press('Nee, liever niet'),
        `Je hebt nee gezegd. Dat is goed. ${STAYS}`, 'De bezoeker wil niet overgedragen worden.'],
    ['cancelled by A', 'asked', cancel, ...CANCELLED],
    ['cancelled by A', 'seeking', cancel, ...CANCELLED],
    ['consent taken back', 'seeking', withdraw, ...WITHDRAWN],
    ['the last colleague goes off duty', 'seeking', ({ olga }) => olga.setDuty('Uit dienst'),
        `Die chat is nu dicht. ${STAYS}`, 'Het loket is gesloten, of er is geen collega meer in dienst.'],
    ['cancelled by A', 'offered', cancel, ...CANCELLED, LAPSED],
    ['consent taken back', 'offered', withdraw, ...WITHDRAWN, LAPSED],
    ['cancelled by A', 'briefing', cancel, ...CANCELLED, STOPPED],
    ['consent taken back', 'briefing', withdraw, ...WITHDRAWN, STOPPED],
    ['cancelled by A', 'introduced', cancel, ...CANCELLED, STOPPED],
    ['consent taken back', 'introduced', withdraw, ...WITHDRAWN, STOPPED],
    ['given back by B', 'introduced', ({ olga }) => olga.press('Teruggeven'),
        `De nieuwe medewerker is weer weg. ${STAYS}`, 'Je collega gaf de bezoeker aan jou terug.', STEPPED_BACK],
];

/** The visitor and A talk on, and B has nothing of it. */
async function staysWithAnna({ anna, olga, visitor }, line) {
    await visitor.talksWith('Anna');
    await visitor.say(line);
    await anna.sees(line);
    await olga.isTaken(0);
    assert.equal(await olga.log.count(), 0, 'B has left the conversation');
    assert.equal(await olga.shows(line), false);
}

test('A keeps the visitor', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const people = await bringTo(scene, 'active');
    const { anna, olga, visitor } = people;
    await inTurn(t, WAYS_OUT.map(([name, step, leave, toVisitor, toAnna, toOlga]) => [`${step}: ${name}`, async () => {
        await goOn(people, step);
        if (step === 'introduced') {
            await visitor.say(`met zijn drieën, ${name}`);
            await olga.reads([`met zijn drieën, ${name}`]);
        }
        await leave(people);
        await visitor.isTold(toVisitor);
        await anna.sees(`Naar ${FIER}: ${toAnna}`);
        await anna.button('Opnieuw voorstellen').waitFor();
        if (toOlga) {
            await olga.sees(toOlga);
            await olga.press(`Melding sluiten: ${toOlga}`);
        }
        await staysWithAnna(people, `verder na ${step}, ${name}`);
        await olga.setDuty('In dienst');
    }]));
});

test('stepped back by B in the briefing: the next colleague is asked', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const people = await bringTo(scene, 'briefing');
    const { anna, olga, visitor } = people;
    await olga.press('Terugstappen');
    await olga.sees(STEPPED_BACK);
    await olga.isTaken(0);
    await anna.isAt('Collega zoeken');
    await visitor.isTold('We zoeken iemand van Fier. Je blijft gewoon praten met Anna.');
    const pieter = await scene.onDuty('fier/pieter');
    await pieter.accept(/^Warme overdracht/);
    await visitor.isTold('Pieter van Fier en Anna overleggen nu kort');
    await anna.sees('Met Pieter (Fier)');
    await pieter.sees('wat zij vertelde', pieter.handOver);
    assert.equal(await olga.offers.count(), 0);
});

test('declined by all: unanswered, and other desks are proposed', OPTIONS, async (t) => {
    const scene = await Scene.open(t, { limits: { seeking_ms: 3_000 } });
    const people = await bringTo(scene, 'active');
    const { anna, olga, visitor } = people;
    await scene.onDuty('csg/bram');
    await goOn(people, 'offered');
    await olga.decline('Ik ken deze persoon misschien');
    await olga.isTaken(0);
    await anna.isAt('Collega zoeken');
    await visitor.isTold('We zoeken iemand van Fier.');
    await visitor.isTold(`Er was nu niemand vrij. ${STAYS}`);
    await anna.sees('Geen collega heeft de overdracht op tijd aangenomen.');
    await anna.press(/^Stel Centrum Seksueel Geweld: .* voor$/);
    assert.equal(await anna.transfer.getByLabel('Notitie voor de collega').inputValue(), 'wat zij vertelde');
    await anna.press('Toch niet', anna.transfer);
    await staysWithAnna(people, 'dan blijf ik bij jou');
});

test('not answered by B: his page says so, twice puts him on pause, A keeps the visitor', OPTIONS, async (t) => {
    const scene = await Scene.open(t, { limits: { offer_ms: 1_500, seeking_ms: 1_500 } });
    const people = await bringTo(scene, 'offered');
    const { anna, olga, visitor } = people;
    await olga.sees(LAPSED);
    await visitor.isTold(`Er was nu niemand vrij. ${STAYS}`);
    await anna.sees('Geen collega heeft de overdracht op tijd aangenomen.');
    await staysWithAnna(people, 'nog een keer proberen?');
    await visitor.end();
    await anna.wrapUp();
    await visitor.press('Begin opnieuw');
    await comeTo(people, 'offered');
    await olga.sees('Je hebt twee keer niet op een aanbod gereageerd. Daarom sta je op pauze.');
    await olga.press('Weer in dienst');
    await olga.seesNoMore('Je hebt twee keer niet op een aanbod gereageerd.');
});

test('the visitor does not answer in time; more time when he asks for it', OPTIONS, async (t) => {
    const scene = await Scene.open(t, { limits: { asked_ms: 4_000 } });
    const people = await bringTo(scene, 'active');
    const { anna, visitor } = people;
    await goOn(people, 'asked');
    await anna.press('Meer tijd');
    await anna.sees(/^Nog 0:0[34]$/);
    await visitor.isTold(`Je hebt geen antwoord gegeven. Daarom gebeurt er niets. ${STAYS}`);
    await anna.sees('De bezoeker heeft niet op tijd geantwoord.');
    await staysWithAnna(people, 'sorry, ik was even weg');
});

test('the visitor ends while a transfer is under way', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const people = await bringTo(scene, 'active');
    const { anna, olga, visitor } = people;
    const ends = [['asked'], ['offered', LAPSED], ['briefing', STOPPED], ['introduced', STOPPED]];
    await inTurn(t, ends.map(([step, toOlga], index) => [step, async () => {
        if (index > 0) {
            await comeTo(people, 'active');
        }
        await goOn(people, step);
        await visitor.end();
        await visitor.heading('Het gesprek is voorbij').waitFor();
        await visitor.sees('Jij hebt het gesprek gestopt.');
        await anna.sees('De bezoeker heeft het gesprek beëindigd.');
        if (toOlga) {
            await olga.sees(toOlga);
            await olga.press(`Melding sluiten: ${toOlga}`);
        }
        await olga.isTaken(0);
        await anna.wrapUp();
        await anna.isTaken(0);
    }]));
});

// What becomes of the visitor when A does not come back, by the step of the transfer.
const A_GONE = {
    async seeking({ olga, visitor }) {
        await visitor.isWaiting();
        await visitor.sees(LOST);
        await olga.setDuty('In dienst');
        await olga.accept(BACK);
    },
    async offered({ olga }) {
        await olga.accept(BACK);
    },
    async briefing() {},
    async introduced() {},
};

test('A is gone: B has the visitor, or his desk does', OPTIONS, async (t) => {
    const scene = await Scene.open(t, { limits: { grace_counsellor_ms: 2_000 } });
    const people = await bringTo(scene, 'active', { staff: { line: true } });
    const { anna, olga, visitor } = people;
    await inTurn(t, Object.entries(A_GONE).map(([step, follow], index) => [step, async () => {
        if (index > 0) {
            await comeTo(people, 'active');
        }
        await visitor.say('van eerder');
        await anna.sees('van eerder');
        await goOn(people, step);
        anna.line.cut();
        await visitor.sees('heeft even geen verbinding. Je hoeft niets te doen.');
        await anna.sees('Geen verbinding. We proberen het steeds opnieuw.');
        await follow(people);
        await visitor.talksWith('Olga');
        await olga.sees('wat zij vertelde', olga.handOver);
        await olga.say('ik ga met je verder');
        await visitor.sees('ik ga met je verder');
        assert.equal(await olga.shows('van eerder'), false, 'he agreed to tags and note');
        await visitor.end();
        await olga.wrapUp();
        await anna.mend();
        await anna.seesNoMore(NO_LINE);
        await anna.isTaken(0);
        await anna.setDuty('In dienst');
    }]));
});

test('A is gone while the visitor is asked: the question is void, he waits at the front', OPTIONS, async (t) => {
    const scene = await Scene.open(t, { limits: { grace_counsellor_ms: 1_500 } });
    const people = await bringTo(scene, 'active', { staff: { line: true } });
    const { anna, visitor } = people;
    await visitor.say('van eerder');
    await anna.reads(['van eerder']);
    await goOn(people, 'asked');
    const bram = await scene.counsellor('csg/bram');
    await bram.setDuty('In dienst');
    await bram.setDuty('Pauze');
    anna.line.cut();
    await visitor.isWaiting();
    await visitor.sees(LOST);
    assert.equal(await visitor.question.count(), 0);
    await bram.setDuty('In dienst');
    await bram.accept(`${BACK}: ${ACUTE}`);
    await visitor.talksWith('Bram');
    assert.equal(await bram.shows('van eerder'), false, 'the visitor is asked first');
    await visitor.sees('Mag Bram van Centrum Seksueel Geweld lezen wat je eerder hebt geschreven?');
    await visitor.press('Ja, laat alles zien');
    await bram.reads(['van eerder']);
    await anna.mend();
    await anna.seesNoMore(NO_LINE);
    await anna.sees('Je hebt geen gesprekken.');
});

test('B is gone: the search goes on, or ends when nobody is left', OPTIONS, async (t) => {
    const scene = await Scene.open(t, { limits: { grace_counsellor_ms: 3_000 } });
    const people = await bringTo(scene, 'briefing', { staff: { line: true } });
    const { anna, olga, visitor } = people;
    olga.line.cut();
    await anna.sees('Olga (Fier): geen verbinding');
    await anna.sees('Dit kan pas als je collega weer verbinding heeft.');
    await visitor.isTold(`Die chat is nu dicht. ${STAYS}`);
    await anna.sees('Het loket is gesloten, of er is geen collega meer in dienst.');
    await olga.mend();
    await olga.seesNoMore(NO_LINE);
    await staysWithAnna(people, 'en nu?');

    await olga.setDuty('In dienst');
    await goOn(people, 'introduced');
    const pieter = await scene.onDuty('fier/pieter');
    olga.line.cut();
    await visitor.sees('Olga van Fier heeft even geen verbinding.');
    await pieter.accept(/^Warme overdracht/);
    await visitor.isTold('Pieter van Fier en Anna overleggen nu kort');
    assert.equal(await visitor.shows('Olga van Fier is er'), false);
    await anna.isAt('Overleg');
});

test('the visitor is gone: count-downs stand still, then all are told; he may come back', OPTIONS, async (t) => {
    const scene = await Scene.open(t, { limits: { grace_visitor_ms: 3_000 } });
    const { anna, olga, visitor } = await bringTo(scene, 'introduced', { his: { line: true } });
    visitor.line.cut();
    await visitor.sees('Geen verbinding. We proberen het opnieuw. Wat je typt, blijft bewaard.');
    for (const counsellor of [anna, olga]) {
        await counsellor.sees(/geen verbinding, nog 0:0/);
        await counsellor.sees('De tijd staat stil zolang iemand geen verbinding heeft.');
        await counsellor.sees('Dit kan pas als de bezoeker weer verbinding heeft.');
    }
    await anna.sees('De verbinding met de bezoeker kwam niet terug.');
    await olga.sees(STOPPED);
    await olga.isTaken(0);
    await anna.wrapUp('Afgebroken');
    await visitor.mend();
    await anna.accept(`${BACK}: ${ACUTE}`);
    await visitor.talksWith('Anna');
    await visitor.say('daar ben ik weer');
    await anna.sees('daar ben ik weer');
});
