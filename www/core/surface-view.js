// The whole surface as a grid of volatilities: the same numbers for the drawing in three dimensions and for the table.

import { number, plain } from './format.js';
import { at } from './payoff-view.js';
import { deltaName, deltaPosition } from './smile-view.js';

/**
 * @typedef {import('./smile-view.js').Slice} Slice
 * @typedef {{ years: number[], k: Float64Array, w: Float64Array }} Grid total variance, one row per time
 * @typedef {'delta' | 'moneyness'} Across
 * @typedef {{ name: string, slices: Slice[], grid: Grid }} Surface
 * @typedef {{ vol: number, k: number, beyond: boolean }} Cell `beyond`: outside the strikes that the expiry's fit used
 * @typedef {{ rows: { years: number, slice: Slice | null }[], columns: string[], cells: Cell[][] }} Net
 */

const GRID_POINTS = 401;
/** How much denser the grid is at the forward than at its ends, as the reach of a hyperbolic sine. */
const BUNCHING = 5;
/** Standard deviations of the longest expiry that the grid reaches. */
const REACH = 4;
/** Rows of the net at most are this many beyond the expiries. */
const STEPS = 16;
const NET_COLUMNS = 31;

/** Deltas of the table's columns, as positions 1 − N(d₁). */
const DELTAS = [0.05, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.95];
/** Strikes over forward that a table may have as columns, and how many it has at most. */
const RATIOS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975, 1, 1.025, 1.05, 1.1, 1.15, 1.2, 1.3, 1.4, 1.6, 1.8, 2, 2.5, 3];
const MOST_RATIOS = 13;

/** Where the surface is sampled: every expiry and times between them, and log-moneyness dense at the forward. @param {Slice[]} slices */
export function sampling(slices) {
  const years = slices.map(slice => slice.years);
  const roots = years.map(Math.sqrt);
  const step = (Math.max(...roots) - Math.min(...roots)) / STEPS;
  for (const [i, root] of roots.slice(1).entries()) {
    const from = /** @type {number} */ (roots[i]);
    const parts = step > 0 ? Math.ceil((root - from) / step) : 1;
    for (let part = 1; part < parts; part++) years.push((from + ((root - from) * part) / parts) ** 2);
  }
  const widest = Math.max(...slices.map(({ ks, ws }) => REACH * Math.sqrt(at(ks, ws, 0))), ...slices.flatMap(({ fitted }) => fitted ?? []).map(Math.abs), 0.1);
  const k = Float64Array.from({ length: GRID_POINTS }, (_, i) => widest * Math.sinh(BUNCHING * (2 * i / (GRID_POINTS - 1) - 1)) / Math.sinh(BUNCHING));
  return { years: years.toSorted((a, b) => a - b), k };
}

/** The log-moneyness at a position on the axis of deltas, between the grid's points. @param {ArrayLike<number>} ks @param {ArrayLike<number>} ws @param {number} position */
export function kAtDelta(ks, ws, position) {
  let k0 = /** @type {number} */ (ks[0]);
  let p0 = deltaPosition(k0, /** @type {number} */ (ws[0]));
  for (let i = 1; i < ks.length; i++) {
    const k1 = /** @type {number} */ (ks[i]);
    const p1 = deltaPosition(k1, /** @type {number} */ (ws[i]));
    if (p0 <= position && p1 >= position) return p1 === p0 ? k0 : k0 + ((k1 - k0) * (position - p0)) / (p1 - p0);
    [k0, p0] = [k1, p1];
  }
  return position < 0.5 ? /** @type {number} */ (ks[0]) : k0;
}

/** @param {number[]} values */
const median = values => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Log-moneyness that most expiries have quotes for. @param {Slice[]} slices @returns {[number, number]} */
function commonRange(slices) {
  const ranges = slices.flatMap(({ fitted }) => (fitted ? [fitted] : []));
  return ranges.length ? [Math.min(-0.05, median(ranges.map(r => r[0]))), Math.max(0.05, median(ranges.map(r => r[1])))] : [-0.3, 0.3];
}

/** The ratios of strike to forward that fit a range, the forward among them. @param {[number, number]} range in log-moneyness */
export function ratios([low, high]) {
  const wanted = RATIOS.filter(ratio => Math.log(ratio) >= low - 0.02 && Math.log(ratio) <= high + 0.02);
  const forward = wanted.indexOf(1);
  const every = Math.ceil(wanted.length / MOST_RATIOS);
  return wanted.filter((_, i) => Math.abs(i - forward) % every === 0);
}

