// The history as it is listed: searched by words, cut down to an outcome, one row in use.

import { computed, signal } from '@preact/signals-core';
import * as store from './store.js';

/** @typedef {import('../db/quotes.js').Row} Row */

/** All quotes, the newest first. @type {import('@preact/signals-core').Signal<Row[]>} */
export const rows = signal([]);
export const search = signal('');
/** @type {import('@preact/signals-core').Signal<'all' | 'open' | 'traded' | 'passed' | 'missed' | 'expired'>} */
export const only = signal('all');
/** The key of the row that has the keyboard. */
export const current = signal('');

/** What a quote came to; one that nobody traded, passed or missed ends by itself. @param {Row} row @param {number} now @returns {'open' | import('../db/quotes.js').OutcomeKind} */
export const outcomeOf = (row, now) => row.outcome?.kind || (now > Date.parse(row.validUntil) ? 'expired' : 'open');

/** @type {WeakMap<Row, string>} */
const texts = new WeakMap();

/** What a search looks into. @param {Row} row */
function textOf(row) {
  let text = texts.get(row);
  if (text === undefined) {
    text = [row.client || 'anonymous', row.structure, ...row.underlyings, row.request, row.text, row.outcome?.note ?? '', row.id].join(' ').toLowerCase();
    texts.set(row, text);
  }
  return text;
}

/** Rows that hold every word, whatever the order. @param {Row[]} all @param {string} words */
export function matching(all, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return wanted.length ? all.filter(row => wanted.every(word => textOf(row).includes(word))) : all;
}

/** Time in steps that do for a list; one that is drawn each second would never rest. */
export const clock = computed(() => Math.floor(store.now.value / 15_000) * 15_000);

/** The rows on show. */
export const found = computed(() => {
  const hits = matching(rows.value, search.value);
  return only.value === 'all' ? hits : hits.filter(row => outcomeOf(row, clock.value) === only.value);
});

/** Puts a row where its time belongs, in place of an older state of it. @param {Row} row */
export function show(row) {
  const others = rows.value.filter(one => one.key !== row.key);
  const at = others.findIndex(one => one.at <= row.at);
  rows.value = at < 0 ? [...others, row] : [...others.slice(0, at), row, ...others.slice(at)];
}

/** Takes rows out. @param {Iterable<string>} keys */
export function hide(keys) {
  const gone = new Set(keys);
  if (gone.size) rows.value = rows.value.filter(row => !gone.has(row.key));
}
