// The quotes that were given: kept from the first, gone through, taken in from elsewhere, removed.

import { batch } from '@preact/signals-core';
import { entryOf } from '../db/entry.js';
import { rows, show } from './history-list.js';
import { opened } from './history-opened.js';
import { tieTrades } from './history-outcomes.js';
import { measure } from './history-room.js';
import { db, entryAt, hold, inTurn, joinTabs, leave, notice, openDatabase, problem, readAgain, settled, storeAll, tell, unsaved, wordsOf, write } from './history-store.js';
import { keepQuotes } from './quoted.js';

/** @typedef {import('../db/quotes.js').Entry} Entry */

let build = '';

/**
 * Opens the database and keeps every quote from now on, those of this visit included.
 * @param {{ build: string, name?: string }} options `build`: which engine quotes
 */
export async function start({ build: own, name }) {
  build = own;
  joinTabs(name);
  try {
    rows.value = await (await openDatabase(name)).rows();
  } catch (error) {
    problem.value = wordsOf(error);
  }
  keepQuotes(keep);
  tieTrades();
  // Quotes that are nowhere else are not left behind without a word.
  globalThis.addEventListener?.('beforeunload', event => { if (unsaved.value.length) event.preventDefault(); });
  await measure();
}

/** @param {import('./quoted.js').Quoted} quoted */
function keep(quoted) {
  inTurn(async () => {
    const entry = await entryOf(quoted, build);
    try {
      // What waits comes first; it fails again for the same reason.
      if (unsaved.value.length) await storeAll(unsaved.value);
      await write(entry);
    } catch (error) {
      hold(entry, error);
    }
    // Listed when it is where it will stay: a row on show that a reload loses would be a lie.
    show(entry.row);
  });
}

/** Tries again to store what is in memory only. */
export function storeUnsaved() {
  return inTurn(async () => {
    try {
      await openDatabase();
      await storeAll(unsaved.value);
      notice.value = { tone: 'good', text: 'Everything is stored.', issues: [] };
    } catch (error) {
      problem.value = wordsOf(error);
      notice.value = { tone: 'bad', text: `Not stored. ${problem.value}`, issues: [] };
    }
    await measure();
  });
}

/** Every quote, the oldest first, one at a time. */
export async function* entries() {
  await settled();
  for (const { key } of rows.value.toReversed()) {
    const entry = await entryAt(key);
    if (entry) yield entry;
  }
}

/**
 * Takes quotes in; what is here stays as it is.
 * @param {Entry[]} given
 * @returns {Promise<{ added: number, held: number, gone: number }>} how many were new, of them in memory only, and how many old ones had to go
 */
export async function takeIn(given) {
  await settled();
  const here = new Set(rows.value.map(row => row.key));
  const fresh = given.filter(entry => !here.has(entry.row.key));
  let held = 0;
  for (const entry of fresh) {
    try {
      if (!db) throw new Error('it is not open');
      await db.add(entry);
    } catch (error) {
      hold(entry, error);
      held += 1;
    }
  }
  const gone = db ? await db.trim() : [];
  await readAgain();
  tell({ changed: true });
  return { added: fresh.length, held, gone: gone.length };
}

/** Removes every quote. */
export async function clearHistory() {
  await settled();
  try {
    await db?.clear();
    batch(() => { rows.value = []; unsaved.value = []; opened.value = null; problem.value = ''; notice.value = { tone: 'good', text: 'The history is empty.', issues: [] }; });
    tell({ changed: true });
    await measure();
  } catch (error) {
    notice.value = { tone: 'bad', text: wordsOf(error), issues: [] };
  }
}

/** Ends it all, for tests. */
export async function stop() {
  await settled();
  leave();
}
