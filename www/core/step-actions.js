// Back and forth through the requests that were asked.

import { priceForm, settleForm, showForm } from './form-actions.js';
import { readAgain, typeLine } from './line-actions.js';
import { ask, steps } from './pricing.js';
import { draftOfForm } from './request-form.js';
import * as store from './store.js';

export const { canUndo, canRedo } = steps;

export function undo() {
  // An edit that was about to be priced is a step of its own.
  settleForm();
  const { current } = steps;
  if (current && store.line.value !== current.line) return typeLine(current.line);
  return restore(steps.undo());
}

export const redo = () => restore(steps.redo());

/** Puts a step back and prices it at the present time. @param {import('./pricing.js').Step | null} step */
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
  // The market may have changed since.
  if (request.origin === 'line') return readAgain(request);
  return ask({ draft: request.draft, text: request.text, origin: request.origin }, []);
}
