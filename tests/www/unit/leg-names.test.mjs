import assert from 'node:assert/strict';
import { test } from 'node:test';
import { legNames } from '../../../www/core/leg-names.js';

/** @param {object} change @returns {import('../../../www/core/leg-names.js').NamedLeg} */
const leg = change => ({ ratio: 1, kind: 'option', underlying: 'ETH', settlement: 'linear', expiry: '2026-12-25T08:00:00Z', strike: 3300, type: 'call', ...change });

test('what all legs share is said once', () => {
  assert.deepEqual(legNames([leg({}), leg({ ratio: -2, strike: 3400, type: 'put' })]), { common: '25DEC26', each: ['+1 3300 C', '\u22122 3400 P'] });
  assert.deepEqual(legNames([leg({}), leg({ expiry: '2026-11-27T08:00:00Z' })]), { common: '', each: ['+1 25DEC26 3300 C', '+1 27NOV26 3300 C'] });
});

test('legs of several underlyings or settlements say which', () => {
  assert.deepEqual(legNames([leg({}), leg({ ratio: -1, underlying: 'BTC', strike: 65000 })]).each, ['+1 ETH 3300 C', '\u22121 BTC 65000 C']);
  assert.deepEqual(legNames([leg({}), leg({ ratio: -1, settlement: 'inverse' })]).each, ['+1 linear 3300 C', '\u22121 inverse 3300 C']);
  assert.deepEqual(legNames([leg({}), leg({ kind: 'spot', expiry: null, strike: null, type: null })]).each, ['+1 25DEC26 3300 C', '+1 spot']);
});
