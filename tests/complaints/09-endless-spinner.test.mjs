import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACUTE, bringTo, Scene } from '../support/pages.mjs';

const SPINNER = /geduld|geladen|gestart/i;

test('9. A chat transferred back shows an endless spinner (Aselo flex-plugins#1632)', { timeout: 90_000 }, async (t) => {
    const scene = await Scene.open(t);
    const people = await bringTo(scene, 'completed');
    const { anna, olga, visitor } = people;
    await anna.wrapUp();
    await visitor.say('terug naar Anna, kan dat?');
    await olga.sees('terug naar Anna, kan dat?');

    await olga.propose({ desk: ACUTE, note: 'zij wil liever met Anna praten' });
    await visitor.agree('note');
    await anna.accept(/^Warme overdracht/);
    await olga.press('Voorstellen aan de bezoeker');
    await olga.press('Overdragen');
    await visitor.talksWith('Anna');
    await anna.sees('De bezoeker is nu bij jou.');
    await visitor.say('fijn, daar ben je weer');
    await anna.reads(['fijn, daar ben je weer']);
    await anna.say('welkom terug');
    const all = ['terug naar Anna, kan dat?', 'fijn, daar ben je weer', 'welkom terug'];
    await visitor.reads(all);
    for (const person of [anna, visitor]) {
        assert.equal(await person.shows(SPINNER), false);
        await person.reload();
    }
    await visitor.reads(all);
    await anna.reads(all.slice(1));
    await anna.say('ook na herladen');
    await visitor.sees('ook na herladen');
    for (const person of [anna, visitor]) {
        assert.equal(await person.shows(SPINNER), false);
    }
});
