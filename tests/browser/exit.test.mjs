// The quick exit: gone at once, in every view, by button or by Shift, and nothing of it comes back
// in this tab. And the tab that is not the newest one says so.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comeTo, NEUTRAL, NO_LINE, Scene } from '../support/pages.mjs';

const OPTIONS = { timeout: 60_000 };
const SECRET = 'wat niemand mag zien';
// Playwright switches it off, and with it what Back brings back.
const WITH_BACK_FORWARD_CACHE = { ignoreDefaultArgs: ['--disable-back-forward-cache'] };

async function shift(visitor, times = 3) {
    for (let i = 0; i < times; i++) {
        await visitor.page.keyboard.press('Shift');
    }
}

async function isGone(visitor) {
    await visitor.page.waitForURL(NEUTRAL, { waitUntil: 'commit' });
    await visitor.sees('Het weer');
}

const NOTHING = { session: 0, local: 0, cookies: '' };

/** A visitor in a chat with anna in which something was said, after another page in the same tab. */
async function chatting(t, options = {}) {
    const scene = await Scene.open(t, { whole: WITH_BACK_FORWARD_CACHE });
    const [anna, visitor] = await Promise.all([scene.onDuty('csg/anna'), scene.visitor(options)]);
    await visitor.open('/network.json');
    await comeTo({ anna, visitor }, 'active');
    await visitor.say(SECRET);
    await anna.reads([SECRET]);
    await visitor.isSigned('Gelezen');
    return { scene, anna, visitor };
}

test('by the button: the counsellor is told; Back, Forward and reload show nothing', OPTIONS, async (t) => {
    const { anna, visitor } = await chatting(t);
    const { page } = visitor;
    await page.reload();
    await visitor.reads([SECRET]);
    await page.keyboard.press('Tab');
    assert.equal(await visitor.button('Snel weg').evaluate((button) => button === document.activeElement), true,
        'first in the tab order');
    const left = await visitor.button('Snel weg').evaluate((button) => {
        button.click();
        return { text: document.body.innerText, title: document.title, kept: sessionStorage.length };
    });
    assert.deepEqual(left, { text: '', title: '', kept: 0 }, 'before anything that takes time');
    await isGone(visitor);
    await anna.sees('De bezoeker heeft het gesprek beëindigd.');

    await page.reload();
    await isGone(visitor);
    await page.goBack({ waitUntil: 'commit' });
    await page.waitForURL(/network\.json$/, { waitUntil: 'commit' }); // the page before the chat, not the chat
    await page.goForward({ waitUntil: 'commit' });
    await isGone(visitor);
    assert.deepEqual(await visitor.kept(), NOTHING);
    await page.goBack({ waitUntil: 'commit' });
    await isGone(visitor);
    await visitor.open('/c/csg/acute');
    await visitor.button('Start chat').waitFor();
    assert.equal(await visitor.shows(SECRET), false);
    await anna.wrapUp();
});

test('by Shift three times, in every view; not by capitals, and not while composing', OPTIONS, async (t) => {
    const { scene, anna, visitor } = await chatting(t);
    const { page } = visitor;
    await visitor.field.focus();
    await page.keyboard.type('AbCdE');
    await shift(visitor, 2);
    await page.keyboard.type('x');
    await shift(visitor, 1);
    const input = await page.context().newCDPSession(page);
    await input.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 });
    await shift(visitor);
    await input.send('Input.insertText', { text: '日' });
    assert.equal(await visitor.field.inputValue(), 'AbCdEx日');
    await visitor.talksWith('Anna');
    await page.keyboard.type(' ');
    await shift(visitor);
    await isGone(visitor);
    await anna.sees('De bezoeker heeft het gesprek beëindigd.');
    await anna.wrapUp();

    await anna.setDuty('Pauze');
    const views = [
        async (other) => other.open('/'),
        async (other) => other.open('/c/csg/acute'),
        async (other) => {
            await other.enter();
            await other.isWaiting();
        },
        async (other) => {
            await other.enter();
            await other.press('Stop met wachten');
            await other.heading('Het gesprek is voorbij').waitFor();
        },
    ];
    for (const view of views) {
        const other = await scene.visitor();
        await view(other);
        await other.button('Snel weg').waitFor();
        await shift(other);
        await isGone(other);
        assert.deepEqual(await other.kept(), NOTHING);
    }
});

