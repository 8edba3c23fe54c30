// Moving the strikes of a request on its chart: to listed strikes only, one, all or both wings at once.

import { expiryCode } from './format.js';
import { parseNumber } from './parse-number.js';
import { marketOf } from './request-form.js';

/**
 * @typedef {import('./request-form.js').RequestForm} RequestForm
 * @typedef {import('./types.js').MarketReport} MarketReport
 * @typedef {{ strike: number, legs: number[], listed: number[], name: string }} Handle a strike of the request with its legs' places; `listed`: the strikes that
 *   are listed for all of them, ascending
 * @typedef {'one' | 'all' | 'mirror'} Mode
 */

/** @param {string} text */
const numberOf = text => parseNumber(text).value;

/** @param {RequestForm} form @param {MarketReport | null} market @returns {Handle[]} one per strike, ascending */
export function handlesOf(form, market) {
  /** @type {Map<number, Handle>} */
  const found = new Map();
  for (const [i, leg] of form.legs.entries()) {
    if (leg.type !== 'call' && leg.type !== 'put') continue;
    const strike = numberOf(leg.strike);
    const expiry = marketOf(market, leg.underlying, leg.settlement)?.expiries.find(e => expiryCode(e.expiry) === leg.expiry.trim().toUpperCase());
    if (strike === undefined || !(strike > 0) || !expiry) continue;
    const handle = found.get(strike);
    const name = `${leg.ratio} ${leg.type}`;
    if (handle) {
      handle.legs.push(i);
      handle.listed = handle.listed.filter(listed => expiry.strikes.includes(listed));
      handle.name += `, ${name}`;
    } else found.set(strike, { strike, legs: [i], listed: [...expiry.strikes], name });
  }
  return [...found.values()].toSorted((a, b) => a.strike - b.strike);
}

/** Whether strikes and counts are the same seen from both ends: a fly, a condor, their iron kin. @param {Handle[]} handles @param {RequestForm} form */
export function isSymmetric(handles, form) {
  if (handles.length < 3 || handles.length > 4) return false;
  const count = (/** @type {Handle} */ handle) => handle.legs.reduce((sum, leg) => sum + Math.abs(numberOf(form.legs[leg]?.ratio ?? '') ?? 0), 0);
  const pairs = handles.map((handle, i) => /** @type {[Handle, Handle]} */ ([handle, handles[handles.length - 1 - i]]));
  const [first] = pairs;
  if (!first) return false;
  const middle = first[0].strike + first[1].strike;
  return pairs.every(([a, b]) => Math.abs(a.strike + b.strike - middle) < 1e-9 * middle && count(a) === count(b));
}

/** What Shift does to a strike: its wing's opposite goes the other way, else all go along. @param {Handle[]} handles @param {RequestForm} form @param {number} index @returns {Mode} */
export const shiftMode = (handles, form, index) => (isSymmetric(handles, form) && (index === 0 || index === handles.length - 1) ? 'mirror' : 'all');

/** @param {number[]} listed @param {number} wanted */
const isListed = (listed, wanted) => listed.some(strike => Math.abs(strike - wanted) < 1e-9 * wanted);

/**
 * Every place that a strike can go to, with where the others are then; ascending. Strikes keep their order and never meet.
 * @param {Handle[]} handles @param {number} index @param {Mode} mode
 * @returns {{ strike: number, strikes: number[] }[]}
 */
export function places(handles, index, mode) {
  const moved = handles[index];
  if (!moved) return [];
  const opposite = handles.length - 1 - index;
  return moved.listed.flatMap(strike => {
    const by = strike - moved.strike;
    const strikes = handles.map((handle, i) => handle.strike + (i === index || mode === 'all' ? by : mode === 'mirror' && i === opposite ? -by : 0));
    const inOrder = strikes.every((one, i) => i === 0 || one > /** @type {number} */ (strikes[i - 1]) * (1 + 1e-12));
    return inOrder && strikes.every((one, i) => one === handles[i]?.strike || isListed(handles[i]?.listed ?? [], one)) ? [{ strike, strikes }] : [];
  });
}

/** The place nearest to a price. @param {{ strike: number, strikes: number[] }[]} all @param {number} price */
export function nearest(all, price) {
  /** @type {{ strike: number, strikes: number[] } | null} */
  let best = null;
  for (const place of all) if (!best || Math.abs(place.strike - price) < Math.abs(best.strike - price)) best = place;
  return best;
}

/** The place so many steps on; the last there is where there are not so many. @param {{ strike: number, strikes: number[] }[]} all @param {number} from @param {number} steps */
export function stepped(all, from, steps) {
  const here = all.findIndex(place => place.strike >= from - 1e-9 * from);
  // A strike that is not listed stands between two places.
  const exact = here >= 0 && Math.abs((all[here]?.strike ?? 0) - from) <= 1e-9 * from;
  const start = here < 0 ? all.length : here;
  const target = steps > 0 && !exact ? start + steps - 1 : start + steps;
  return all[Math.min(all.length - 1, Math.max(0, target))] ?? null;
}

/** The form with its strikes moved. @param {RequestForm} form @param {Handle[]} handles @param {number[]} strikes one per handle @returns {RequestForm['legs']} */
export function movedLegs(form, handles, strikes) {
  const legs = [...form.legs];
  for (const [i, handle] of handles.entries()) {
    const strike = strikes[i];
    if (strike === undefined || strike === handle.strike) continue;
    for (const place of handle.legs) {
      const leg = legs[place];
      // A mark was one of the old strike.
      if (leg) legs[place] = { ...leg, strike: String(Number(strike.toPrecision(12))), markPrice: '', markVol: '', rest: withoutMark(leg.rest) };
    }
  }
  return legs;
}

/** @param {import('./request-form.js').LegForm['rest']} rest */
function withoutMark({ mark: _mark, ...rest }) {
  return rest;
}
