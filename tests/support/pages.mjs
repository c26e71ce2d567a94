// The three pages in real browsers, before a server of their own: a visitor, counsellors and a
// wallboard that find things as people do, by role and name.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Line } from './pages/line.mjs';
import { ConsolePage, WallboardPage } from './pages/staff.mjs';
import { VisitorPage } from './pages/visitor.mjs';
import { makeFolder, removeFolder, ROOT, until } from './places.mjs';
import { Veer } from './veer.mjs';

export { ACUTE, FIER } from './pages/staff.mjs';
export { bringTo, comeTo, goOn, inTurn, standAt } from './pages/steps.mjs';

const PAGES = process.env.VEER_PAGES ?? join(ROOT, 'client-web/dist');
const LAUNCH = {
    executablePath: process.env.VEER_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
};

/** Where the quick exit goes in the demo network. */
export const NEUTRAL = 'https://www.buienradar.nl/';
/** What a page says whose line is gone. */
export const NO_LINE = /^Geen verbinding\./;
export const SIZES = {
    phone: { width: 390, height: 800 },
    narrow: { width: 320, height: 640 },
    desk: { width: 1280, height: 800 },
};

/** A server with a browser and the people before it. */
export class Scene {
    tabs = [];
    #persistentOnes = [];
    #profiles = [];

    /** `options` as of Veer.start(); `flags`: further ones of the browser's launch. */
    static async open(t, { flags = {}, ...options } = {}) {
        const scene = new Scene();
        scene.browser = await chromium.launch({ ...LAUNCH, ...flags });
        // The hooks run in this order, and none after one that fails: what looks comes last.
        t.after(() => scene.close());
        scene.veer = await Veer.start(t, { pages: PAGES, ...options });
        t.after(() => scene.check());
        return scene;
    }

    async close() {
        await this.browser.close();
        for (const context of this.#persistentOnes) {
            await context.close();
        }
        for (const { line } of this.tabs) {
            line?.close();
        }
        this.#profiles.forEach(removeFolder);
    }

    /** No page complained, and none loaded anything from elsewhere. */
    check() {
        for (const { constructor: { name }, complaints, requests, origin } of this.tabs) {
            assert.deepEqual(complaints, [], `${name} has complaints`);
            const elsewhere = requests.filter((address) =>
                new URL(address).host !== new URL(origin).host && address !== NEUTRAL);
            assert.deepEqual(elsewhere, [], `${name} loaded this from elsewhere`);
        }
    }

    /** Where a tab lives; the page that the exit goes to is not asked for on the network. */
    async #furnish(context) {
        await context.route(`${NEUTRAL}**`, (route) =>
            route.fulfill({ contentType: 'text/html', body: '<title>Het weer</title><p>Het weer</p>' }));
        return context;
    }

    /** A browser that keeps its profile in this folder and opens the tabs of the last time. */
    async #persistent(profile, options) {
        const context = await chromium.launchPersistentContext(profile, {
            ...LAUNCH, args: [...LAUNCH.args, '--restore-last-session'], ...options,
        });
        this.#persistentOnes.push(context);
        return this.#furnish(context);
    }

    /**
     * A tab in a browser profile of its own. `line`: on a line of its own; `port`: at which it
     * looks; `profile`: in a browser of its own that can be closed and opened again.
     */
    async #tab(Kind, { line = false, port = this.veer.port, size = SIZES.desk, profile = false } = {}) {
        const own = line ? await Line.open(port) : null;
        const settings = { viewport: size, locale: 'nl-NL' };
        const folder = profile ? makeFolder() : null;
        this.#profiles.push(...(folder ? [folder] : []));
        const context = folder
            ? await this.#persistent(folder, settings)
            : await this.#furnish(await this.browser.newContext(settings));
        const tab = new Kind(context.pages()[0] ?? await context.newPage(), own?.origin ?? `http://127.0.0.1:${port}`);
        tab.line = own;
        tab.profile = folder;
        this.tabs.push(tab);
        return tab;
    }

    /** Closes the browser of a tab with a profile and starts it again; gives the tab as it is now. */
    async reopen(tab) {
        await tab.page.context().close();
        const context = await this.#persistent(tab.profile, { viewport: SIZES.phone, locale: 'nl-NL' });
        const page = await until('the tab is back', () =>
            context.pages().find((each) => each.url() !== 'about:blank'));
        const again = await this.sibling(tab, page);
        again.profile = tab.profile;
        return again;
    }

    visitor(options) {
        return this.#tab(VisitorPage, { size: SIZES.phone, ...options });
    }

    /** Another tab of the same person, in the same profile: `page`, or a new one. */
    async sibling(tab, page) {
        const other = new tab.constructor(page ?? await tab.page.context().newPage(), tab.origin);
        this.tabs.push(other);
        return other;
    }

    /** A counsellor who has signed in. */
    async counsellor(id, options) {
        const page = await this.#tab(ConsolePage, options);
        await page.signIn(id);
        return page;
    }

    /** A counsellor who gets offers. */
    async onDuty(id, options) {
        const page = await this.counsellor(id, options);
        await page.setDuty('In dienst');
        return page;
    }

    async wallboard(id, options) {
        const page = await this.#tab(WallboardPage, options);
        await page.signIn(id);
        return page;
    }
}
