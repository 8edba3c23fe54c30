import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPTIONS, measure, optionSet } from '../../../www/core/speed.js';

test('the options are a chain: both sides of the money, calls and puts, every expiry', () => {
  const { isCall, forward, strike, years, vol } = optionSet();
  assert.equal(strike.length, OPTIONS);
  assert.equal(isCall.reduce((sum, c) => sum + c, 0), OPTIONS / 2);
  assert.equal(new Set(years).size, 8);
  const above = strike.filter((k, i) => k > (forward[i] ?? 0)).length;
  assert.ok(above > 0.45 * OPTIONS && above < 0.55 * OPTIONS, `${above} strikes above the forward`);
  assert.ok(vol.every(v => v >= 0.6 && v < 1));
});

test('a figure is the time of one thing, its median not below the fastest', () => {
  // A clock that moves by a tenth of a millisecond each call of the thing, and every fifth sample by twice that.
  let now = 0;
  let calls = 0;
  const figure = measure('k', 'w', 10, () => { calls += 1; now += calls % 5 === 0 ? 0.2 : 0.1; }, () => now);
  assert.equal(figure.key, 'k');
  assert.ok(figure.fastest <= figure.median);
  // 0.12 ms a call of ten things is 12 µs each.
  assert.ok(Math.abs(figure.median - 12_000) < 500, `${figure.median} ns`);
});
