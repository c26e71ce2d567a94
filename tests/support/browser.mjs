// The three pages in a real browser, in a few words: what a visitor, a counsellor and a coordinator
// do and see. Every page holds itself to: no error in its console, nothing loaded from elsewhere.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { DEMO, PASSWORD } from './network.mjs';
import { ROOT } from './places.mjs';
import { consoleTexts as c, visitorTexts as v, wallboardTexts as w } from './texts.mjs';
import { Veer } from './veer.mjs';

const LIMIT_MS = 10_000;
const BROWSER = process.env.VEER_BROWSER ?? '/usr/bin/chromium';
const DIST = join(ROOT, 'client-web/dist');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
// Refused by the browser itself while a server is away; not a mistake of the page.
const EXPECTED_ERROR = /WebSocket connection to|net::ERR_|Failed to load resource/;

const network = JSON.parse(readFileSync(DEMO, 'utf8'));

/** The Dutch name of "csg/acute", and of its organisation. */
export function deskName(id) {
    const [organisation, desk] = id.split('/');
    return network.organisations.find((each) => each.id === organisation)
        .desks.find((each) => each.id === desk).name.nl;
}

/** As the pages for staff say it. */
export function fullDeskName(id) {
    return `${organisationName(id.split('/')[0])}: ${deskName(id)}`;
}

export function organisationName(id) {
    return network.organisations.find((each) => each.id === id).name;
}

/** A server with the built pages, and a browser; both gone after the test. */
export async function startBrowser(t, options = {}) {
    assert.ok(existsSync(join(DIST, 'visitor/index.html')), 'build the pages first: node client-web/build.mjs');
    const veer = await Veer.start(t, { pages: DIST, ...options });
    const browser = await chromium.launch({
        executablePath: BROWSER,
        args: process.getuid() === 0 ? ['--no-sandbox'] : [],
        ignoreDefaultArgs: options.keepsPages ? ['--disable-back-forward-cache'] : [],
    });
    t.after(() => browser.close());
    return { veer, browser };
}

class OpenPage {
    static async open(browser, veer, path, { viewport = { width: 1280, height: 900 }, ...options } = {}) {
        const context = await browser.newContext({ viewport, locale: 'nl-NL', ...options });
        const page = await context.newPage();
        page.setDefaultTimeout(LIMIT_MS);
        const opened = new this();
        Object.assign(opened, { veer, context, page, errors: [], foreign: [] });
        page.on('pageerror', (error) => opened.errors.push(String(error.stack ?? error)));
        page.on('console', (message) => {
            if (message.type() === 'error' && !EXPECTED_ERROR.test(message.text())) {
                opened.errors.push(message.text());
            }
        });
        page.on('request', (request) => {
            if (!request.url().startsWith(veer.origin) && !/^(data|blob|about):/.test(request.url())) {
                opened.foreign.push(request.url());
            }
        });
        await page.goto(`${veer.origin}${path}`);
        return opened;
    }

    button(name) {
        return this.page.getByRole('button', { name, exact: true });
    }

    press(name) {
        return this.button(name).click();
    }

    /** Waits until this text is to be seen. */
    sees(text) {
        return this.page.getByText(text).first().waitFor();
    }

    async offline(away) {
        await this.context.setOffline(away);
        if (away) {
            // What is open stays open when a browser is set offline: the line is cut at the server.
            await this.page.evaluate(() => window.dispatchEvent(new Event('offline')));
        }
    }

    reload() {
        return this.page.reload();
    }

    /** No mistakes in the page's console and nothing from elsewhere. */
    check() {
        assert.deepEqual(this.errors, []);
        assert.deepEqual(this.foreign, [], 'only the server itself is asked for anything');
    }

