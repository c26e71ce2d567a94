import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringTo, goOn, Scene } from '../support/pages.mjs';

const WELCOME = 'Anna van Centrum Seksueel Geweld is er voor je.';

test('10. The welcome text is sent again after a transfer (Aselo flex-plugins#340)', { timeout: 90_000 }, async (t) => {
    const scene = await Scene.open(t);
    const people = await bringTo(scene, 'active');
    const { visitor } = people;
    assert.deepEqual(await visitor.notices(), [WELCOME]);
    await visitor.say('hallo');
    await visitor.isSigned('Gelezen');
    await goOn(people, 'completed');
    const notices = [WELCOME, 'Olga van Fier doet nu mee met het gesprek.', 'Olga van Fier helpt je vanaf nu verder.'];
    for (const reload of [false, true]) {
        if (reload) {
            await visitor.reload();
            await visitor.talksWith('Olga');
        }
        await visitor.reads(['hallo']); // nothing else was said, by nobody
        assert.deepEqual(await visitor.notices(), notices);
    }
});
