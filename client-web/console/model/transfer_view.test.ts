import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Part, TransferState } from '../../src/protocol/generated';
import { TRANSFER_STATE_VALUES } from '../../src/protocol/generated';
import { conversation, member, transfer } from './fixtures';
import type { TransferAction } from './transfer_view';
import { isShort, transferView } from './transfer_view';

const three = [member('m0', 'visitor'), member('m1', 'owner'), member('m2', 'receiver')];

function actions(part: Part, state: TransferState): TransferAction[] {
    const me = part === 'receiver' ? 'm2' : 'm1';
    const event = conversation({ part, me, members: three, transfer: transfer(state) });
    return transferView(event).actions.map(({ action }) => action);
}

const OWNER: Record<TransferState, TransferAction[]> = {
    asked: ['edit', 'cancel'],
    seeking: ['cancel'],
    offered: ['cancel'],
    briefing: ['introduce', 'cancel'],
    introduced: ['hand_over', 'cancel'],
    completed: ['propose'],
    refused: ['propose'],
    cancelled: ['propose'],
    unanswered: ['propose'],
    returned: ['propose'],
    void: ['propose'],
};

test('every part has its buttons in every state of a transfer', () => {
    for (const state of TRANSFER_STATE_VALUES) {
        assert.deepEqual(actions('owner', state), OWNER[state], `owner, ${state}`);
        const receiver = { briefing: ['give_back'], introduced: ['take_over', 'give_back'] };
        const expected = state in receiver ? receiver[state as keyof typeof receiver] : [];
        assert.deepEqual(actions('receiver', state), expected, `receiver, ${state}`);
        assert.deepEqual(actions('wrap_up', state), [], `wrap-up, ${state}`);
    }
});

test('without a transfer the owner of an active conversation can propose one', () => {
    assert.deepEqual(transferView(conversation()).actions, [{ action: 'propose', blocked: null }]);
    assert.deepEqual(transferView(conversation({ state: 'ended' })).actions, []);
});

test('the two write to each other in the briefing and the introduction only', () => {
    const open = TRANSFER_STATE_VALUES.filter(
        (state) => transferView(conversation({ transfer: transfer(state) })).briefing,
    );
    assert.deepEqual(open, ['briefing', 'introduced']);
});

test('a step that needs somebody who is away says who', () => {
    const away = (name: string) =>
        three.map((each) => ({ ...each, present: each.member !== name }));
    const blocked = (state: TransferState, name: string, part: Part = 'owner') =>
        transferView(conversation({ part, members: away(name), transfer: transfer(state) }))
            .actions;
    assert.equal(blocked('briefing', 'm2')[0]?.blocked, 'receiver_away');
    assert.equal(blocked('introduced', 'm2')[0]?.blocked, 'receiver_away');
    assert.equal(blocked('introduced', 'm0')[0]?.blocked, 'visitor_away');
    assert.equal(blocked('introduced', 'm0', 'receiver')[0]?.blocked, 'visitor_away');
    assert.equal(blocked('introduced', 'm0')[1]?.blocked, null, 'stopping it is always possible');
    assert.equal(blocked('briefing', 'm0')[0]?.blocked, null, 'the introduction needs no visitor');
});

test('count-downs stand still while the visitor or the owner is away', () => {
    const still = (members: typeof three) =>
        transferView(conversation({ members, transfer: transfer('briefing') })).standsStill;
    assert.equal(still(three), false);
    assert.equal(still([member('m0', 'visitor', false), member('m1', 'owner')]), true);
    assert.equal(still([member('m0', 'visitor'), member('m1', 'owner', false)]), true);
});

test('more time is offered when two minutes, or half of a short step, are left', () => {
    assert.equal(isShort(121_000, 600_000), false);
    assert.equal(isShort(120_000, 600_000), true);
    assert.equal(isShort(90_001, 180_000), false);
    assert.equal(isShort(90_000, 180_000), true);
});

test('nobody hands over to a colleague who cannot read along', () => {
    const first = (part: Part, acked: boolean, locked = false) => {
        const step = transfer('introduced', acked ? { acked } : {});
        const event = conversation({ part, members: three, transfer: step });
        return transferView(event, locked).actions[0];
    };
    const hand_over = { action: 'hand_over', blocked: 'receiver_without_key' };
    assert.deepEqual(first('owner', false), hand_over);
    assert.deepEqual(first('receiver', false), { action: 'take_over', blocked: 'without_key' });
    assert.equal(first('owner', true)?.blocked, null);
    assert.equal(first('receiver', true)?.blocked, null);
    assert.equal(first('owner', true, true)?.blocked, 'locked');
});

test('with a locked key a transfer can still be stopped', () => {
    const event = conversation({ members: three, transfer: transfer('briefing') });
    assert.deepEqual(transferView(event, true).actions, [
        { action: 'introduce', blocked: 'locked' },
        { action: 'cancel', blocked: null },
    ]);
});