/**
 * Volatilities at every expiry across a table's columns.
 * @param {Surface} surface @param {Across} across
 * @returns {Net}
 */
export function table({ slices, grid }, across) {
  if (across === 'delta') return net(slices, grid, slices.map(slice => slice.years), DELTAS, true, deltaName);
  const columns = ratios(commonRange(slices));
  return net(slices, grid, slices.map(slice => slice.years), columns.map(Math.log), false, k => `${plain(100 * Math.exp(k), 1)}\u202f%`);
}

/** Volatilities at every expiry at the strike that is the forward: no delta of its own, so it is a column beside those of deltas. @param {Surface} surface @returns {Net} */
export const atForward = ({ slices, grid }) => net(slices, grid, slices.map(slice => slice.years), [0], false, () => 'ATM');

/**
 * Volatilities on the finer net that is drawn.
 * @param {Surface} surface @param {Across} across
 * @returns {Net}
 */
export function mesh({ slices, grid }, across) {
  const [low, high] = across === 'delta' ? [0.05, 0.95] : commonRange(slices);
  const columns = Array.from({ length: NET_COLUMNS }, (_, i) => low + ((high - low) * i) / (NET_COLUMNS - 1));
  return net(slices, grid, grid.years, columns, across === 'delta', across === 'delta' ? deltaName : k => `${number(100 * Math.exp(k), 0)}\u202f%`);
}

/** @param {Slice[]} slices @param {Grid} grid @param {number[]} times @param {number[]} columns @param {boolean} deltas @param {(column: number) => string} name @returns {Net} */
function net(slices, grid, times, columns, deltas, name) {
  const width = grid.k.length;
  return {
    columns: columns.map(name),
    rows: times.map(years => ({ years, slice: slices.find(slice => slice.years === years) ?? null })),
    cells: times.map(years => {
      const row = grid.years.indexOf(years);
      const ws = grid.w.subarray(row * width, (row + 1) * width);
      const fitted = fittedAt(slices, years);
      return columns.map(column => {
        const k = deltas ? kAtDelta(grid.k, ws, column) : column;
        return { vol: Math.sqrt(at(grid.k, ws, k) / years), k, beyond: !fitted || k < fitted[0] - 1e-9 || k > fitted[1] + 1e-9 };
      });
    }),
  };
}

/** The fitted range of log-moneyness at any time: between two expiries, between theirs. @param {Slice[]} slices @param {number} years @returns {[number, number] | null} */
function fittedAt(slices, years) {
  const after = slices.findIndex(slice => slice.years >= years);
  const right = slices[after], left = slices[after - 1];
  if (!right?.fitted || right.years === years || !left) return right?.fitted ?? null;
  if (!left.fitted) return null;
  const share = (years - left.years) / (right.years - left.years);
  return [left.fitted[0] + share * (right.fitted[0] - left.fitted[0]), left.fitted[1] + share * (right.fitted[1] - left.fitted[1])];
}

/** The lowest and highest volatility of a net where there are quotes, or everywhere if there are none. @param {Net} net @returns {[number, number]} */
export function extremes({ cells }) {
  const all = cells.flat();
  const quoted = all.filter(cell => !cell.beyond);
  const vols = (quoted.length ? quoted : all).map(cell => cell.vol);
  return [Math.min(...vols), Math.max(...vols)];
}

/** A volatility's place between two, in steps from 0 to `steps`; one outside them stands at the end. @param {number} vol @param {[number, number]} range @param {number} steps */
export const heat = (vol, [low, high], steps) => (high > low ? Math.round(steps * Math.min(1, Math.max(0, (vol - low) / (high - low)))) : 0);

/** One node in words. @param {Net} net @param {number} row @param {number} column */
export function nodeWords(net, row, column) {
  const cell = net.cells[row]?.[column];
  const slice = net.rows[row]?.slice;
  if (!cell || !slice) return '';
  return `${slice.code}, ${net.columns[column]}, strike ${plain(slice.forward * Math.exp(cell.k), slice.forward * Math.exp(cell.k) < 1000 ? 2 : 0)}: ${number(100 * cell.vol, 2)}\u202f%${cell.beyond ? ', beyond its quotes' : ''}`;
}
