// What is done on the form: its fields and legs changed, and another request put into it.

import { expiryCode } from './format.js';
import { negated, resized } from './leg-steps.js';
import { ask, refuse } from './pricing.js';
import { draftOfForm, emptyForm, formOfDraft, marketOf } from './request-form.js';
import * as store from './store.js';

/** @type {ReturnType<typeof setTimeout> | undefined} */
let formTimer;

function stopTimer() {
  clearTimeout(formTimer);
  formTimer = undefined;
}

/** Shows another request on the form, in place of an edit that was about to be priced. @param {import('./request-form.js').RequestForm} form */
export function showForm(form) {
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
    refuse(request, issues);
    return Promise.resolve();
  }
  return ask(request, []);
}

/** Prices at once an edit that was about to be priced. */
export function settleForm() {
  if (formTimer !== undefined) priceForm();
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

/** Asks for an earlier request again, on what is in force now. @param {Pick<import('./store.js').Request, 'draft' | 'text' | 'origin'>} earlier */
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
