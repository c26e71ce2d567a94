import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor } from '../support/people.mjs';
import { NO_LINE, Scene } from '../support/pages.mjs';

test('17. Phone lock loses the socket; a reload makes a second visitor (amazon-connect-chatjs#254, opeka#94)',
    { timeout: 90_000 }, async (t) => {
        const scene = await Scene.open(t);
        const [anna, visitor] = await Promise.all([scene.onDuty('csg/anna'), scene.visitor({ line: true })]);
        const vera = new Counsellor(scene.veer);
        await vera.signIn('csg/vera', 'coordinator');
        const waiting = (count) => vera.client.newest('board', ({ desks }) =>
            desks.find(({ desk }) => desk === 'csg/acute').waiting === count);
        const lock = async () => {
            visitor.line.cut();
            await visitor.sees(NO_LINE);
        };

        await anna.setDuty('Pauze');
        await visitor.enter();
        await visitor.isWaiting();
        await lock();
        await waiting(0);
        visitor.line.mend();
        await visitor.reload();
        await visitor.isWaiting();
        await waiting(1);

        await anna.setDuty('In dienst');
        await anna.accept();
        await visitor.talksWith('Anna');
        await visitor.say('voor het slot');
        await anna.reads(['voor het slot']);
        await lock();
        await anna.say('ben je daar?');
        visitor.line.mend();
        await visitor.reload();
        await visitor.reads(['voor het slot', 'ben je daar?']);
        await visitor.reload();
        await visitor.say('ja, ik was even weg');
        await anna.reads(['voor het slot', 'ben je daar?', 'ja, ik was even weg']);

        const ids = visitor.heard.filter(({ type }) => type === 'conversation').map(({ conversation }) => conversation);
        assert.equal(new Set(ids).size, 1);
        await anna.isTaken(1);
        assert.equal(await anna.offers.count(), 0);
        await waiting(0);
    });
