// Everything a user can do. One direction: event → action → engine → signal → view.

import { batch } from '@preact/signals-core';
import { expiryCode } from './format.js';
import { latest } from './latest.js';
import { negated, resized } from './leg-steps.js';
import { requestOfHash } from './link.js';
import { MAX_LINE, oneLine, pasted } from './pasted.js';
import { answered, draftOfForm, emptyForm, formOfDraft, formOfQuote, marketOf } from './request-form.js';
import { failure, session } from './session.js';
import * as store from './store.js';
import { timeline } from './undo.js';

/**
 * @typedef {import('./types.js').Issue} Issue
 * @typedef {import('./types.js').ReadResult} ReadResult
 * @typedef {import('./store.js').Request} Request
 * @typedef {import('./types.js').Payoff} Payoff
 * @typedef {{ priced: import('./types.js').Priced | null, issues: Issue[], payoffs: { buy: Payoff | null, sell: Payoff | null } | null, accepted?: () => void }} Answer
 *   `accepted`: what is to follow where the answer is the newest and goes on show
 * @typedef {{ sample: string, begin(): Promise<void>, answer(request: Request): Promise<Answer> }} Way how a page prices: the request it opens on, what it asks
 *   the engine for first, and how it answers a request
 */

/** Lines that can be recalled. */
const MOST_LINES = 200;

/** @type {string[]} */
const history = [];
let historyAt = 0;

/** @type {Way} */
let way = { sample: '', begin: () => Promise.resolve(), answer: () => Promise.reject(new Error('The page was not told how to price.')) };

/** Says how this page prices. @param {Way} chosen */
export function priceBy(chosen) {
  way = chosen;
}

const tick = () => { store.now.value = Date.now(); };

/**
 * Starts the engine and opens on the sample market, with the request of the page's address priced, or the sample.
 * @param {() => import('./engine.js').WorkerLike} spawn
 * @param {string} [hash] the address's fragment
 */
