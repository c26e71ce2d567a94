// The three pages in real browsers: a visitor, a counsellor and a wallboard that find things as
// people do, by role and name, and a line for each of them that can be cut.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { after } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { PHRASE } from './keys.mjs';
import { PASSWORD } from './network.mjs';
import { makeFolder, removeFolder, until } from './places.mjs';
import { PAGES } from './release.mjs';
import { Veer } from './veer.mjs';

const WHOLE = process.env.VEER_CHROMIUM ?? '/usr/bin/chromium';
// The same engine without windows, tabs and history of its own: half the processor time.
const SHELL = process.env.VEER_CHROMIUM ?? '/usr/bin/chromium-headless-shell';
const LIMIT_MS = Number(process.env.VEER_BROWSER_LIMIT_MS ?? 15_000); // more on a busy machine
export const NEUTRAL = 'https://www.buienradar.nl/';
// What the browser itself says about a line that was cut or a server that is down.
const LOST_LINE = /WebSocket connection to|Failed to load resource|ERR_/;

const LAUNCH = { executablePath: SHELL, args: ['--no-sandbox', '--disable-gpu'] };
const LAUNCH_WHOLE = { ...LAUNCH, executablePath: WHOLE };

export const SIZES = {
    phone: { width: 390, height: 800 },
    narrow: { width: 320, height: 640 },
    desk: { width: 1280, height: 800 },
};

/** What a page says whose line is gone. */
export const NO_LINE = /^Geen verbinding\./;
export const FIER = 'Fier: Chat met Fier';
export const ACUTE = 'Centrum Seksueel Geweld: Net gebeurd';

/** The line of one person to the server: what he opens at `origin` passes until it is cut. */
export class Line {
    #pairs = new Set();
    #open = true;

    #server;

    static async open(port) {
        const line = new Line();
        line.#server = createServer((near) => line.#join(near, port));
        line.#server.listen(0, '127.0.0.1');
        await once(line.#server, 'listening');
        line.origin = `http://127.0.0.1:${line.#server.address().port}`;
        return line;
    }

    close() {
        this.cut();
        this.#server.close();
    }

    #join(near, port) {
        if (!this.#open) {
            near.resetAndDestroy();
            return;
        }
        const far = connect(port, '127.0.0.1');
        const pair = { near, far };
        this.#pairs.add(pair);
        for (const [socket, other] of [[near, far], [far, near]]) {
            socket.on('error', () => {}); // 'close' follows
            socket.on('close', () => {
                this.#pairs.delete(pair);
                other.destroy();
            });
        }
        near.pipe(far);
        far.pipe(near);
    }

    /** Nothing passes any more, and nobody gets through. */
    cut() {
        this.#open = false;
        for (const { near } of this.#pairs) {
            near.destroy();
        }
    }

    mend() {
        this.#open = true;
    }

    /** What the server says comes no more; the connections stay. */
    deafen() {
        for (const { near, far } of this.#pairs) {
            far.unpipe(near);
        }
    }

    /** Nothing passes in either direction, and nobody is told. */
    freeze() {
        this.deafen();
        for (const { near, far } of this.#pairs) {
            near.unpipe(far);
        }
    }
}

/** One tab. */
class Tab {
    /** What the page or the browser complained of. */
    complaints = [];
    /** The addresses of all that the page asked for. */
    requests = [];
    /** Every message of the server, parsed. */
    heard = [];

    constructor(page, origin) {
        this.page = page;
        this.origin = origin;
        page.setDefaultTimeout(LIMIT_MS);
        page.on('pageerror', (error) => this.complaints.push(String(error)));
        page.on('console', (message) => {
            if (message.type() === 'error' && !LOST_LINE.test(message.text())) {
                this.complaints.push(message.text());
            }
        });
        page.on('request', (request) => this.requests.push(request.url()));
        page.on('websocket', (socket) => {
            this.requests.push(socket.url());
            socket.on('framereceived', ({ payload }) => this.heard.push(JSON.parse(payload)));
        });
    }

    open(path) {
        return this.page.goto(this.origin + path);
    }

