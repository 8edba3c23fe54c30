import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AT_REST } from '../../../www/core/payoff-state.js';
import { dateEnd, dateStep, dateWords, expiryStops, isAtRest, scenarioOf, settledWords, snapped } from '../../../www/core/scenario-form.js';
import { columnsOf, shadeOf, spotMoves } from '../../../www/core/scenario-table.js';

const asOf = '2026-11-18T12:00:00Z';
const stops = expiryStops({ asOf, expiries: ['2026-11-27T08:00:00Z', '2026-12-25T08:00:00Z'] });

test('expiries stand at their hours and attract the slider', () => {
  assert.deepEqual(stops.map(({ code, hours }) => [code, hours]), [['27NOV26', 212], ['25DEC26', 884]]);
  const step = dateStep(884);
  assert.equal(step, 6);
  assert.equal(dateEnd(884), 888);
  assert.equal(snapped(210, stops, step), 212);
  assert.equal(snapped(216, stops, step), 216);
  assert.equal(snapped(888, stops, step), 888);
  assert.equal(snapped(0, [{ hours: 1 }], 6), 0);
});

test('the sliders say a state, at an expiry by its own instant', () => {
  const scenario = scenarioOf({ spotMove: 5, hours: 36, points: -2, tilt: 0.5 }, 'stickyStrike', stops);
  assert.deepEqual(scenario, { spotMove: 0.05, days: 1.5, parallelPoints: -2, tiltPoints: 0.5, dynamics: 'stickyStrike' });
  const { at, days } = scenarioOf({ ...AT_REST, hours: 212 }, 'stickyMoneyness', stops);
  assert.deepEqual([at, days], ['2026-11-27T08:00:00Z', undefined]);
  assert.deepEqual([isAtRest(AT_REST), isAtRest({ ...AT_REST, tilt: 1 })], [true, false]);
});

test('dates and settled legs are said in words', () => {
  assert.equal(dateWords(asOf, 0, stops), 'now');
  assert.equal(dateWords(asOf, 36, stops), '20 Nov 00:00 UTC, +1.5 d');
  assert.equal(dateWords(asOf, 212, stops), '27 Nov 08:00 UTC, +8.8 d, 27NOV26 expires');
  assert.equal(settledWords(0), '');
  assert.match(settledWords(1), /^One leg has expired by then: settled at the spot of the state/);
});

test('a grid has even moves of spot, points of volatility, and dates to every expiry', () => {
  assert.deepEqual(spotMoves(2), [-0.1, -0.08, -0.06, -0.04, -0.02, 0, 0.02, 0.04, 0.06, 0.08, 0.1]);
  assert.ok(columnsOf('vol', asOf, stops).some(({ value, head }) => value === 0 && head === 'as it is'));
  const dates = columnsOf('date', asOf, stops);
  assert.deepEqual(dates.map(({ about }) => about), ['', '+2.2 d', '+4.4 d', '+6.6 d', 'expiry', '+22.8 d', 'expiry']);
  assert.deepEqual([dates[0]?.head, dates[4]?.head], ['now', '27 Nov']);
});

test('shades follow the sign and the size', () => {
  assert.deepEqual([10, 1, 0, -10, -0.1].map(value => shadeOf(value, 10)), ['gain-5', 'gain-2', '', 'loss-5', 'loss-1']);
  assert.equal(shadeOf(Number.NaN, 10), '');
  assert.equal(shadeOf(0, 0), '');
});
