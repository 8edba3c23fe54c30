// What people type into number fields, read strictly: an ambiguous number is refused, never guessed.

/**
 * Reads `3300`, `3.3k`, `1m`, `-0.5`, `60%` and the typographic minus.
 * @param {string} text
 * @returns {{ value: number, error?: undefined } | { value?: undefined, error: string }} `%` divides by 100
 */
export function parseNumber(text) {
  const trimmed = text.trim().replace(/[\u2212\u2013]/g, '-').replace(/[\s\u202f\u2009_']/g, '');
  if (trimmed === '') return { error: 'Type a number.' };
  if (/,/.test(trimmed)) {
    // Groups of three after a first group of one to three digits, with a decimal point or at least two commas, leave no doubt.
    if (!/^[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?$|^[+-]?\d{1,3}(,\d{3})+\.\d+$/.test(trimmed)) {
      return { error: `“${text.trim()}” can be read two ways; write it without a comma.` };
    }
  }
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:e([+-]?\d+))?(k|m|mm|%)?$/i.exec(trimmed.replace(/,/g, ''));
  if (!match) return { error: `“${text.trim()}” is not a number.` };
  // Read as one decimal number: a product would bring binary noise, 64.1 × 1000 being 64099.99999999999.
  const power = Number(match[2] ?? 0) + ({ k: 3, m: 6, mm: 6, '%': -2 }[(match[3] ?? '').toLowerCase()] ?? 0);
  const value = Number(`${match[1]}e${power}`);
  return Number.isFinite(value) ? { value } : { error: `“${text.trim()}” is too large.` };
}
