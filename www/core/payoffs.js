// The payoff of buying one spread at what a buyer pays, and of buying it at what a seller gets: a client's sale turned over.

import { optionPrice, PAYOFF_POINTS, payoffRange, withBreakevens } from './payoff-view.js';
import { money } from './payoff-state.js';
import { session } from './session.js';

/**
 * @param {import('./types.js').RfqDraft} draft @param {import('./types.js').Priced} priced
 * @returns {Promise<{ buy: import('./types.js').Payoff | null, sell: import('./types.js').Payoff | null }>}
 */
export async function payoffsOf(draft, priced) {
  const { bid, offer, theoretical, tied } = priced;
  const curve = async (/** @type {{ lowest?: number, highest?: number }} */ range, /** @type {number | null} */ price) => {
    /** @type {import('./types.js').PayoffResult} */
    const { facts, issues: _issues, ...curves } = await session.engine.call('payoff', [draft, { points: PAYOFF_POINTS, ...range, price: optionPrice(price ?? theoretical, tied), tail: true }]);
    return facts && { ...facts, ...curves };
  };
  const both = (/** @type {{ lowest?: number, highest?: number }} */ range) => Promise.all([curve(range, offer), curve(range, bid)]);
  const range = payoffRange(priced);
  const first = await both(range);
  // Where it breaks even is known once it is valued.
  const wider = withBreakevens(range, first, money.value);
  const [buy, sell] = wider === range ? first : await both(wider);
  return { buy, sell };
}
