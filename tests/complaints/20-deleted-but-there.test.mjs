import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { transferAt } from '../support/people.mjs';
import { inBase64 } from '../support/records.mjs';
import { until } from '../support/places.mjs';
import { allData, openData } from '../support/redis.mjs';
import { Veer } from '../support/veer.mjs';

const KEPT_MOST_MS = 600_000; // answers to commands, by which a repeat is recognised: ids only

function appended(folder) {
    return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
}

test('20. Deleting the record leaves the visitor\'s data (Rocket.Chat#12789)', { timeout: 60_000 }, async (t) => {
    const veer = await Veer.start(t, { limits: { retention_ms: 500 } });
    const { anna, quinten, visitor, conversation, transfer } = await transferAt(veer, 'introduced');
    const said = ['to everybody', 'to a colleague', 'to myself', 'before the transfer', 'a note'];
    await visitor.say(said[0]);
    await anna.say(said[1], 'briefing');
    await anna.say(said[2], 'notes');
    await anna.step('hand_over', transfer);
    await visitor.transferIs('completed');
    await visitor.end();
    await visitor.client.event('conversation_gone');
    for (const person of [anna, quinten]) {
        await person.client.event('conversation_gone', (event) => event.conversation === conversation);
        await person.statusIs(({ load }) => load === 0);
    }
    await veer.stop();

    const redis = await openData(t, veer.state);
    for (const [name, value, left] of await allData(redis)) {
        const text = `${name} ${JSON.stringify(value)}`;
        for (const words of [...said, ...said.map(inBase64), visitor.secret]) {
            assert.equal(text.includes(words), false, `${words} is left in ${name}`);
        }
        if ([conversation, transfer].some((id) => text.includes(id))) {
            assert.match(name, /^\{veer\}:(done|offer):/);
            assert.ok(left > 0 && left <= KEPT_MOST_MS, `${name} stays for ${left} ms`);
        }
    }

    // The append-only file is written anew every ten minutes: nothing is left in it then either.
    const folder = join(redis.folder, 'appendonlydir');
    assert.ok(appended(folder).includes(inBase64(said[0])), 'what is looked for would be found');
    await redis.command('BGREWRITEAOF');
    await until('it is written anew', async () =>
        (await redis.command('INFO', 'persistence')).includes('aof_rewrite_in_progress:0') &&
        !appended(folder).includes(inBase64(said[0])));
    for (const words of said.map(inBase64)) {
        assert.equal(appended(folder).includes(words), false);
    }
});
