// A fitted expiry as it is drawn: where its model line runs on its own quotes and where beyond them, and the three ways to
// lay out strikes. The engine gives total variance w = σ²T by log-moneyness k = ln(K/F).

import { number, plain } from './format.js';
import { at } from './payoff-view.js';

/**
 * @typedef {import('./types.js').ExpirySmile} ExpirySmile
 * @typedef {import('./types.js').SmileQuote} SmileQuote
 * @typedef {ExpirySmile & { ks: Float64Array, ws: Float64Array, fitted: [number, number] | null }} Slice
 *   `ks` ascending, with every quote's k; `fitted`: the log-moneyness of the lowest and highest strike the fit used
 * @typedef {'strike' | 'moneyness' | 'delta'} AxisName
 * @typedef {{ title: string, at: (k: number, w: number, forward: number) => number, format: (x: number) => string }} Axis
 */

/** Points of the even grids behind a line: over every listed strike, and over those that were fitted. */
const WIDE_POINTS = 121, FITTED_POINTS = 161;

/** How far a line goes on beyond the last fitted strike, as a share of the fitted range. */
const BEYOND = 0.2;

/**
 * The standard normal distribution function, to 1e-7: enough for a drawing's axis (Abramowitz and Stegun 1964, 26.2.17).
 * @param {number} x
 */
export function normalCdf(x) {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI)
    * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x < 0 ? tail : 1 - tail;
}

/** Where a strike stands on the axis of deltas: 1 − N(d₁), which rises with the strike. @param {number} k @param {number} w */
export const deltaPosition = (k, w) => normalCdf(k / Math.sqrt(w) - Math.sqrt(w) / 2);

/** A position on that axis as a desk names it, by the option out of the money. @param {number} position */
export function deltaName(position) {
  const size = Math.round(100 * Math.min(position, 1 - position));
  return size === 50 ? '50Δ' : `${size}Δ ${position < 0.5 ? 'put' : 'call'}`;
}

/** @type {Record<AxisName, Axis>} */
export const AXES = {
  strike: { title: 'Strike', at: (k, _, forward) => forward * Math.exp(k), format: x => plain(x, 4) },
  moneyness: { title: 'Log-moneyness ln(K/F)', at: k => k, format: x => number(x, 2, { plus: true }) },
  delta: { title: 'Forward delta', at: (k, w) => deltaPosition(k, w), format: deltaName },
};

/** Codes of expiries, with the time of day where two fall on one day (UTC). @param {{ expiry: string, code: string }[]} expiries @returns {string[]} */
export const labels = expiries => expiries.map(({ expiry, code }, i) =>
  (expiries.some((other, n) => n !== i && other.code === code) ? `${code} ${new Date(expiry).toISOString().slice(11, 16)}` : code));

/** The log-moneyness of the lowest and highest strike that the fit used; null where it used none. @param {SmileQuote[]} quotes @returns {[number, number] | null} */
export function fittedRange(quotes) {
  const used = quotes.filter(quote => quote.dropped === null).map(quote => quote.k);
  return used.length ? [Math.min(...used), Math.max(...used)] : null;
}

/** A range with room on both sides. @param {number} low @param {number} high @returns {[number, number]} */
function widened(low, high) {
  const room = BEYOND * Math.max(high - low, 0.02);
  return [low - room, high + room];
}

/** @param {number} low @param {number} high @param {number} points */
const even = (low, high, points) => Array.from({ length: points }, (_, i) => low + ((high - low) * i) / (points - 1));

/** The log-moneyness at which an expiry's line is sampled, ascending: every strike, the forward, and between and beyond them. @param {SmileQuote[]} quotes */
export function lineGrid(quotes) {
  const strikes = quotes.map(quote => quote.k);
  const low = Math.min(-0.05, ...strikes), high = Math.max(0.05, ...strikes);
  const [from, to] = fittedRange(quotes) ?? [low, high];
  const points = [0, ...strikes, ...even(...widened(low, high), WIDE_POINTS), ...even(...widened(from, to), FITTED_POINTS)];
  return Float64Array.from(new Set(points)).toSorted();
}

/** The model's volatility at a log-moneyness, decimal. @param {Slice} slice @param {number} k */
export const modelVol = (slice, k) => Math.sqrt(at(slice.ks, slice.ws, k) / slice.years);

/**
 * The log-moneyness that a drawing of one expiry spans.
 * @param {Slice} slice @param {boolean} everyStrike
 * @returns {[number, number]}
 */
