// The structures that the engine has a template of, each placed on listed strikes around the money. What their legs are is
// the engine's to say (`build`); here stand only their names, what they need and where their strikes go.

import { expiryCode } from './format.js';

/**
 * @typedef {Exclude<import('../../pkg/spread_pricer.js').Structure, 'custom'>} Structure
 * @typedef {import('../../pkg/spread_pricer.js').BuildRequest} BuildRequest
 * @typedef {{ name: string, at?: number[], call?: number[], put?: number[], expiries?: 2 }} Place `at`: where the strikes stand, in steps from the money; `call`, `put`: the same for a
 *   structure that exists in both; two `expiries` where not one
 * @typedef {{ id: string, structure: Structure, name: string, type: 'call' | 'put' | null }} Template
 */

/** Every structure, those first that are asked for most. @type {Record<Structure, Place>} */
export const PLACES = {
  outright: { name: 'outright', call: [0], put: [0] },
  callSpread: { name: 'call spread', at: [0, 1] },
  putSpread: { name: 'put spread', at: [-1, 0] },
  straddle: { name: 'straddle', at: [0] },
  strangle: { name: 'strangle', at: [-1, 1] },
  riskReversal: { name: 'risk reversal', at: [-1, 1] },
  butterfly: { name: 'butterfly', call: [-1, 0, 1], put: [-1, 0, 1] },
  calendar: { name: 'calendar', call: [0], put: [0], expiries: 2 },
  ironButterfly: { name: 'iron butterfly', at: [-1, 0, 1] },
  condor: { name: 'condor', call: [-2, -1, 1, 2], put: [-2, -1, 1, 2] },
  ironCondor: { name: 'iron condor', at: [-2, -1, 1, 2] },
  ratioSpread: { name: 'ratio spread', call: [0, 1], put: [-1, 0] },
  collar: { name: 'collar', at: [-1, 1] },
  diagonal: { name: 'diagonal', call: [1, 0], put: [-1, 0], expiries: 2 },
  brokenWingButterfly: { name: 'broken-wing butterfly', call: [-1, 0, 2], put: [-2, 0, 1] },
  christmasTree: { name: 'Christmas tree', call: [0, 1, 2], put: [-2, -1, 0] },
  callSpreadVersusPut: { name: 'call spread versus put', at: [-1, 0, 1] },
  putSpreadVersusCall: { name: 'put spread versus call', at: [-1, 0, 1] },
  straddleVersusCall: { name: 'straddle versus call', at: [0, 1] },
  straddleVersusPut: { name: 'straddle versus put', at: [-1, 0] },
  straddleCalendar: { name: 'straddle calendar', at: [0], expiries: 2 },
  doubleCalendar: { name: 'double calendar', at: [-1, 1], expiries: 2 },
  strip: { name: 'strip', at: [0] },
  strap: { name: 'strap', at: [0] },
  guts: { name: 'guts', at: [-1, 1] },
  synthetic: { name: 'synthetic', at: [0] },
  box: { name: 'box', at: [-1, 1] },
  conversion: { name: 'conversion', at: [0] },
  jellyRoll: { name: 'jelly roll', at: [0], expiries: 2 },
};

/** One template for each structure, or two where it exists in calls and in puts. @type {Template[]} */
export const TEMPLATES = Object.entries(PLACES).flatMap(([key, place]) => {
  const structure = /** @type {Structure} */ (key);
  /** @type {Template['type'][]} */
  const types = place.at ? [null] : ['call', 'put'];
  return types.map(type => ({
    id: type ? `${key}-${type}` : key, structure, type,
    name: !type ? place.name : key === 'outright' ? `outright ${type}` : `${type} ${place.name}`,
  }));
});

/** Templates of which every word begins a word of the name. @param {string} typed */
export function found(typed) {
  const words = typed.toLowerCase().split(/[\s-]+/).filter(Boolean);
  return TEMPLATES.filter(({ name }) => {
    const own = name.toLowerCase().split(/[\s-]+/);
    return words.every(word => own.some(one => one.startsWith(word)));
  });
}

