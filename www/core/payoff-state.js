// What the payoff is asked beside its quote: the chosen state, the drawn range, the prices read out, strikes under a finger. The signals are few and
// stand here; what asks the engine for them is loaded after the first quote.

import { computed, signal } from '@preact/signals-core';
import { payoffs, trade } from './store.js';

/**
 * @typedef {import('./types.js').Payoff} Payoff
 * @typedef {{ spotMove: number, hours: number, points: number, tilt: number }} Sliders `spotMove` in percent, `hours` after the market's instant, `points` and
 *   `tilt` in volatility points
 * @typedef {'stickyMoneyness' | 'stickyStrike'} Dynamics
 * @typedef {{ payoff: Payoff, base: Payoff | null, hasState: boolean }} Explored `base`: the payoff of the quote it goes with, null for strikes that are being
 *   dragged; `hasState`: whether its third curve is one that was chosen
 */

/** @type {Sliders} */
export const AT_REST = { spotMove: 0, hours: 0, points: 0, tilt: 0 };

/** @type {import('@preact/signals-core').Signal<Sliders>} */
export const sliders = signal(AT_REST);
/** @type {import('@preact/signals-core').Signal<Dynamics>} */
export const dynamics = signal('stickyMoneyness');
/** The drawn range of prices; null takes the quote's own. @type {import('@preact/signals-core').Signal<[number, number] | null>} */
export const zoom = signal(null);
/** Prices that are read out, ascending. @type {import('@preact/signals-core').Signal<number[]>} */
export const slices = signal([]);
/** @type {import('@preact/signals-core').Signal<import('./payoff-view.js').Money>} */
export const money = signal('price');
/** What probabilities rest on in place of the smile: drift and volatility a year, decimal. @type {import('@preact/signals-core').Signal<{ drift: number, vol: number } | null>} */
export const view = signal(null);
/** The request with strikes that are being moved and not yet let go. @type {import('@preact/signals-core').Signal<import('./types.js').RfqDraft | null>} */
export const preview = signal(null);
/** The engine's last answer to all of this. @type {import('@preact/signals-core').Signal<Explored | null>} */
export const explored = signal(null);
/** Why there was none; empty while all is well. */
export const exploreProblem = signal('');
/** Index of the curve's point under the cursor. @type {import('@preact/signals-core').Signal<number | null>} */
export const cursor = signal(null);

/** The payoff of the quote on show. */
export const quotedPayoff = computed(() => payoffs.value[trade.value]);

/** The payoff to draw: the answer while it goes with what is on show, else the quote's own. */
export const drawnPayoff = computed(() => {
  const own = quotedPayoff.value;
  const answer = explored.value;
  if (answer && (preview.value ? answer.base === null : answer.base !== null && answer.base === own)) return answer;
  return own ? { payoff: own, base: own, hasState: false } : null;
});

/** As many prices as are read out at once. */
export const MOST_SLICES = 6;

/** Reads out these prices too. @param {number[]} prices */
export function addSlices(prices) {
  const all = new Set([...slices.value, ...prices.filter(price => Number.isFinite(price) && price > 0).map(price => Number(price.toPrecision(8)))]);
  slices.value = [...all].toSorted((a, b) => a - b).slice(0, MOST_SLICES);
}
