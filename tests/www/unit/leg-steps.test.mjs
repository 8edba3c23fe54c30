import assert from 'node:assert/strict';
import { test } from 'node:test';
import { negated, quotedLeg, resized, restruck, reweighted, rolled, scaled, sideOf, stepLegs } from '../../../www/core/leg-steps.js';

/** @type {any} */
const market = { underlyings: [{ id: 'ETH', settlement: 'inverse', expiries: [
  { expiry: '2026-11-27T08:00:00Z', strikes: [3200, 3400] },
  { expiry: '2026-12-25T08:00:00Z', strikes: [3000, 3200, 3400, 3600] },
  { expiry: '2027-03-26T08:00:00Z', strikes: [3000, 4000] },
] }] };
/** @param {Partial<import('../../../www/core/request-form.js').LegForm>} [change] @returns {import('../../../www/core/request-form.js').LegForm} */
const leg = change => ({ underlying: 'ETH', settlement: 'inverse', ratio: '1', type: 'call', expiry: '25DEC26', strike: '3400', markPrice: '', markVol: '', rest: {}, ...change });

const roll = (/** @type {import('../../../www/core/request-form.js').LegForm} */ one) => rolled(one, market, 1);

test('a side is the sign of the ratio, and turns over', () => {
  for (const [ratio, side, other] of [['1', 'buys', '\u22121'], ['+2', 'buys', '\u22122'], ['\u22122', 'sells', '2'], [' -3', 'sells', '3']]) {
    assert.equal(sideOf(ratio ?? ''), side);
    assert.equal(negated(ratio ?? ''), other);
  }
});

test('a leg rolls to the expiries that are listed, without the marks of the old one', () => {
  const marked = leg({ markVol: '61', markPrice: '0.05', rest: { mark: { vega: 1 }, multiplier: 10 } });
  assert.deepEqual(rolled(marked, market, 1), leg({ expiry: '26MAR27', rest: { multiplier: 10 } }));
  assert.equal(rolled(leg(), market, -1)?.expiry, '27NOV26');
  assert.equal(rolled(leg({ expiry: '26MAR27' }), market, 1), null);
  assert.equal(rolled(leg({ expiry: '1JAN27' }), market, 1), null);
  const spot = leg({ type: 'spot' });
  assert.equal(rolled(spot, market, 1), spot);
});

test('a strike goes to the next one that is listed in its expiry', () => {
  assert.equal(restruck(leg(), market, 1)?.strike, '3600');
  assert.equal(restruck(leg({ strike: '3450' }), market, -1)?.strike, '3400');
  assert.equal(restruck(leg({ strike: '3600' }), market, 1), null);
  assert.equal(restruck(leg({ strike: 'x' }), market, 1), null);
});

test('all legs step together or none does', () => {
  const legs = [leg({ expiry: '27NOV26' }), leg()];
  assert.deepEqual(stepLegs(legs, null, roll)?.map(one => one.expiry), ['25DEC26', '26MAR27']);
  assert.equal(stepLegs([leg(), leg({ expiry: '26MAR27' })], null, roll), null);
  assert.deepEqual(stepLegs(legs, 1, roll)?.map(one => one.expiry), ['27NOV26', '26MAR27']);
  assert.equal(stepLegs([leg({ type: 'spot' })], null, roll), null);
});

test('ratios double and halve while all stay whole, and one skips zero', () => {
  const fly = ['1', '\u22122', '1'].map(ratio => leg({ ratio }));
  assert.deepEqual(scaled(fly, 1)?.map(one => one.ratio), ['2', '\u22124', '2']);
  assert.equal(scaled(fly, -1), null);
  assert.equal(scaled([], 1), null);
  assert.equal(reweighted(leg(), -1)?.ratio, '\u22121');
  assert.equal(reweighted(leg({ ratio: '\u22122' }), 1)?.ratio, '\u22121');
});

test('a size goes along round numbers', () => {
  for (const [size, up, down] of [['100', '200', '50'], ['30', '50', '20'], ['1', '2', '0.5'], ['0.25', '0.5', '0.2'], ['1k', '2000', '500']]) {
    assert.equal(resized(size ?? '', 1), up);
    assert.equal(resized(size ?? '', -1), down);
  }
  assert.equal(resized('', 1), null);
});

test('a leg finds the quote\u2019s leg of the same contract', () => {
  /** @type {any} */
  const quote = { legs: [
    { kind: 'option', underlying: 'ETH', settlement: 'linear', type: 'call', strike: 3400, expiry: '2026-12-25T08:00:00Z' },
    { kind: 'option', underlying: 'ETH', settlement: 'inverse', type: 'call', strike: 3400, expiry: '2026-12-25T08:00:00Z' },
    { kind: 'future', underlying: 'ETH', settlement: 'inverse', type: null, strike: null, expiry: '2026-12-25T08:00:00Z' },
  ] };
  assert.equal(quotedLeg(leg(), quote), quote.legs[1]);
  assert.equal(quotedLeg(leg({ type: 'put' }), quote), undefined);
  assert.equal(quotedLeg(leg({ type: 'future', strike: '' }), quote), quote.legs[2]);
  assert.equal(quotedLeg(leg(), null), undefined);
});
