// A stored quote that is looked at again, and beside it the same inputs computed now.

import { signal } from '@preact/signals-core';
import { entryAt, settled } from './history-store.js';
import { compare, recompute } from './reopen.js';
import { session } from './session.js';

/**
 * @typedef {import('./types.js').Quote} Quote
 * @typedef {{ key: string, state: 'opening' | 'computing' | 'done' | 'failed', row: import('../db/quotes.js').Row | null, stored: Quote | null, request: import('./store.js').Request | null, now: Quote | null,
 *   comparison: import('./reopen.js').Comparison | null, problem: string }} Opened
 */

/** @type {import('@preact/signals-core').Signal<Opened | null>} */
export const opened = signal(null);

/** Shows a stored quote, and beside it the same inputs computed now. @param {string} key */
export async function reopen(key) {
  /** @type {Opened} */
  const opening = { key, state: 'opening', row: null, stored: null, request: null, now: null, comparison: null, problem: '' };
  const say = (/** @type {Partial<Opened>} */ more) => { if (opened.value?.key === key) opened.value = { ...opened.value, ...more }; };
  opened.value = opening;
  try {
    await settled();
    const entry = await entryAt(key);
    if (!entry) throw new Error('The quote is not stored any more; another tab may have removed it.');
    say({ state: 'computing', row: entry.row, stored: entry.body.quote, request: entry.body.request });
    const { quote, issues } = await recompute(session.spawn, entry);
    if (!quote) throw new Error(`This build does not quote it: ${issues[0]?.message ?? 'no reason given'}`);
    say({ state: 'done', now: quote, comparison: compare(entry.body.quote, quote) });
  } catch (error) {
    say({ state: 'failed', problem: /** @type {Error} */ (error).message });
  }
}
