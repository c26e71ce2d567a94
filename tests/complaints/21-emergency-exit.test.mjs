import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comeTo, NEUTRAL, Scene } from '../support/pages.mjs';

test('21. The emergency exit asks for confirmation, does not tell the worker, leaves cookies (HelpIM#137)',
    { timeout: 60_000 }, async (t) => {
        const scene = await Scene.open(t);
        const [anna, visitor] = await Promise.all([scene.onDuty('csg/anna'), scene.visitor()]);
        await comeTo({ anna, visitor }, 'active');
        await visitor.say('iets geheims');
        await anna.reads(['iets geheims']);
        const dialogs = [];
        visitor.page.on('dialog', (dialog) => {
            dialogs.push(dialog.message());
            dialog.dismiss();
        });

        await visitor.press('Snel weg'); // one press, and nothing else
        await visitor.page.waitForURL(NEUTRAL, { waitUntil: 'commit' });
        assert.deepEqual(dialogs, []);
        await anna.sees('De bezoeker heeft het gesprek beëindigd.');
        assert.deepEqual(await visitor.page.context().cookies(), []);
        assert.deepEqual(await visitor.kept(), { session: 0, local: 0, cookies: '' });
    });
