import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyForm } from '../../../www/core/request-form.js';
import { handlesOf, isSymmetric, movedLegs, nearest, places, shiftMode, stepped } from '../../../www/core/strikes.js';

const STRIKES = [3000, 3100, 3200, 3250, 3300, 3400, 3500, 3600, 3700, 3800];
const market = /** @type {any} */ ({ underlyings: [{ id: 'ETH', settlement: 'inverse', expiries: [
  { expiry: '2026-11-27T08:00:00Z', strikes: STRIKES.filter(strike => strike % 200 === 0) }, { expiry: '2026-12-25T08:00:00Z', strikes: STRIKES },
] }] });

/** @param {[string, string, 'call' | 'put', string?][]} legs ratio, strike, type and expiry */
const formOf = legs => ({ ...emptyForm(), legs: legs.map(([ratio, strike, type, expiry = '25DEC26']) => ({
  underlying: 'ETH', settlement: /** @type {const} */ ('inverse'), ratio, type, expiry, strike, markPrice: '1', markVol: '', rest: { mark: { vega: 1 } },
})) });

const fly = formOf([['1', '3300', 'call'], ['\u22122', '3400', 'call'], ['1', '3500', 'call']]);

test('a handle is a strike with all its legs, on what is listed for each', () => {
  const form = formOf([['-1', '3400', 'call', '27NOV26'], ['1', '3400', 'call'], ['1', '3000', 'put'], ['1', 'x', 'put']]);
  const handles = handlesOf(form, market);
  assert.deepEqual(handles.map(({ strike, legs }) => [strike, legs]), [[3000, [2]], [3400, [0, 1]]]);
  assert.deepEqual(handles[1]?.listed, [3000, 3200, 3400, 3600, 3800]);
});

test('one strike goes to listed ones between its neighbours', () => {
  const handles = handlesOf(fly, market);
  assert.deepEqual(places(handles, 0, 'one').map(({ strike }) => strike), [3000, 3100, 3200, 3250, 3300]);
  assert.deepEqual(places(handles, 1, 'one').map(({ strikes }) => strikes), [[3300, 3400, 3500]]);
  assert.equal(nearest(places(handles, 0, 'one'), 3240)?.strike, 3250);
});

test('all strikes keep their distances, a wing is mirrored', () => {
  const handles = handlesOf(fly, market);
  assert.equal(shiftMode(handles, fly, 0), 'mirror');
  assert.equal(shiftMode(handles, fly, 1), 'all');
  assert.deepEqual(places(handles, 1, 'all').map(({ strikes }) => strikes), [[3000, 3100, 3200], [3100, 3200, 3300], [3200, 3300, 3400], [3300, 3400, 3500], [3400, 3500, 3600], [3500, 3600, 3700], [3600, 3700, 3800]]);
  // 3250 has no listed strike opposite.
  assert.deepEqual(places(handles, 2, 'mirror').map(({ strikes }) => strikes), [[3300, 3400, 3500], [3200, 3400, 3600], [3100, 3400, 3700], [3000, 3400, 3800]]);
});

test('uneven wings and counts are not symmetric', () => {
  const uneven = formOf([['1', '3300', 'call'], ['-2', '3400', 'call'], ['1', '3600', 'call']]);
  const counted = formOf([['1', '3300', 'call'], ['-3', '3400', 'call'], ['2', '3500', 'call']]);
  const condor = formOf([['1', '3200', 'put'], ['-1', '3300', 'put'], ['-1', '3500', 'call'], ['1', '3600', 'call']]);
  assert.deepEqual([uneven, counted, condor, fly].map(form => isSymmetric(handlesOf(form, market), form)), [false, false, true, true]);
  assert.equal(shiftMode(handlesOf(uneven, market), uneven, 0), 'all');
});

test('keys go from listed strike to listed strike and stop at the last', () => {
  const all = places(handlesOf(fly, market), 0, 'one');
  assert.deepEqual([-1, 1, -4, -1e6, 1e6].map(steps => stepped(all, 3250, steps)?.strike), [3200, 3300, 3000, 3000, 3300]);
  // From between two listed ones.
  assert.deepEqual([-1, 1, 2].map(steps => stepped(all, 3220, steps)?.strike), [3200, 3250, 3300]);
  assert.equal(stepped([], 3250, 1), null);
});

test('legs take the new strikes and leave the marks of the old', () => {
  const legs = movedLegs(fly, handlesOf(fly, market), [3200, 3400, 3600]);
  assert.deepEqual(legs.map(({ strike, markPrice, rest }) => [strike, markPrice, rest]), [['3200', '', {}], ['3400', '1', { mark: { vega: 1 } }], ['3600', '', {}]]);
});
