// What the volatility panel knows: the market it shows, its smiles and its surface, asked of the engine once the panel is near the screen.

import { batch, computed, effect, signal } from '@preact/signals-core';
import { latest } from './latest.js';
import { failure, session } from './session.js';
import { fittedRange, labels, lineGrid } from './smile-view.js';
import { keyOf, market, volatilityOf } from './store.js';
import { sampling } from './surface-view.js';

/**
 * @typedef {import('./types.js').UnderlyingReport} UnderlyingReport
 * @typedef {import('./types.js').FittedSlice} FittedSlice
 * @typedef {import('./surface-view.js').Surface & { of: UnderlyingReport, parameters: FittedSlice[] }} Volatility
 */

/** Whether anybody can see the panel yet. */
export const wanted = signal(false);
/** The expiry to show, an ISO instant; empty takes one about a month out. */
export const chosenExpiry = signal('');
/** @type {import('@preact/signals-core').Signal<'smile' | 'variance' | 'surface' | 'report'>} */
export const view = signal('smile');
/** @type {import('@preact/signals-core').Signal<Volatility | null>} */
export const volatility = signal(null);
/** Why there is nothing to show; empty while all is well. */
export const problem = signal('');

/** The market that is shown. */
export const underlying = computed(() => {
  const all = market.value?.underlyings ?? [];
  return all.find(u => keyOf(u) === volatilityOf.value) ?? all[0] ?? null;
});

/** Years of the expiry that is shown where none was chosen. */
const USUAL = 30 / 365;

/** The expiry that is shown. */
export const slice = computed(() => {
  const slices = volatility.value?.slices ?? [];
  return slices.find(({ expiry }) => expiry === chosenExpiry.value) ?? slices.toSorted((a, b) => fromUsual(a) - fromUsual(b))[0] ?? null;
});

/** @param {{ years: number }} slice */
const fromUsual = ({ years }) => Math.abs(Math.log(years / USUAL));

/** Its report card. */
export const card = computed(() => volatility.value?.of.expiries.find(({ expiry }) => expiry === slice.value?.expiry) ?? null);

const load = latest(read, answer => batch(() => {
  volatility.value = answer;
  problem.value = '';
}), error => { problem.value = failure(error).message; });

/** @param {UnderlyingReport} of @returns {Promise<Volatility>} */
async function read(of) {
  const { engine } = session;
  const variances = (/** @type {number[]} */ years, /** @type {Float64Array} */ k) => engine.call('variances', [of.id, of.settlement, Float64Array.from(years), k]);
  /** @type {[import('./types.js').SmilesReport, import('./types.js').FittedUnderlying[]]} */
  const [smiles, fitted] = await Promise.all([engine.call('smiles', [of.id, of.settlement]), engine.call('fitted')]);
  const codes = labels(smiles.expiries);
  const slices = await Promise.all(smiles.expiries.map(async (expiry, i) => {
    const ks = lineGrid(expiry.quotes);
    return { ...expiry, code: codes[i] ?? expiry.code, ks, ws: await variances([expiry.years], ks), fitted: fittedRange(expiry.quotes) };
  }));
  const { years, k } = sampling(slices);
  const grid = { years, k, w: await variances(years, k) };
  const cards = of.expiries.map(one => ({ ...one, code: slices.find(({ expiry }) => expiry === one.expiry)?.code ?? one.code }));
  return { of: { ...of, expiries: cards }, name: keyOf(of), slices, grid, parameters: fitted.find(one => keyOf(one) === keyOf(of))?.slices ?? [] };
}

/** Asks again after a failure. */
export function retry() {
  if (underlying.value) load(underlying.value);
}

effect(() => {
  const of = underlying.value;
  if (wanted.value && of) load(of);
});
