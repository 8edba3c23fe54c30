// The payoff as the user chose to see it. The engine gives the client's view of buying one spread at a price; every other
// view is that one turned over or scaled.

import { plain } from './format.js';

/**
 * @typedef {import('./types.js').Payoff} Payoff
 * @typedef {'price' | 'coin'} Money
 * @typedef {{ holder: 'client' | 'dealer', trade: 'buy' | 'sell', scale: number, money?: Money, percent?: boolean }} PayoffView `scale`: spreads times units per
 *   spread; `money`: coin counts value at the price of the axis less the coins paid; `percent`: of the price paid, whatever the scale
 * @typedef {{ spots: Float64Array, atExpiry: Float64Array, today: Float64Array, chosen: Float64Array | null, strikes: number[], breakevens: number[],
 *   maxProfit: number | null, maxLoss: number | null, currency: string, inPercent: boolean, chanceOfProfit: number | null,
 *   tail: { level: number, valueAtRisk: number, expectedShortfall: number } | null,
 *   bands: import('./types.js').Band[], amountAt: (spot: number, gain: number) => number }} ViewedPayoff null means unlimited; a loss is negative;
 *   `amountAt` turns the engine's gain at a price of the underlying into what is seen
 */

/** Even points of a drawn curve. */
export const PAYOFF_POINTS = 401;

/** The smallest price, in price currency, that a percentage is taken of. */
const LEAST_PRICE = 1e-9;

/**
 * @param {Payoff} payoff
 * @param {PayoffView} view
 * @returns {ViewedPayoff}
 */
export function viewPayoff(payoff, { holder, trade, scale, money = 'price', percent = false }) {
  const sign = (holder === 'client') === (trade === 'buy') ? 1 : -1;
  const coin = money === 'coin' ? payoff.coin ?? null : null;
  const facts = coin ?? payoff;
  const inPercent = percent && Math.abs(payoff.paid) > LEAST_PRICE;
  const factor = sign * (inPercent ? 100 / Math.abs(facts.paid) : percent ? 1 : scale);
  const amountAt = (/** @type {number} */ spot, /** @type {number} */ gain) => factor * (coin ? (gain + payoff.paid) / spot - coin.paid : gain);
  const turn = (/** @type {number | null | undefined} */ value) => (value === null || value === undefined ? null : value * factor);
  const curve = (/** @type {Float64Array} */ gains) => gains.map((gain, i) => amountAt(/** @type {number} */ (payoff.spots[i]), gain));
  const risk = facts.tail ?? null, worstOf = risk && (sign > 0 ? risk.buyer : risk.seller);
  const [best, worst] = sign > 0 ? [facts.maxProfit, facts.maxLoss] : [facts.maxLoss, facts.maxProfit];
  return {
    spots: payoff.spots,
    atExpiry: curve(payoff.atExpiry),
    today: curve(payoff.today),
    chosen: payoff.chosen?.length ? curve(payoff.chosen) : null,
    strikes: payoff.strikes,
    breakevens: facts.breakevens,
    maxProfit: turn(best),
    maxLoss: turn(worst),
    currency: inPercent ? '% of price' : facts.currency,
    inPercent,
    chanceOfProfit: (sign > 0 ? facts.chances?.profit : facts.chances?.loss) ?? null,
    // A loss of whoever is seen stays one, however it is scaled.
    tail: risk && worstOf && { level: risk.level, valueAtRisk: worstOf.valueAtRisk * Math.abs(factor), expectedShortfall: worstOf.expectedShortfall * Math.abs(factor) },
    bands: payoff.bands ?? [],
    amountAt,
  };
}

/**
 * The prices of the underlying worth drawing: every strike and the forward, with room on both sides.
 * @param {import('./types.js').Priced} priced
 * @returns {{ lowest?: number, highest?: number }} empty where there is neither, and the engine chooses
 */
export function payoffRange(priced) {
  const points = [...priced.legs.map(leg => leg.strike), priced.referenceForward].filter(/** @returns {x is number} */ x => typeof x === 'number' && x > 0);
  if (!points.length) return {};
  const low = Math.min(...points), high = Math.max(...points);
  const room = 0.6 * Math.max(high - low, LEAST_SPREAD * high);
  return { lowest: Math.max(low - room, low * 0.1), highest: high + room };
}

/** Share of a range's width that a breakeven keeps from its ends. */
const ROOM = 0.06;
/** A single strike is seen anywhere: its breakevens may be as far off as this many times the highest price, or this share of the lowest. */
const FAR = [0.05, 4];
/** Several strikes stay apart on the screen: breakevens further from them than this many times their spread, or their least spread as a share, are left to the words. */
const REACH = 3, LEAST_SPREAD = 0.12;

