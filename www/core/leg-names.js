// The legs of one quote in a word each: what they share is said once, what tells them apart at each.

import { expiryCode, number } from './format.js';

/** @typedef {Pick<import('./types.js').QuotedLeg, 'ratio' | 'kind' | 'underlying' | 'settlement' | 'expiry' | 'strike' | 'type'>} NamedLeg */

/**
 * A name for each leg, with its underlying, settlement and expiry only where the legs differ in them.
 * @param {NamedLeg[]} legs
 * @returns {{ common: string, each: string[] }} `common`: the code of the one expiry that all share, or nothing
 */
export function legNames(legs) {
  const differ = (/** @type {(leg: NamedLeg) => string} */ of) => new Set(legs.map(of)).size > 1;
  const expiries = differ(leg => expiryCode(leg.expiry)), underlyings = differ(leg => leg.underlying), settlements = differ(leg => leg.settlement);
  return {
    common: expiries ? '' : expiryCode(legs[0]?.expiry),
    each: legs.map(leg => [
      number(leg.ratio, 0, { plus: true }),
      underlyings && leg.underlying,
      settlements && leg.settlement,
      expiries && expiryCode(leg.expiry),
      leg.strike ? `${leg.strike}${leg.type ? ` ${leg.type === 'call' ? 'C' : 'P'}` : ''}` : leg.kind,
    ].filter(Boolean).join(' ')),
  };
}