    /** No violation of WCAG 2.2 AA that axe finds. */
    async isAccessible(where) {
        await this.page.evaluate(AXE);
        const violations = await this.page.evaluate(async (tags) => {
            const { violations: found } = await globalThis.axe.run(document, { runOnly: tags });
            return found.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) }));
        }, WCAG);
        assert.deepEqual(violations, [], `${where}: WCAG`);
    }

    /** Nothing has to be scrolled sideways. */
    async fitsWidth(where) {
        const [needed, there] = await this.page.evaluate(() =>
            [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(needed <= there, `${where}: ${needed} px wide on ${there} px`);
    }
}

export class VisitorPage extends OpenPage {
    static open(browser, veer, desk, options) {
        return super.open(browser, veer, desk ? `/c/${desk}` : '/', options);
    }

    /** Starts the chat at the desk that is open. */
    start() {
        return this.press(v.start);
    }

    async say(text) {
        await this.page.locator('#composer').fill(text);
        await this.page.locator('#composer').press('Enter');
    }

    /** A message in the log. */
    reads(text) {
        return this.page.getByRole('log').getByText(text, { exact: true }).waitFor();
    }

    /** All texts of the log, in order, without notices. */
    texts() {
        return this.page.getByRole('log').locator('.line__text').allTextContents();
    }

    isWith(alias) {
        return this.page.getByRole('heading', { name: v.chatTitle(alias) }).waitFor();
    }

    /** The question of a transfer is there. */
    isAsked(organisation) {
        return this.page.getByRole('heading', { name: v.ask.title(organisationName(organisation)) }).waitFor();
    }

    async agree(amount = 'note') {
        await this.page.getByLabel(v.ask.amounts[amount], { exact: true }).check();
        await this.press(v.ask.yes);
    }

    transferSays(text) {
        return this.page.getByRole('region', { name: v.transfer.title }).getByText(text).waitFor();
    }
}

export class ConsolePage extends OpenPage {
    /** The console of "csg/anna", signed in and on duty. */
    static async onDuty(browser, veer, id, options) {
        const opened = await ConsolePage.signedIn(browser, veer, id, options);
        await opened.setDuty('on');
        return opened;
    }

    static async signedIn(browser, veer, id, options) {
        const opened = await super.open(browser, veer, '/console/', options);
        await opened.signIn(id);
        await opened.button(c.duty.on).waitFor();
        return opened;
    }

    async signIn(id, password = PASSWORD) {
        const [organisation, name] = id.split('/');
        const { signIn } = c.staff;
        await this.page.getByLabel(signIn.organisation).selectOption(organisation);
        await this.page.getByLabel(signIn.name, { exact: true }).fill(name);
        await this.page.getByLabel(signIn.password).fill(password);
        await this.press(signIn.submit);
    }

    async setDuty(duty) {
        await this.press(c.duty[duty]);
        await this.page.getByRole('button', { name: c.duty[duty], pressed: true, exact: true }).waitFor();
    }

    get offer() {
        return this.page.getByRole('article');
    }

    async accept() {
        await this.offer.first().getByRole('button', { name: c.offers.accept }).click();
    }

    async decline(reason = 'not_mine') {
        await this.offer.first().getByRole('button', { name: c.offers.decline }).click();
        await this.press(c.offers.declineReasons[reason]);
    }

    /** Writes in a channel: talk, briefing or notes. */
    async say(text, channel = 'talk') {
        const field = this.page.locator(`#composer-${channel}`);
        await field.fill(text);
        await field.press('Enter');
    }

    get talk() {
        return this.page.getByRole('log', { name: c.talk.log });
    }

    get briefing() {
        return this.page.getByRole('log', { name: c.briefing.log });
    }

    reads(text) {
        return this.talk.getByText(text, { exact: true }).waitFor();
    }

    texts() {
        return this.talk.locator('.line__text').allTextContents();
    }

    /** Writes a transfer and asks the visitor. */
    async propose(desk, note = 'Heeft het zelf verteld.') {
        await this.page.locator('#propose-transfer').click();
        await this.deskChoice(desk).check();
        await this.page.locator('#hand-over-note').fill(note);
        await this.press(c.transfer.ask);
    }

    deskChoice(desk) {
        const name = deskName(desk);
        return this.page.locator('.desk-choice', { hasText: name }).getByRole('radio');
    }

    /** The step of the transfer that is under way. */
    async isAt(state) {
        await this.page.getByRole('list', { name: c.transfer.progress })
            .locator('[aria-current=step]', { hasText: c.transfer.steps[state] }).waitFor();
    }

    endingIs(ending) {
        return this.page.getByText(c.transfer.endings[ending].what).first().waitFor();
    }

    async wrapUp(outcome = 'helped') {
        await this.page.getByLabel(c.wrapUp.outcomes[outcome], { exact: true }).check();
        await this.press(c.wrapUp.submit);
    }
}

export class WallboardPage extends OpenPage {
    static async open(browser, veer, id, options) {
        const opened = await super.open(browser, veer, '/wallboard/', options);
        await ConsolePage.prototype.signIn.call(opened, id);
        await opened.page.getByRole('table').waitFor();
        return opened;
    }

    /** Waits until a column of a desk's row shows this figure. */
    async shows(desk, column, figure) {
        const columns = Object.values(w.columns);
        const index = Object.keys(w.columns).indexOf('desk') >= 0 ? columns.indexOf(w.columns[column]) : -1;
        const row = this.page.getByRole('row').filter({ hasText: deskName(desk) });
        const cell = row.locator('th, td').nth(index);
        await cell.filter({ hasText: new RegExp(`(^|\\D)${figure}$`) }).waitFor();
    }
}

/**
 * A visitor with Anna (csg/acute), and Quinten of Fier on duty: {veer, browser, visitor, anna,
 * quinten}.
 */
export async function threePages(t, options) {
    const { veer, browser } = await startBrowser(t, options);
    const [anna, quinten] = await Promise.all([
        ConsolePage.onDuty(browser, veer, 'csg/anna'),
        ConsolePage.onDuty(browser, veer, 'fier/quinten'),
    ]);
    const visitor = await VisitorPage.open(browser, veer, 'csg/acute');
    await visitor.start();
    await anna.accept();
    await visitor.isWith('Anna');
    return { veer, browser, visitor, anna, quinten };
}

/** Brings the three pages to a state of a transfer to fier/chat. */
export async function bringTo(state, { visitor, anna, quinten }, amount = 'note') {
    await anna.propose('fier/chat');
    await visitor.isAsked('fier');
    if (state === 'asked') {
        return;
    }
    if (state === 'seeking') {
        await quinten.setDuty('pause');
    }
    await visitor.agree(amount);
    await anna.isAt(state === 'seeking' ? 'seeking' : 'offered');
    if (state === 'seeking' || state === 'offered') {
        return;
    }
    await quinten.accept();
    await anna.isAt('briefing');
    if (state === 'introduced') {
        await anna.press(c.transfer.introduce);
        await anna.isAt('introduced');
    }
}
