// One warm transfer in three browsers, from the first click to the end, and what the receiver gets
// to read when the visitor shares less or more.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACUTE, bringTo, FIER, Scene, SIZES } from '../support/pages.mjs';
import { until } from '../support/places.mjs';

const OPTIONS = { timeout: 60_000 };
const TRANSFER = /^Warme overdracht/;
const SENDER = `Van ${ACUTE}, door Anna (Centrum Seksueel Geweld)`;

function isOf(channel) {
    return (message) => message.channel === channel;
}

async function countsDown(article) {
    const timer = article.getByRole('timer');
    const first = await timer.innerText();
    assert.match(first, /^Nog \d:\d\d$/);
    await until('the count-down moves', async () => (await timer.innerText()) !== first);
}

/** The visitor comes in by the joint entrance and waits, while the one counsellor is on pause. */
async function entersAndWaits(visitor, anna) {
    await visitor.open('/');
    await visitor.deskIs('Net gebeurd', 'Er is nu niemand aan het werk');
    await anna.setDuty('In dienst');
    await visitor.deskIs('Net gebeurd', 'Open');
    await anna.setDuty('Pauze');
    await visitor.choose('Net gebeurd');
    await visitor.tick('Seksueel geweld', 'In de laatste 7 dagen');
    await visitor.start();
    await visitor.isWaiting();
    await visitor.sees('Je bent de eerste in de rij');
    await anna.setDuty('In dienst');
}

async function chatBothWays(visitor, anna) {
    await visitor.say('hallo, is daar iemand?');
    await anna.reads(['hallo, is daar iemand?']);
    await visitor.isSigned('Gelezen');
    await visitor.field.fill('ik');
    await anna.sees('Bezoeker typt…');
    await anna.field.fill('ja');
    await visitor.sees('Anna typt…');
    await anna.say('ja, ik ben Anna');
    await visitor.reads(['hallo, is daar iemand?', 'ja, ik ben Anna']);
    await visitor.seesNoMore('Anna typt…');
    await anna.isSigned('Gezien');
    await visitor.field.fill('');
    await anna.seesNoMore('Bezoeker typt…');
}

/** What is on a part of the page that is not shown has arrived and was not read. */
async function deliveredIsNotSeen(visitor, anna) {
    await anna.page.setViewportSize(SIZES.phone);
    await anna.press(/^Gesprekken/, anna.page.getByRole('group', { name: 'Weergave' }));
    await visitor.say('ben je er nog?');
    await visitor.isSigned('Aangekomen');
    await anna.press('Gesprek', anna.page.getByRole('group', { name: 'Weergave' }));
    await visitor.isSigned('Gelezen');
    await anna.page.setViewportSize(SIZES.desk);
}

async function closedDesksCannotBeChosen(anna) {
    await anna.press('Overdracht voorstellen');
    for (const [desk, why] of [[ACUTE, 'de bezoeker is hier al'], ['Helpwanted: Chat met Helpwanted', 'gesloten']]) {
        assert.equal(await anna.desk(desk).isDisabled(), true, desk);
        await anna.transfer.getByRole('radio', { name: new RegExp(`^${desk} .*${why}`) }).waitFor();
    }
    assert.equal(await anna.desk(FIER).isDisabled(), false);
    await anna.transfer.getByRole('radio', { name: /^Fier: .* Open 1 in dienst, 2 plaatsen vrij/ }).waitFor();
    await anna.press('Vraag de bezoeker');
    await anna.sees('Kies eerst een loket.');
    await anna.press('Toch niet', anna.transfer);
}