test('leaving the page in another way: Back draws it anew while the conversation lives', OPTIONS, async (t) => {
    const { anna, visitor } = await chatting(t);
    const { page } = visitor;
    await page.goto(NEUTRAL);
    await anna.sees(/^Bezoeker: geen verbinding/);
    await page.goBack({ waitUntil: 'commit' });
    await visitor.reads([SECRET]);
    await anna.sees('Bezoeker: aanwezig');
    await visitor.end();
    await visitor.heading('Het gesprek is voorbij').waitFor();
    await page.goto(NEUTRAL);
    await page.goBack({ waitUntil: 'commit' });
    await visitor.button('Start chat').or(visitor.heading('Met wie wil je chatten?')).waitFor();
    assert.equal(await visitor.shows(SECRET), false, 'over is over');
});

test('a browser that is closed and opens its tabs again: the chat before the exit, nothing after it', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const anna = await scene.onDuty('csg/anna');
    let visitor = await scene.visitor({ profile: true });
    await comeTo({ anna, visitor }, 'active');
    await visitor.say(SECRET);
    await visitor.isSigned('Gelezen');
    visitor = await scene.reopen(visitor);
    await visitor.reads([SECRET]);
    await visitor.press('Snel weg');
    await anna.sees('De bezoeker heeft het gesprek beëindigd.');
    await isGone(visitor);
    visitor = await scene.reopen(visitor);
    assert.equal(await visitor.shows(SECRET), false);
    assert.ok(!visitor.page.url().includes('/c/'), 'the tab is not on the chat');
    assert.deepEqual(await visitor.kept(), NOTHING);
});

test('without a line the exit leaves as quickly, and as little', OPTIONS, async (t) => {
    const { anna, visitor } = await chatting(t, { line: true });
    visitor.line.cut();
    await visitor.sees(NO_LINE);
    await visitor.say('nog niet verstuurd');
    await visitor.press('Snel weg');
    await isGone(visitor);
    visitor.line.mend();
    assert.deepEqual(await visitor.kept(), NOTHING);
    await anna.sees(/^Bezoeker: geen verbinding/);
});

test('a second tab goes on, the old one is told and keeps nothing', OPTIONS, async (t) => {
    const { scene, anna, visitor } = await chatting(t);
    const opened = visitor.page.waitForEvent('popup');
    await visitor.page.evaluate(() => { window.open(location.href); });
    const second = await scene.sibling(visitor, await opened);
    await second.reads([SECRET]);
    await visitor.heading('Je bent verdergegaan in een ander tabblad').waitFor();
    assert.equal(await visitor.shows(SECRET), false);
    assert.equal(await visitor.page.evaluate(() => sessionStorage.length), 0);
    await second.say('hier ben ik');
    await anna.reads([SECRET, 'hier ben ik']);
    await visitor.reload();
    await visitor.button('Start chat').waitFor();
    await second.sees('hier ben ik');
    assert.deepEqual(await visitor.kept(), NOTHING);
});

test('a counsellor goes on in another tab, and takes over here again', OPTIONS, async (t) => {
    const { scene, anna, visitor } = await chatting(t);
    const second = await scene.sibling(anna);
    await second.signIn('csg/anna');
    await second.unlock();
    await second.reads([SECRET]);
    await anna.sees('Je bent in een ander tabblad of op een ander apparaat verdergegaan.');
    await second.say('van de tweede');
    await visitor.reads([SECRET, 'van de tweede']);
    await anna.press('Hier verdergaan');
    await second.sees('Je bent in een ander tabblad of op een ander apparaat verdergegaan.');
    await anna.reads([SECRET, 'van de tweede']);
    await anna.say('van de eerste');
    await visitor.reads([SECRET, 'van de tweede', 'van de eerste']);
    assert.equal(await visitor.shows('heeft even geen verbinding'), false);
});