export async function open(spawn, hash = '') {
  session.start(spawn);
  setInterval(tick, 1000);
  // Timers rest while a machine sleeps or a tab is hidden; the wall clock does not.
  globalThis.document?.addEventListener('visibilitychange', tick);
  try {
    await way.begin();
    if (!await openLink(hash)) await priceText(way.sample, linkIssues(hash));
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

/** What is wrong with the request in a fragment. @param {string} hash @returns {Issue[]} */
function linkIssues(hash) {
  const asked = requestOfHash(hash);
  return asked && 'problem' in asked ? [{ code: 'E-LINK', path: 'link', severity: 'warn', message: asked.problem }] : [];
}

// ---- the request line

const readLine = latest(
  (/** @type {string} */ text) => session.engine.call('read', [text]),
  (/** @type {ReadResult} */ result, text) => { store.reading.value = { ...result, text }; },
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
 * @param {Issue[]} [before] what is to be said besides
 * @param {(draft: import('./types.js').RfqDraft) => import('./types.js').RfqDraft} [complete] what the request says that its text does not
 */
async function priceText(text, before = [], complete = draft => forClient(draft, store.form.value.client.trim())) {
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
  showForm(formOfDraft(asked));
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

/** A line that names no client is the picked client's. @param {import('./types.js').RfqDraft} draft @param {string} picked */
const forClient = (draft, picked) => draft.client || !picked ? draft : { ...draft, client: picked };

/** Puts an earlier line back: −1 the one before, +1 the one after. @param {-1 | 1} step */
export function recall(step) {
  const next = Math.min(history.length, Math.max(0, historyAt + step));
  if (next === historyAt) return;
  historyAt = next;
  typeLine(history[next] ?? '');
}

// ---- prices

const answerLatest = latest(
  (/** @type {{ request: Request, issues: Issue[] }} */ { request }) => way.answer(request),
  (/** @type {Answer} */ { priced, issues: found, payoffs, accepted }, { request, issues }) => batch(() => {
    if (request !== store.request.value) return;
    store.pricing.value = false;
    store.requestIssues.value = merged(issues, found);
    if (!priced) return;
    store.priced.value = priced;
    store.quotedRequest.value = request;
    accepted?.();
    store.now.value = Date.now();
    if (payoffs) store.payoffs.value = payoffs;
    // Unless its legs have been edited since.
    if (request.draft.preset && store.form.value.rest.preset) {
      store.form.value = formOfQuote(store.form.value, priced);
      steps.amend(step => ({ ...step, form: store.form.value }));
    }
    if (request.draft.side === 'buy' || request.draft.side === 'sell') store.trade.value = request.draft.side;
  }),
  (error, { request, issues }) => batch(() => {
    if (request !== store.request.value) return;
    store.pricing.value = false;
    store.requestIssues.value = [...issues, failure(error)];
  }),
);

// ---- back and forth

/** @typedef {{ line: string, form: import('./request-form.js').RequestForm, request: Request }} Step a request with the line and the form as they stood */
/** @param {Request} request */
const asked = ({ draft, text, origin }) => JSON.stringify([draft, text, origin]);
const steps = timeline((/** @type {Step} */ a, /** @type {Step} */ b) => asked(a.request) === asked(b.request));
export const { canUndo, canRedo } = steps;

/** @param {Request} request */
const visit = request => steps.visit({ line: store.line.value, form: store.form.value, request });

export function undo() {
  // An edit that was about to be priced is a step of its own.
  if (formTimer !== undefined) priceForm();
  const { current } = steps;
  if (current && store.line.value !== current.line) return typeLine(current.line);
  return restore(steps.undo());
}

export const redo = () => restore(steps.redo());

/** Puts a step back and prices it at the present time. @param {Step | null} step */
function restore(step) {
  if (!step) return undefined;
  const { line, form, request } = step;
  typeLine(line);
  showForm(form);
  store.offered.value = null;
  if (draftOfForm(form, store.market.value).issues.length) {
    store.request.value = request;
    return priceForm();
  }
  return ask({ draft: request.draft, text: request.text, origin: request.origin }, []);
}

/** @param {Omit<Request, 'settings'>} asked @param {Issue[]} issues found while reading it */
function ask(asked, issues) {
  /** @type {Request} */
  const request = { ...asked, settings: { now: Date.now(), seed: crypto.getRandomValues(new Uint32Array(2)).reduce((sum, part) => sum * 2 ** 21 + part, 0) } };
  batch(() => {
    store.request.value = request;
    store.requestIssues.value = issues;
    store.pricing.value = true;
  });
  visit(request);
  return answerLatest({ request, issues });
}

/** The same finding may come from reading and from quoting. @param {Issue[]} first @param {Issue[]} second */
function merged(first, second) {
  const seen = new Set(second.map(issue => `${issue.code} ${issue.message}`));
  return [...first.filter(issue => !seen.has(`${issue.code} ${issue.message}`)), ...second];
}

/** Asks again for the request on show, at the present time and market. */
export function reprice() {
  const request = store.request.value;
  return request ? ask({ ...request }, []) : Promise.resolve();
}

/** Asks for an earlier request again, on what is in force now. @param {Pick<Request, 'draft' | 'text' | 'origin'>} earlier */
export function askAgain({ draft, text, origin }) {
  store.line.value = text;
  store.offered.value = null;
  showForm(formOfDraft(draft));
  return ask({ draft, text, origin }, []);
}

/** The source's own example, with its leg marks. */
export function workedExample() {
  store.line.value = '';
  showForm({ ...emptyForm(), quantity: '100', rest: { preset: 'source_fly' } });
  return ask({ draft: { preset: 'source_fly', quantity: 100, side: 'twoWay', legs: [] }, text: '', origin: 'preset' }, []);
}

/** Answers a query, by changing the line or the draft it was about. @param {import('./types.js').Answer} answer */
export function answer(answer) {
  const draft = store.lineChanged.value ? store.reading.value?.draft : store.request.value?.draft;
  const changed = answered({ text: store.line.value, draft: draft ?? { side: 'twoWay', quantity: 0, legs: [] } }, answer);
  if ('text' in changed) {
    store.line.value = changed.text;
    return priceLine();
  }
  showForm(formOfDraft(changed.draft));
  return ask({ draft: changed.draft, text: store.line.value, origin: 'form' }, []);
}

// ---- the form

/** @type {ReturnType<typeof setTimeout> | undefined} */
let formTimer;

function stopTimer() {
  clearTimeout(formTimer);
  formTimer = undefined;
}

/** Shows another request on the form, in place of an edit that was about to be priced. @param {import('./request-form.js').RequestForm} form */
function showForm(form) {
  stopTimer();
  store.form.value = form;
}

/** Changes fields of the form and prices it once the typing rests. @param {Partial<import('./request-form.js').RequestForm>} change */
export function editForm(change) {
  const form = { ...store.form.value, ...change };
  // A worked example or a structure's name says which legs; with other legs it would no longer be true.
  if (change.legs) {
    const { preset: _preset, structure: _structure, ...rest } = form.rest;
    form.rest = rest;
  }
  store.form.value = form;
  clearTimeout(formTimer);
  formTimer = setTimeout(priceForm, 250);
}

export function priceForm() {
  stopTimer();
  const { draft, issues } = draftOfForm(store.form.value, store.market.value);
  // The line stays as it is: one that was not sent is not answered by pricing the form.
  const request = { draft, text: store.request.value?.text ?? '', origin: /** @type {const} */ ('form') };
  if (issues.length) {
    const refused = { ...request, settings: { now: Date.now(), seed: 0 } };
    visit(refused);
    batch(() => { store.request.value = refused; store.requestIssues.value = issues; store.pricing.value = false; });
    return Promise.resolve();
  }
  return ask(request, []);
}

/** @param {number} index @param {Partial<import('./request-form.js').LegForm>} change */
export function editLeg(index, change) {
  editForm({ legs: store.form.value.legs.map((leg, i) => (i === index ? { ...leg, ...change } : leg)) });
}

/** Puts every leg on one market. @param {string} underlying @param {import('./types.js').Settlement | ''} settlement */
export function chooseMarket(underlying, settlement) {
  editForm({ underlying, settlement, legs: store.form.value.legs.map(leg => ({ ...leg, underlying, settlement })) });
}

/** Adds a leg like the last one. */
export function addLeg() {
  const form = store.form.value;
  const last = form.legs.at(-1);
  const { underlying, settlement } = last ?? form;
  const expiry = last?.expiry ?? expiryCode(marketOf(store.market.value, underlying, settlement)?.expiries[0]?.expiry);
  editForm({ legs: [...form.legs, { underlying, settlement, ratio: '1', type: last?.type ?? 'call', expiry, strike: '', markPrice: '', markVol: '', rest: {} }] });
}

/** @param {number} index */
export function removeLeg(index) {
  editForm({ legs: store.form.value.legs.filter((_, i) => i !== index) });
}

/** Turns the package over: what the client got on buying it, the client now gives. */
export function flipLegs() {
  editForm({ legs: store.form.value.legs.map(leg => ({ ...leg, ratio: negated(leg.ratio) })) });
}

/** Asks for the next round size up or down. @param {1 | -1} step */
export function resize(step) {
  const quantity = resized(store.form.value.quantity, step);
  if (quantity !== null) editForm({ quantity });
}
