// What is done on the request line: typed, pasted, recalled, read and priced, and what it asks back answered.

import { showForm } from './form-actions.js';
import { latest } from './latest.js';
import { MAX_LINE, oneLine, pasted } from './pasted.js';
import { ask, reprice } from './pricing.js';
import { answered, formOfDraft } from './request-form.js';
import { failure, session } from './session.js';
import * as store from './store.js';

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
 * @param {(draft: import('./types.js').RfqDraft) => import('./types.js').RfqDraft} [complete] what the request says that its text does not
 */
export async function priceText(text, before = [], complete = besideLine(text)) {
  store.line.value = text;
  store.offered.value = null;
  await readLine(text);
  const read = store.reading.value;
  if (!read || read.text !== text) return;
  if (history.push(text) > MOST_LINES) history.shift();
  historyAt = history.length;
  const { draft } = read;
  const issues = [...before, ...read.issues];
  if (!draft || read.issues.some(issue => issue.severity === 'reject')) {
    store.requestIssues.value = issues;
    return;
  }
  const asked = complete(draft);
  const { picked, client } = store.form.value;
  showForm({ ...formOfDraft(asked), picked: Boolean(picked) && !draft.client && (asked.client ?? '') === client.trim() });
  await ask({ draft: asked, text, origin: 'line' }, issues);
}

/**
 * Prices a row of a batch by itself: its columns say what its text may not.
 * @param {{ place: number, text: string, client: string, id: string, quantity: number | null }} row
 */
export async function priceRow({ place, text, client, id, quantity }) {
  const line = oneLine(text);
  store.fromBatch.value = { place, text: line };
  await priceText(line, [], ({ client: _client, id: _id, ...draft }) => ({
    ...draft, ...(quantity === null ? {} : { quantity }), ...(client ? { client } : {}), ...(id ? { id } : {}),
  }));
}

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
 * @param {string} text @returns {(draft: import('./types.js').RfqDraft) => import('./types.js').RfqDraft}
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
