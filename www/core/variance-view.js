// All expiries in total variance on one chart.

import { at } from './payoff-view.js';

/**
 * @typedef {import('./smile-view.js').Slice} Slice
 * @typedef {{ slice: Slice, ws: number[], inside: (number | null)[], outside: (number | null)[] }} VarianceLine `ws`: total variance; the others as drawn
 */

const POINTS = 241;
/** How far the chart goes at most, in standard deviations of the last expiry; a few strikes beyond would flatten the rest. */
const REACH = 3;
/** Colours of the term structure, from the first expiry to the last. */
const TERMS = 5;

/** The colour of an expiry among all, as CSS. @param {number} index @param {number} count */
export function termColour(index, count) {
  const place = count > 1 ? (index / (count - 1)) * (TERMS - 1) : 0;
  const from = Math.min(TERMS - 2, Math.floor(place));
  return `color-mix(in oklab, var(--term-${from}), var(--term-${from + 1}) ${Math.round(100 * (place - from))}%)`;
}

/**
 * Every expiry's total variance over the log-moneyness that the widest of them was fitted on, within reason.
 * @param {import('./surface-view.js').Surface} surface @param {boolean} log draw its decimal logarithm, under which lines cross where they do
 * @returns {{ ks: number[], lines: VarianceLine[], rangeY: [number, number] }}
 */
export function varianceLines({ slices, grid }, log) {
  const fitted = slices.flatMap(slice => slice.fitted ?? []);
  const reach = REACH * Math.max(...slices.map(({ ks, ws }) => Math.sqrt(at(ks, ws, 0))));
  const low = Math.max(-reach, Math.min(-0.1, ...fitted) * 1.1), high = Math.min(reach, Math.max(0.1, ...fitted) * 1.1);
  const ks = Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1));
  const width = grid.k.length;
  const drawn = (/** @type {number} */ w) => (log ? Math.log10(w) : w);
  const lines = slices.map(slice => {
    const row = grid.years.indexOf(slice.years);
    const own = grid.w.subarray(row * width, (row + 1) * width);
    const ws = ks.map(k => at(grid.k, own, k));
    const step = (high - low) / (POINTS - 1);
    // The two lines overlap by a step, so that there is no gap.
    const within = (/** @type {number} */ k, /** @type {number} */ air) => slice.fitted !== null && k >= slice.fitted[0] - air && k <= slice.fitted[1] + air;
    return {
      slice, ws,
      inside: ws.map((w, i) => (within(/** @type {number} */ (ks[i]), 0) ? drawn(w) : null)),
      outside: ws.map((w, i) => (within(/** @type {number} */ (ks[i]), -step) ? null : drawn(w))),
    };
  });
  const values = lines.flatMap(({ ws }) => ws.map(drawn));
  const bottom = Math.min(...values, ...(log ? [] : [0])), top = Math.max(...values);
  const air = 0.04 * (top - bottom || 1);
  return { ks, lines, rangeY: [bottom - air, top + air] };
}