    reload() {
        return this.page.reload();
    }

    button(name, within = this.page) {
        return within.getByRole('button', { name, exact: typeof name === 'string' });
    }

    press(name, within) {
        return this.button(name, within).click();
    }

    region(name) {
        return this.page.getByRole('region', { name });
    }

    /** The line is whole again, and the device says so. */
    mend() {
        this.line.mend();
        return this.page.evaluate(() => window.dispatchEvent(new Event('online')));
    }

    /** Waits until this text can be seen. */
    async sees(text, within = this.page) {
        await within.getByText(text).filter({ visible: true }).first().waitFor();
    }

    /** Waits until this text cannot be seen. */
    async seesNoMore(text, within = this.page) {
        await until(`"${text}" is gone`, async () =>
            (await within.getByText(text).filter({ visible: true }).count()) === 0, LIMIT_MS);
    }

    /** Whether a text can be seen at this moment. */
    async shows(text) {
        return (await this.page.getByText(text).filter({ visible: true }).count()) > 0;
    }

    heading(name) {
        return this.page.getByRole('heading', { name });
    }

    get log() {
        return this.page.getByRole('log', { name: this.logName });
    }

    /** The messages of the talk in their order, without notices. */
    lines(log = this.log) {
        return log.locator('.line__text').allInnerTexts();
    }

    /** Waits until exactly these messages are there, each once and in this order. */
    async reads(texts, log = this.log) {
        let lines = [];
        const same = async () => {
            lines = await this.lines(log);
            return JSON.stringify(lines) === JSON.stringify(texts);
        };
        await until('the messages', same, LIMIT_MS).catch(() => assert.deepEqual(lines, texts));
    }

    /** The notices among the messages, in their order and without their times. */
    async notices() {
        const texts = await this.log.locator('.notice').allInnerTexts();
        return texts.map((text) => text.replace(/ \d\d:\d\d$/, ''));
    }

    /** Waits until the newest message of one's own shows this sign. */
    async isSigned(sign) {
        await until(`signed ${sign}`, async () => {
            const signs = await this.log.locator('[class*="sign--"]').allInnerTexts();
            return signs.at(-1) === sign;
        }, LIMIT_MS);
    }

    /** Whether a message of the server came that is like this. */
    hasHeard(condition) {
        return this.heard.some(condition);
    }
}

export class VisitorPage extends Tab {
    logName = 'Berichten';

    /** Waits until the entrance says this of a desk. */
    async deskIs(desk, words) {
        const item = this.page.getByRole('listitem')
            .filter({ has: this.page.getByRole('link', { name: desk }) });
        await this.sees(words, item);
    }

    choose(desk) {
        return this.page.getByRole('link', { name: desk }).click();
    }

    async tick(...tags) {
        await this.page.getByText('Wil je alvast iets aangeven?').click();
        for (const tag of tags) {
            await this.page.getByLabel(tag).check();
        }
    }

    start() {
        return this.press('Start chat');
    }

    /** Opens a desk's own address and enters. */
    async enter(path = '/c/csg/acute') {
        await this.open(path);
        await this.start();
    }

    async isWaiting() {
        await this.heading('Je staat in de rij').waitFor();
    }

    async talksWith(alias) {
        await this.heading(`Gesprek met ${alias}`).waitFor();
    }

    get field() {
        return this.page.getByRole('textbox', { name: 'Jouw bericht' });
    }

    async say(text) {
        await this.field.fill(text);
        await this.press('Verstuur');
    }

    /** The question of a transfer. */
    get question() {
        return this.region(/^Mag .* je verder helpen\?$/);
    }

    get note() {
        return this.question.getByLabel('Briefje', { exact: true });
    }

    /** Answers the question: what may be read, and what the visitor changes. */
    async agree(amount, { note, without = [], also = [] } = {}) {
        await this.question.getByLabel(AMOUNTS[amount], { exact: true }).check();
        for (const tag of without) {
            await this.question.getByLabel(tag).uncheck();
        }
        if (also.length > 0) {
            await this.question.getByText('Onderwerp erbij').click();
        }
        for (const tag of also) {
            await this.question.getByLabel(tag).check();
        }
        if (note !== undefined) {
            await this.note.fill(note);
        }
        await this.press('Ja, dat is goed');
    }

