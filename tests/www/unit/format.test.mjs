import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countdown, dateTime, decimalsFor, duration, expiryCode, number, per, percent, plain, short, MINUS, NONE } from '../../../www/core/format.js';

test('numbers have fixed decimals, groups and a typographic minus', () => {
  assert.equal(number(1234.5, 2), '1,234.50');
  assert.equal(number(-100_000, 0), '\u2212100,000');
  assert.equal(number(9.8, 2), '9.80');
  assert.equal(number(0.2, 2, { plus: true }), '+0.20');
});

test('what rounds to zero has no sign', () => {
  assert.equal(number(-0.001, 2), '0.00');
  assert.equal(number(0.001, 2, { plus: true }), '0.00');
  assert.equal(number(-0, 0), '0');
});

test('what is no number is a dash', () => {
  for (const value of [null, undefined, NaN, Infinity]) assert.equal(number(value, 2), '\u2013');
  assert.equal(percent(null), '\u2013');
});

test('plain numbers keep no idle zeros', () => {
  assert.equal(plain(3400), '3,400');
  assert.equal(plain(0.05), '0.05');
  assert.equal(plain(0.0001), '0.0001');
  assert.equal(plain(2 / 3, 2), '0.67');
});

test('decimals follow the column', () => {
  assert.equal(decimalsFor([0.5996, null, -0.01]), 4);
  assert.equal(decimalsFor([12_345.6]), 0);
  assert.equal(decimalsFor([]), 2);
});

test('dates are UTC and named as the exchange names them', () => {
  assert.equal(expiryCode('2026-12-25T08:00:00Z'), '25DEC26');
  assert.equal(expiryCode('2026-05-01T08:00:00Z'), '1MAY26');
  assert.equal(expiryCode('29MAY26'), '29MAY26');
  assert.equal(dateTime('2026-04-30T16:45:59Z'), '30 Apr 2026 16:45:59 UTC');
  assert.equal(dateTime('never'), '\u2013');
});

test('times read in the unit that fits', () => {
  assert.equal(duration(42_000), '42 s');
  assert.equal(duration(12 * 60_000), '12 min');
  assert.equal(duration(203 * 86_400_000), '203 days');
  assert.equal(countdown(27_000), '0:27');
  assert.equal(countdown(-5), '0:00');
});

test('prices are per what the quote says', () => {
  assert.deepEqual([null, { per: 'spread' }, { per: 'unit' }].map(quote => per(/** @type {any} */ (quote))), ['spread', 'spread', 'unit']);
});

test('percentages', () => {
  assert.equal(percent(0.0225, 2), '2.25\u202f%');
});

test('large numbers are short and never cross into the next word by rounding', () => {
  assert.deepEqual([11_898_900, 1e8, 242_087, 999_960, 9_999.6, 4_239, -250_000, 1e6].map(value => short(value)),
    ['11.90\u00a0M', '100.00\u00a0M', '242.1\u00a0k', '1.00\u00a0M', '10.0\u00a0k', '4,239', `${MINUS}250.0\u00a0k`, '1.00\u00a0M']);
  assert.deepEqual([short(null), short(Number.NaN), short(0.5, 2)], [NONE, NONE, '0.50']);
});
