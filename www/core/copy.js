// The quote on show in the forms that other programs take, put on the clipboard; where a form does not fit, the reason.

import { effect, signal } from '@preact/signals-core';
import { isQuoted, partOf } from './batch-rows.js';
import { number } from './format.js';
import { isPlainLine, linkOf } from './link.js';
import { session } from './session.js';
import * as deskStore from './desk-store.js';
import * as store from './store.js';

/**
 * @typedef {import('./store.js').Request} Request
 * @typedef {import('./types.js').Quote} Quote
 * @typedef {import('./types.js').Issue} Issue
 * @typedef {{ text: string, what: string }} Copied `what` was copied, for people
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

/** What became of the last copy. @type {import('@preact/signals-core').Signal<{ tone: '' | 'good' | 'bad', text: string }>} */
export const copied = signal({ tone: '', text: '' });

// What was said of one request does not stand beside the next.
effect(() => {
  void store.request.value;
  copied.value = { tone: '', text: '' };
});

/** A form that does not fit; the message is for the user. */
class NoFit extends Error {}

/** Copies the answer to the request on show. @param {Form} form */
export async function copyAs(form) {
  try {
    const { text, what } = await written(form);
    if (!globalThis.navigator?.clipboard) throw new NoFit('This browser gives the page no clipboard; it needs a secure address.');
    await navigator.clipboard.writeText(text);
    copied.value = { tone: 'good', text: `Copied: ${what}.` };
  } catch (error) {
    const words = error instanceof NoFit ? error.message : `The browser did not let the page copy: ${/** @type {Error} */ (error).message}`;
    copied.value = { tone: 'bad', text: `Not copied. ${words}` };
  }
}

/** @param {Form} form @returns {Promise<Copied>} */
export async function written(form) {
  if (store.lineChanged.value) throw new NoFit('The request line has changed; price it first.');
  const request = store.request.value;
  if (!request || store.pricing.value) throw new NoFit('The quote is not there yet.');
  const quote = request === store.quotedRequest.value ? deskStore.quote.value : null;
  switch (form) {
    case 'fix': return fix(request);
    case 'link': return link(request);
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

/** @param {Request} request @returns {Promise<Copied>} */
async function link({ draft, text, origin }) {
  const isTyped = origin === 'line' && isPlainLine(text);
  // From a message or the form only the request itself goes on: no client, reference or mark of the desk.
  const { client: _client, id: _id, ...asked } = draft;
  /** @type {string | undefined} */
  const line = isTyped ? text : draft.preset ? undefined : await session.engine.call('shorthand', [asked]);
  if (draft.preset && !isTyped) throw new NoFit('The worked example has no line of its own; its button is on every page.');
  if (!line) throw new NoFit('The request cannot be written as one line yet.');
  const address = linkOf(globalThis.location.href, line);
  if (!address) throw new NoFit(`The request is too long for a link: ${number(line.length, 0)} characters.`);
  return { text: address, what: `a link that holds “${line}” and nothing else; it is sent nowhere` };
}
