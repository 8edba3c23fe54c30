// The hedge plan of the quote on show, made when somebody looks at it, and the way of hedging that is charged for.

import { effect, signal } from '@preact/signals-core';
import { takeConfig } from './desk-files.js';
import { latest } from './latest.js';
import { failure, session } from './session.js';
import { desk } from './desk-store.js';
import { quotedRequest } from './store.js';

/** @typedef {{ report: import('./types.js').HedgeReport | null, problem: string }} Planned */

/** @type {import('@preact/signals-core').Signal<Planned>} */
const planned = signal({ report: null, problem: '' });
const wanted = signal(false);

/** The plan, and whether it is looked at. */
export const hedgePlan = {
  get value() { return planned.value; },
  set wanted(/** @type {boolean} */ is) { wanted.value = is; },
};

const plan = latest(
  (/** @type {import('./types.js').RfqDraft} */ draft) => session.engine.call('hedgePlan', [draft]),
  (/** @type {import('./types.js').HedgeReport} */ report) => { planned.value = { report, problem: '' }; },
  error => { planned.value = { report: null, problem: failure(error).message }; },
);

// Another request, market or desk makes another plan: each of them gives another quote.
effect(() => {
  const request = quotedRequest.value;
  if (wanted.value && request) plan(request.draft);
});

/** Charges for another way of hedging. @param {string} mode */
export function chooseHedge(mode) {
  const config = desk.value?.config;
  if (!config) return;
  const policy = /** @type {any} */ (config).policy;
  takeConfig({ ...config, policy: { ...policy, hedging: { ...policy.hedging, mode } } }, 'The desk with this hedge');
}
