import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerEvent } from '../protocol/generated';
import { CONVERSATION, picture } from '../testing/fake_server';
import type { KeptTickets } from './held_tickets';
import { HeldTickets } from './held_tickets';
import { TabValue } from './keeper';

/** What a tab's storage holds, outliving the page. */
class MemoryValue extends TabValue<KeptTickets> {
    private kept: string | null = null;

    override read(): KeptTickets | null {
        return this.kept === null ? null : (JSON.parse(this.kept) as KeptTickets);
    }

    override write(value: KeptTickets): void {
        this.kept = JSON.stringify(value);
    }

    override remove(): void {
        this.kept = null;
    }
}

const counsellor = (ticket: string): ServerEvent => ({
    type: 'counsellor',
    revision: 1,
    duty: 'on',
    missed: 0,
    capacity: 2,
    load: 0,
    offers: [],
    conversations: [],
    ticket,
});

test('the newest tickets are presented, also by a page that was opened anew', () => {
    const value = new MemoryValue('tickets');
    const held = new HeldTickets(value);
    assert.deepEqual(held.hello(), {});
    held.take(counsellor('own'));
    held.take(picture(1, [], { ticket: 'old' }));
    held.take(picture(2, [], { ticket: 'new' }));
    assert.deepEqual(new HeldTickets(value).hello(), { ticket: 'own', tickets: ['new'] });
    held.take({ type: 'conversation_gone', conversation: CONVERSATION });
    assert.deepEqual(held.hello(), { ticket: 'own' });
    held.forget();
    assert.deepEqual(held.hello(), {});
});

test('one that has ended is not presented; nor more than a message holds', () => {
    const held = new HeldTickets(new MemoryValue('tickets'));
    held.take(picture(1, [], { ticket: 'live' }));
    held.take(picture(2, [], { state: 'ended' }));
    assert.deepEqual(held.hello(), {});
    for (const name of ['a', 'b', 'c', 'd']) {
        held.take(picture(1, [], { conversation: name, ticket: name.repeat(2_500) }));
    }
    assert.equal(held.hello().tickets?.length, 2);
});
