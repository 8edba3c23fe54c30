// What every page knows; `desk-store.js` has what only the desk's does. Views read these signals, only actions write them.

import { computed, signal } from '@preact/signals-core';
import { emptyForm } from './request-form.js';

/**
 * @typedef {import('./types.js').Issue} Issue
 * @typedef {import('./types.js').Priced} Priced
 * @typedef {import('./types.js').Payoff} Payoff
 * @typedef {import('./types.js').RfqDraft} RfqDraft
 * @typedef {{ draft: RfqDraft, text: string, origin: 'line' | 'form' | 'preset', settings: { now: number, seed: number } }} Request `text`: the line last sent,
 *   from which the request or its form began; `settings`: those that give its quote again
 * @typedef {{ tone: 'good' | 'bad' | 'info', text: string, issues: Issue[] }} Notice
 */

/** @type {import('@preact/signals-core').Signal<{ status: import('./engine.js').EngineStatus, detail: string }>} */
export const engine = signal({ status: 'starting', detail: '' });
/** @type {import('@preact/signals-core').Signal<import('./types.js').MarketReport | null>} */
export const market = signal(null);
/** The last word on a loaded file. @type {import('@preact/signals-core').Signal<Notice | null>} */
export const marketNotice = signal(null);

/** The market whose volatility is shown, as `keyOf` names it; empty takes the one loaded last. */
export const volatilityOf = signal('');

export const line = signal('');
/** What the engine made of the line as typed so far. @type {import('@preact/signals-core').Signal<import('./types.js').ReadResult & { text: string } | null>} */
export const reading = signal(null);
export const form = signal(emptyForm());
/** The request last sent for a quote. @type {import('@preact/signals-core').Signal<Request | null>} */
export const request = signal(null);
/** Its issues. @type {import('@preact/signals-core').Signal<Issue[]>} */
export const requestIssues = signal([]);
export const pricing = signal(false);

/** The last price there was, whether or not it still answers the request. @type {import('@preact/signals-core').Signal<Priced | null>} */
export const priced = signal(null);
/** @type {import('@preact/signals-core').Signal<Request | null>} */
export const quotedRequest = signal(null);
/** The payoff of buying one spread at the offer, and of buying it at the bid (a client's sale turned over). @type {import('@preact/signals-core').Signal<{ buy: Payoff | null, sell: Payoff | null }>} */
export const payoffs = signal({ buy: null, sell: null });

/** A market by underlying and settlement, which together name it. @param {{ id: string, settlement: import('./types.js').Settlement }} market */
export const keyOf = ({ id, settlement }) => `${id} ${settlement}`;

/** Wall clock in milliseconds, one step a second. */
export const now = signal(Date.now());
/** @type {import('@preact/signals-core').Signal<'auto' | 'light' | 'dark'>} */
export const theme = signal('auto');
/** @type {import('@preact/signals-core').Signal<'client' | 'dealer'>} */
export const holder = signal('client');
/** @type {import('@preact/signals-core').Signal<'buy' | 'sell'>} */
export const trade = signal('buy');
/** @type {import('@preact/signals-core').Signal<'spread' | 'total' | 'percent'>} */
export const scale = signal('spread');

/** What was pasted into the line and is not on it: several requests, or too long a one. @type {import('@preact/signals-core').Signal<Exclude<ReturnType<typeof import('./pasted.js').pasted>, { kind: 'line' }> | null>} */
export const offered = signal(null);
/** The row of the batch that was last put into the line, and its text there. @type {import('@preact/signals-core').Signal<{ place: number, text: string } | null>} */
export const fromBatch = signal(null);

/** Issues of the line while it is being typed, else of the request. */
export const shownIssues = computed(() => {
  const read = reading.value;
  return read && read.text === line.value && lineChanged.value ? read.issues : requestIssues.value;
});

/** What reading the line of the request on show found, where it is priced as it was read. */
export const readIssues = computed(() => {
  const read = reading.value, asked = request.value;
  return read && asked?.origin === 'line' && read.text === asked.text ? read.issues : [];
});

/** What is asked back about the request on show and is not answered; its price is that of one meaning. */
export const openQuestion = computed(() => [...requestIssues.value, ...readIssues.value].find(issue => issue.severity === 'query')?.message ?? '');

/** Whether the line says something that has not been sent for a quote. */
export const lineChanged = computed(() => line.value !== (request.value?.text ?? ''));

/** Why the price on show does not answer the request on show; empty when it does. */
export const staleReason = computed(() => {
  if (!priced.value) return '';
  if (lineChanged.value) {
    const unreadable = reading.value?.text === line.value && reading.value.issues.some(issue => issue.severity === 'reject');
    return unreadable ? 'The request line cannot be read. This is the last price given.' : 'The request line has changed. Press Enter to price it.';
  }
  if (!pricing.value && request.value !== quotedRequest.value) {
    const first = requestIssues.value.find(issue => issue.severity !== 'warn') ?? requestIssues.value[0];
    return `The request could not be priced${first ? `: ${first.message}` : '.'} This is the last price given.`;
  }
  return '';
});

/** Issues at one field of the form; those of a priced form stay while another line is typed. @param {string} path */
export const issuesAt = path => (request.value?.origin === 'form' ? requestIssues.value : shownIssues.value).filter(issue => issue.path === path);
