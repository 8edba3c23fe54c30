// A tab that is loaded anew comes back to its request and to a line that was not sent. What is kept is the tab's own.

import { askAgain } from './form-actions.js';
import { typeLine } from './line-actions.js';
import { form, line, request } from './store.js';

const KEY = 'request';

/** @typedef {Pick<import('./store.js').Request, 'draft' | 'text' | 'origin'> & { hash: string, line: string, picked: boolean }} Kept `hash`: of the address it was asked at */

/** Keeps the request on show for the next load of this tab. */
export function keepOverReload() {
  globalThis.addEventListener?.('pagehide', () => {
    if (!request.value) return;
    const { draft, text, origin } = request.value;
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ draft, text, origin, hash: location.hash, line: line.value, picked: Boolean(form.value.picked) }));
    } catch {
      // A browser that forbids storage keeps nothing.
    }
  });
}

/** What this tab showed before, at the same address. @param {string} hash @returns {Kept | null} */
export function keptOverReload(hash) {
  try {
    /** @type {Kept | null} */
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    // One that this build cannot open must not come back at every load.
    sessionStorage.removeItem(KEY);
    return kept?.hash === hash ? kept : null;
  } catch {
    return null;
  }
}

/** Asks for it again, and puts the line back as it stood. @param {Kept} kept */
export async function comeBack(kept) {
  await askAgain(kept);
  form.value = { ...form.value, picked: kept.picked };
  if (kept.line !== kept.text) typeLine(kept.line);
}
