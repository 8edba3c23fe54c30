// Every number, date and unit on the page is written here, so that a minus, a decimal and a gap look the same everywhere.

import { tag } from './locale.js';

/** The typographic minus; a hyphen is narrower than a digit and upsets columns. */
export const MINUS = '\u2212';
/** Stands for a value that does not exist. */
export const NONE = '\u2013';

/** Making one costs as much as using it a hundred times. @type {Map<number, Intl.NumberFormat>} */
const formats = new Map();
let formatsOf = '';

/** Who writes a number reads how, so that it is written anew when that changes. @param {number} decimals */
function formatOf(decimals) {
  if (formatsOf !== tag.value) {
    formats.clear();
    formatsOf = tag.value;
  }
  let found = formats.get(decimals);
  if (!found) {
    found = new Intl.NumberFormat(formatsOf, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, numberingSystem: 'latn' });
    formats.set(decimals, found);
  }
  return found;
}

/**
 * A number with fixed decimals, grouped thousands and U+2212 as minus; a value that rounds to zero has no sign.
 * @param {number | null | undefined} value
 * @param {number} decimals
 * @param {{ plus?: boolean }} [options] `plus`: write the sign of positive numbers too
 */
export function number(value, decimals, { plus = false } = {}) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const text = formatOf(decimals).format(Math.abs(value));
  if (!/[1-9]/.test(text)) return text;
  return (value < 0 ? MINUS : plus ? '+' : '') + text;
}

/**
 * A number with no more decimals than it needs.
 * @param {number | null | undefined} value
 * @param {number} [most]
 */
export function plain(value, most = 6) {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const decimals = [0, 1, 2, 3, 4, 5, 6, 7, 8].find(d => d >= most || Math.abs(value - Number(value.toFixed(d))) < 1e-12 * Math.max(1, Math.abs(value)));
  return number(value, Math.min(decimals ?? most, most));
}

/**
 * Decimals for a column so that its largest number shows `significant` digits.
 * @param {Iterable<number | null | undefined>} values
 * @param {number} [significant]
 */
export function decimalsFor(values, significant = 4) {
  let largest = 0;
  for (const value of values) if (value !== null && value !== undefined && Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return 2;
  return Math.min(8, Math.max(0, significant - 1 - Math.floor(Math.log10(largest))));
}

/** A number with fixed decimals, or as many more as a small one needs for two digits. @param {number | null | undefined} value @param {number} decimals */
export const fine = (value, decimals) => number(value, Math.max(decimals, value ? decimalsFor([value], 2) : 0));

/** From where on large numbers are counted in what, and with how many decimals. */
const COUNTED = /** @type {const} */ ([[1e6, 1e6, 'M', 2], [1e4, 1e3, 'k', 1]]);

/**
 * A number short enough for a dense table: `11.90 M`, `242.1 k`, and below ten thousand as it is.
 * @param {number | null | undefined} value
 * @param {number} [decimals] below ten thousand
 */
export function short(value, decimals = 0) {
  const size = Math.abs(value ?? Number.NaN);
  // Half a unit of the last place below, rounding would cross into the next word.
  const [, unit, word, places] = COUNTED.find(([least]) => size >= least * 0.999_95) ?? [0, 1, '', decimals];
  const text = number(value === null || value === undefined ? value : value / unit, places);
  return word && text !== NONE ? `${text}\u00a0${word}` : text;
}

/** Cents below a thousand of money, whole units above; coin keeps the price's own decimals. @param {import('./types.js').Quote} quote */
export function cashDecimals({ cash, currency, priceCurrency, decimals }) {
  return currency !== priceCurrency ? decimals : Math.abs(cash.net) < 1000 ? 2 : 0;
}

/** What prices, charges and Greeks are per: a spread, or a unit of it where its contracts hold several. @param {import('./types.js').Priced | null} priced */
export const per = priced => priced?.per ?? 'spread';

/**
 * A fraction as a percentage.
 * @param {number | null | undefined} fraction
 * @param {number} [decimals]
 */
export function percent(fraction, decimals = 1) {
  const text = number(fraction === null || fraction === undefined ? fraction : fraction * 100, decimals);
  return text === NONE ? text : `${text}\u202f%`;
}

/** A limit, or what is measured against it, in its unit; money is short. @param {number | null | undefined} value @param {import('./types.js').LimitUnit} unit */
export function inUnit(value, unit) {
  if (unit === 'share') return percent(value, 0);
  if (unit === 'years') return value === null || value === undefined ? NONE : `${number(value, 2)}\u00a0y`;
  return short(value, Math.abs(value ?? 0) >= 1000 ? 0 : 2);
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** @param {string | number | null | undefined} instant */
function dateOf(instant) {
  if (instant === null || instant === undefined || instant === '') return null;
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** The exchange's code of an expiry: 25DEC26. Text that is not an instant stays as it is. @param {string | null | undefined} instant */
export function expiryCode(instant) {
  const date = dateOf(instant);
  if (!date || !/^\d{4}-/.test(String(instant))) return instant ?? '';
  return `${date.getUTCDate()}${MONTHS[date.getUTCMonth()]}${String(date.getUTCFullYear() % 100).padStart(2, '0')}`;
}

/** @param {number} n */
const two = n => String(n).padStart(2, '0');

/** 16:45:59 UTC. @param {string | number | null | undefined} instant */
export function time(instant) {
  const date = dateOf(instant);
  return date ? `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} UTC` : NONE;
}

/** 30 Apr 2026 16:45:59 UTC. @param {string | number | null | undefined} instant */
export function dateTime(instant) {
  const date = dateOf(instant);
  return date ? `${date.getUTCDate()} ${MONTH_NAMES[date.getUTCMonth()]} ${date.getUTCFullYear()} ${time(instant)}` : NONE;
}

/** An instant to the minute, without its year: 27 Nov 08:00. @param {string | number | null | undefined} instant */
export function dayTime(instant) {
  const date = dateOf(instant);
  return date ? `${date.getUTCDate()} ${MONTH_NAMES[date.getUTCMonth()]} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}` : NONE;
}

/** A length of time in the one unit that reads best: 42 s, 12 min, 5 h, 203 days. @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${number(Math.floor(seconds / 86_400), 0)} days`;
}

/** A countdown: 0:27, 12:05. @param {number} milliseconds */
export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}
