// What people type into number fields, read strictly: an ambiguous number is refused, never guessed.

import { hasComma } from './locale.js';

/** Groups of three after a first one of one to three digits. @param {string} text @param {string} separator */
const isGrouped = (text, separator) => text.split(separator).every((part, i) => (i ? /^\d{3}$/ : /^\d{1,3}$/).test(part));

/** One separator with three digits after it: a thousand to some, a thousandth to others. A zero before it leaves no doubt. */
const TWO_WAYS = /^[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * A number's digits with a decimal point and no groups; null where they are none, and words where they can be read in two ways.
 * @param {string} text without sign
 * @param {boolean} comma whether the locale has a decimal comma
 * @returns {{ digits: string } | { doubt: string } | null}
 */
function digitsOf(text, comma) {
  const commas = text.split(',').length - 1, points = text.split('.').length - 1;
  if (commas && points) {
    const [decimal, group] = text.lastIndexOf(',') > text.lastIndexOf('.') ? [',', '.'] : ['.', ','];
    const [whole = '', fraction = '', more] = text.split(decimal);
    if (more !== undefined || !isGrouped(whole, group) || !fraction) return { doubt: 'write it without groups' };
    // In a place without decimal commas, such a number comes from elsewhere.
    return decimal === ',' && !comma ? { doubt: 'write it without a comma' } : { digits: `${whole.replaceAll(group, '')}.${fraction}` };
  }
  if (commas > 1) return isGrouped(text, ',') ? { digits: text.replaceAll(',', '') } : { doubt: 'write it without commas' };
  if (points > 1) return comma && isGrouped(text, '.') ? { digits: text.replaceAll('.', '') } : null;
  if (commas) return !comma || TWO_WAYS.test(text) ? { doubt: 'write it without a comma' } : { digits: text.replace(',', '.') };
  if (points && comma && TWO_WAYS.test(text)) return { doubt: `write ${text.replace('.', '')} or ${text}0` };
  return { digits: text };
}

/**
 * Reads `3300`, `3.3k`, `1m`, `-0.5`, `60%` and the typographic minus; where the locale has a decimal comma, `0,5` too.
 * @param {string} text
 * @param {boolean} [comma] whether the locale has a decimal comma
 * @returns {{ value: number, error?: undefined } | { value?: undefined, error: string }} `%` divides by 100
 */
export function parseNumber(text, comma = hasComma.value) {
  const trimmed = text.trim().replace(/[\u2212\u2013]/g, '-').replace(/[\s\u202f\u2009_'\u2019]/g, '');
  if (trimmed === '') return { error: 'Type a number.' };
  const [, sign = '', body = '', exponent, unit = ''] = /^([+-]?)([\d.,]+)(?:e([+-]?\d+))?(k|mm?|%)?$/i.exec(trimmed) ?? [];
  const read = body ? digitsOf(body, comma) : null;
  if (read && 'doubt' in read) return { error: `“${text.trim()}” can be read two ways; ${read.doubt}.` };
  if (!read || !/^(?:\d+\.?\d*|\.\d+)$/.test(read.digits)) return { error: `“${text.trim()}” is not a number.` };
  // Read as one decimal number: a product would bring binary noise, 64.1 × 1000 being 64099.99999999999.
  const power = Number(exponent ?? 0) + ({ k: 3, m: 6, mm: 6, '%': -2 }[unit.toLowerCase()] ?? 0);
  const value = Number(`${sign}${read.digits}e${power}`);
  return Number.isFinite(value) ? { value } : { error: `“${text.trim()}” is too large.` };
}

/** A number as a field holds it, so that it is read back as the same one. @param {number} value @param {boolean} [comma] whether the locale has a decimal comma */
export function fieldText(value, comma = hasComma.value) {
  const text = String(value).replace('-', '\u2212');
  return comma && TWO_WAYS.test(text.replace('\u2212', '')) ? `${text}0` : text;
}
