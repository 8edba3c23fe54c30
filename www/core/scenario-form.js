// The sliders' numbers as a state that the engine understands, and in words.

import { dayTime, expiryCode, number } from './format.js';

/**
 * @typedef {import('./payoff-state.js').Sliders} Sliders
 * @typedef {import('./types.js').ScenarioDraft} ScenarioDraft
 */

const HOUR = 3_600_000;

/** @param {Sliders} sliders */
export const isAtRest = ({ spotMove, hours, points, tilt }) => [spotMove, hours, points, tilt].every(value => value === 0);

/**
 * The hours from the market's instant to every expiry.
 * @param {{ asOf: string, expiries: string[] }} payoff
 * @returns {{ expiry: string, code: string, hours: number }[]}
 */
export const expiryStops = ({ asOf, expiries }) =>
  expiries.map(expiry => ({ expiry, code: expiryCode(expiry), hours: (Date.parse(expiry) - Date.parse(asOf)) / HOUR }));

/** Hours of one step of the date slider: an hour within two days, else a share of a day that divides it. @param {number} last hours to the last expiry */
export const dateStep = last => (last <= 48 ? 1 : last <= 24 * 30 ? 3 : last <= 24 * 120 ? 6 : 24);

/** The last place of the date slider: the first step at or after the last expiry. @param {number} last hours to it */
export const dateEnd = last => Math.ceil(last / dateStep(last) - 1e-9) * dateStep(last);

/**
 * Hours on the slider, put onto an expiry that is less than half a step away.
 * @param {number} hours @param {{ hours: number }[]} stops @param {number} step
 */
export function snapped(hours, stops, step) {
  const near = stops.find(stop => Math.abs(stop.hours - hours) <= step / 2);
  return near && hours > 0 ? near.hours : hours;
}

/**
 * The state that the sliders say; an expiry is stated as itself, so that a rounded second neither kills a leg nor keeps it alive.
 * @param {Sliders} sliders @param {'stickyMoneyness' | 'stickyStrike'} dynamics @param {{ expiry: string, hours: number }[]} stops
 * @returns {ScenarioDraft}
 */
export function scenarioOf({ spotMove, hours, points, tilt }, dynamics, stops) {
  const at = stops.find(stop => Math.abs(stop.hours - hours) < 1e-6)?.expiry;
  return { spotMove: spotMove / 100, parallelPoints: points, tiltPoints: tilt, dynamics, ...(at ? { at } : { days: hours / 24 }) };
}

/** The minute so many hours after an instant, without its year: 27 Nov 08:00. @param {string} asOf @param {number} hours */
export const instantWords = (asOf, hours) => dayTime(Date.parse(asOf) + Math.round(hours * 60) * 60_000);

/** What the date slider says. @param {string} asOf @param {number} hours @param {{ hours: number, code: string }[]} stops */
export function dateWords(asOf, hours, stops) {
  if (hours === 0) return 'now';
  const at = stops.find(stop => Math.abs(stop.hours - hours) < 1e-6);
  return `${instantWords(asOf, hours)} UTC, +${number(hours / 24, 1)} d${at ? `, ${at.code} expires` : ''}`;
}

/** Legs that are settled, in words; nothing where none is. @param {number} count */
export const settledWords = count => (count === 0 ? '' : `${count === 1 ? 'One leg has' : `${count} legs have`} expired by then: settled at the spot of the state itself, its payment kept as cash without interest.`);

/** What the smiles do when spot moves. @type {[import('./payoff-state.js').Dynamics, string][]} */
export const DYNAMICS = [['stickyMoneyness', 'Sticky moneyness: smiles follow'], ['stickyStrike', 'Sticky strike: strikes keep vols']];