/** The visitor sees what would be read by whom, changes it, and agrees to that. */
async function answers(visitor) {
    const { question } = visitor;
    await visitor.sees('Wie leest dit? Eén medewerker van Fier (‘Chat met Fier’). Verder niemand.', question);
    await visitor.sees(/^Anna van Centrum Seksueel Geweld denkt dat Fier je beter kan helpen/, question);
    assert.equal(await visitor.note.inputValue(), 'zij vertelde over haar ex');
    assert.equal(await question.getByLabel('Stalking').isChecked(), true);
    await visitor.press('Ja, dat is goed');
    await visitor.sees('Kies eerst wat de nieuwe medewerker mag lezen.');
    await visitor.agree('note', {
        note: 'ik wil over mijn werk praten', without: ['Seksueel geweld'], also: ['Mensenhandel of uitbuiting'],
    });
    await visitor.isTold(/iemand van Fier. Je blijft gewoon praten met Anna/);
}

async function receiverGetsTheOffer(olga) {
    const offer = olga.offer(TRANSFER);
    await olga.sees(SENDER, offer);
    await olga.sees('Taal: Nederlands', offer);
    const tags = await offer.getByRole('list', { name: 'Kenmerken' }).getByRole('listitem').allInnerTexts();
    assert.deepEqual(tags.sort(), ['Mensenhandel of uitbuiting', 'Spoed: In de laatste 7 dagen', 'Stalking']);
    await countsDown(offer);
    await olga.accept(TRANSFER);
}

async function counsellorsSpeak(visitor, anna, olga) {
    await visitor.isTold('Olga van Fier en Anna overleggen nu kort');
    await anna.brief('zij is veilig thuis');
    await olga.reads(['zij is veilig thuis'], olga.briefing);
    await olga.brief('goed, ik neem haar graag over');
    await anna.reads(['zij is veilig thuis', 'goed, ik neem haar graag over'], anna.briefing);
    await olga.sees('ik wil over mijn werk praten', olga.handOver);
    await visitor.say('duurt het lang?');
    await anna.sees('duurt het lang?');
    assert.equal(await olga.shows('duurt het lang?'), false, 'not introduced yet');
    assert.equal(await visitor.shows('zij is veilig thuis'), false);
    assert.equal(visitor.hasHeard(isOf('briefing')), false, 'the briefing never reaches the visitor');
    assert.equal(await visitor.log.getByText('Olga').count(), 0);
}

async function threeMeet(visitor, anna, olga) {
    await anna.press('Voorstellen aan de bezoeker');
    await visitor.sees('Anna van Centrum Seksueel Geweld is er');
    await visitor.sees('Olga van Fier is er');
    await visitor.isTold('Jullie zijn nu met z’n drieën: jij, Anna van Centrum Seksueel Geweld en Olga van Fier.');
    await anna.say('dit is Olga');
    await olga.say('dag, ik ben Olga');
    await visitor.say('dag Olga');
    await olga.reads(['dit is Olga', 'dag, ik ben Olga', 'dag Olga']);
    assert.deepEqual((await anna.lines()).slice(-3), ['dit is Olga', 'dag, ik ben Olga', 'dag Olga']);
    assert.deepEqual((await visitor.lines()).slice(-3), ['dit is Olga', 'dag, ik ben Olga', 'dag Olga']);
}

async function firstCounsellorWrapsUp(visitor, anna, olga) {
    await visitor.talksWith('Olga');
    await anna.sees('De bezoeker is overgedragen aan Olga (Fier).');
    await visitor.say('alleen voor jou, Olga');
    await olga.sees('alleen voor jou, Olga');
    assert.equal(await anna.log.count(), 0, 'anna reads no more');
    await anna.press('Afronden en plaats vrijmaken');
    await anna.sees('Kies eerst hoe het afliep.');
    await anna.wrapUp('Verwezen of overgedragen');
    await anna.sees('0 van 2 plaatsen bezet');
    await anna.sees('Je hebt geen gesprekken.');
}

