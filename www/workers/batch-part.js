// A worker's share of a batch: it keeps the text that is being quoted and gives the rows of any part of it as CSV, with
// where each row begins, so that whoever asked may read single rows without reading all.

import { partOf } from '../core/batch-rows.js';
import { textOfFile } from '../core/chain-file.js';

/** @typedef {import('../core/batch-rows.js').Part} Part */
/** @typedef {{ text: string, places: Place[] | null }} Opened `places`: of the requests, where each is a line of its own */
/** @typedef {{ start: number, line: number }} Place where a line begins, and how many are before it */

/** The text of the batch; a promise, so that a part that is asked for early waits for it. @type {Promise<Opened>} */
let opened = Promise.resolve({ text: '', places: null });

/**
 * Takes the text to quote and counts its requests.
 * @param {{ batchCount(text: string): number }} pricer
 * @param {Blob} source a file, or pasted text
 */
export async function openBatch(pricer, source) {
  let count = 0;
  opened = textOfFile(source).then(text => {
    count = pricer.batchCount(text);
    const places = linesOf(text);
    // A table has fewer requests than lines, if only by its header.
    return { text, places: places.length === count ? places : null };
  });
  // Who asks for a part hears of a failure too; nobody may ask.
  opened.catch(() => {});
  await opened;
  return count;
}

/**
 * Quotes requests of the text, counted from 0.
 * @param {{ batchCsv(text: string, options: object): string }} pricer
 * @param {number} from
 * @param {number} to the one to stop before
 * @param {number} now milliseconds since 1970, the same for all parts
 * @returns {Promise<Part>}
 */
export async function quotePart(pricer, from, to, now) {
  const whole = await opened;
  const own = cut(whole, from, to);
  return partOf(own === null ? pricer.batchCsv(whole.text, { from, to, now, seed: 0 }) : pricer.batchCsv(own, { now, seed: 0 }));
}

/**
 * The lines of a part with as many empty ones before them as the text has lines there, so that they keep their numbers and
 * the rest need not go into the engine each time; null where a part may be read otherwise by itself.
 * @param {Opened} whole @param {number} from @param {number} to
 */
function cut({ text, places }, from, to) {
  const first = places?.[from];
  if (!places || !first || to <= from) return null;
  const lines = text.slice(first.start, places[to]?.start ?? text.length);
  return /["\u2028\u2029]|request/i.test(lines) ? null : '\n'.repeat(first.line) + lines;
}

/** Where the lines begin that are not empty. @param {string} text */
function linesOf(text) {
  /** @type {Place[]} */
  const places = [];
  for (let start = 0, line = 0; start < text.length; line += 1) {
    const end = text.indexOf('\n', start);
    const next = end < 0 ? text.length : end + 1;
    if (text.slice(start, next).trim()) places.push({ start, line });
    start = next;
  }
  return places;
}
