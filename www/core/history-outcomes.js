// What quotes came to: recorded by hand, or tied to the book's trades.

import { effect } from '@preact/signals-core';
import { moved } from './book.js';
import { rows, show } from './history-list.js';
import { db, notice, settled, tell, unsaved, wordsOf } from './history-store.js';

/** @typedef {import('../db/quotes.js').Outcome} Outcome */

/** @param {string} key @param {(old: Outcome | null) => Outcome | null} change */
async function setOutcome(key, change) {
  await settled();
  const held = unsaved.value.find(one => one.row.key === key);
  if (held) {
    const row = { ...held.row, outcome: change(held.row.outcome) };
    unsaved.value = unsaved.value.map(one => (one === held ? { ...one, row } : one));
    return show(row);
  }
  try {
    const row = await db?.setOutcome(key, change);
    if (!row) throw new Error('the quote is not stored any more');
    show(row);
    tell({ row });
  } catch (error) {
    notice.value = { tone: 'bad', text: `The outcome was not stored. ${wordsOf(error)}`, issues: [] };
  }
}

/** Records what a quote came to. @param {string} key @param {Outcome['kind']} kind @param {string} note */
export const recordOutcome = (key, kind, note) => setOutcome(key, old => (!kind && !note ? null
  : { kind, note, at: Date.now(), ...(kind === 'traded' && old?.trade ? { trade: old.trade } : {}) }));

/** Ties a trade of the book to its quote, or unties it. @param {{ trade: import('./types.js').TradeRecord, undone: boolean }} what */
async function tie({ trade, undone }) {
  await settled();
  const row = rows.value.find(one => one.id === trade.quoteId);
  if (!row) return;
  const { id, side, quantity, price } = trade;
  await setOutcome(row.key, old => {
    if (undone) return old?.trade?.id === id ? (old.note ? { kind: '', note: old.note, at: Date.now() } : null) : old;
    return { kind: 'traded', note: old?.note ?? '', at: Date.now(), trade: { id, side, quantity, price } };
  });
}

/** Ties every trade of the book to its quote from now on. */
export const tieTrades = () => effect(() => { if (moved.value) tie(moved.value); });
