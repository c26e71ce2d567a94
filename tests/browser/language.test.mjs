// A visitor loads the texts of one language, and those of another one when he chooses it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../support/pages.mjs';

const OPTIONS = { timeout: 60_000 };
const ENTRANCE = '/c/csg/acute';
const TEXTS = /\/texts_(nl|en)-/;

/** The languages whose texts the page asked for, in that order. */
function languagesOf({ requests }) {
    return requests.map((address) => TEXTS.exec(address)?.[1]).filter(Boolean);
}

const languageOf = ({ page }) => page.evaluate(() => document.documentElement.lang);

test('the texts of one language are loaded; another one comes when it is chosen', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const visitor = await scene.visitor();
    await visitor.open(ENTRANCE);
    await visitor.button('Snel weg').waitFor();
    assert.deepEqual(languagesOf(visitor), ['nl']);

    await visitor.press('English');
    await visitor.button('Leave quickly').waitFor();
    assert.equal(await languageOf(visitor), 'en');
    assert.equal(await visitor.button('Snel weg').count(), 0);
    await visitor.press('Nederlands');
    await visitor.button('Snel weg').waitFor();
    assert.equal(await languageOf(visitor), 'nl');
    assert.deepEqual(languagesOf(visitor), ['nl', 'en'], 'each is loaded once');
});

test('while the other language cannot be loaded the page stays as it is', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const visitor = await scene.visitor();
    await visitor.page.route(/\/texts_en-/, (route) => route.abort('failed'));
    await visitor.open(ENTRANCE);
    const asked = visitor.page.waitForEvent('requestfailed', (request) => TEXTS.test(request.url()));
    await visitor.press('English');
    await asked;
    await visitor.button('Snel weg').waitFor();
    assert.equal(await languageOf(visitor), 'nl');
    visitor.complaints.length = 0; // the browser says that it could not load the file

    await visitor.page.unroute(/\/texts_en-/);
    await visitor.press('English');
    await visitor.button('Leave quickly').waitFor();
});

test('without any texts the page says so in each language', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const visitor = await scene.visitor();
    await visitor.page.route(TEXTS, (route) => route.abort('failed'));
    let answer;
    const held = new Promise((resolve) => { answer = resolve; });
    await visitor.page.route('**/network.json', (route) => held.then(() => route.continue()));
    await visitor.open(ENTRANCE);
    const alert = visitor.page.getByRole('alert');
    await visitor.sees(/^De pagina kan nu niet laden\..* Bel 112\.$/, alert);
    await visitor.sees(/^The page cannot load now\..* Call 112\.$/, alert);

    const come = visitor.page.waitForResponse('**/network.json');
    answer();
    await (await come).finished();
    await new Promise((resolve) => setTimeout(resolve, 300)); // time to wipe it away
    assert.equal(await alert.count(), 1, 'what comes later leaves it there');
    visitor.complaints.length = 0;
});
