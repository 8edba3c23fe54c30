// A stored quote computed anew on exactly its stored inputs, in an engine of its own, and compared with what was stored.

import { Engine } from './engine.js';

/**
 * @typedef {import('./types.js').Quote} Quote
 * @typedef {{ path: string, stored: unknown, now: unknown }} Difference
 * @typedef {{ numbers: number, differences: Difference[], words: number }} Comparison `numbers` compared, those that differ, and how many texts do
 */

const LOAD_LIMIT = 120_000;

/**
 * @param {() => import('./engine.js').WorkerLike} spawn
 * @param {import('../db/quotes.js').Entry} entry
 * @returns {Promise<import('./types.js').Quoted>}
 */
export async function recompute(spawn, { body, contexts }) {
  const engine = new Engine(spawn, () => {});
  engine.start();
  try {
    for (const { key, hash } of body.told) {
      const context = contexts.find(one => one.hash === hash);
      if (!context) throw new Error(`What it was quoted on (“${key}”) is not stored any more.`);
      const report = await engine.call(context.method, context.args, LOAD_LIMIT);
      const refused = report?.issues?.find((/** @type {{ severity: string }} */ issue) => issue.severity === 'reject');
      if (refused) throw new Error(`This build refuses what it was quoted on (“${key}”): ${refused.message}`);
    }
    return await engine.call('quote', [body.request.draft, body.request.settings]);
  } finally {
    engine.end();
  }
}

/**
 * Compares every part of two quotes. Numbers are the same only bit for bit; an instant is a number too, and a part that is
 * there on one side only is a difference.
 * @param {unknown} stored @param {unknown} now
 * @returns {Comparison}
 */
export function compare(stored, now) {
  /** @type {Comparison} */
  const found = { numbers: 0, differences: [], words: 0 };
  walk(stored, now, '', found);
  return found;
}

/** @param {unknown} value */
const isInstant = value => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);

/** @param {any} stored @param {any} now @param {string} path @param {Comparison} found */
function walk(stored, now, path, found) {
  if (typeof stored === 'object' && stored !== null && typeof now === 'object' && now !== null) {
    for (const key of new Set([...Object.keys(stored), ...Object.keys(now)])) walk(stored[key], now[key], path ? `${path}.${key}` : key, found);
    return;
  }
  const isWords = (typeof stored === 'string' && !isInstant(stored)) && (typeof now === 'string' && !isInstant(now));
  if (isWords) {
    if (stored !== now) found.words += 1;
    return;
  }
  // What is left out of a stored object and what is undefined are the same.
  if (typeof stored === 'number' || typeof now === 'number' || isInstant(stored)) found.numbers += 1;
  if (!Object.is(stored, now)) found.differences.push({ path, stored, now });
}