    /** Waits until the page says this of the transfer. */
    async isTold(words) {
        await this.sees(words, this.region('Verder geholpen worden'));
    }

    async end() {
        await this.press('Stop het gesprek');
        await this.press('Ja, stop');
    }

    /** What this tab keeps for the visitor's pages, asked on one of their own addresses. */
    async kept() {
        await this.open('/healthz');
        return this.page.evaluate(() => ({
            session: sessionStorage.length, local: localStorage.length, cookies: document.cookie,
        }));
    }
}

const AMOUNTS = {
    tags: 'Alleen de onderwerpen',
    note: 'De onderwerpen en het briefje',
    history: 'De onderwerpen, het briefje en ons hele gesprek',
};

class StaffPage extends Tab {
    async signIn(id) {
        const [organisation, name] = id.split('/');
        await this.open(this.path);
        await this.page.getByLabel('Organisatie').selectOption(organisation);
        await this.page.getByLabel('Naam').fill(name);
        await this.page.getByLabel('Wachtwoord').fill(PASSWORD);
        await this.press('Aanmelden');
    }
}

export class ConsolePage extends StaffPage {
    path = '/console/';
    logName = 'Berichten van het gesprek';

    get unlocking() {
        return this.region('Sleutelzin');
    }

    async typePhrase(phrase = PHRASE) {
        await this.unlocking.getByLabel('Jouw sleutelzin').fill(phrase);
        await this.press('Sleutel openen', this.unlocking);
    }

    /** Opens his key, so that he can read and write. */
    async unlock() {
        await this.typePhrase();
        await this.unlocking.waitFor({ state: 'detached' });
    }

    /** Loads the page again; the key is gone with the old one. */
    async reload() {
        await super.reload();
        await this.unlock();
    }

    /** In dienst, Pauze or Uit dienst. */
    async setDuty(duty) {
        const button = this.button(duty, this.page.getByRole('group', { name: 'Dienst' }));
        await button.click();
        await until(`${duty}`, async () => (await button.getAttribute('aria-pressed')) === 'true', LIMIT_MS);
    }

    /** How many places are taken. */
    async isTaken(load) {
        await this.sees(new RegExp(`^${load} van \\d plaats`));
    }

    get offers() {
        return this.page.getByRole('article');
    }

    offer(kind = /./) {
        return this.page.getByRole('article', { name: kind });
    }

    accept(kind) {
        return this.press('Aannemen', this.offer(kind));
    }

    async decline(reason = 'Ik heb even rust nodig') {
        await this.press('Weigeren', this.offer());
        await this.press(reason, this.offer());
    }

    get field() {
        return this.page.getByRole('textbox', { name: /^Bericht aan de bezoeker/ });
    }

    async say(text) {
        await this.field.fill(text);
        await this.press('Versturen');
    }

    get briefing() {
        return this.page.getByRole('log', { name: /^Overleg met je collega/ });
    }

    async brief(text) {
        await this.page.getByRole('textbox', { name: /de bezoeker ziet dit niet$/ }).fill(text);
        await this.press('Stuur naar collega');
    }

    async writeNote(text) {
        await this.page.getByRole('textbox', { name: 'Notitie voor jezelf' }).fill(text);
        await this.press('Notitie bewaren');
        await this.page.getByRole('list', { name: 'Je eigen notities' }).getByText(text).waitFor();
    }

    get transfer() {
        return this.region('Warme overdracht');
    }

    desk(name) {
        return this.transfer.getByRole('radio', { name: new RegExp(`^${name} `) });
    }

    /** Proposes a transfer. */
    async propose({ desk = FIER, note = '', tags = [] } = {}) {
        await this.press(/voorstellen$/, this.transfer);
        await this.desk(desk).check();
        if (tags.length > 0) {
            await this.transfer.getByText('Kenmerken wijzigen').click();
        }
        for (const tag of tags) {
            await this.transfer.getByLabel(tag).check();
        }
        await this.transfer.getByLabel('Notitie voor de collega').fill(note);
        await this.press('Vraag de bezoeker', this.transfer);
    }

