// What the clients' page puts on the clipboard: a link to the spread, and its indicative price as one line.

import { NoFit, copy, link } from '../core/clipboard.js';
import { dateTime, per } from '../core/format.js';
import { lineChanged, pricing, quotedRequest, request } from '../core/store.js';
import { indication, pricedOf, SOURCE } from './indicate.js';
import { said } from './words.js';

/** The request on show, once it is one. */
function shown() {
  if (lineChanged.value) throw new NoFit('The line has changed; price it first.');
  if (!request.value || pricing.value) throw new NoFit('The price is not there yet.');
  return request.value;
}

export const copyLink = () => copy(async () => link(shown()));

export const copyText = () => copy(async () => {
  const asked = shown();
  const found = asked === quotedRequest.value ? indication.value : null;
  const as = found && pricedOf(found);
  if (!found || !as) throw new NoFit('The spread has no price.');
  return { text: textOf(found, as, Boolean(asked.draft.tied)), what: 'the indicative price as one line' };
});

/**
 * The price in a line that stands by itself: what, how much, on which market, what is not in it, and that nobody quotes it. Numbers keep the decimal point, for other programs.
 * @param {import('./indicate.js').Indication} found @param {import('../core/types.js').Priced} as @param {boolean} isTied
 */
function textOf(found, as, isTied) {
  const { low, high, decimals, currency } = found;
  const range = low === null || high === null ? 'no range, as a leg is not quoted on both sides' : `${low.toFixed(decimals)} to ${high.toFixed(decimals)}`;
  return `Indicative, not a quote: ${said(as.request)} Theoretical ${as.theoretical.toFixed(decimals + 2)} ${currency} per ${per(as)} (${range})${isTied ? ', without the hedge that would change hands' : ''}${found.legs.some(({ marked }) => marked.length) ? ', with own marks on its legs' : ''}. Market: ${SOURCE[found.source] ?? found.source}, ${dateTime(found.asOf)}.`;
}
