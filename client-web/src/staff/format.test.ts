import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minutesLeft, minutesPassed, timeOfDay } from './format';

test('a count-down shows its last second, what has passed only whole seconds', () => {
    assert.equal(minutesLeft(65_000), '1:05');
    assert.equal(minutesLeft(64_001), '1:05');
    assert.equal(minutesLeft(1), '0:01');
    assert.equal(minutesLeft(-5), '0:00');
    assert.equal(minutesPassed(65_999), '01:05');
    assert.equal(minutesPassed(3_600_000), '60:00');
});

test('the time of day has 24 hours in every language', () => {
    const at = new Date(2026, 0, 2, 0, 5, 7).getTime();
    assert.equal(timeOfDay(at, 'en'), '00:05');
    assert.equal(timeOfDay(at, 'nl', true), '00:05:07');
});
