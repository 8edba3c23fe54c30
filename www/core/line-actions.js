// What is done on the request line: typed, pasted, recalled, read and priced, and what it asks back answered.

import { settleForm, showForm } from './form-actions.js';
import { latest } from './latest.js';
import { MAX_LINE, oneLine, pasted } from './pasted.js';
import { ask, refuse, reprice, steps } from './pricing.js';
import { answered, formOfDraft } from './request-form.js';
import { failure, session } from './session.js';
import * as store from './store.js';

/** @typedef {(draft: import('./types.js').RfqDraft) => import('./types.js').RfqDraft} Complete adds what the request says that its text does not */

/** Lines that can be recalled. */
const MOST_LINES = 200;

/** @type {string[]} */
const history = [];
let historyAt = 0;

const readLine = latest(
  (/** @type {string} */ text) => session.engine.call('read', [text]),
  (/** @type {import('./types.js').ReadResult} */ result, text) => { store.reading.value = { ...result, text }; },
  (error, text) => { store.reading.value = { text, draft: null, explanation: null, solved: [], issues: [failure(error)] }; },
);

/** @param {string} text */
export function typeLine(text) {
  store.line.value = text.slice(0, MAX_LINE);
  if (text.trim()) readLine(store.line.value);
  else store.reading.value = null;
}

/** Reads the line as it stands and asks for its price. */
export async function priceLine() {
  const text = store.line.value.trim();
  await (text ? priceText(text) : reprice());
}

/**
 * Puts a text into the line, reads it and asks for its price.
 * @param {string} text
 * @param {import('./types.js').Issue[]} [before] what is to be said besides
 * @param {Complete} [complete]
 */
export async function priceText(text, before = [], complete = besideLine(text)) {
  store.line.value = text;
  store.offered.value = null;
  if (history.push(text) > MOST_LINES) history.shift();
  historyAt = history.length;
  await readAndAsk(text, before, complete);
}

/** @param {string} text @param {import('./types.js').Issue[]} before @param {Complete} complete */
async function readAndAsk(text, before, complete) {
  await readLine(text);
  const read = store.reading.value;
  if (!read || read.text !== text) return;
  const { draft } = read;
  const issues = [...before, ...read.issues];
  if (!draft || read.issues.some(issue => issue.severity === 'reject')) {
    // Another market may not know what this line was quoted on.
    if (store.request.value && !store.lineChanged.value) refuse({ draft: store.request.value.draft, text, origin: 'line' }, issues);
    else store.requestIssues.value = issues;
    return;
  }
  const asked = complete(draft);
  const { picked, client } = store.form.value;
  showForm({ ...formOfDraft(asked), picked: Boolean(picked) && !draft.client && (asked.client ?? '') === client.trim() });
  await ask({ draft: asked, text, origin: 'line' }, issues);
}

/** Prices what is on show on a market that has changed: a line as that market reads it, a request of the form as it stands. */
export async function priceAnew() {
  settleForm();
  const request = store.request.value;
  if (store.lineChanged.value) typeLine(store.line.value);
  else if (request?.origin === 'line') await readAgain(request);
  else await reprice();
}

/** Reads the line of a request again and prices it, for the client and in the size that its text may not say. @param {import('./store.js').Request} request */
export function readAgain(request) {
  const { text, draft } = request;
  const before = store.reading.value;
  const isOwnSize = before?.text === text && before.draft?.quantity === draft.quantity;
  const complete = rowOf({ ...draft, quantity: isOwnSize ? null : draft.quantity ?? null });
  return readAndAsk(text, [], read => {
    const asked = complete(read);
    // The same request on another market is no step to go back to.
    steps.amend(step => ({ ...step, request: { ...request, draft: asked } }));
    return asked;
  });
}

/**
 * Prices a row of a batch by itself: its columns say what its text may not.
 * @param {{ place: number, text: string, client: string, id: string, quantity: number | null }} row
 */
export async function priceRow({ place, text, client, id, quantity }) {
  const line = oneLine(text);
  store.fromBatch.value = { place, text: line };
  await priceText(line, [], rowOf({ client, id, quantity }));
}

/** What is said beside a text goes before what is said in it. @param {{ client?: string, id?: string, quantity: number | null }} beside @returns {Complete} */
const rowOf = ({ client, id, quantity }) => ({ client: _client, id: _id, ...draft }) => ({
  ...draft, ...(quantity === null ? {} : { quantity }), ...(client ? { client } : {}), ...(id ? { id } : {}),
});

/**
 * Takes what was pasted over a range of the line: a request of any form on one line; several are offered as a batch.
 * @param {string} text @param {[number, number]} range
 * @returns {number | null} where the caret stands then; null where the line is as it was
 */
export function pasteIntoLine(text, [start, end]) {
  const found = pasted(text);
  if (found.kind !== 'line') {
    store.offered.value = found;
    return null;
  }
  store.offered.value = null;
  const { line } = store;
  typeLine(line.value.slice(0, start) + found.text + line.value.slice(end));
  return start + found.text.length;
}

/**
 * A line that names no client is the picked client's, else nobody's: who asked before does not ask again. The line on show stays its own client's.
 * @param {string} text @returns {Complete}
 */
function besideLine(text) {
  const { picked, client } = store.form.value;
  const known = picked || text.trim() === store.request.value?.text ? client.trim() : '';
  return draft => (draft.client || !known ? draft : { ...draft, client: known });
}

/** Puts an earlier line back: −1 the one before, +1 the one after. @param {-1 | 1} step */
export function recall(step) {
  const next = Math.min(history.length, Math.max(0, historyAt + step));
  if (next === historyAt) return;
  historyAt = next;
  typeLine(history[next] ?? '');
}

/** Answers a query, by changing the line or the draft it was about. @param {import('./types.js').Answer} answer */
export function answer(answer) {
  const draft = store.lineChanged.value ? store.reading.value?.draft : store.request.value?.draft;
  const changed = answered({ text: store.line.value, draft: draft ?? { side: 'twoWay', quantity: 0, legs: [] } }, answer);
  // The line that is asked about stays its client's when an answer changes it.
  const complete = besideLine(store.line.value);
  if ('text' in changed) return priceText(changed.text.trim(), [], complete);
  const asked = complete(changed.draft);
  showForm({ ...formOfDraft(asked), picked: Boolean(store.form.value.picked) });
  return ask({ draft: asked, text: store.line.value, origin: 'form' }, []);
}
