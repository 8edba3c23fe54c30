import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketTables } from '../../../www/core/buckets.js';
import { rowsOf } from '../../../www/core/cash-greeks.js';
import { compared } from '../../../www/core/compare.js';

/** @param {string} underlying @param {number} tenorDays @param {number} moneyness @param {number} vegaPerPoint */
const bucket = (underlying, tenorDays, moneyness, vegaPerPoint) => ({ underlying, tenorDays, moneyness, vegaPerPoint });

test('buckets are a table each underlying, with sums in the margins', () => {
  const [eth, btc, ...others] = bucketTables([bucket('ETH', 30, 1, 2), bucket('ETH', 7, 0, -1), bucket('ETH', 30, 0, 4), bucket('BTC', 90, 0, 5)]);
  assert.deepEqual(eth, { underlying: 'ETH', tenors: [7, 30], moneyness: [0, 1], cells: [[-1, null], [4, 2]], rows: [-1, 6], columns: [3, 2], total: 5 });
  assert.deepEqual([btc?.underlying, btc?.total, others.length], ['BTC', 5, 0]);
  assert.deepEqual(bucketTables([]), []);
});

/** @type {any} */
const quote = {
  bid: 1, offer: 2, theoretical: 1.5, currency: 'USD', priceCurrency: 'USD', underlying: 'ETH', decimals: 2, quantity: 10, referenceSpot: 3000, referenceForward: 3010, greeksCoin: null,
  charges: [{ name: 'hedging', label: 'Hedging cost', bid: 0.1, offer: 0.1 }],
  greeks: { delta: 0.5, deltaPremiumAdjusted: 0.4, gamma: 0.001, gammaCashPerPercent: 90, vegaPerPoint: 3, thetaPerDay: -1, rhoPerPercent: 2, vannaPerPoint: 0.01, volgaPerPoint: 0.2 },
};

test('cash Greeks are units times spot, and what is money already is the same', () => {
  const shown = (/** @type {boolean} */ inCash) => Object.fromEntries(rowsOf(quote, inCash).map(({ key, unit, value }) => [key, [value(quote.greeks[key]), unit]]));
  const raw = shown(false), cash = shown(true);
  assert.deepEqual(raw.delta, [0.5, 'ETH']);
  assert.deepEqual(cash.delta, [1500, 'USD']);
  assert.deepEqual(cash.vannaPerPoint, [30, 'USD delta / vol pt']);
  assert.deepEqual(cash.vegaPerPoint, raw.vegaPerPoint);
  assert.deepEqual([raw.gamma?.[0], cash.gamma], [0.001, undefined]);
  assert.deepEqual([cash.gammaCashPerPercent?.[0], raw.deltaPremiumAdjusted], [90, undefined]);
  assert.deepEqual(rowsOf({ ...quote, greeksCoin: {} }, true).find(({ key }) => key === 'deltaPremiumAdjusted')?.value(0.4), 1200);
});

test('two quotes differ by what can be subtracted', () => {
  const later = { ...quote, bid: null, offer: 2.5, charges: [] };
  const rows = new Map(compared(quote, later).map(row => [row.key, row]));
  assert.deepEqual([rows.get('offer')?.difference, rows.get('bid')?.difference, rows.get('width')?.now], [0.5, null, null]);
  assert.deepEqual([rows.get('charge-hedging')?.pinned, rows.get('charge-hedging')?.now], [0.1, null]);
  // Prices in coin and in dollars have no difference; vega is in dollars in both.
  const coin = new Map(compared(quote, { ...quote, currency: 'ETH', greeks: { ...quote.greeks, vegaPerPoint: 4 } }).map(row => [row.key, row]));
  assert.deepEqual([coin.get('offer')?.difference, coin.get('offer')?.unit, coin.get('vega')?.difference], [null, 'USD, ETH', 1]);
});
