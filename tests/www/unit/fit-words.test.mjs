import assert from 'node:assert/strict';
import { test } from 'node:test';
import { droppedWords, modelWords, place, RULE, statusWhy, wholeCard } from '../../../www/core/fit-words.js';
import { fine } from '../../../www/core/format.js';

/** @param {Partial<import('../../../www/core/types.js').ExpiryReport>} change @returns {import('../../../www/core/types.js').ExpiryReport} */
const card = change => ({
  expiry: '2026-12-25T08:00:00Z', code: '25DEC26', years: 0.1, forward: 3400, forwardSource: 'given', discount: 1, atmVol: 0.6, quotes: 20, used: 10,
  dropped: [{ reason: 'in the money', count: 10 }], insideBidAsk: 1, rmsVolPoints: 0.3, maxVolPoints: 1, minButterfly: 0.3, minButterflyAt: 0.1,
  minCalendarGap: 0.01, minCalendarGapAt: -0.2, model: 'svi', status: 'green', strikes: [], ...change,
});

test('the rule names its shares', () => {
  assert.match(RULE, /90 %.*75 %/);
});

test('every light says why', () => {
  assert.equal(statusWhy(card({})), 'Good: 100\u202f% inside bid and offer, no static arbitrage.');
  assert.match(statusWhy(card({ status: 'amber', insideBidAsk: 0.8 })), /^Fair: 80\u202f%.*less than 90 %/);
  assert.match(statusWhy(card({ status: 'red', insideBidAsk: 0.5 })), /^Poor: only 50\u202f%.*less than 75 %\.$/);
  assert.match(statusWhy(card({ status: 'red', minButterfly: -0.02 })), /^Poor: butterfly arbitrage, g falls to \u22120\.0200\.$/);
  assert.match(statusWhy(card({ status: 'red', minCalendarGap: -0.001 })), /calendar arbitrage/);
  assert.match(statusWhy(card({ status: 'red' })), /wings/);
  assert.match(statusWhy(card({ status: 'red', model: 'carried', minButterfly: null })), /carried from its neighbours/);
});

test('the whole surface is its worst light and the sums of its quotes', () => {
  const outliers = [{ reason: 'outlier', count: 10 }, { reason: 'in the money', count: 1 }];
  const whole = wholeCard([card({}), card({ code: '26MAR27', dropped: outliers, insideBidAsk: 0.5, rmsVolPoints: 0.5, maxVolPoints: 3, minButterfly: 0.1, minButterflyAt: 0.4, minCalendarGap: 0.02, status: 'amber' })]);
  assert.ok(whole);
  assert.deepEqual([whole.used, whole.quotes, whole.status, whole.models], [20, 40, 'amber', ['svi']]);
  assert.deepEqual(whole.dropped, [{ reason: 'in the money', count: 11 }, { reason: 'outlier', count: 10 }]);
  // Ten of ten, and half of ten fitted with ten outliers.
  assert.ok(Math.abs(whole.inside - 20 / 30) < 1e-12);
  assert.ok(Math.abs(whole.rms - Math.sqrt((0.09 + 0.25) / 2)) < 1e-12);
  assert.deepEqual([whole.worst?.code, whole.butterfly, whole.gap?.code], ['26MAR27', { value: 0.1, at: 0.4, code: '26MAR27' }, '25DEC26']);
  assert.equal(wholeCard([]), null);
});

test('reasons, models and places in words', () => {
  assert.equal(droppedWords([{ reason: 'no bid', count: 2 }, { reason: 'crossed', count: 0 }]), '2 no bid');
  assert.equal(droppedWords([]), 'none');
  assert.match(modelWords('svi'), /SVI/);
  assert.equal(modelWords('something new'), 'something new');
  assert.equal(place(Math.log(1.25)), 'at 125\u202f% of the forward');
  assert.equal(place(null), '');
});

test('a small number keeps two digits', () => {
  assert.deepEqual([fine(0.02122, 5), fine(0.0000021, 5), fine(0, 5), fine(null, 5)], ['0.02122', '0.0000021', '0.00000', '\u2013']);
});
