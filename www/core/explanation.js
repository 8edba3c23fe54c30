// What the quote on show is made of, down to the numbers that came in; asked for by itself, as most quotes are never opened that far.

import { quote } from './desk-store.js';
import { session } from './session.js';
import { quotedRequest } from './store.js';

/** @typedef {import('../../pkg/spread_pricer.js').Explanation} Explanation */

const CHANGED = 'Desk or market have changed since this quote was made; price it again to see what the new one is made of.';

/** @returns {Promise<{ tree: Explanation | null, problem: string }>} */
export async function explained() {
  const request = quotedRequest.value, shown = quote.value;
  if (!request || !shown) return { tree: null, problem: 'There is no quote yet.' };
  try {
    /** @type {import('../../pkg/spread_pricer.js').Explained} */
    const { explanation } = await session.engine.call('explain', [request.draft, request.settings]);
    return explanation && isOf(explanation, shown) ? { tree: explanation, problem: '' } : { tree: null, problem: CHANGED };
  } catch (error) {
    return { tree: null, problem: /** @type {Error} */ (error).message };
  }
}

/**
 * Whether a tree is that of a quote: theoretical value, and each side with its charges, to the last bit.
 * @param {Explanation} tree @param {import('./types.js').Quote} shown
 */
function isOf({ children = [] }, shown) {
  const part = (/** @type {string} */ name) => children.find(child => child.name === name);
  const isSide = (/** @type {'bid' | 'offer'} */ side) => {
    const rows = part(side)?.children ?? [];
    return (part(side)?.value ?? null) === shown[side] && (shown[side] === null || shown.charges.every((charge, i) => rows[i]?.value === charge[side]));
  };
  return part('theoretical')?.value === shown.theoretical && isSide('bid') && isSide('offer');
}

/** The tree as text for other programs. @param {Explanation} tree */
export const asJson = tree => JSON.stringify(tree, null, 2);
