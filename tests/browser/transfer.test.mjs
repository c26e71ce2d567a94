// The warm transfer on the three pages, and each way out of it as it is seen there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    bringTo, ConsolePage, fullDeskName, startBrowser, threePages, VisitorPage, WallboardPage,
} from '../support/browser.mjs';
import { consoleTexts as c, visitorTexts as v } from '../support/texts.mjs';

const OPTIONS = { timeout: 60_000 };

test('the whole way: from the entrance to a completed warm transfer', OPTIONS, async (t) => {
    const { veer, browser } = await startBrowser(t);
    const visitor = await VisitorPage.open(browser, veer, null);
    const link = visitor.page.getByRole('link', { name: 'Net gebeurd' });
    const desk = visitor.page.getByRole('listitem').filter({ has: link });
    await desk.getByText(v.states.closed).waitFor();

    const [anna, quinten, board] = await Promise.all([
        ConsolePage.onDuty(browser, veer, 'csg/anna'),
        ConsolePage.onDuty(browser, veer, 'fier/quinten'),
        WallboardPage.open(browser, veer, 'csg/vera'),
    ]);
    await desk.getByText(v.states.open).waitFor(); // live, without a reload
    await board.shows('csg/acute', 'onDuty', 1);
    await link.click();
    await visitor.page.getByText(v.tagsTitle).click();
    await visitor.page.getByLabel('Seksueel geweld').check();
    await visitor.start();

    await anna.offer.getByText('Seksueel geweld', { exact: true }).waitFor();
    await anna.accept();
    await visitor.isWith('Anna');
    await visitor.sees(v.notEncrypted);
    await anna.sees(c.clearText);
    await visitor.say('Hallo');
    await anna.reads('Hallo');
    await anna.say('Dag, ik ben Anna.');
    await visitor.reads('Dag, ik ben Anna.');
    await anna.say('Alleen voor mezelf.', 'notes');

    await anna.propose('fier/chat', 'Zij wil praten over vroeger.');
    await visitor.isAsked('fier');
    await board.shows('fier/chat', 'transfers', 1);
    await visitor.page.getByLabel(v.ask.amounts.note, { exact: true }).check();
    await visitor.page.getByLabel(v.ask.note).fill('Ik wil praten over vroeger.');
    await visitor.page.getByLabel('Seksueel geweld').uncheck();
    await visitor.press(v.ask.yes);

    await quinten.offer.getByText(c.offers.kinds.transfer).waitFor();
    await quinten.accept();
    await visitor.transferSays(v.transfer.briefing('Quinten van Fier', 'Anna'));
    await anna.isAt('briefing');
    await quinten.page.getByText('Ik wil praten over vroeger.').waitFor();
    await quinten.say('Wat moet ik weten?', 'briefing');
    await anna.briefing.getByText('Wat moet ik weten?').waitFor();
    await anna.say('Ze is veilig.', 'briefing');
    await quinten.briefing.getByText('Ze is veilig.').waitFor();

    await anna.press(c.transfer.introduce);
    await visitor.transferSays(v.transfer.introduced('Anna van Centrum Seksueel Geweld', 'Quinten van Fier'));
    await quinten.say('Dag, ik ben Quinten.');
    await visitor.reads('Dag, ik ben Quinten.');
    assert.equal((await quinten.texts()).includes('Hallo'), false, 'nothing from before the introduction');
    await anna.press(c.transfer.hand_over);
    await visitor.isWith('Quinten');
    await quinten.sees(c.transfer.completed);
    await anna.wrapUp('referred');
    await anna.sees(c.list.none);

    await visitor.say('Alleen voor Quinten.');
    await quinten.reads('Alleen voor Quinten.');
    const seen = await visitor.page.content();
    for (const secret of ['Wat moet ik weten?', 'Ze is veilig.', 'Alleen voor mezelf.', 'fier/quinten']) {
        assert.equal(seen.includes(secret), false, `the visitor's page holds: ${secret}`);
    }
    await visitor.press(v.end);
    await visitor.press(v.endYes);
    await visitor.sees(v.endings.visitor);
    await quinten.wrapUp();
    await quinten.sees(c.list.none);
    for (const page of [visitor, anna, quinten, board]) {
        page.check();
    }
});

test('refused: the visitor stays with Anna', OPTIONS, async (t) => {
    const { visitor, anna, quinten } = await threePages(t);
    await bringTo('asked', { visitor, anna, quinten });
    await visitor.press(v.ask.no);
    await visitor.transferSays(v.transfer.refused('Anna'));
    await anna.endingIs('refused');
    await visitor.say('Ik blijf liever bij jou.');
    await anna.reads('Ik blijf liever bij jou.');
});

test('the visitor must choose what is read before he can agree', OPTIONS, async (t) => {
    const { visitor, anna, quinten } = await threePages(t);
    await bringTo('asked', { visitor, anna, quinten });
    await visitor.press(v.ask.yes);
    await visitor.sees(v.ask.choose);
    await visitor.agree('tags');
    await quinten.accept();
    await quinten.sees(c.transfer.noNote);
});

for (const state of ['asked', 'seeking', 'offered', 'briefing', 'introduced']) {
    test(`Anna stops it while ${state}`, OPTIONS, async (t) => {
        const { visitor, anna, quinten } = await threePages(t);
        await bringTo(state, { visitor, anna, quinten });
        await anna.press(c.transfer.cancel);
        await visitor.transferSays(v.transfer.cancelled('Anna'));
        await anna.endingIs('cancelled_owner');
        await quinten.sees(c.list.none);
        assert.equal(await quinten.offer.count(), 0);
        await visitor.isWith('Anna');
    });
}