/** Standard deviations of the underlying to the expiry that a step is to be. */
const STEP = 0.5;

/**
 * The money and the step on an expiry's strikes: both so that two steps to either side are listed, where any are.
 * @param {import('./types.js').ExpiryReport} expiry @param {number[]} strikes ascending
 * @returns {{ centre: number, step: number } | null}
 */
export function grid({ forward, atmVol, years }, strikes) {
  const wanted = STEP * forward * atmVol * Math.sqrt(Math.max(years, 1 / 365));
  const isListed = (/** @type {number} */ price) => strikes.some(strike => Math.abs(strike - price) < 1e-9 * price);
  const near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - forward) - Math.abs(b - forward);
  for (const reach of [2, 1]) {
    for (const centre of strikes.toSorted(near).slice(0, 5)) {
      const steps = strikes.map(strike => strike - centre).filter(step => step > 0 && Array.from({ length: 2 * reach + 1 }, (_, i) => centre + (i - reach) * step).every(isListed));
      const step = steps.toSorted((a, b) => Math.abs(Math.log(a / wanted)) - Math.abs(Math.log(b / wanted)))[0];
      // A step of less than a third of what is wanted says little; another strike near the money may do better.
      if (step !== undefined && step > wanted / 3) return { centre, step };
    }
  }
  return null;
}

/**
 * What the engine is to build for a template on a market, at or after an expiry.
 * @param {Template} template @param {import('./types.js').UnderlyingReport} market @param {string} code the expiry on show
 * @returns {{ request: BuildRequest, centre: number, step: number } | null}
 */
export function placed({ structure, type }, market, code) {
  const place = PLACES[structure];
  const { expiries } = market;
  const week = expiries.findIndex(expiry => expiry.years > 7 / 365);
  const shown = expiries.findIndex(expiry => expiryCode(expiry.expiry) === code.trim().toUpperCase());
  const first = shown >= 0 ? shown : Math.max(0, week);
  // Of the last expiry there is no next one.
  const at = place.expiries ? Math.min(first, expiries.length - 2) : first;
  const near = expiries[at], far = place.expiries ? expiries[at + 1] : near;
  if (!near || !far) return null;
  const both = near.strikes.filter(strike => far.strikes.includes(strike));
  const found = grid(near, both);
  if (!found) return null;
  const { centre, step } = found;
  const offsets = place.at ?? place[type ?? 'call'] ?? [];
  return {
    centre, step,
    request: {
      structure, underlying: market.id, settlement: market.settlement,
      expiries: (place.expiries ? [near, far] : [near]).map(expiry => expiry.expiry), strikes: offsets.map(offset => Number((centre + offset * step).toPrecision(12))), ...(type ? { type } : {}),
    },
  };
}

export const WIDTH = 72;
export const HEIGHT = 36;

/**
 * A payoff as three paths: its line, and what lies between it and zero above and below.
 * @param {ArrayLike<number>} spots ascending @param {ArrayLike<number>} gains @param {number} least what counts as flat below
 */
export function thumbnail(spots, gains, least) {
  const all = Array.from(gains);
  const low = spots[0] ?? 0, width = (spots[spots.length - 1] ?? 1) - low || 1;
  const most = Math.max(least, ...all.map(Math.abs));
  const x = (/** @type {number} */ spot) => (WIDTH * (spot - low)) / width;
  const y = (/** @type {number} */ gain) => HEIGHT / 2 - (gain / most) * (HEIGHT / 2 - 2);
  const path = (/** @type {(gain: number) => number} */ of) => all.map((gain, i) => `${x(spots[i] ?? 0).toFixed(1)} ${y(of(gain)).toFixed(1)}`).join('L');
  const area = (/** @type {(gain: number) => number} */ of) => `M0 ${HEIGHT / 2}L${path(of)}L${WIDTH} ${HEIGHT / 2}Z`;
  return { line: `M${path(gain => gain)}`, gain: area(gain => Math.max(0, gain)), loss: area(gain => Math.min(0, gain)), x };
}