test('from the first click to the end of a warm transfer', OPTIONS, async (t) => {
    const scene = await Scene.open(t, { whole: {} });
    const [anna, olga, visitor] = await Promise.all([
        scene.counsellor('csg/anna'), scene.onDuty('fier/olga'), scene.visitor(),
    ]);
    await entersAndWaits(visitor, anna);

    const offer = anna.offer(`Nieuwe bezoeker: ${ACUTE}`);
    await anna.sees('Seksueel geweld', offer);
    await anna.sees('Spoed:', offer);
    assert.match(await anna.page.title(), /^\(1\)/);
    await countsDown(offer);
    await anna.accept();
    await visitor.talksWith('Anna');
    await visitor.sees('Anna van Centrum Seksueel Geweld is er');

    await chatBothWays(visitor, anna);
    await deliveredIsNotSeen(visitor, anna);
    await anna.writeNote('klinkt jong');
    await closedDesksCannotBeChosen(anna);
    await anna.propose({ note: 'zij vertelde over haar ex', tags: ['Stalking'] });
    await anna.isAt('Bezoeker gevraagd');
    await answers(visitor);
    await receiverGetsTheOffer(olga);
    await anna.isAt('Overleg');
    await counsellorsSpeak(visitor, anna, olga);
    await threeMeet(visitor, anna, olga);
    await anna.press('Overdragen');
    await firstCounsellorWrapsUp(visitor, anna, olga);

    for (const person of [visitor, olga]) {
        assert.equal(person.hasHeard(isOf('notes')), false, 'notes stay with who wrote them');
    }
    await visitor.end();
    await visitor.heading('Het gesprek is voorbij').waitFor();
    await olga.sees('De bezoeker heeft het gesprek beëindigd.');
    await olga.wrapUp();
    await olga.sees('0 van 2 plaatsen bezet');
    assert.equal(visitor.requests.filter((address) => address.startsWith('ws:')).length, 1,
        'the visitor kept his one connection');
});

/** A transfer that has come to the hand-over, with lines from before the proposal. */
async function handedOver(t, amount) {
    const scene = await Scene.open(t);
    const people = await bringTo(scene, 'active');
    const { anna, olga, visitor } = people;
    await visitor.say('wat er gebeurd is');
    await anna.reads(['wat er gebeurd is']);
    await anna.propose({ note: 'een briefje', tags: ['Stalking'] });
    await visitor.agree(amount);
    await olga.accept(TRANSFER);
    await olga.sees('Stalking', olga.handOver);
    await anna.press('Voorstellen aan de bezoeker');
    await olga.isAt('Met zijn drieën');
    return people;
}

test('tags only: the receiver gets neither note nor conversation, and his page says why', OPTIONS, async (t) => {
    const { anna, olga, visitor } = await handedOver(t, 'tags');
    await olga.sees('De bezoeker heeft ervoor gekozen het gesprek tot nu toe niet te delen.');
    await olga.sees('Alleen de kenmerken', olga.handOver);
    await olga.sees('De bezoeker deelt geen notitie.', olga.handOver);
    await anna.press('Overdragen');
    await visitor.talksWith('Olga');
    await visitor.say('na de overdracht');
    await olga.reads(['na de overdracht']);
    await olga.sees('De bezoeker deelt geen notitie.', olga.handOver);
    assert.equal(await olga.shows('een briefje'), false);
});

test('the conversation too: the receiver reads it from its beginning', OPTIONS, async (t) => {
    const { anna, olga, visitor } = await handedOver(t, 'history');
    await olga.reads(['wat er gebeurd is']);
    await olga.sees('een briefje', olga.handOver);
    assert.equal(await olga.shows('De bezoeker heeft ervoor gekozen'), false);
    await olga.press('Overnemen');
    await anna.sees('De bezoeker is overgedragen aan Olga (Fier).');
    await visitor.talksWith('Olga');
    assert.equal(await visitor.shows('Mag Olga van Fier lezen wat je eerder hebt geschreven?'), false);
    await olga.say('ik heb het gelezen');
    await visitor.reads(['wat er gebeurd is', 'ik heb het gelezen']);
});
