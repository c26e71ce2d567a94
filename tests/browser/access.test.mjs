// For everybody: each main view against WCAG 2.2 AA, at 320 px and in forced colours; the console
// by the keyboard alone; and the wallboard's numbers live.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { ACUTE, bringTo, FIER, goOn, Scene, SIZES } from '../support/pages.mjs';

const OPTIONS = { timeout: 90_000 };
const AXE = createRequire(import.meta.url)('axe-core').source;
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

async function isAccessible(tab, view, rules = WCAG) {
    await tab.page.evaluate(AXE);
    const { violations } = await tab.page.evaluate((values) =>
        // eslint-disable-next-line no-undef -- axe is in the page
        axe.run(document, { runOnly: { type: 'tag', values } }), rules);
    const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
    assert.deepEqual(found, [], `${view}, at ${tab.page.viewportSize().width} px`);
}

async function fits(tab, view) {
    const wide = await tab.page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        const out = [...document.querySelectorAll('body *')]
            .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > clientWidth + 1);
        return scrollWidth > clientWidth ? out.map((each) => each.outerHTML.slice(0, 120)) : [];
    });
    assert.deepEqual(wide, [], `${view} needs no scrolling sideways at 320 px`);
}

/** Text and its background must differ, and a control must have an edge. */
async function standsOutInForcedColours(tab, view) {
    await tab.page.emulateMedia({ forcedColors: 'active' });
    const faint = await tab.page.evaluate(() => {
        const seen = (each) => each.checkVisibility() && each.getBoundingClientRect().width > 1;
        return [...document.querySelectorAll('button, a, textarea, input:not([type=radio], [type=checkbox]), select, p')]
            .filter(seen)
            .filter((each) => {
                const style = getComputedStyle(each);
                const box = each.matches('button, textarea, input, select');
                const edge = style.borderTopWidth !== '0px' || style.textDecorationLine !== 'none';
                return style.color === style.backgroundColor || (box && !edge && style.outlineWidth === '0px');
            })
            .map((each) => each.outerHTML.slice(0, 120));
    });
    assert.deepEqual(faint, [], `${view} in forced colours`);
    await tab.page.emulateMedia({ forcedColors: 'none' });
}

/** Looks at a view in a usual size, in the narrowest one and in forced colours. */
async function look(tab, view, usual) {
    await isAccessible(tab, view, [...WCAG, 'best-practice']);
    await tab.page.setViewportSize(SIZES.narrow);
    await fits(tab, view);
    await standsOutInForcedColours(tab, view);
    await tab.page.setViewportSize(usual);
}

test('the visitor\'s views', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const [anna, olga, visitor] = await Promise.all([
        scene.onDuty('csg/anna'), scene.onDuty('fier/olga'), scene.visitor(),
    ]);
    const people = { anna, olga, visitor };
    const seen = (view) => look(visitor, view, SIZES.phone);
    await visitor.open('/');
    await visitor.deskIs('Net gebeurd', 'Open');
    await seen('entrance');
    await visitor.choose('Chat met Helpwanted');
    await visitor.sees('Deze chat is nu dicht.');
    await seen('closed desk');
    await anna.setDuty('Pauze');
    await visitor.open('/c/csg/acute');
    await visitor.tick('Seksueel geweld');
    await seen('desk');
    await visitor.start();
    await visitor.isWaiting();
    await seen('waiting');
    await anna.setDuty('In dienst');
    await anna.accept();
    await visitor.talksWith('Anna');
    await visitor.say('een lange regel zonder spaties: ' + 'a'.repeat(200));
    await anna.say('https://www.example.org/een/heel/lang/adres/dat/niet/afbreekt/en/nog/langer/wordt');
    await visitor.isSigned('Gelezen');
    await seen('chat');
    await goOn(people, 'asked');
    await seen('question');
    await goOn(people, 'introduced', { from: 'asked' });
    await seen('three together');
    await visitor.end();
    await visitor.heading('Het gesprek is voorbij').waitFor();
    await seen('end');
});

test('the console\'s views', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const anna = await scene.counsellor('csg/anna', { locked: true });
    await anna.button('In dienst').waitFor();
    const seen = (tab, view) => look(tab, view, SIZES.desk);
    await seen(anna, 'locked');
    await anna.typePhrase('een andere zin');
    await anna.sees(/^Deze sleutelzin klopt niet/);
    await seen(anna, 'wrong phrase');
    await anna.unlock();
    const stranger = await scene.counsellor('csg/corrie', { locked: true });
    await stranger.sees('Je account heeft geen toegang tot deze pagina.');
    await seen(stranger, 'sign-in');
    await seen(anna, 'nothing to do');
    const [olga, visitor] = await Promise.all([scene.onDuty('fier/olga'), scene.visitor()]);
    const people = { anna, olga, visitor };
    await anna.setDuty('In dienst');
    await visitor.enter();
    await anna.offer().waitFor();
    await seen(anna, 'offer');
    await anna.press('Weigeren');
    await seen(anna, 'reasons to decline');
    await anna.press('Toch niet weigeren');
    await anna.accept();
    await visitor.say('hallo');
    await anna.reads(['hallo']);
    await anna.writeNote('klinkt jong');
    await anna.page.getByText('Vergelijk vier woorden').click();
    await seen(anna, 'safety words');
    await anna.press('Overdracht voorstellen');
    await anna.desk(FIER).waitFor();
    await seen(anna, 'proposing');
    await anna.press('Toch niet', anna.transfer);
    await goOn(people, 'briefing');
    await anna.brief('zij is veilig');
    await olga.reads(['zij is veilig'], olga.briefing);
    await seen(anna, 'briefing, owner');
    await seen(olga, 'briefing, receiver');
    await goOn(people, 'completed', { from: 'briefing' });
    await seen(anna, 'wrap-up');
    await seen(olga, 'received');
    await anna.press('Sneltoetsen');
    await seen(anna, 'shortcuts');
});

