import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scene } from '../support/pages.mjs';

const NAME = 'Net gebeurd';

test('14. The page says "open" after the last counsellor left (Rocket.Chat#20899)', { timeout: 60_000 }, async (t) => {
    const scene = await Scene.open(t, { limits: { grace_counsellor_ms: 2_000 } });
    const [anna, atEntrance, atDesk] = await Promise.all([scene.onDuty('csg/anna'), scene.visitor(), scene.visitor()]);
    await Promise.all([atEntrance.open('/'), atDesk.open('/c/csg/acute')]);
    const isOpen = () => Promise.all([
        atEntrance.deskIs(NAME, 'Open'), atDesk.button('Start chat').waitFor(),
    ]);
    const isClosed = () => Promise.all([
        atEntrance.deskIs(NAME, 'Er is nu niemand aan het werk'), atDesk.sees('Deze chat is nu dicht.'),
    ]);

    await isOpen();
    await anna.setDuty('Uit dienst');
    await isClosed();
    assert.equal(await atDesk.button('Start chat').count(), 0);
    await anna.setDuty('In dienst');
    await isOpen();
    await anna.page.close();
    await isClosed();
    for (const visitor of [atEntrance, atDesk]) {
        const loads = visitor.requests.filter((address) => /\/(c\/.*)?$/.test(new URL(address).pathname));
        assert.equal(loads.length, 1, 'the page was never loaded again');
    }
});
