// The request as the form holds it, all text, and its way to and from a draft. Nothing is guessed: text that is no number
// becomes an issue at its field.

import { expiryCode } from './format.js';
import { fieldText, parseNumber } from './parse-number.js';
import { rangeOfPath } from './text-range.js';

/**
 * @typedef {import('./types.js').RfqDraft} RfqDraft
 * @typedef {import('./types.js').LegDraft} LegDraft
 * @typedef {import('./types.js').Issue} Issue
 * @typedef {import('./types.js').Answer} Answer
 * @typedef {import('./types.js').MarketReport} MarketReport
 * @typedef {{ underlying: string, settlement: import('./types.js').Settlement | '', ratio: string, type: 'call' | 'put' | 'future' | 'spot', expiry: string,
 *   strike: string, markPrice: string, markVol: string, rest: Partial<LegDraft> }} LegForm `rest` carries what the form has no field for
 * @typedef {{ client: string, side: import('./types.js').Asked, quantity: string, underlying: string, settlement: import('./types.js').Settlement | '',
 *   legs: LegForm[], rest: Partial<RfqDraft>, picked?: boolean }} RequestForm its own underlying and settlement are those of a first leg that is yet to be added;
 *   `picked`: whether the user chose the client beside the line, since a line last named one
 */

/** @returns {RequestForm} */
export const emptyForm = () => ({ client: '', side: 'twoWay', quantity: '', underlying: '', settlement: '', legs: [], rest: {} });

/** Which of a leg's issues each of its fields shows, by the end of their paths. */
const LEG_PATHS = { ratio: ['ratio'], type: ['type', 'kind'], expiry: ['expiry'], strike: ['strike'], markPrice: ['mark.price', 'mark'], markVol: ['mark.vol', 'mark.vega'] };
/** @typedef {keyof typeof LEG_PATHS} LegField */

/** The fields that a leg has on the form. @param {LegForm['type']} type @returns {LegField[]} */
export const fieldsOf = type => (type === 'spot' ? ['ratio', 'type'] : type === 'future' ? ['ratio', 'type', 'expiry'] : ['ratio', 'type', 'expiry', 'strike', 'markPrice', 'markVol']);

/** The paths of the issues that a leg's field shows. @param {number} index @param {LegField} field */
export const pathsOf = (index, field) => LEG_PATHS[field].map(path => `legs[${index}].${path}`);

/** Where a leg's market is at fault. @param {number} index */
export const marketPaths = index => [`legs[${index}].underlying`, `legs[${index}].settlement`];

/** Whether a field of the form shows the issues at a path. @param {RequestForm} form @param {string} path */
export function hasField(form, path) {
  return ['client', 'side', 'quantity'].includes(path)
    || form.legs.some((leg, i) => marketPaths(i).includes(path) || fieldsOf(leg.type).some(field => pathsOf(i, field).includes(path)));
}

/** @param {number | null | undefined} value */
const text = value => (value === null || value === undefined ? '' : fieldText(value));

/** @param {number | undefined} vol */
const volText = vol => (vol === undefined || vol === null ? '' : fieldText(Math.round(vol * 1e8) / 1e6));

/** @param {RfqDraft} draft @returns {RequestForm} */
export function formOfDraft(draft) {
  const { client, side = 'twoWay', quantity, legs = [], ...rest } = draft;
  const first = legs[0];
  return {
    client: client ?? '', side, quantity: text(quantity), underlying: first?.underlying ?? '', settlement: first?.settlement ?? '',
    legs: legs.map(legFormOf), rest,
  };
}

/** @param {LegDraft} leg @returns {LegForm} */
export function legFormOf(leg) {
  const { underlying, settlement = '', ratio, kind, expiry, strike, type, mark, ...rest } = leg;
  return {
    underlying, settlement, ratio: text(ratio), type: kind === 'option' ? type ?? 'call' : kind, expiry: expiryCode(expiry), strike: text(strike),
    markPrice: text(mark?.price), markVol: volText(mark?.vol), rest: mark?.vega === undefined ? rest : { ...rest, mark: { vega: mark.vega } },
  };
}

/**
 * The form with the legs of a quote, for a request that stated none of its own; a leg keeps the marks it was given.
 * @param {RequestForm} form @param {import('./types.js').Priced} quote @returns {RequestForm}
 */
export function formOfQuote(form, quote) {
  const legs = quote.legs.map(leg => {
    const marked = (/** @type {string} */ what) => leg.marked.includes(what);
    const mark = {
      ...(marked('price') ? { price: leg.price } : {}),
      ...(marked('vol') && leg.vol !== null ? { vol: leg.vol } : {}),
      // A mark is in premium currency, the reported vega in price currency.
      ...(marked('vega') ? { vega: leg.reportedVega / (leg.currency === quote.priceCurrency ? 1 : quote.referenceSpot) } : {}),
    };
    return legFormOf({
      ratio: leg.ratio, kind: leg.kind, underlying: leg.underlying, settlement: leg.settlement,
      ...(leg.expiry ? { expiry: leg.expiry } : {}), ...(leg.strike ? { strike: leg.strike } : {}), ...(leg.type ? { type: leg.type } : {}),
      ...(Object.keys(mark).length ? { mark } : {}),
    });
  });
  return { ...form, underlying: quote.underlying, settlement: quote.legs[0]?.settlement ?? '', legs };
}

