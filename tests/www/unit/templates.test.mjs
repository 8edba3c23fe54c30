import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found, grid, placed, TEMPLATES, thumbnail } from '../../../www/core/templates.js';

/** @param {string} id */
const template = id => /** @type {import('../../../www/core/templates.js').Template} */ (TEMPLATES.find(one => one.id === id));
/** @param {Partial<import('../../../www/core/types.js').ExpiryReport>} change @returns {any} */
const expiry = change => ({ expiry: '2026-12-25T08:00:00Z', years: 0.1, forward: 3410, atmVol: 0.6, strikes: [], ...change });
const even = Array.from({ length: 31 }, (_, i) => 2000 + 100 * i);

test('the step is near half a standard deviation and reaches two to either side', () => {
  assert.deepEqual(grid(expiry({}), even), { centre: 3400, step: 300 });
  // Where the strikes about the money stand apart unevenly, another strike is the centre.
  assert.deepEqual(grid(expiry({}), [2400, 2900, 3300, 3400, 3900, 4400]), { centre: 3400, step: 500 });
  assert.equal(grid(expiry({}), [3400]), null);
});

test('a template stands on the expiry on show, or on the first that is a week away', () => {
  /** @type {any} */
  const market = { id: 'ETH', settlement: 'inverse', expiries: [
    expiry({ expiry: '2026-11-22T08:00:00Z', years: 0.003, strikes: even }), expiry({ expiry: '2026-12-25T08:00:00Z', strikes: even }), expiry({ expiry: '2027-03-26T08:00:00Z', strikes: even }),
  ] };
  assert.deepEqual(placed(template('butterfly-put'), market, '')?.request, {
    structure: 'butterfly', underlying: 'ETH', settlement: 'inverse', expiries: ['2026-12-25T08:00:00Z'], strikes: [3100, 3400, 3700], type: 'put',
  });
  assert.deepEqual(placed(template('straddle'), market, '26MAR27')?.request.expiries, ['2027-03-26T08:00:00Z']);
  // Two expiries need one after the near one.
  assert.deepEqual(placed(template('calendar-call'), market, '26MAR27')?.request.expiries, ['2026-12-25T08:00:00Z', '2027-03-26T08:00:00Z']);
  assert.equal(placed(template('calendar-call'), { ...market, expiries: market.expiries.slice(1, 2) }, ''), null);
});

test('typing finds by the beginnings of words', () => {
  assert.deepEqual(found('put butt').map(one => one.id), ['butterfly-put', 'brokenWingButterfly-put']);
  assert.deepEqual(found('iron').map(one => one.id), ['ironButterfly', 'ironCondor']);
  assert.equal(found('').length, TEMPLATES.length);
  assert.equal(found('zebra').length, 0);
});

test('a thumbnail is drawn to its largest gain or loss, and flat where that is nothing', () => {
  const drawn = thumbnail([100, 200, 300], [-10, 10, -10], 1);
  assert.equal(drawn.line, 'M0.0 34.0L36.0 2.0L72.0 34.0');
  assert.equal(drawn.gain, 'M0 18L0.0 18.0L36.0 2.0L72.0 18.0L72 18Z');
  assert.equal(drawn.loss, 'M0 18L0.0 34.0L36.0 18.0L72.0 34.0L72 18Z');
  assert.equal(thumbnail([100, 300], [0.001, -0.001], 10).line, 'M0.0 18.0L72.0 18.0');
});
