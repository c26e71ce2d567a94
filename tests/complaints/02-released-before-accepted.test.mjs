import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counsellor, refused, talk, transferAt } from '../support/people.mjs';
import { Veer } from '../support/veer.mjs';

test('2. The first counsellor is released before the next one accepts (flex-project-template#476; Aselo\'s queue transfer)',
    { timeout: 60_000 }, async (t) => {
        const veer = await Veer.start(t);
        const { anna, quinten, visitor, transfer } = await transferAt(veer, 'seeking');

        const isStillHers = async (state) => {
            await visitor.transferIs(state);
            const event = await anna.transferIs(state);
            assert.deepEqual([event.part, event.state], ['owner', 'active']);
            await anna.statusIs(({ load, conversations }) => load === 1 && conversations.length === 1);
            await talk(visitor, anna, state);
            await refused('has_conversations', anna.request('duty', { duty: 'off' }));
            await refused('has_conversations', anna.request('sign_out'));
            await refused('transfer_running', anna.request('end', { conversation: anna.conversation }));
        };

        await isStillHers('seeking');
        await refused('transfer_not_ready', anna.step('hand_over', transfer));
        await quinten.request('duty', { duty: 'on' });
        await isStillHers('offered');
        await refused('transfer_not_ready', anna.step('hand_over', transfer));
        await quinten.request('decline', { offer: (await quinten.offer('transfer')).offer, reason: 'break' });
        await isStillHers('seeking');
        const olga = await Counsellor.onDuty(veer, 'fier/olga');
        await olga.accept('transfer');
        await isStillHers('briefing');
        await refused('transfer_not_ready', anna.step('hand_over', transfer));
        await anna.step('introduce', transfer);
        await isStillHers('introduced');
        await anna.step('hand_over', transfer);
        await visitor.transferIs('completed');
        await talk(visitor, olga, 'now he is hers');
    });
