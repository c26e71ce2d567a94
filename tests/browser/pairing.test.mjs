// Who gets whom, as the pages show it: the breather, a named colleague, a desk where nobody can
// help, a desk that is full, and a counsellor whom the coordinator signs out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACUTE, bringTo, FIER, Scene } from '../support/pages.mjs';

const OPTIONS = { timeout: 90_000 };
const BREATHER = 'Even bijkomen: je krijgt nu geen aanbod.';
const STAYS = 'Anna blijft bij je.';

test('a breather after the wrap-up: nobody is offered until it is over, or until "ready"', OPTIONS, async (t) => {
    const scene = await Scene.open(t, { limits: { breather_ms: 60_000 } });
    const [carmen, first, second] = await Promise.all([
        scene.onDuty('csg/carmen'), scene.visitor(), scene.visitor(),
    ]);
    await first.enter('/c/csg/national');
    await carmen.accept();
    await first.talksWith('Carmen');
    await second.enter('/c/csg/national');
    await second.isWaiting();
    await first.end();
    await carmen.wrapUp();
    await carmen.sees(BREATHER);
    await carmen.sees(/^Nog (1:00|0:5\d)$/);
    await carmen.isTaken(1);
    assert.equal(await carmen.offers.count(), 0, 'no offer in the breather');
    await carmen.press('Ik ben er weer');
    await carmen.accept();
    await second.talksWith('Carmen');
    await carmen.seesNoMore(BREATHER);
});

test('a named colleague is asked, and nobody in his place', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const people = await bringTo(scene, 'active');
    const { anna, olga, visitor } = people;
    const pieter = await scene.onDuty('fier/pieter');
    await anna.press(/voorstellen$/, anna.transfer);
    await anna.desk(FIER).check();
    await anna.transfer.getByLabel('Aan wie?').selectOption('Pieter (Fier)');
    await anna.press('Vraag de bezoeker', anna.transfer);
    await anna.sees('We vragen alleen Pieter (Fier).');
    await visitor.sees('Wie leest dit? Alleen Pieter van Fier. Verder niemand.');
    await visitor.agree('tags');
    await pieter.sees('Je collega vraagt jou in het bijzonder.');
    assert.equal(await olga.offers.count(), 0);
    await pieter.decline();
    await anna.sees(`Naar ${FIER}: Je collega kan nu niet, of heeft niet geantwoord.`);
    await visitor.isTold(STAYS);
    assert.equal(await olga.offers.count(), 0, 'somebody else is not asked silently');
});

test('declined by all: the visitor is told, the coordinator sees it, and it is over when somebody comes', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const [anna, vera, visitor] = await Promise.all([
        scene.onDuty('csg/anna'), scene.wallboard('csg/vera'), scene.visitor(),
    ]);
    await visitor.enter();
    await anna.decline();
    await visitor.sees('Niemand kon nu meteen. We vragen het zo weer. Je houdt je plek.');
    await vera.sees('Iedereen heeft een bezoeker geweigerd');
    const bram = await scene.onDuty('csg/bram');
    await bram.accept();
    await visitor.talksWith('Bram');
    await vera.seesNoMore('Iedereen heeft een bezoeker geweigerd');
});

test('the last one who could help goes: the visitor is shown the chats that fit, and goes where he chooses', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const [anna, olga, vera, visitor] = await Promise.all([
        scene.onDuty('csg/anna'), scene.onDuty('fier/olga'), scene.wallboard('csg/vera'), scene.visitor(),
    ]);
    await anna.setDuty('Pauze');
    await visitor.enter();
    await visitor.isWaiting();
    await anna.setDuty('Uit dienst');
    await visitor.sees('Er is hier nu niemand die jou kan helpen.');
    await vera.sees('Iemand wacht en niemand kan helpen');
    await visitor.press('Ga naar Chat met Fier (Fier)');
    await olga.accept();
    await visitor.talksWith('Olga');
});

test('a full desk: the chats that fit what was ticked are offered', OPTIONS, async (t) => {
    const scene = await Scene.open(t, {
        change: (network) => {
            network.organisations.find(({ id }) => id === 'csg').desks.find(({ id }) => id === 'acute').queue_max = 1;
        },
    });
    const [anna, , , first, second] = await Promise.all([
        scene.onDuty('csg/anna'), scene.onDuty('fier/olga'), scene.onDuty('helpwanted/mila'),
        scene.visitor(), scene.visitor(),
    ]);
    await anna.setDuty('Pauze');
    await first.enter();
    await first.isWaiting();
    await second.open('/');
    await second.page.locator('summary', { hasText: 'Waar gaat het over?' }).click();
    await second.page.getByLabel('Geweld thuis').check();
    await second.choose('Net gebeurd');
    await second.sees('Het is nu te druk bij deze chat.');
    await second.heading('Deze chats passen bij wat je koos en zijn nu open:').waitFor();
    assert.equal(await second.shows('Chat met Helpwanted'), false, 'that one does not fit');
    await second.choose('Chat met Fier');
    await second.heading('Chat met Fier').waitFor();
});

test('a counsellor who is stuck is signed out: her visitor goes to the front and is told', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const [anna, vera, visitor] = await Promise.all([
        scene.onDuty('csg/anna'), scene.wallboard('csg/vera'), scene.visitor(),
    ]);
    await visitor.enter();
    await anna.accept();
    await visitor.talksWith('Anna');
    await vera.press('1 in dienst: laat zien wie', vera.page.getByRole('row').filter({ hasText: ACUTE }));
    await vera.press(/^Afmelden: Anna/);
    await vera.press('Ja, meld af');
    await vera.sees('Er is niemand in dienst.');
    await anna.sees('Een coördinator heeft je afgemeld.');
    await visitor.isWaiting();
    await visitor.sees('De medewerker is weggevallen door een storing.');
    await vera.press('Sluiten');
    await vera.sees('Een medewerker viel weg tijdens een gesprek');
});
