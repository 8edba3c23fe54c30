import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestNode, paintOrder, project, turned } from '../../../www/charts/surface-geometry.js';
import { deltaPosition, lineGrid } from '../../../www/core/smile-view.js';
import { atForward, extremes, heat, kAtDelta, mesh, nodeWords, ratios, sampling, table } from '../../../www/core/surface-view.js';

/** @typedef {import('../../../www/core/smile-view.js').Slice} Slice */

/** A skewed total variance. @param {number} years @param {number} k */
const variance = (years, k) => years * (0.36 - 0.1 * k + 0.05 * k * k);

/** @param {string} code @param {number} years @param {[number, number] | null} fitted @returns {Slice} */
function slice(code, years, fitted) {
  const quotes = (fitted ?? []).map(k => ({ strike: 100 * Math.exp(k), type: /** @type {const} */ ('call'), k, bidVol: 0.5, askVol: 0.6, dropped: null }));
  const ks = lineGrid(quotes);
  return { expiry: code, code, years, forward: 100, quotes, ks, ws: ks.map(k => variance(years, k)), fitted };
}

function surface() {
  const slices = [slice('A', 0.02, [-0.1, 0.1]), slice('B', 0.1, [-0.4, 0.3]), slice('C', 1, [-1, 0.8])];
  const { years, k } = sampling(slices);
  return { name: 'X linear', slices, grid: { years, k, w: Float64Array.from(years.flatMap(t => [...k].map(x => variance(t, x)))) } };
}

test('the surface is sampled at every expiry and between, densest at the forward', () => {
  const { grid: { years, k } } = surface();
  for (const own of [0.02, 0.1, 1]) assert.ok(years.includes(own));
  assert.ok(years.length > 10 && years.length < 25);
  assert.deepEqual(years, years.toSorted((a, b) => a - b));
  const middle = k.length >> 1;
  const step = (/** @type {number} */ i) => /** @type {number} */ (k[i + 1]) - /** @type {number} */ (k[i]);
  assert.ok(k[middle] === 0 && step(middle) < step(0) / 20);
});

test('the strike of a delta has that delta', () => {
  const { grid: { k } } = surface();
  const ws = k.map(x => variance(0.1, x));
  for (const position of [0.05, 0.25, 0.5, 0.9]) {
    const found = kAtDelta(k, ws, position);
    assert.ok(Math.abs(deltaPosition(found, variance(0.1, found)) - position) < 1e-4, String(position));
  }
});

test('the table has a row per expiry, and says where it extrapolates', () => {
  const byRatio = table(surface(), 'moneyness');
  assert.deepEqual(byRatio.rows.map(row => row.slice?.code), ['A', 'B', 'C']);
  const forward = byRatio.columns.indexOf('100\u202f%');
  assert.ok(forward > 0);
  for (const row of byRatio.cells) assert.ok(Math.abs((row[forward]?.vol ?? 0) - 0.6) < 1e-6 && row[forward]?.beyond === false);
  assert.equal(byRatio.cells[0]?.[0]?.beyond, true);
  assert.equal(byRatio.cells[2]?.[0]?.beyond, false);
  const byDelta = table(surface(), 'delta');
  assert.deepEqual([byDelta.columns[0], byDelta.columns[4], byDelta.columns.at(-1)], ['5Δ put', '50Δ', '5Δ call']);
});

test('the money is the forward, and the straddle without a delta stands above it', () => {
  const atm = atForward(surface()).cells.map(([cell]) => cell), half = table(surface(), 'delta').cells.map(row => row[4]);
  for (const [i, cell] of atm.entries()) {
    assert.deepEqual([cell?.k, Math.abs((cell?.vol ?? 0) - 0.6) < 1e-6], [0, true]);
    // Without a smile worth the name it is half a variance higher.
    const k = half[i]?.k ?? 0;
    assert.ok(k > 0 && Math.abs(deltaPosition(k, (half[i]?.vol ?? 0) ** 2 * (table(surface(), 'delta').rows[i]?.years ?? 0)) - 0.5) < 1e-3);
  }
});

