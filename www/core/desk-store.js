// What only the desk's page knows: the quote with its reasons, the desk itself, trades on their way.

import { computed, signal } from '@preact/signals-core';
import { now, priced } from './store.js';

/** @typedef {import('@preact/signals-core').Signal<import('./types.js').Quote | null>} QuoteSignal */

/** The last quote there was, whether or not it still answers the request: on this page every price is a whole quote. */
export const quote = /** @type {QuoteSignal} */ (priced);
/** @type {import('@preact/signals-core').Signal<import('./types.js').DeskReport | null>} */
export const desk = signal(null);
/** The last word on a loaded desk. @type {import('@preact/signals-core').Signal<import('./store.js').Notice | null>} */
export const deskNotice = signal(null);
/** Whether a trade is on its way; a second click is not a second trade. */
export const booking = signal(false);
/** What the charges are shown in. @type {import('@preact/signals-core').Signal<'premium' | 'ticks' | 'volPoints' | 'basisPoints'>} */
export const chargeUnit = signal('premium');

/** Milliseconds until the quote ends; negative after it. */
export const timeLeft = computed(() => (quote.value ? new Date(quote.value.validUntil).getTime() - now.value : 0));
