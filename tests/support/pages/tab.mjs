// What all pages have in common: finding, pressing, waiting, and the log of a talk.

import assert from 'node:assert/strict';
import { until } from '../places.mjs';

export const LIMIT_MS = 15_000;
// What the browser itself says about a line that was cut or a server that is down.
const LOST_LINE = /WebSocket connection to|Failed to load resource|ERR_/;

/** One tab. */
export class Tab {
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
