// A worker's share of a batch: it keeps the text that is being quoted and gives the rows of any part of it as CSV, with
// where each row begins, so that whoever asked may read single rows without reading all.

import { partOf } from '../core/batch-rows.js';
import { textOfFile } from '../core/chain-file.js';

/** @typedef {import('../core/batch-rows.js').Part} Part */

/** The text of the batch; a promise, so that a part that is asked for early waits for it. @type {Promise<string>} */
let text = Promise.resolve('');

/**
 * Takes the text to quote and counts its requests.
 * @param {{ batchCount(text: string): number }} pricer
 * @param {Blob} source a file, or pasted text
 */
export async function openBatch(pricer, source) {
  text = textOfFile(source);
  // Who asks for a part hears of a failure too; nobody may ask.
  text.catch(() => {});
  return pricer.batchCount(await text);
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
  return partOf(pricer.batchCsv(await text, { from, to, now, seed: 0 }));
}
