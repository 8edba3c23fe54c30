// How the clients' page prices: theoretical value on the market that is loaded, and around it what crossing the legs on screen costs.

import { computed, signal } from '@preact/signals-core';
import { number } from '../core/format.js';
import { payoffsOf } from '../core/payoffs.js';
import { session } from '../core/session.js';
import { market, priced, staleReason } from '../core/store.js';
import { toldHere } from './words.js';

/**
 * @typedef {import('../core/types.js').Indication} Indication
 * @typedef {import('../core/types.js').Priced} Priced
 */

/** Where a market comes from, in words. @type {Record<string, string>} */
export const SOURCE = { sample: 'generated sample', file: 'your file', live: 'feed' };

/** The last indication there was, whether or not it still answers the request. @type {import('@preact/signals-core').Signal<Indication | null>} */
export const indication = signal(null);

/** An indication as what every page shows; null where the package could not be valued. @param {Indication} found @returns {Priced | null} */
export function pricedOf(found) {
  const { theoretical, greeks, positionGreeks, low, high } = found;
  if (theoretical === null || !greeks || !positionGreeks) return null;
  return { ...found, theoretical, greeks, positionGreeks, bid: low, offer: high, tied: null, cash: { multiplier: found.multiplier } };
}

/** @type {import('../core/pricing.js').Way} */
export const clientWay = {
  sample: 'ETH 25DEC26 3300/3400/3500 call fly x100',

  async begin() {
    market.value = await session.engine.call('market');
    return null;
  },

  async answer({ draft }) {
    /** @type {Indication} */
    const found = await session.engine.call('indicate', [draft]);
    const shown = pricedOf(found);
    const issues = toldHere(found.issues);
    if (!shown) return { priced: null, issues, payoffs: null };
    return { priced: shown, issues, payoffs: await payoffsOf(draft, shown), accepted: () => { indication.value = found; } };
  },
};

/** The price on show as it is said to who cannot see it; empty before the first. */
export const indicationAloud = computed(() => {
  const shown = priced.value;
  if (!shown) return '';
  if (staleReason.value) return `Not up to date. ${staleReason.value}`;
  const { bid, offer, decimals } = shown;
  const range = bid === null || offer === null ? '' : `, between ${number(bid, decimals)} and ${number(offer, decimals)}`;
  return `Indicative, not a quote: ${number(shown.theoretical, decimals)} ${shown.currency}${range}`;
});
