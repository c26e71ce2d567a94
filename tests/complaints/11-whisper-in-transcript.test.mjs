import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringTo, goOn, Scene } from '../support/pages.mjs';

const WHISPERS = ['klinkt jong', 'fluister van Anna', 'fluister van Olga', 'nog een fluister'];

// The types of records that are between counsellors (protocol/encryption.md).
const WHISPERED = [8, 9, 10];

function recordsOf(visitor) {
    return visitor.heard.flatMap(({ lines = [] }) => lines)
        .flatMap(({ record }) => (record ? [Buffer.from(record, 'base64')] : []));
}

/** Everything that reached the page of this visitor: what it shows, hides, keeps and was told. */
async function reached(visitor) {
    const page = await visitor.page.evaluate(() => document.documentElement.outerHTML + JSON.stringify(sessionStorage));
    return [page, JSON.stringify(visitor.heard), ...recordsOf(visitor).map(String)].join('\n');
}

test('11. A whisper shows up in the visitor\'s transcript (LiveHelperChat#1734)', { timeout: 90_000 }, async (t) => {
    const scene = await Scene.open(t);
    const people = await bringTo(scene, 'briefing');
    const { anna, olga, visitor } = people;
    await anna.writeNote(WHISPERS[0]);
    await anna.brief(WHISPERS[1]);
    await olga.brief(WHISPERS[2]);
    await olga.reads(WHISPERS.slice(1, 3), olga.briefing);
    await goOn(people, 'introduced', { from: 'briefing' });
    await anna.brief(WHISPERS[3]);
    await olga.reads(WHISPERS.slice(1), olga.briefing);
    await visitor.say('hallo allebei');
    await olga.reads(['hallo allebei']);
    await visitor.isSigned('Gelezen');

    const assertUnheard = async (when) => {
        const text = await reached(visitor);
        assert.ok(text.includes('hallo allebei'), 'what is looked for would be found');
        for (const whisper of [...WHISPERS, ...WHISPERS.map((each) => Buffer.from(each).toString('base64'))]) {
            assert.equal(text.includes(whisper), false, `${whisper}: ${when}`);
        }
        assert.equal(visitor.hasHeard(({ channel }) => channel === 'briefing' || channel === 'notes'), false, when);
        assert.ok(recordsOf(visitor).every((record) => !WHISPERED.includes(record[4])), when);
    };
    await assertUnheard('with three');
    await goOn(people, 'completed', { from: 'introduced' });
    await assertUnheard('after the hand-over');
    await visitor.reload();
    await visitor.reads(['hallo allebei']);
    await assertUnheard('after a reload');
    await visitor.end();
    await visitor.sees('Lees het gesprek nog eens');
    await assertUnheard('after the end');
});
