// Legs changed step by step, to what is listed only: side, ratio, expiry, strike and size. A step that has nowhere to go is
// null; all legs go together or none does, so that a package keeps its shape.

import { expiryCode } from './format.js';
import { fieldText, parseNumber } from './parse-number.js';
import { marketOf } from './request-form.js';

/**
 * @typedef {import('./request-form.js').LegForm} LegForm
 * @typedef {import('./types.js').MarketReport} MarketReport
 * @typedef {1 | -1} Step
 */

const MINUS = /^\s*[-\u2212]/;

/** What the client does with a leg on buying the package. @param {string} ratio */
export const sideOf = ratio => (MINUS.test(ratio) ? 'sells' : 'buys');

/** The ratio of the other side. @param {string} ratio */
export const negated = ratio => (MINUS.test(ratio) ? ratio.replace(MINUS, '') : `\u2212${ratio.replace(/^\s*\+?/, '')}`);

/** A leg that is another contract now: a mark was one of the old. @param {LegForm} leg @param {Partial<LegForm>} change @returns {LegForm} */
function exchanged(leg, change) {
  const { mark: _mark, ...rest } = leg.rest;
  return { ...leg, ...change, markPrice: '', markVol: '', rest };
}

/** @param {LegForm} leg @param {MarketReport | null} market */
function expiriesOf(leg, market) {
  const expiries = marketOf(market, leg.underlying, leg.settlement)?.expiries ?? [];
  return { expiries, at: expiries.findIndex(one => expiryCode(one.expiry) === leg.expiry.trim().toUpperCase()) };
}

/** The leg at the next or previous listed expiry; one without an expiry stays. @param {LegForm} leg @param {MarketReport | null} market @param {Step} step @returns {LegForm | null} */
export function rolled(leg, market, step) {
  if (leg.type === 'spot') return leg;
  const { expiries, at } = expiriesOf(leg, market);
  const next = at < 0 ? undefined : expiries[at + step];
  return next ? exchanged(leg, { expiry: expiryCode(next.expiry) }) : null;
}

/** The leg at the next listed strike up or down; one without a strike stays. @param {LegForm} leg @param {MarketReport | null} market @param {Step} step @returns {LegForm | null} */
export function restruck(leg, market, step) {
  if (leg.type !== 'call' && leg.type !== 'put') return leg;
  const { expiries, at } = expiriesOf(leg, market);
  const from = parseNumber(leg.strike).value;
  if (from === undefined) return null;
  const strikes = expiries[at]?.strikes ?? [];
  const next = step > 0 ? strikes.find(strike => strike > from * (1 + 1e-9)) : strikes.findLast(strike => strike < from * (1 - 1e-9));
  return next === undefined ? null : exchanged(leg, { strike: fieldText(next) });
}

/** The leg with one contract more or less, never none. @param {LegForm} leg @param {Step} step @returns {LegForm | null} */
export function reweighted(leg, step) {
  const from = parseNumber(leg.ratio).value;
  return from === undefined ? null : { ...leg, ratio: fieldText(from + step || step) };
}

/** Every ratio doubled or halved, where all stay whole. @param {LegForm[]} legs @param {Step} step @returns {LegForm[] | null} */
export function scaled(legs, step) {
  const ratios = legs.map(leg => (parseNumber(leg.ratio).value ?? Number.NaN) * (step > 0 ? 2 : 0.5));
  return ratios.length && ratios.every(ratio => Number.isInteger(ratio) && ratio !== 0) ? legs.map((leg, i) => ({ ...leg, ratio: fieldText(ratios[i] ?? 0) })) : null;
}

/**
 * Steps one leg, or all together.
 * @param {LegForm[]} legs @param {number | null} which null for all
 * @param {(leg: LegForm) => LegForm | null} one
 * @returns {LegForm[] | null}
 */
export function stepLegs(legs, which, one) {
  const stepped = legs.map((leg, i) => (which === null || which === i ? one(leg) : leg));
  return stepped.some(leg => leg === null) || stepped.every((leg, i) => leg === legs[i]) ? null : /** @type {LegForm[]} */ (stepped);
}

/** The next round size up or down: 1, 2, 5, 10, 20, 50. @param {string} size @param {Step} step @returns {string | null} */
export function resized(size, step) {
  const from = parseNumber(size).value;
  if (from === undefined || !(from > 0)) return null;
  const decade = Math.floor(Math.log10(from));
  const rounds = [decade - 1, decade, decade + 1].flatMap(power => [1, 2, 5].map(digit => Number(`${digit}e${power}`)));
  const next = step > 0 ? rounds.find(round => round > from * (1 + 1e-9)) : rounds.findLast(round => round < from * (1 - 1e-9));
  return next === undefined ? null : fieldText(next);
}

/**
 * The model's leg of the quote that is the contract of a leg on the form; the quote has its legs in its own order and in lowest terms.
 * @param {LegForm} leg @param {import('./types.js').Priced | null} quote
 */
export function quotedLeg(leg, quote) {
  const isOption = leg.type === 'call' || leg.type === 'put';
  const strike = parseNumber(leg.strike).value;
  return quote?.legs.find(other => other.underlying === leg.underlying && (!leg.settlement || other.settlement === leg.settlement)
    && (isOption ? other.type === leg.type && other.strike === strike : other.kind === leg.type)
    && (leg.type === 'spot' || expiryCode(other.expiry) === leg.expiry.trim().toUpperCase()));
}
