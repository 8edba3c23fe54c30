// The request on show and its price: how it is asked for, what an answer changes, and every request that was asked.

import { batch } from '@preact/signals-core';
import { latest } from './latest.js';
import { formOfQuote } from './request-form.js';
import { failure } from './session.js';
import * as store from './store.js';
import { timeline } from './undo.js';

/**
 * @typedef {import('./types.js').Issue} Issue
 * @typedef {import('./store.js').Request} Request
 * @typedef {import('./types.js').Payoff} Payoff
 * @typedef {{ priced: import('./types.js').Priced | null, issues: Issue[], payoffs: { buy: Payoff | null, sell: Payoff | null } | null, accepted?: () => void }} Answer
 *   `accepted`: what is to follow where the answer is the newest and goes on show
 * @typedef {{ sample: string, begin(): Promise<null | ((issues: Issue[]) => Promise<void>)>, answer(request: Request): Promise<Answer> }} Way how a page prices: the request it opens on, what it asks
 *   the engine for first, with how it opens where not on that request, and how it answers a request
 */

/** @type {Way} */
export let way = { sample: '', begin: () => Promise.resolve(null), answer: () => Promise.reject(new Error('The page was not told how to price.')) };

/** Says how this page prices. @param {Way} chosen */
export function priceBy(chosen) {
  way = chosen;
}

/** Asks for the price of a request at the present time. @param {Omit<Request, 'settings'>} asked @param {Issue[]} issues found while reading it */
export function ask(asked, issues) {
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

/** Puts a request on show that cannot be asked for. @param {Omit<Request, 'settings'>} refused @param {Issue[]} issues */
export function refuse(refused, issues) {
  /** @type {Request} */
  const request = { ...refused, settings: { now: Date.now(), seed: 0 } };
  visit(request);
  batch(() => { store.request.value = request; store.requestIssues.value = issues; store.pricing.value = false; });
}

/** Asks again for the request on show, at the present time and market. */
export function reprice() {
  const request = store.request.value;
  return request ? ask({ ...request }, store.readIssues.value) : Promise.resolve();
}

const answerLatest = latest(
  (/** @type {{ request: Request, issues: Issue[] }} */ { request }) => way.answer(request),
  (/** @type {Answer} */ { priced, issues: found, payoffs, accepted }, { request, issues }) => batch(() => {
    if (request !== store.request.value) return;
    store.pricing.value = false;
    store.requestIssues.value = merged(issues, found);
    if (!priced) return;
    const before = store.quotedRequest.value?.draft.side;
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
    const { side } = request.draft;
    if (side === 'buy' || side === 'sell') store.trade.value = side;
    // What a one-sided request turned is turned back; what was chosen on a two-way one stays.
    else if (before === 'buy' || before === 'sell') store.trade.value = 'buy';
  }),
  (error, { request, issues }) => batch(() => {
    if (request !== store.request.value) return;
    store.pricing.value = false;
    store.requestIssues.value = [...issues, failure(error)];
  }),
);

/** The same finding may come from reading and from quoting. @param {Issue[]} first @param {Issue[]} second */
function merged(first, second) {
  const seen = new Set(second.map(issue => `${issue.code} ${issue.message}`));
  return [...first.filter(issue => !seen.has(`${issue.code} ${issue.message}`)), ...second];
}

/** @typedef {{ line: string, form: import('./request-form.js').RequestForm, request: Request }} Step a request with the line and the form as they stood */
/** @param {Request} request */
const asked = ({ draft, text, origin }) => JSON.stringify([draft, text, origin]);
/** The requests that were asked. */
export const steps = timeline((/** @type {Step} */ a, /** @type {Step} */ b) => asked(a.request) === asked(b.request));
/** @param {Request} request */
const visit = request => steps.visit({ line: store.line.value, form: store.form.value, request });