/**
 * A range widened to every breakeven that is not far off, those of both sides, so that neither moves the axis.
 * @param {{ lowest?: number, highest?: number }} range
 * @param {(Payoff | null)[]} payoffs drawn over it
 * @param {Money} money in which they are seen
 * @returns {{ lowest?: number, highest?: number }} the same object where it shows them already
 */
export function withBreakevens(range, payoffs, money) {
  const { lowest, highest } = range;
  if (lowest === undefined || highest === undefined) return range;
  const strikes = payoffs.flatMap(payoff => payoff?.strikes ?? []);
  const first = Math.min(...strikes), last = Math.max(...strikes);
  const reach = REACH * Math.max(last - first, LEAST_SPREAD * last);
  const [from, to] = last > first ? [first - reach, last + reach] : [/** @type {number} */ (FAR[0]) * lowest, /** @type {number} */ (FAR[1]) * highest];
  const all = payoffs.flatMap(payoff => (money === 'coin' && payoff?.coin ? payoff.coin : payoff)?.breakevens ?? []).filter(x => x > from && x < to);
  const low = Math.min(...all), high = Math.max(...all);
  const near = ROOM * (highest - lowest) / 2;
  if (!(low < lowest + near) && !(high > highest - near)) return range;
  const room = ROOM * (Math.max(high, highest) - Math.min(low, lowest));
  return { lowest: Math.max(Math.min(lowest, low - room), Math.min(lowest, low) / 2), highest: Math.max(highest, high + room) };
}

/**
 * The price of the options alone, which are all that a payoff holds: less what an exchanged hedge adds to a tied price.
 * @param {number} price @param {import('./types.js').Quote['tied'] | undefined} tied
 */
export const optionPrice = (price, tied) => price - (tied?.shift ?? 0);

/**
 * The value of a sampled curve between its points; outside it the nearest end.
 * @param {ArrayLike<number>} xs ascending
 * @param {ArrayLike<number>} ys
 * @param {number} x
 */
export function at(xs, ys, x) {
  const last = xs.length - 1;
  if (last < 0) return NaN;
  if (x <= /** @type {number} */ (xs[0])) return /** @type {number} */ (ys[0]);
  if (x >= /** @type {number} */ (xs[last])) return /** @type {number} */ (ys[last]);
  let low = 0, high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (xs[middle]) <= x) low = middle; else high = middle;
  }
  const [x0, x1, y0, y1] = /** @type {[number, number, number, number]} */ ([xs[low], xs[high], ys[low], ys[high]]);
  return x1 === x0 ? y0 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/** Share of the drawn curve's height by which its top may miss the true largest profit; a curve of the model is sampled. */
const TOP_TOLERANCE = 1e-3;

/**
 * The stretches of spots on which the largest profit is made at expiry; none where it is unlimited or not in the drawn range.
 * @param {ViewedPayoff} payoff
 * @returns {{ from: number, to: number }[]} ascending; a single spot has `from` equal to `to`
 */
export function peaks({ spots, atExpiry, maxProfit }) {
  let top = -Infinity, bottom = Infinity;
  for (const value of atExpiry) { top = Math.max(top, value); bottom = Math.min(bottom, value); }
  if (maxProfit === null || !(Math.abs(top - maxProfit) <= Math.max(TOP_TOLERANCE * (top - bottom), 1e-9 * Math.abs(top)))) return [];
  const near = 1e-9 * Math.max(top - bottom, Math.abs(top));
  /** @type {{ from: number, to: number }[]} */
  const found = [];
  let open = false;
  for (const [i, spot] of spots.entries()) {
    const high = /** @type {number} */ (atExpiry[i]) >= top - near;
    const last = found.at(-1);
    if (high && open && last) last.to = spot;
    else if (high) found.push({ from: spot, to: spot });
    open = high;
  }
  return found;
}

/**
 * Where the largest profit is made, in words that follow its amount: a stretch that ends where the drawing ends goes on beyond it.
 * @param {ViewedPayoff} payoff
 */
export function peakWords(payoff) {
  const first = payoff.spots[0], last = payoff.spots.at(-1);
  return peaks(payoff).map(({ from, to }) => {
    if (from === first && to === last) return 'at every price';
    if (from === first) return `from ${plain(to, 2)} down`;
    if (to === last) return `from ${plain(from, 2)} up`;
    return from === to ? `at ${plain(from, 2)}` : `from ${plain(from, 2)} to ${plain(to, 2)}`;
  }).join(' and ');
}