    /** Waits until the transfer stands at this step. */
    async isAt(step) {
        await until(`the transfer is at ${step}`, async () => {
            const steps = await this.transfer.locator('[aria-current="step"]').allInnerTexts();
            return steps[0] === step;
        }, LIMIT_MS);
    }

    /** What came along with a visitor. */
    get handOver() {
        return this.region('Meegekomen met de overdracht');
    }

    async wrapUp(outcome = 'Geholpen') {
        const panel = this.region('Afronden');
        await panel.getByLabel(outcome).check();
        await this.press('Afronden en plaats vrijmaken', panel);
    }
}

export class WallboardPage extends StaffPage {
    path = '/wallboard/';

    /** The figures of a desk by the heads of their columns. */
    async row(desk) {
        const heads = await this.page.getByRole('columnheader').allInnerTexts();
        const row = this.page.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name: desk }) });
        const cells = await row.locator('th, td').evaluateAll((all) =>
            all.map((cell) => [...cell.childNodes].filter((node) => node.className !== 'cell__label')
                .map((node) => node.textContent).join('')));
        return Object.fromEntries(heads.map((head, index) => [head, cells[index]]));
    }

    /** Waits until a desk has these figures. */
    async says(desk, figures) {
        let row = {};
        await until(`figures of ${desk}`, async () => {
            row = await this.row(desk);
            return Object.entries(figures).every(([head, figure]) => row[head] === figure);
        }, LIMIT_MS).catch(() => assert.deepEqual(row, { ...row, ...figures }));
    }
}

/** Whether it has ended in time: a browser has been seen never to answer. */
function endsSoon(ending) {
    return Promise.race([Promise.resolve(ending).then(() => true), setTimeout(LIMIT_MS, false, { ref: false })]);
}

let common = null; // one browser for all tests of a file: each person has a profile of his own in it
after(async () => {
    if (!await endsSoon((await common)?.close())) {
        process.exit(1); // it would hold up all that comes after this file
    }
});

/** A server with a browser and the people before it. */
export class Scene {
    tabs = [];
    #contexts = [];
    #ownBrowser = null;
    #profiles = [];

    /** `options` as of Veer.start(); `whole`: in a whole Chromium, with these further flags. */
    static async open(t, { whole = null, ...options } = {}) {
        const scene = new Scene();
        if (whole) {
            scene.#ownBrowser = await chromium.launch({ ...LAUNCH_WHOLE, ...whole });
        } else {
            common ??= chromium.launch(LAUNCH);
        }
        scene.browser = scene.#ownBrowser ?? await common;
        // The hooks run in this order, and none after one that fails: what looks comes last.
        t.after(() => scene.close());
        scene.veer = await Veer.start(t, { pages: PAGES, ...options });
        t.after(() => scene.check());
        return scene;
    }

    async close() {
        for (const context of this.#contexts) {
            await endsSoon(context.close());
        }
        await endsSoon(this.#ownBrowser?.close());
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
        this.#contexts.push(context);
        await context.route(`${NEUTRAL}**`, (route) =>
            route.fulfill({ contentType: 'text/html', body: '<title>Het weer</title><p>Het weer</p>' }));
        return context;
    }

    /** A browser that keeps its profile in this folder and opens the tabs of the last time. */
    async #persistent(profile, options) {
        const context = await chromium.launchPersistentContext(profile, {
            ...LAUNCH_WHOLE, args: [...LAUNCH.args, '--restore-last-session'], ...options,
        });
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

    /**
     * A counsellor who has signed in; `locked`: and has not entered his key phrase; `before`: what
     * is done with his tab before it opens the page.
     */
    async counsellor(id, { locked = false, before = () => {}, ...options } = {}) {
        const page = await this.#tab(ConsolePage, options);
        await before(page);
        await page.signIn(id);
        if (!locked) {
            await page.unlock();
        }
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
