// How the page opens on what came back, and how it goes back to the sample market and the demo desk.

import { batch } from '@preact/signals-core';
import { booked } from './book.js';
import { refused } from './desk-edit.js';
import { desk, deskNotice } from './desk-store.js';
import { askAgain } from './form-actions.js';
import { dateTime } from './format.js';
import { forgetAll, lastRequest, listed, problem, refitted, unread, wordsFor } from './in-force-keeper.js';
import { priceAnew, priceText } from './line-actions.js';
import { way } from './pricing.js';
import { session } from './session.js';
import * as store from './store.js';
import { ask } from './template-actions.js';
import { TEMPLATES } from './templates.js';

/** @typedef {import('./types.js').Issue} Issue */

/** 14 Nov 2026. @param {string} instant */
const day = instant => dateTime(instant).split(' ', 3).join(' ');

/** What of the market and the desk on show is not the sample's and the demo's, in words. */
export function inForceWords() {
  const files = (store.market.value?.underlyings ?? []).filter(({ source }) => source === 'file').map(({ name, asOf }) => `${name ?? 'a chain file'} of ${day(asOf)}`);
  // Read in any case, so that who shows the words hears of the first trade.
  const configured = desk.value;
  const own = session.engine.memory().some(([key]) => key === 'desk') ? configured : null;
  return listed([...new Set(files), ...(own ? [wordsFor({ method: 'loadDesk', name: own.name, trades: own.config.trades?.length ?? 0 })] : [])]);
}

/** Says what came back and what did not. @returns {null | ((issues: Issue[]) => Promise<void>)} how the page goes on from there; null for the sample request */
export function openOnIt() {
  const words = inForceWords();
  const failed = unread.value.map(({ part, why }) => /** @type {Issue} */ ({ code: 'E-FILE', path: '', severity: 'warn', message: `${wordsFor(part)}: ${why}` }));
  const anew = refitted.length ? ` ${listed(refitted)} was fitted anew, as this build does not take the stored fit; its numbers may differ.` : '';
  const lost = failed.length ? ` Not restored: ${listed(unread.value.map(one => wordsFor(one.part)))}; it is still stored${words ? '' : ', and the sample is open'}.` : '';
  if (words || lost) store.marketNotice.value = { tone: lost ? 'bad' : 'good', text: `${words ? `Restored: ${words}.` : ''}${anew}${lost}`.trim(), issues: failed };
  else if (problem.value) store.marketNotice.value = { tone: 'bad', text: `Nothing was restored; the sample is open. ${problem.value}`, issues: [] };
  return words ? openLast : null;
}

/** Opens on the request that was quoted last, or else on one that this market has. @param {Issue[]} issues */
async function openLast(issues) {
  const last = lastRequest;
  // The draft and not its line: the client may have been picked beside it.
  if (last && last.origin !== 'preset') await askAgain(last);
  store.requestIssues.value = [...issues, ...store.requestIssues.value];
  if (!store.priced.value) await priceText(way.sample, issues);
  const fly = TEMPLATES.find(({ structure }) => structure === 'butterfly');
  if (!store.priced.value && fly) await ask(fly);
}

/** Goes back to the sample market and the demo desk; what was kept is removed. */
export async function backToSample() {
  await forgetAll();
  session.engine.renew();
  try {
    const [market, config] = await Promise.all([session.engine.call('market'), session.engine.call('desk')]);
    batch(() => {
      store.market.value = market;
      desk.value = config;
      store.volatilityOf.value = '';
      deskNotice.value = null;
      refused.value = {};
      booked.value = { tone: '', text: '', trade: null };
      store.marketNotice.value = { tone: 'good', text: 'The sample market and the demo desk are open.', issues: [] };
    });
    await priceAnew();
    if (!store.lineChanged.value && store.staleReason.value) await priceText(way.sample);
  } catch (error) {
    store.marketNotice.value = { tone: 'bad', text: /** @type {Error} */ (error).message, issues: [] };
  }
}
