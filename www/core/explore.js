// Asks the engine for the payoff in the chosen state, over the chosen range, with the prices to read out; the newest question wins.

import { batch, effect, untracked } from '@preact/signals-core';
import { latest } from './latest.js';
import { drawnPayoff, dynamics, explored, exploreProblem, preview, quotedPayoff, slices, sliders, view, zoom } from './payoff-state.js';
import { expiryStops, isAtRest, scenarioOf } from './scenario-form.js';
import { failure, session } from './session.js';
import { priced, quotedRequest } from './store.js';

/**
 * @typedef {import('./types.js').Payoff} Payoff
 * @typedef {{ draft: import('./types.js').RfqDraft, base: Payoff | null, hasState: boolean, request: import('../../pkg/spread_pricer.js').PayoffRequest }} Question
 */

/** Even points of a curve that follows a slider: half of what is drawn at rest, and as many as a screen tells apart. */
const MOVING_POINTS = 201;

const ask = latest(
  (/** @type {Question} */ { draft, request }) => session.engine.call('payoff', [draft, request]),
  (/** @type {import('./types.js').PayoffResult} */ { facts, issues, ...curves }, { base, hasState, request }) => batch(() => {
    // What was asked before all of it was taken back answers nothing.
    if (!question()) return;
    // A strike that is moved may form what cannot be drawn; the last drawing stays until it is let go.
    exploreProblem.value = facts ? '' : issues.find(issue => issue.severity !== 'warn')?.message ?? '';
    // The worst outcomes do not move with a slider; they are asked for again only where what they rest on has changed.
    const worst = base && !request.tail ? { tail: base.tail, coin: facts?.coin ? { ...facts.coin, tail: base.coin?.tail ?? null } : null } : {};
    if (facts) explored.value = { payoff: { ...facts, ...curves, ...worst }, base, hasState };
  }),
  error => { exploreProblem.value = failure(error).message; },
);

/** The question that the signals make; null where the quote's own payoff answers it. @returns {Question | null} */
export function question() {
  const base = quotedPayoff.value;
  const draft = preview.value ?? quotedRequest.value?.draft;
  const shown = priced.value;
  if (!base || !draft || !shown) return null;
  const hasState = !isAtRest(sliders.value);
  const isSticky = dynamics.value !== 'stickyMoneyness';
  const own = view.value;
  if (!hasState && !isSticky && !zoom.value && !slices.value.length && !preview.value && !own) return null;
  const [lowest, highest] = zoom.value ?? [base.spots[0], base.spots.at(-1)];
  return {
    draft, base: preview.value ? null : base, hasState,
    request: {
      points: MOVING_POINTS, ...(lowest && highest ? { lowest, highest } : {}), slices: slices.value, ...(own ? { view: own } : {}), tail: Boolean(own) || Boolean(preview.value),
      // Strikes that are not quoted yet are seen at their theoretical value.
      ...(preview.value ? {} : { price: base.coin ? base.coin.paid : base.paid }),
      ...(hasState || isSticky ? { scenario: scenarioOf(sliders.value, dynamics.value, expiryStops(base)) } : {}),
    },
  };
}

let started = false;

/** Asks whenever the question changes, from now on. */
export function startExploring() {
  if (started) return;
  started = true;
  effect(() => {
    const asked = question();
    if (asked) ask(asked);
    else batch(() => { explored.value = null; exploreProblem.value = ''; });
  });
  // A quote of other legs begins anew: its own range, none of the old prices; one on another underlying without the view held of the last.
  let legs = '', underlying = '';
  effect(() => {
    const own = JSON.stringify(priced.value?.legs.map(({ strike, expiry, type, underlying }) => [strike, expiry, type, underlying]) ?? []);
    if (own !== legs) untracked(() => batch(() => { zoom.value = null; preview.value = null; if (legs) slices.value = []; }));
    legs = own;
    const on = priced.value?.underlying ?? '';
    if (underlying && on !== underlying) view.value = null;
    underlying = on;
  });
}

/** Zooms by a factor around a price. @param {number} factor below one looks closer @param {number} [centre] */
export function zoomBy(factor, centre) {
  const drawn = drawnPayoff.value?.payoff;
  // Turns of a wheel come faster than drawings.
  const [low, high] = zoom.value ?? [drawn?.spots[0], drawn?.spots.at(-1)];
  if (!drawn || low === undefined || high === undefined) return;
  const around = centre ?? (low + high) / 2;
  const width = high - low;
  if (factor < 1 && width < drawn.forward * 2e-3 || factor > 1 && width > drawn.forward * 20) return;
  zoom.value = [Math.max(drawn.forward * 1e-4, around - (around - low) * factor), Math.min(drawn.forward * 100, around + (high - around) * factor)];
}

/** Shows the band of two standard deviations as a whole, with the strikes. */
export function zoomToBands() {
  const drawn = drawnPayoff.value?.payoff;
  const widest = drawn?.bands.at(-1);
  if (!drawn || !widest) return;
  const room = 0.04 * (widest.high - widest.low);
  zoom.value = [Math.max(widest.low / 2, Math.min(widest.low, ...drawn.strikes) - room), Math.max(widest.high, ...drawn.strikes) + room];
}