export function span({ ks, fitted }, everyStrike) {
  const ends = /** @type {[number, number]} */ ([ks[0], ks.at(-1)]);
  if (everyStrike || !fitted) return ends;
  return widened(...fitted);
}

/**
 * The model line of one expiry: `inside` between its outermost fitted strikes, `outside` beyond them, volatility in percent.
 * @param {Slice} slice @param {Axis} axis @param {[number, number]} window in log-moneyness
 */
export function modelLine({ ks, ws, fitted, years, forward }, axis, [low, high]) {
  /** @type {number[]} */ const xs = [];
  /** @type {(number | null)[]} */ const inside = [];
  /** @type {(number | null)[]} */ const outside = [];
  for (const [i, k] of ks.entries()) {
    const w = /** @type {number} */ (ws[i]);
    const x = axis.at(k, w, forward);
    // The axis of deltas may stand still in the far wings.
    if (k < low - 1e-12 || k > high + 1e-12 || !(x > (xs.at(-1) ?? -Infinity))) continue;
    const vol = 100 * Math.sqrt(w / years);
    xs.push(x);
    inside.push(fitted && k >= fitted[0] && k <= fitted[1] ? vol : null);
    // The outermost fitted strikes belong to both, so that the line has no gap.
    outside.push(!fitted || k <= fitted[0] || k >= fitted[1] ? vol : null);
  }
  return { xs, inside, outside };
}

/** @param {number | null} vol decimal */
const inPercent = vol => (vol === null ? null : 100 * vol);

/** A volatility in percent, without the sign. @param {number | null} vol decimal */
export const volWords = vol => number(inPercent(vol), 2);

/**
 * Quotes as bars on an axis, volatility in percent.
 * @param {Slice} slice @param {SmileQuote[]} quotes @param {Axis} axis
 * @returns {import('../charts/xy.js').Mark[]}
 */
export function bars(slice, quotes, axis) {
  return quotes.map(({ k, bidVol, askVol, dropped }) => ({
    x: axis.at(k, at(slice.ks, slice.ws, k), slice.forward), low: inPercent(bidVol), high: inPercent(askVol), crossed: dropped !== null,
  }));
}

/**
 * The y axis of a smile in percent: the line where it is fitted and every fitted bar, with air; a wild quote that was left out does not flatten it.
 * @param {(number | null)[][]} lines @param {import('../charts/xy.js').Mark[]} marks
 * @returns {[number, number]}
 */
export function volRange(lines, marks) {
  const fitted = marks.filter(mark => !mark.crossed).flatMap(({ low, high }) => [low, high]);
  const values = [...lines.flat(), ...fitted].filter(value => value !== null);
  const low = Math.min(...values), high = Math.max(...values);
  if (!(high >= low)) return [0, 100];
  const air = Math.max(0.08 * (high - low), 0.5);
  return [Math.max(0, low - air), high + air];
}

/** One quote in words. @param {Slice} slice @param {SmileQuote} quote */
export function quoteWords(slice, quote) {
  const { strike, type, k, bidVol, askVol, dropped } = quote;
  const quoted = bidVol === null && askVol === null ? 'no volatility'
    : bidVol === null ? `offer ${volWords(askVol)} %` : askVol === null ? `bid ${volWords(bidVol)} %` : `bid ${volWords(bidVol)} / offer ${volWords(askVol)} %`;
  const model = modelVol(slice, k);
  const place = dropped === null && bidVol !== null && askVol !== null && (model < bidVol ? ', below the bid' : model > askVol ? ', above the offer' : ', inside');
  return `${plain(strike, 4)} ${type}: ${quoted}, model ${volWords(model)} %${place || ''}${dropped === null ? '' : `; left out: ${dropped}`}`;
}

/**
 * The next quote a key leads to: left and right by strike, up and down among those left out.
 * @param {SmileQuote[]} quotes @param {number | null} from @param {string} key
 * @returns {number | null} null where the key means nothing or leads nowhere
 */
export function stepQuote(quotes, from, key) {
  if (!quotes.length) return null;
  const last = quotes.length - 1;
  const start = from ?? nearestForward(quotes);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: 10, PageDown: -10 }[key];
  if (step) return from === null ? start : Math.min(last, Math.max(0, from + step));
  const turn = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (!turn) return null;
  for (let i = start + turn; i >= 0 && i <= last; i += turn) if (quotes[i]?.dropped !== null) return i;
  return null;
}

/** @param {SmileQuote[]} quotes */
function nearestForward(quotes) {
  let best = 0;
  for (const [i, quote] of quotes.entries()) if (Math.abs(quote.k) < Math.abs(quotes[best]?.k ?? Infinity)) best = i;
  return best;
}
