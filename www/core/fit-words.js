// What a report card says: the rule of its traffic light, why a fit got its light, and the whole surface in one row.

import { number, percent } from './format.js';

/**
 * @typedef {import('./types.js').ExpiryReport} Card
 * @typedef {{ value: number, at: number | null, code: string }} Where the smallest or largest of a quantity, with its log-moneyness and expiry
 * @typedef {{ quotes: number, used: number, dropped: { reason: string, count: number }[], inside: number, rms: number, worst: Where | null,
 *   butterfly: Where | null, gap: Where | null, models: string[], status: import('./types.js').FitStatus }} Whole
 */

/** Share inside bid and offer from which a fit is good, and from which it is fair. */
const SHARES = { green: 0.9, amber: 0.75 };

export const RULE = `Good (green): no static arbitrage, and the model is inside bid and offer for at least ${100 * SHARES.green} % of the quotes. `
  + `Fair (amber): no static arbitrage, and at least ${100 * SHARES.amber} %. Poor (red): anything else`;

/** Rounding below zero is no arbitrage. */
const BUTTERFLY_TOLERANCE = 1e-9;

/** Models by the words of the report; one that is not known here is written as it is. @type {Record<string, string>} */
const MODELS = {
  'svi+spline': 'SVI, five parameters of its own, and a spline for what they miss',
  svi: 'SVI, five parameters of its own', ssvi: 'SSVI, its shape from the expiries around it', lifted: 'the smile of the expiry before, lifted to the quotes', carried: 'carried from its neighbours',
};

/** @param {string} model */
export const modelWords = model => MODELS[model] ?? model;

/** Why a fit has its light, in one sentence. @param {Card} card */
export function statusWhy({ status, model, insideBidAsk, minButterfly, minCalendarGap }) {
  const share = percent(insideBidAsk, 0);
  if (model === 'carried') return 'Poor: it has no fit of its own, its smile is carried from its neighbours.';
  if (status === 'green') return `Good: ${share} inside bid and offer, no static arbitrage.`;
  if (status === 'amber') return `Fair: ${share} inside bid and offer, less than ${100 * SHARES.green} %; no static arbitrage.`;
  const wrong = [
    ...((minButterfly ?? 0) < -BUTTERFLY_TOLERANCE ? [`butterfly arbitrage, g falls to ${number(minButterfly, 4)}`] : []),
    ...((minCalendarGap ?? 0) < 0 ? ['calendar arbitrage, total variance falls below the expiry before'] : []),
    ...(insideBidAsk < SHARES.amber ? [`only ${share} inside bid and offer, less than ${100 * SHARES.amber} %`] : []),
  ];
  return `Poor: ${wrong.join('; ') || 'its wings allow arbitrage beyond the strikes shown'}.`;
}

/** @param {import('./types.js').ExpiryReport['dropped']} dropped */
export const droppedWords = dropped => dropped.filter(({ count }) => count > 0).map(({ reason, count }) => `${count} ${reason}`).join(', ') || 'none';

/**
 * The report card of the whole surface; null where there is no expiry.
 * @param {Card[]} cards
 * @returns {Whole | null}
 */
export function wholeCard(cards) {
  if (!cards.length) return null;
  /** @type {Map<string, number>} */
  const dropped = new Map();
  let used = 0, quotes = 0, squares = 0, counted = 0, inside = 0;
  for (const card of cards) {
    for (const { reason, count } of card.dropped) dropped.set(reason, (dropped.get(reason) ?? 0) + count);
    // The share is over the fitted quotes and the outliers among them.
    const ofShare = card.used + (card.dropped.find(({ reason }) => reason === 'outlier')?.count ?? 0);
    used += card.used;
    quotes += card.quotes;
    squares += card.used * card.rmsVolPoints ** 2;
    counted += ofShare;
    inside += ofShare * card.insideBidAsk;
  }
  const order = /** @type {const} */ (['red', 'amber', 'green']);
  return {
    quotes, used,
    dropped: [...dropped].map(([reason, count]) => ({ reason, count })).toSorted((a, b) => b.count - a.count),
    inside: counted ? inside / counted : 0,
    rms: used ? Math.sqrt(squares / used) : 0,
    worst: least(cards, card => (card.used ? -card.maxVolPoints : null), () => null),
    butterfly: least(cards, card => card.minButterfly, card => card.minButterflyAt),
    gap: least(cards, card => card.minCalendarGap, card => card.minCalendarGapAt),
    models: [...new Set(cards.map(card => card.model))],
    status: order.find(status => cards.some(card => card.status === status)) ?? 'red',
  };
}

/** @param {Card[]} cards @param {(card: Card) => number | null} value @param {(card: Card) => number | null} at @returns {Where | null} */
function least(cards, value, at) {
  /** @type {Where | null} */
  let found = null;
  for (const card of cards) {
    const own = value(card);
    if (own !== null && (!found || own < found.value)) found = { value: own, at: at(card), code: card.code };
  }
  return found;
}

/** A log-moneyness as a place: the strike in percent of the forward. @param {number | null} k */
export const place = k => (k === null ? '' : `at ${number(100 * Math.exp(k), 0)}\u202f% of the forward`);