test('at 320 px a counsellor can do everything', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const people = await bringTo(scene, 'active');
    const { anna, visitor } = people;
    const panes = anna.page.getByRole('group', { name: 'Weergave' });
    await anna.page.setViewportSize(SIZES.narrow);
    for (const pane of [/^Gesprekken/, 'Gesprek', 'Overdracht en notities']) {
        await anna.press(pane, panes);
        await isAccessible(anna, String(pane));
        await fits(anna, String(pane));
    }
    await anna.propose({ note: 'op een kleine telefoon' });
    await visitor.question.waitFor();
    await fits(anna, 'asked');
});

test('the console by the keyboard alone: accept, chat, ask for a transfer', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const [anna, visitor] = await Promise.all([scene.onDuty('csg/anna'), scene.visitor()]);
    await scene.onDuty('fier/olga');
    const { keyboard } = anna.page;
    const focused = (locator) => locator.evaluate((element) => element === document.activeElement);
    const tabTo = async (locator, key = 'Tab') => {
        await locator.waitFor();
        for (let presses = 0; presses < 60 && !(await focused(locator)); presses++) {
            await keyboard.press(key);
        }
        assert.ok(await focused(locator), `${locator} can be reached by ${key}`);
        const outline = await locator.evaluate((element) => getComputedStyle(element).outlineStyle);
        assert.notEqual(outline, 'none', `${locator} shows that it has the focus`);
    };
    await visitor.enter();
    await anna.offer().waitFor();
    await keyboard.press('Alt+a');
    await visitor.talksWith('Anna');
    await anna.field.waitFor();
    assert.ok(await focused(anna.field), 'accepting brings one to where one writes');
    await keyboard.type('dag, ik ben Anna');
    await keyboard.press('Enter');
    await visitor.reads(['dag, ik ben Anna']);
    await keyboard.press('Alt+n');
    await keyboard.type('klinkt jong');
    await keyboard.press('Enter');
    await anna.page.getByRole('list', { name: 'Je eigen notities' }).getByText('klinkt jong').waitFor();
    await keyboard.press('Alt+t');
    await tabTo(anna.button('Overdracht voorstellen'));
    await keyboard.press('Enter');
    await tabTo(anna.transfer.getByRole('radio').and(anna.page.locator(':enabled')).first());
    await tabTo(anna.desk(FIER), 'ArrowDown');
    assert.equal(await anna.desk(FIER).isChecked(), true);
    await tabTo(anna.transfer.getByLabel('Notitie voor de collega'));
    await keyboard.type('met toetsen');
    await tabTo(anna.button('Vraag de bezoeker'));
    await keyboard.press('Enter');
    await visitor.question.waitFor();
    await anna.isAt('Bezoeker gevraagd');
    await keyboard.press('Alt+m');
    assert.ok(await focused(anna.field));
});

test('the wallboard: live numbers, for all desks or for one organisation', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const [all, own, anna, visitor] = await Promise.all([
        scene.wallboard('csg/vera'), scene.wallboard('csg/corrie'), scene.counsellor('csg/anna'), scene.visitor(),
    ]);
    const people = { anna, visitor, olga: await scene.onDuty('fier/olga') };
    await all.says(ACUTE, { Aandacht: '– Gesloten', Toestand: 'Gesloten', 'In dienst': '0' });
    await anna.setDuty('In dienst');
    await all.says(ACUTE, { Aandacht: '● Rustig', Toestand: 'Open', Wachtenden: '0', 'In dienst': '1', 'Plaatsen vrij': '2' });
    await anna.setDuty('Pauze');
    await visitor.enter();
    await visitor.isWaiting();
    for (const board of [all, own]) {
        await board.says(ACUTE, { Wachtenden: '1', 'In dienst': '1', 'Plaatsen vrij': '0' });
        assert.match((await board.row(ACUTE))['Langst wachtend'], /^00:0\d$/);
    }
    await anna.setDuty('In dienst');
    await anna.accept();
    await all.says(ACUTE, { Wachtenden: '0', 'Langst wachtend': 'niemand', 'Plaatsen vrij': '1' });
    await goOn(people, 'briefing');
    await all.says(FIER, { Overdrachten: '1', 'Plaatsen vrij': '1' });
    await goOn(people, 'completed', { from: 'briefing' });
    await all.says(FIER, { Overdrachten: '0' });
    assert.deepEqual(all.heard.filter(({ type }) => type === 'conversation' || type === 'records'), [],
        'a coordinator sees no conversation');
    for (const board of [all, own]) {
        await look(board, 'wallboard', SIZES.desk);
    }
});
