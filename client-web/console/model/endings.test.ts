import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Because, TransferState } from '../../src/protocol/generated';
import { FINAL, TRANSFER_STATE_VALUES } from '../../src/protocol/generated';
import { endingOf } from './endings';
import { transfer } from './fixtures';

function ending(state: TransferState, because?: Because) {
    return endingOf(transfer(state, because ? { because } : {}));
}

test('every end of a transfer has its own words', () => {
    assert.equal(ending('refused', 'visitor'), 'refused');
    assert.equal(ending('cancelled', 'owner'), 'cancelled_owner');
    assert.equal(ending('cancelled', 'visitor'), 'cancelled_visitor');
    assert.equal(ending('unanswered', 'no_answer'), 'no_answer');
    assert.equal(ending('unanswered', 'nobody'), 'nobody');
    assert.equal(ending('unanswered', 'desk_closed'), 'desk_closed');
    assert.equal(ending('unanswered', 'colleague_away'), 'colleague_away');
    assert.equal(ending('returned', 'receiver'), 'returned_receiver');
    assert.equal(ending('returned', 'time_over'), 'time_over');
    assert.equal(ending('void', 'owner_lost'), 'owner_lost');
    assert.equal(ending('void', 'ended'), 'ended');
});

test('a transfer that runs, and one that was completed, have not ended in this way', () => {
    const over = FINAL.transfer.filter((state) => state !== 'completed');
    for (const state of TRANSFER_STATE_VALUES) {
        assert.equal(ending(state) !== null, over.some((each) => each === state), state);
    }
});
