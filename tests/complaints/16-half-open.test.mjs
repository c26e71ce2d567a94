import { test } from 'node:test';
import { Scene } from '../support/pages.mjs';

const PING_MS = 16_000;
const PATIENCE_MS = 11_000;

test('16. Half-open socket: sending works, receiving does not (Rocket.Chat#36023)', { timeout: 90_000 }, async (t) => {
    const scene = await Scene.open(t);
    const [anna, visitor] = await Promise.all([
        scene.onDuty('csg/anna', { line: true }), scene.visitor({ line: true }),
    ]);
    await Promise.all([anna, visitor].map(({ page }) => page.clock.install()));
    await anna.reload(); // the clock is its own from the beginning
    await visitor.enter();
    await anna.accept();
    await visitor.talksWith('Anna');
    const said = [];
    for (const [deaf, other] of [[visitor, anna], [anna, visitor]]) {
        deaf.line.deafen();
        await deaf.say(`hoor je mij, ${said.length}?`);
        await other.sees(`hoor je mij, ${said.length}?`); // sending works
        await other.say(`ja, hoor je mij ook, ${said.length}?`);
        said.push(`hoor je mij, ${said.length}?`, `ja, hoor je mij ook, ${said.length}?`);
        await deaf.page.clock.fastForward(PING_MS);
        await deaf.page.clock.fastForward(PATIENCE_MS);
        await deaf.reads(said);
        await other.reads(said);
    }
});
