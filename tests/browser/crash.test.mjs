// kill -9 of the whole server and of one worker in the middle of a transfer: the three browsers go
// on by themselves, and every line is there once and in order.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringTo, goOn, NO_LINE, Scene, standAt } from '../support/pages.mjs';
import { until } from '../support/places.mjs';
import { signal } from '../support/processes.mjs';

const OPTIONS = { timeout: 90_000 };
const TAKEN = /^(Verstuurd|Aangekomen|Gelezen)$/;

/** How many of the visitor's lines the server has acknowledged. */
async function acknowledged(visitor) {
    const signs = await visitor.log.getByText(TAKEN).allInnerTexts();
    return signs.length;
}

async function allOnline(people) {
    await Promise.all(Object.values(people).map((person) => person.seesNoMore(NO_LINE)));
}

for (const step of ['briefing', 'introduced']) {
    test(`kill -9 of the server in the ${step}, and a start on the same state`, OPTIONS, async (t) => {
        const scene = await Scene.open(t);
        const people = await bringTo(scene, step);
        const { anna, olga, visitor } = people;
        await anna.say('voor de storing');
        await anna.brief('onder ons');
        await olga.reads(['onder ons'], olga.briefing);
        await visitor.reads(['voor de storing']);

        const burst = Array.from({ length: 12 }, (_, index) => `regel ${index + 1}`);
        for (const line of burst) {
            await visitor.say(line);
        }
        await until('some are acknowledged', async () => (await acknowledged(visitor)) > 2);
        await scene.veer.kill();
        await Promise.all(Object.values(people).map((person) => person.sees(NO_LINE)));
        const talk = ['voor de storing', ...burst, 'tijdens de storing', 'ik ook'];
        await visitor.say('tijdens de storing');
        await olga.brief('jij ook weg?');
        await scene.veer.begin();
        await allOnline(people);
        await anna.reads(talk.slice(0, -1));
        await anna.say('ik ook');

        await standAt(people, step);
        await visitor.reads(talk);
        await anna.reads(talk);
        await olga.reads(step === 'introduced' ? talk : [], olga.log);
        await anna.reads(['onder ons', 'jij ook weg?'], anna.briefing);
        await olga.reads(['onder ons', 'jij ook weg?'], olga.briefing);

        await goOn(people, 'completed', { from: step });
        await visitor.say('dag Olga');
        await olga.sees('dag Olga');
        await visitor.isSigned('Gelezen');
    });
}

test('two processes: each worker dies once, the transfer goes on', OPTIONS, async (t) => {
    const scene = await Scene.open(t, { processes: 2 });
    const { veer } = scene;
    const people = await bringTo(scene, 'briefing', {
        his: { port: veer.ownPort(0) }, staff: { port: veer.ownPort(1) },
    });
    const { anna, olga, visitor } = people;
    await visitor.say('eerst');
    await anna.reads(['eerst']);

    const staffs = veer.workerPid(1);
    const told = visitor.sees('Anna van Centrum Seksueel Geweld heeft even geen verbinding. Je hoeft niets te doen.');
    signal(staffs, 'SIGKILL');
    await told;
    assert.equal(await visitor.shows(NO_LINE), false, 'his own worker lives');
    await visitor.say('ben je er nog?');
    await allOnline(people);
    await anna.reads(['eerst', 'ben je er nog?']);
    await standAt(people, 'briefing');
    assert.notEqual(veer.workerPid(1), staffs);
    await goOn(people, 'introduced', { from: 'briefing' });

    const noticed = Promise.all([visitor.sees(NO_LINE), anna.sees(/^Bezoeker: geen verbinding/)]);
    signal(veer.workerPid(0), 'SIGKILL');
    await noticed;
    await visitor.say('nu ik');
    await allOnline(people);
    await standAt(people, 'introduced');
    await olga.reads(['nu ik']);
    await olga.say('daar ben je weer');
    for (const person of [visitor, anna]) {
        await person.reads(['eerst', 'ben je er nog?', 'nu ik', 'daar ben je weer']);
    }
    await goOn(people, 'completed', { from: 'introduced' });
});
