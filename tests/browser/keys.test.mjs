// A counsellor's own key: what his page says and holds back until he has entered his key phrase.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enrol, nowS, PHRASE, wrapped } from '../support/keys.mjs';
import { bringTo, Scene } from '../support/pages.mjs';

const OPTIONS = { timeout: 60_000 };
const DAY_S = 86_400;

function isOff(button) {
    return button.getAttribute('aria-disabled');
}

/** Everything that this tab keeps, as one text. */
function keptBy(tab) {
    return tab.page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
}

test('the key phrase opens the key; a wrong one says so and can be tried again', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const anna = await scene.counsellor('csg/anna', { locked: true });
    const duty = anna.button('In dienst');
    await anna.sees('Vul eerst je sleutelzin in.');
    assert.equal(await isOff(duty), 'true');
    const field = anna.page.getByLabel('Jouw sleutelzin');
    assert.deepEqual(
        await field.evaluate(({ autocomplete, spellcheck, type }) => [autocomplete, spellcheck, type]),
        ['off', false, 'password'],
    );
    await anna.typePhrase('samen veilig aan de overkand');
    await anna.sees(/^Deze sleutelzin klopt niet/);
    assert.equal(await field.inputValue(), '', 'it is not kept, not even in the field');
    assert.equal(await isOff(duty), 'true');
    await anna.unlock();
    await anna.setDuty('In dienst');
    assert.ok(!(await keptBy(anna)).includes(PHRASE.slice(0, 8)));
    assert.equal(await anna.shows('Je sleutel geldt tot en met'), false);
});

test('after a reload his conversations are there, but locked, until the phrase is entered', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const { anna, visitor } = await bringTo(scene, 'active');
    await visitor.say('dit is van mij');
    await anna.reads(['dit is van mij']);
    await anna.say('ik luister');
    await anna.writeNote('klinkt jong');
    await anna.page.reload();
    await anna.sees('Vergrendeld', anna.page.getByRole('navigation'));
    await anna.sees(/^Dit gesprek is vergrendeld/);
    await anna.sees('Vergrendeld. Vul je sleutelzin in om dit te lezen.', anna.log);
    assert.deepEqual(await anna.lines(), []);
    assert.equal(await anna.field.count(), 0, 'there is nowhere to write');
    await visitor.say('lees je dit?');
    await visitor.isSigned('Aangekomen'); // and not read, for it cannot be
    const propose = anna.button('Overdracht voorstellen', anna.transfer);
    assert.equal(await isOff(propose), 'true');
    await anna.sees('klinkt jong'); // his own note, under a key that his tab has kept
    await anna.unlock();
    await anna.reads(['dit is van mij', 'ik luister', 'lees je dit?']);
    await visitor.isSigned('Gelezen');
    await anna.say('ik ben er weer');
    await visitor.reads(['dit is van mij', 'ik luister', 'lees je dit?', 'ik ben er weer']);
    assert.equal(await isOff(propose), null);
});

test('who has not entered his phrase gets no visitor, and gets one once he has', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const [anna, visitor] = await Promise.all([scene.onDuty('csg/anna'), scene.visitor()]);
    await visitor.enter();
    await anna.offer().waitFor();
    await anna.page.reload();
    await anna.unlocking.waitFor();
    await anna.isTaken(0);
    assert.equal(await anna.page.locator('article button:not([aria-disabled])').count(), 0);
    await visitor.isWaiting();
    await anna.unlock();
    await anna.accept();
    await visitor.talksWith('Anna');
});

test('who has no key is told whom to ask; one that ends soon is announced', OPTIONS, async (t) => {
    const until = nowS() + 10 * DAY_S;
    const enrolments = { 'csg/anna': null, 'fier/olga': wrapped(enrol('fier', { until })) };
    const scene = await Scene.open(t, { enrolments });
    const anna = await scene.counsellor('csg/anna', { locked: true });
    await anna.sees(/Vraag de beheerder van je organisatie om er een te maken\.$/);
    assert.equal(await isOff(anna.button('In dienst')), 'true');
    const olga = await scene.onDuty('fier/olga');
    const day = new Date(until * 1000).toLocaleDateString('nl', { dateStyle: 'long' });
    await olga.sees(new RegExp(`^Je sleutel geldt tot en met ${day}\\.`));
});

test('signing out leaves no keys behind', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const { anna, visitor } = await bringTo(scene, 'active');
    await anna.writeNote('klinkt jong');
    assert.match(await keptBy(anna), /veer-counsellor-keys/);
    await visitor.end();
    await anna.wrapUp();
    await anna.isTaken(0);
    await anna.press('Afmelden');
    await anna.button('Aanmelden').waitFor();
    assert.doesNotMatch(await keptBy(anna), /veer-counsellor/);
});

test('visitor and counsellor see the same four words', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const { anna, visitor } = await bringTo(scene, 'active');
    const wordsOf = async (tab, list) => {
        await tab.page.getByText('Vergelijk vier woorden').click();
        await list.getByRole('listitem').nth(3).waitFor();
        return (await list.getByRole('listitem').allInnerTexts()).join(' ');
    };
    const words = await wordsOf(anna, anna.page.getByRole('list', { name: 'Vergelijk vier woorden' }));
    assert.match(words, /^[a-z]+ [a-z]+ [a-z]+ [a-z]+$/);
    assert.equal(await wordsOf(visitor, visitor.page.locator('#words')), words);
});
