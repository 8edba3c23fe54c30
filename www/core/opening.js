// How a page begins: its engine, its clock, and the request of its address or the sample.

import { priceText } from './line-actions.js';
import { requestOfHash } from './link.js';
import { way } from './pricing.js';
import { comeBack, keepOverReload, keptOverReload } from './reload.js';
import { failure, session } from './session.js';
import * as store from './store.js';

const tick = () => { store.now.value = Date.now(); };

/**
 * Starts the engine and opens on the sample market or what was in force before, and prices the request that this tab had, or that of the page's address, or
 * the sample.
 * @param {() => import('./engine.js').WorkerLike} spawn
 * @param {string} [hash] the address's fragment
 */
export async function open(spawn, hash = '') {
  session.start(spawn);
  setInterval(tick, 1000);
  keepOverReload();
  // Timers rest while a machine sleeps or a tab is hidden; the wall clock does not.
  globalThis.document?.addEventListener('visibilitychange', tick);
  try {
    const begin = await way.begin() ?? (issues => priceText(way.sample, issues));
    const kept = keptOverReload(hash);
    if (kept) await comeBack(kept);
    else if (!await openLink(hash)) await begin(linkIssues(hash));
    if (store.priced.value) performance.mark('first-quote');
  } catch (error) {
    store.requestIssues.value = [failure(error)];
  }
}

/** Prices the request that a fragment holds. @param {string} hash @returns {Promise<boolean>} whether it holds one */
export async function openLink(hash) {
  const asked = requestOfHash(hash);
  if (!asked || 'problem' in asked) {
    // On a page that is in use, what is there stays.
    if (asked && store.request.value) store.requestIssues.value = linkIssues(hash);
    return false;
  }
  await priceText(asked.text);
  return true;
}

/** What is wrong with the request in a fragment. @param {string} hash @returns {import('./types.js').Issue[]} */
function linkIssues(hash) {
  const asked = requestOfHash(hash);
  return asked && 'problem' in asked ? [{ code: 'E-LINK', path: 'link', severity: 'warn', message: asked.problem }] : [];
}
