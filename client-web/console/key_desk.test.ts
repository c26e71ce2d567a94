import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StaffKeys } from '../src/crypto/staff_keys';
import { FakeClock, settled } from '../src/testing/fake_clock';
import { NOON } from '../src/testing/sealed_samples';
import { enrol, PHRASE, SamplePlace, sampleStaff, TRUSTED } from '../src/testing/staff_samples';
import type { FailureCode } from '../src/transport/transport';
import { KeyDesk } from './key_desk';

const WRAP = 'w'.repeat(42) + 'A';
const HOUR_MS = 3_600_000;

function setUp(enrolment: string | undefined = enrol('csg')) {
    const clock = new FakeClock();
    const world = { refused: null as FailureCode | null, roots: true, sleptMs: 0 };
    const presented: string[] = [];
    const keys = new StaffKeys({
        place: new SamplePlace(),
        now: () => NOON * 1_000 + clock.now() + world.sleptMs,
    });
    const desk = new KeyDesk({
        keys,
        loadRoots: async () => (world.roots ? TRUSTED : null),
        present: async (chain) => {
            presented.push(chain);
            return world.refused;
        },
        clock,
    });
    const staff = sampleStaff('csg', enrolment);
    desk.enter(staff, WRAP);
    return { clock, world, presented, desk, staff, step: () => desk.state.get().step };
}

test('a counsellor without an enrolment has nothing to unlock', async () => {
    const { desk } = setUp('');
    assert.deepEqual(desk.state.get(), { step: 'none' });
    await desk.unlock(PHRASE);
    assert.deepEqual(desk.state.get(), { step: 'none' });
});

test('a wrong phrase says so and can be tried again; the right one is shown to the server', async () => {
    const { desk, presented } = setUp();
    await desk.unlock('iets anders');
    const state = desk.state.get();
    assert.ok(state.step === 'locked');
    assert.deepEqual([state.fault, state.progress], ['wrong_phrase', null]);
    assert.deepEqual(presented, []);
    await desk.unlock(PHRASE);
    assert.equal(desk.state.get().step, 'open');
    assert.deepEqual(presented, [desk.chain()]);
});

test('roots that cannot be loaded, or a server that refuses, leave it locked with the reason', async () => {
    const { desk, world, step } = setUp();
    const fault = () => {
        const state = desk.state.get();
        return state.step === 'locked' ? state.fault : null;
    };
    world.roots = false;
    await desk.unlock(PHRASE);
    assert.equal(fault(), 'roots_failed');
    world.roots = true;
    world.refused = 'bad_chain';
    await desk.unlock(PHRASE);
    assert.equal(fault(), 'bad_chain');
    assert.equal(desk.chain(), undefined, 'and the key is wiped');
    world.refused = null;
    await desk.unlock(PHRASE);
    assert.equal(step(), 'open');
});

test('a line that comes back changes nothing, another person begins anew', async () => {
    const { desk, staff, step } = setUp();
    await desk.unlock(PHRASE);
    desk.enter(staff, WRAP);
    assert.equal(step(), 'open');
    desk.enter({ ...staff, counsellor: 'csg/two' }, WRAP);
    assert.equal(step(), 'locked');
    assert.equal(desk.chain(), undefined);
});

test('the shift key is renewed while the page is open, also after the computer slept', async () => {
    const { desk, clock, world, presented } = setUp();
    await desk.unlock(PHRASE);
    await clock.advance(60_000);
    assert.equal(presented.length, 1);
    world.sleptMs = 20 * HOUR_MS;
    await clock.advance(60_000);
    assert.equal(presented.length, 2);
    assert.equal(presented[1], desk.chain());
    world.refused = 'bad_chain';
    world.sleptMs += 20 * HOUR_MS;
    await clock.advance(60_000);
    assert.equal(desk.state.get().step, 'locked');
});

test('signing out wipes the key, also when a phrase is just being tried', async () => {
    const { desk, presented } = setUp();
    const trying = desk.unlock(PHRASE);
    desk.wipe(true);
    await trying;
    await settled();
    assert.equal(desk.state.get().step, 'none');
    assert.equal(desk.chain(), undefined);
    assert.deepEqual(presented, []);
});
