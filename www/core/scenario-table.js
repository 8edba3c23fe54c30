// A scenario grid as a table: its axes, its words, the shade of every cell.

import { number, plain } from './format.js';
import { instantWords } from './scenario-form.js';

/**
 * @typedef {import('./types.js').GridQuantity} GridQuantity
 * @typedef {'vol' | 'date'} Across
 * @typedef {{ value: number, head: string, about: string }} Column
 */

/** What a cell may hold; `isMoney`: counted in the currency and the size that the payoff is. @type {Record<'gain' | 'delta' | 'gamma' | 'vegaPerPoint' | 'thetaPerDay', { words: string, unit: (currency: string, underlying: string) => string, isMoney?: boolean }>} */
export const QUANTITIES = {
  gain: { words: 'P&L', unit: currency => currency, isMoney: true },
  delta: { words: 'Delta', unit: (_, underlying) => underlying },
  gamma: { words: 'Gamma', unit: () => 'per 1.00' },
  vegaPerPoint: { words: 'Vega', unit: currency => `${currency} per vol point` },
  thetaPerDay: { words: 'Theta', unit: currency => `${currency} per day` },
};

/** Steps to either side of spot. */
const ROWS = 5;

/** Relative moves of spot, ascending, for a step in percent. @param {number} step */
export const spotMoves = step => Array.from({ length: 2 * ROWS + 1 }, (_, i) => ((i - ROWS) * step) / 100);

/** Volatility points of the columns. */
const POINTS = [-20, -10, -5, 0, 5, 10, 20];

/** Shares of the time to the first expiry. */
const SHARES = [0, 0.25, 0.5, 0.75];

/**
 * The columns of a grid: points of volatility, or dates up to each expiry.
 * @param {Across} across @param {string} asOf @param {{ hours: number, code: string }[]} stops
 * @returns {Column[]}
 */
export function columnsOf(across, asOf, stops) {
  if (across === 'vol') return POINTS.map(value => ({ value, head: value === 0 ? 'as it is' : number(value, 0, { plus: true }), about: '' }));
  const first = stops[0]?.hours ?? 0;
  const before = SHARES.map(share => share * first);
  const later = stops.slice(0, 4).flatMap(({ hours }, i) => (i === 0 ? [hours] : [((stops[i - 1]?.hours ?? hours) + hours) / 2, hours]));
  return [...before, ...later].map(hours => {
    const stop = stops.find(one => Math.abs(one.hours - hours) < 1e-6);
    return { value: hours / 24, head: hours === 0 ? 'now' : instantWords(asOf, hours).replace(/ \d\d:\d\d$/, ''), about: hours === 0 ? '' : stop ? 'expiry' : `+${plain(hours / 24, 1)} d` };
  });
}

/** Shades of a colour. */
const SHADES = 5;

/** The class of a cell's shade: none at zero, else by its share of the largest. @param {number} value @param {number} largest */
export function shadeOf(value, largest) {
  if (!(largest > 0) || !Number.isFinite(value)) return '';
  const share = Math.abs(value) / largest;
  const shade = Math.min(SHADES, Math.ceil(Math.sqrt(share) * SHADES - 1e-9));
  return share < 1e-6 || shade < 1 ? '' : `${value > 0 ? 'gain' : 'loss'}-${shade}`;
}