/**
 * The draft that the form states, and what in it is not a number.
 * @param {RequestForm} form
 * @param {MarketReport | null} market resolves an expiry's code to the listed instant
 * @returns {{ draft: RfqDraft, issues: Issue[] }}
 */
export function draftOfForm(form, market) {
  /** @type {Issue[]} */
  const issues = [];
  /** @param {string} value @param {string} path @param {import('./types.js').IssueCode} code */
  const read = (value, path, code) => {
    const parsed = parseNumber(value);
    if (parsed.error !== undefined) issues.push({ code, path, severity: 'reject', message: parsed.error });
    return parsed.value ?? 0;
  };
  const quantity = read(form.quantity, 'quantity', 'E-QTY');
  const preset = form.rest.preset !== undefined;
  const legs = preset ? [] : form.legs.map((leg, i) => legDraftOf(leg, i, market, read));
  /** @type {RfqDraft} */
  const draft = { ...form.rest, side: form.side, quantity, legs };
  if (form.client.trim()) draft.client = form.client.trim();
  return { draft, issues };
}

/**
 * @param {LegForm} leg @param {number} index @param {MarketReport | null} market
 * @param {(value: string, path: string, code: import('./types.js').IssueCode) => number} read
 * @returns {LegDraft}
 */
function legDraftOf(leg, index, market, read) {
  const at = `legs[${index}]`;
  const option = leg.type === 'call' || leg.type === 'put';
  const { mark: unseen, ...rest } = leg.rest;
  /** @type {LegDraft} */
  const draft = { ...rest, ratio: read(leg.ratio, `${at}.ratio`, 'E-RATIO'), kind: option ? 'option' : /** @type {any} */ (leg.type), underlying: leg.underlying };
  if (leg.settlement) draft.settlement = leg.settlement;
  if (leg.type !== 'spot') draft.expiry = listedInstant(market, leg);
  // A strike or mark typed before the leg became a future is no longer to be seen, and not meant.
  if (!option) return draft;
  draft.strike = read(leg.strike, `${at}.strike`, 'E-STRIKE');
  draft.type = /** @type {'call' | 'put'} */ (leg.type);
  const mark = { ...unseen };
  if (leg.markPrice.trim()) mark.price = read(leg.markPrice, `${at}.mark.price`, 'E-MARK');
  if (leg.markVol.trim()) mark.vol = read(leg.markVol.replace('%', ''), `${at}.mark.vol`, 'E-MARK') / 100;
  if (Object.keys(mark).length) draft.mark = mark;
  return draft;
}

/**
 * The loaded market of an underlying; without a settlement the most recently loaded one is meant.
 * @param {MarketReport | null} market @param {string} underlying @param {string} settlement
 */
export function marketOf(market, underlying, settlement) {
  const own = (market?.underlyings ?? []).filter(u => u.id === underlying);
  return settlement ? own.find(u => u.settlement === settlement) : own[0];
}

/**
 * The one market that all legs are on, or that a first leg would be on; null where the legs are on several.
 * @param {RequestForm} form @param {MarketReport | null} market
 * @returns {{ underlying: string, settlement: string, listed: import('./types.js').UnderlyingReport | undefined } | null}
 */
export function commonMarket(form, market) {
  const [first, ...others] = (form.legs.length ? form.legs : [form]).map(({ underlying, settlement }) => ({ underlying, settlement, listed: marketOf(market, underlying, settlement) }));
  return first && others.every(other => other.underlying === first.underlying && other.listed === first.listed && (other.listed || other.settlement === first.settlement)) ? first : null;
}

/** @param {MarketReport | null} market @param {LegForm} leg */
function listedInstant(market, { underlying, settlement, expiry }) {
  const wanted = expiry.trim().toUpperCase();
  return marketOf(market, underlying, settlement)?.expiries.find(e => expiryCode(e.expiry) === wanted)?.expiry ?? expiry.trim();
}

/**
 * The request after a query was answered: its line where the answer names the text or a range of it, else its draft.
 * @param {{ text: string, draft: RfqDraft }} request
 * @param {Answer} answer
 * @returns {{ text: string } | { draft: RfqDraft }}
 */
export function answered({ text: line, draft }, answer) {
  if (answer.path === 'text') return { text: answer.value };
  const range = rangeOfPath(line, answer.path);
  if (range) return { text: line.slice(0, range[0]) + answer.value + line.slice(range[1]) };
  const changed = structuredClone(draft);
  const keys = answer.path.split(/[.[\]]+/).filter(Boolean);
  const last = keys.pop();
  if (last === undefined) return { draft: changed };
  /** @type {any} */
  let owner = changed;
  for (const key of keys) owner = owner[key] ??= {};
  owner[last] = valueOf(answer.value, owner[last]);
  return { draft: changed };
}

/** An answer's text as the type of what it replaces. @param {string} value @param {unknown} old */
function valueOf(value, old) {
  if (typeof old === 'number') return Number(value);
  if (/^[[{]/.test(value)) return JSON.parse(value);
  return value;
}