test('columns of moneyness hold the forward and are few', () => {
  for (const range of /** @type {[number, number][]} */ ([[-0.05, 0.05], [-0.4, 0.3], [-1.6, 1.1]])) {
    const found = ratios(range);
    assert.ok(found.includes(1) && found.length > 1 && found.length <= 13, String(found));
  }
});

test('the drawn net has listed expiries among its rows, and a node is read out with its strike', () => {
  const net = mesh(surface(), 'moneyness');
  const row = net.rows.findIndex(one => one.slice?.code === 'B');
  assert.ok(row > 0 && net.rows.length > 3);
  assert.match(nodeWords(net, row, 0), /^B, \d+\u202f%, strike \d+\.\d\d?: \d\d\.\d\d\u202f%$/);
  assert.equal(nodeWords(net, row, 99), '');
  const between = net.rows.findIndex(one => !one.slice);
  assert.equal(nodeWords(net, between, 0), '');
});

test('shades run over what is quoted; a wing beyond stands at the end', () => {
  const range = extremes({ columns: [], rows: [], cells: [[{ vol: 0.5, k: 0, beyond: false }, { vol: 0.7, k: 0, beyond: false }, { vol: 3, k: 1, beyond: true }]] });
  assert.deepEqual(range, [0.5, 0.7]);
  assert.deepEqual([0.5, 0.6, 0.7, 3].map(vol => heat(vol, range, 10)), [0, 5, 10, 10]);
  assert.equal(heat(0.5, [0.5, 0.5], 10), 0);
});

test('seen from above the floor is itself, seen along it height is height', () => {
  const above = project({ azimuth: 0, elevation: Math.PI / 2 }, 0.3, 0.2, 0.4);
  assert.ok(Math.abs(above.x - 0.3) < 1e-12 && Math.abs(above.y - 0.2) < 1e-12 && Math.abs(above.depth + 0.4) < 1e-12);
  const along = project({ azimuth: 0, elevation: 0 }, 0.3, 0.2, 0.4);
  assert.ok(Math.abs(along.x - 0.3) < 1e-12 && Math.abs(along.y - 0.4) < 1e-12 && Math.abs(along.depth - 0.2) < 1e-12);
});

test('a turn keeps lengths on the floor and goes round, never under it', () => {
  const turnedOnce = project({ azimuth: 0.7, elevation: 0 }, 0.3, 0.4, 0);
  assert.ok(Math.abs(Math.hypot(turnedOnce.x, turnedOnce.depth) - 0.5) < 1e-12);
  assert.ok(Math.abs(turned({ azimuth: 0.1, elevation: 0.4 }, -0.2, 0).azimuth - (2 * Math.PI - 0.1)) < 1e-12);
  assert.ok(turned({ azimuth: 0, elevation: 0.4 }, 0, -9).elevation > 0);
  assert.ok(turned({ azimuth: 0, elevation: 0.4 }, 0, 9).elevation < Math.PI / 2);
});

test('the furthest quad is painted first', () => {
  const camera = { azimuth: 0, elevation: 0.4 };
  const nodes = [-0.5, 0, 0.5].map(y => [-0.5, 0.5].map(x => project(camera, x, y, 0)));
  assert.deepEqual(paintOrder(nodes).map(({ row }) => row), [1, 0]);
});

/** @param {number} x @param {number} y */
const at = (x, y, depth = 0) => ({ x, y, depth });

test('the nearest node is found among the rows that count, the one in front of two', () => {
  const nodes = [[at(0, 0), at(1, 0)], [at(0.1, 0), at(1, 1)], [at(1, 0, -1), at(2, 2)]];
  const found = nearestNode(nodes, () => true, 0.09, 0);
  assert.deepEqual([found?.row, found?.column], [1, 0]);
  assert.deepEqual(nearestNode(nodes, row => row !== 1, 0.09, 0)?.row, 0);
  assert.deepEqual(nearestNode(nodes, () => true, 1, 0), { row: 2, column: 0, distance: 0 });
  assert.equal(nearestNode(nodes, () => false, 0, 0), null);
});
