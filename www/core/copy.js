// The quote on show in the forms that other programs take, put on the clipboard; where a form does not fit, the reason.

import { isQuoted, partOf } from './batch-rows.js';
import { NoFit, copy, link } from './clipboard.js';
import { session } from './session.js';
import * as deskStore from './desk-store.js';
import * as store from './store.js';

/**
 * @typedef {import('./store.js').Request} Request
 * @typedef {import('./types.js').Quote} Quote
 * @typedef {import('./types.js').Issue} Issue
 * @typedef {import('./clipboard.js').Copied} Copied
 * @typedef {'chat' | 'fix' | 'json' | 'csv' | 'link'} Form
 */

/** The forms in the order of their buttons. @type {{ key: Form, label: string, what: string }[]} */
export const FORMS = [
  { key: 'chat', label: 'Chat line', what: 'The quote as one line for a chat' },
  { key: 'fix', label: 'FIX', what: 'A FIX Quote, or the rejection of the request' },
  { key: 'json', label: 'JSON', what: 'The reply to a block RFQ, or the quote without its reasons' },
  { key: 'csv', label: 'CSV row', what: 'The quote with its charges, in the columns of a batch' },
  { key: 'link', label: 'Link', what: 'The address of this page with the request in it' },
];

/** Copies the answer to the request on show. @param {Form} form */
export const copyAs = form => copy(() => written(form));

/** @param {Form} form @returns {Promise<Copied>} */
export async function written(form) {
  if (store.lineChanged.value) throw new NoFit('The request line has changed; price it first.');
  const request = store.request.value;
  if (!request || store.pricing.value) throw new NoFit('The quote is not there yet.');
  const quote = request === store.quotedRequest.value ? deskStore.quote.value : null;
  switch (form) {
    case 'fix': return fix(request);
    case 'link':
      if (request.draft.preset && request.origin !== 'line') throw new NoFit('The worked example has no line of its own; its button is on every page.');
      return link(request);
    case 'chat': return { text: quoted(quote).chatLine, what: `the chat line${over()}` };
    case 'csv': quoted(quote); return csvRow(request);
    case 'json': return isBlockRfq(request.text) ? blockRfq(request, quoted(quote)) : quoteJson(request, quoted(quote));
  }
}

/** @param {Quote | null} quote @returns {Quote} */
function quoted(quote) {
  if (quote) return quote;
  const why = store.requestIssues.value.find(issue => issue.severity !== 'warn')?.message;
  throw new NoFit(`The request has no quote${why ? `: ${why}` : '.'} FIX has a form for that.`);
}

/** What is to be said of a quote past its time. */
const over = () => (deskStore.timeLeft.value <= 0 ? ', which has expired' : '');

/** @param {Request} request @returns {Promise<Copied>} */
async function fix({ draft, settings }) {
  /** @type {import('../../pkg/spread_pricer.js').FixReply} */
  const { type, text } = await session.engine.call('writeFix', [draft, { ...settings, readable: true }]);
  const name = type === 'S' ? `a FIX Quote${over()}` : 'a FIX rejection, as the request has no quote';
  return { text, what: `${name} (35=${type}), fields ended by |` };
}

/**
 * The columns of a batch, so that rows add up to its file.
 * @param {Request} request @returns {Promise<Copied>}
 */
async function csvRow({ draft, text, origin, settings }) {
  const said = origin === 'line' ? text : JSON.stringify(draft);
  /** @type {string} */
  const csv = await session.engine.call('batchCsv', [`request,client,id,quantity\n${[said, draft.client, draft.id, draft.quantity].map(field).join(',')}\n`, settings]);
  const { header, marks } = partOf(csv);
  if (!isQuoted(marks[0] ?? 0)) throw new NoFit('A batch would not quote this request as it is written.');
  return { text: csv.slice(header.length).trimEnd(), what: `a CSV row in the columns of a batch, the desk’s charges included${over()}` };
}

/** A field of a table, whatever is in it. @param {unknown} value */
const field = value => `"${String(value ?? '').replaceAll('"', '""')}"`;

/** Whether a request came as a block RFQ of the exchange. @param {string} text */
const isBlockRfq = text => /^\s*[[{]/.test(text) && /"(block_rfq_id|instrument_name)"/.test(text);

/** @param {Request} request @param {Quote} quote @returns {Promise<Copied>} */
async function blockRfq({ draft, text, settings }, quote) {
  /** @type {import('../../pkg/spread_pricer.js').BlockRfqReply} */
  const { bid, offer, issues } = await session.engine.call('writeBlockRfqQuote', [text, draft, settings]);
  const sides = [bid, offer].filter(side => side !== null && side !== undefined);
  const missing = [quote.bid !== null && !bid ? 'bid' : '', quote.offer !== null && !offer ? 'offer' : ''].filter(Boolean);
  const why = issues.find(issue => issue.severity !== 'warn')?.message ?? issues.at(-1)?.message ?? '';
  if (!sides.length) throw new NoFit(`There is no reply to this block RFQ: ${why}`);
  return { text: JSON.stringify(sides, null, 2), what: `the block RFQ’s reply, ${sides.length === 2 ? 'both sides' : 'one side'}${over()}${missing.length ? `; without the ${missing.join(' and the ')}: ${why}` : ''}` };
}

/** The request and its prices; what the desk charges for, and its own marks, stay with the desk. @param {Request} request @param {Quote} quote @returns {Copied} */
function quoteJson({ draft }, { id, status, currency, per, bid, offer, bidSize, offerSize, tick, validUntil, asOf, referenceForward, referenceSpot, request }) {
  const legs = (draft.legs ?? []).map(({ mark: _mark, ...leg }) => leg);
  const text = JSON.stringify({ request: { ...draft, legs }, understood: request, quote: { id, status, currency, per, bid, offer, bidSize, offerSize, tick, validUntil, asOf, referenceForward, referenceSpot } }, null, 2);
  return { text, what: `the quote as JSON, without its reasons${over()}; a block RFQ’s reply needs the exchange’s own message` };
}