for (const state of ['seeking', 'offered', 'briefing', 'introduced']) {
    test(`the visitor takes his consent back while ${state}`, OPTIONS, async (t) => {
        const { visitor, anna, quinten } = await threePages(t);
        await bringTo(state, { visitor, anna, quinten });
        await visitor.press(v.transfer.withdraw);
        await visitor.transferSays(v.transfer.cancelled('Anna'));
        await anna.endingIs('cancelled_visitor');
        await quinten.sees(c.list.none);
    });
}

test('declined: the next one is asked', OPTIONS, async (t) => {
    const { veer, browser, visitor, anna, quinten } = await threePages(t);
    await bringTo('offered', { visitor, anna, quinten });
    await quinten.decline();
    await anna.isAt('seeking');
    const olga = await ConsolePage.onDuty(browser, veer, 'fier/olga');
    await olga.accept();
    await visitor.transferSays(v.transfer.briefing('Olga van Fier', 'Anna'));
});

test('nobody takes it in time: Anna is told, and which desks catch it', OPTIONS, async (t) => {
    const { visitor, anna, quinten } = await threePages(t, { limits: { seeking_ms: 1_500 } });
    await bringTo('seeking', { visitor, anna, quinten });
    await visitor.transferSays(v.transfer.unanswered('Anna'));
    await anna.endingIs('nobody');
});

test('two offers missed: on pause, and told so', OPTIONS, async (t) => {
    const { veer, browser } = await startBrowser(t, { limits: { offer_ms: 700 } });
    const anna = await ConsolePage.onDuty(browser, veer, 'csg/anna');
    const visitors = await Promise.all(['a', 'b'].map(() => VisitorPage.open(browser, veer, 'csg/acute')));
    await Promise.all(visitors.map((visitor) => visitor.start()));
    await anna.sees(c.duty.missed);
    await anna.page.getByRole('button', { name: c.duty.pause, pressed: true }).waitFor();
    await anna.sees(c.offers.lapsed(fullDeskName('csg/acute')));
});

test('Quinten steps back in the briefing: the search goes on without him', OPTIONS, async (t) => {
    const { visitor, anna, quinten } = await threePages(t);
    await bringTo('briefing', { visitor, anna, quinten });
    await quinten.press(c.transfer.step_back);
    await anna.isAt('seeking');
    await visitor.transferSays(v.transfer.seeking('Fier', 'Anna'));
    assert.equal(await quinten.offer.count(), 0);
});

test('Quinten gives back after the introduction: the visitor stays with Anna', OPTIONS, async (t) => {
    const { visitor, anna, quinten } = await threePages(t);
    await bringTo('introduced', { visitor, anna, quinten });
    await quinten.press(c.transfer.give_back);
    await visitor.transferSays(v.transfer.returned('Anna'));
    await anna.endingIs('returned_receiver');
});

test('a closed desk is shown in the list but cannot be chosen', OPTIONS, async (t) => {
    const { anna } = await threePages(t);
    await anna.page.locator('#propose-transfer').click();
    assert.equal(await anna.deskChoice('shn/chat').isDisabled(), true);
    assert.equal(await anna.deskChoice('csg/acute').isDisabled(), true, 'the visitor is there already');
    assert.equal(await anna.deskChoice('fier/chat').isEnabled(), true);
});

test('Anna is lost in the introduction: Quinten has the visitor', OPTIONS, async (t) => {
    const { visitor, anna, quinten } = await threePages(t, { limits: { grace_counsellor_ms: 700 } });
    await bringTo('introduced', { visitor, anna, quinten });
    await anna.context.close();
    await visitor.isWith('Quinten');
    await quinten.sees(c.transfer.completed);
});

test('Anna is lost: the visitor is told why he waits, and Bram goes on', OPTIONS, async (t) => {
    const { veer, browser, visitor, anna } = await threePages(t, { limits: { grace_counsellor_ms: 700 } });
    await visitor.say('Voor Anna.');
    await anna.reads('Voor Anna.');
    await anna.context.close();
    await visitor.sees(v.whys.counsellor_lost);
    const bram = await ConsolePage.onDuty(browser, veer, 'csg/bram');
    await bram.accept();
    await visitor.isWith('Bram');
    assert.equal((await bram.texts()).includes('Voor Anna.'), false);
    await visitor.press(v.share.yes);
    await bram.reads('Voor Anna.');
});

test('Quinten is lost in the briefing: another one is sought', OPTIONS, async (t) => {
    const { visitor, anna, quinten } = await threePages(t, { limits: { grace_counsellor_ms: 700 } });
    await bringTo('briefing', { visitor, anna, quinten });
    await quinten.context.close();
    await anna.endingIs('desk_closed').catch(() => anna.isAt('seeking'));
    await visitor.isWith('Anna');
});

test('the visitor is lost: all are told and free', OPTIONS, async (t) => {
    const { visitor, anna, quinten } = await threePages(t, { limits: { grace_visitor_ms: 700 } });
    await bringTo('introduced', { visitor, anna, quinten });
    await visitor.context.close();
    await anna.sees(c.wrapUp.endedBy.lost);
    await quinten.sees(c.list.none);
    await anna.wrapUp('broke_off');
    await anna.sees(c.list.none);
});
