import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../support/pages.mjs';

const TRACES = ['Anna', 'Stalking', 'van de eerste', 'half getypt', 'klinkt jong'];

test('19. The next visitor sees the previous one\'s nickname (opeka#14)', { timeout: 90_000 }, async (t) => {
    const scene = await Scene.open(t);
    const [anna, visitor] = await Promise.all([scene.onDuty('csg/anna'), scene.visitor()]);
    await visitor.open('/c/csg/acute');
    await visitor.tick('Seksueel geweld', 'In de laatste 7 dagen');
    await visitor.start();
    await anna.accept();
    await visitor.talksWith('Anna');
    await visitor.say('van de eerste');
    await anna.reads(['van de eerste']);
    await anna.writeNote('klinkt jong');
    await visitor.field.fill('half getypt');
    await anna.field.fill('half getypt');
    await visitor.end();
    await visitor.heading('Het gesprek is voorbij').waitFor();
    await anna.wrapUp();
    const bram = await scene.onDuty('csg/bram');
    await anna.setDuty('Pauze');

    // The next one, in the same tab: nothing of the first.
    await visitor.press('Begin opnieuw');
    await visitor.page.getByText('Wil je alvast iets aangeven?').click();
    assert.equal(await visitor.page.locator('input[type="checkbox"]:checked').count(), 0);
    assert.equal(await visitor.page.getByLabel('In de laatste 7 dagen').isChecked(), false);
    await visitor.start();
    await bram.accept();
    await visitor.talksWith('Bram');
    await visitor.say('van de tweede');
    await bram.reads(['van de tweede']);
    assert.equal(await visitor.field.inputValue(), '');
    await visitor.reads(['van de tweede']);
    for (const trace of TRACES) {
        assert.equal(await visitor.shows(trace), false, `the visitor sees ${trace}`);
        assert.equal(await bram.shows(trace) && trace !== 'Anna', false, `the counsellor sees ${trace}`);
    }

    // And the next one before the counsellor of the first.
    await visitor.end();
    await bram.wrapUp();
    await bram.setDuty('Uit dienst');
    await anna.setDuty('In dienst');
    const third = await scene.visitor();
    await third.enter();
    await anna.accept();
    await third.talksWith('Anna');
    await third.say('van de derde');
    await anna.reads(['van de derde']);
    assert.equal(await anna.field.inputValue(), '');
    await anna.sees('Nog geen notities.');
    for (const trace of TRACES.slice(1)) {
        assert.equal(await anna.shows(trace), false, `the counsellor sees ${trace}`);
    }
});
