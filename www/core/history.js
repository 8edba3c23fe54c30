// The quotes that were given: kept in the browser's database, in memory where that fails, shared between tabs, found again,
// computed again, and given an outcome.

import { batch, effect, signal } from '@preact/signals-core';
import { entryOf } from '../db/entry.js';
import { MOST_QUOTES, QuoteStore } from '../db/quotes.js';
import { moved } from './book.js';
import { hide, rows, show } from './history-list.js';
import { keepQuotes } from './quoted.js';
import { compare, recompute } from './reopen.js';
import { session } from './session.js';

/**
 * @typedef {import('../db/quotes.js').Row} Row
 * @typedef {import('../db/quotes.js').Entry} Entry
 * @typedef {import('../db/quotes.js').Outcome} Outcome
 * @typedef {import('./types.js').Quote} Quote
 * @typedef {{ key: string, state: 'opening' | 'computing' | 'done' | 'failed', row: Row | null, stored: Quote | null, request: import('./store.js').Request | null, now: Quote | null,
 *   comparison: import('./reopen.js').Comparison | null, problem: string }} Opened
 * @typedef {{ row: Row } | { gone: string[] } | { changed: true }} News what one tab tells the others
 */

/** Those that are in this tab's memory only, oldest first. @type {import('@preact/signals-core').Signal<Entry[]>} */
export const unsaved = signal([]);
/** Why they could not be stored; empty while everything is. */
export const problem = signal('');
/** Whether the browser may clear the database when it needs the room; null where it does not say. @type {import('@preact/signals-core').Signal<boolean | null>} */
export const lasting = signal(null);
/** Bytes of the browser's database in use, and how many there may be. @type {import('@preact/signals-core').Signal<{ used: number, most: number } | null>} */
export const room = signal(null);
/** @type {import('@preact/signals-core').Signal<import('./store.js').Notice | null>} */
export const notice = signal(null);
/** @type {import('@preact/signals-core').Signal<Opened | null>} */
export const opened = signal(null);

/** @type {QuoteStore | null} */
let db = null;
/** @type {BroadcastChannel | null} */
let channel = null;
let build = '';
/** One write after the other, in the order of the quotes. @type {Promise<void>} */
let writing = Promise.resolve();

// ---- keeping

/** What a failed write means, in words. @param {unknown} error */
function wordsOf(error) {
  const { name, message } = /** @type {Error} */ (error);
  if (name === 'QuotaExceededError') return 'The disk, or the room that the browser gives this page, is full.';
  return `The browser’s database could not be written (${message || name}).`;
}

/** @param {News} news */
const tell = news => channel?.postMessage(news);

/** @param {Entry} entry */
async function write(entry) {
  if (!db) throw new Error('it is not open');
  await db.add(entry);
  tell({ row: entry.row });
  if (rows.value.length >= MOST_QUOTES) {
    const gone = await db.trim();
    hide(gone);
    tell({ gone });
  }
}

/** Keeps an entry in memory, where the database does not take it. @param {Entry} entry @param {unknown} error */
function hold(entry, error) {
  batch(() => {
    problem.value = wordsOf(error);
    unsaved.value = [...unsaved.value.filter(one => one.row.key !== entry.row.key), entry];
  });
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

/** Does something after all that was to be written before. @param {() => Promise<void>} work */
function inTurn(work) {
  const before = writing;
  const turn = async () => {
    await before;
    try {
      await work();
    } catch (error) {
      problem.value = wordsOf(error);
    }
  };
  writing = turn();
  return writing;
}

/** Writes what is in memory only; the first that fails ends it. @param {Entry[]} entries */
async function storeAll(entries) {
  for (const entry of entries) {
    await write(entry);
    unsaved.value = unsaved.value.filter(one => one !== entry);
  }
  problem.value = '';
}

/** Tries again to store what is in memory only. */
export function storeUnsaved() {
  return inTurn(async () => {
    try {
      db ??= await QuoteStore.open({ closed });
      await storeAll(unsaved.value);
      notice.value = { tone: 'good', text: 'Everything is stored.', issues: [] };
    } catch (error) {
      problem.value = wordsOf(error);
      notice.value = { tone: 'bad', text: `Not stored. ${problem.value}`, issues: [] };
    }
    await measure();
  });
}

/** Resolves when everything given so far is written, or held. */
export const settled = () => writing;

function closed() {
  db = null;
  problem.value = 'Another tab has a newer version of this page and took the database over; reload this one.';
}

/** Says how much room there is and whether it lasts. */
async function measure() {
  try {
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    room.value = { used: usage, most: quota };
    lasting.value = await navigator.storage.persisted();
  } catch {
    // A browser that does not say is not asked again.
  }
}

/** Asks the browser not to clear the database by itself. */
export async function makeLasting() {
  const granted = await navigator.storage.persist().catch(() => false);
  lasting.value = granted;
  notice.value = granted ? { tone: 'good', text: 'The browser will not clear the history by itself.', issues: [] }
    : { tone: 'info', text: 'The browser does not promise it; export the history where it matters.', issues: [] };
}

/**
 * Opens the database and keeps every quote from now on, those of this visit included.
 * @param {{ build: string, name?: string }} options `build`: which engine quotes
 */
export async function start({ build: own, name }) {
  build = own;
  if (globalThis.BroadcastChannel) {
    channel = new BroadcastChannel(`${name ?? 'spread-pricer'} history`);
    channel.addEventListener('message', ({ data }) => { hear(data); });
  }
  try {
    db = await QuoteStore.open({ ...(name ? { name } : {}), closed });
    rows.value = await db.rows();
  } catch (error) {
    problem.value = wordsOf(error);
  }
  keepQuotes(keep);
  effect(() => { if (moved.value) link(moved.value); });
  // Quotes that are nowhere else are not left behind without a word.
  globalThis.addEventListener?.('beforeunload', event => { if (unsaved.value.length) event.preventDefault(); });
  await measure();
}

/** @param {News} news */
async function hear(news) {
  if ('row' in news) show(news.row);
  else if ('gone' in news) hide(news.gone);
  else await readAgain();
}

/** Ends it all, for tests. */
export async function stop() {
  await writing;
  channel?.close();
  db?.close();
  db = null;
}

// ---- outcomes

/** @param {string} key @param {(old: Outcome | null) => Outcome | null} change */
async function setOutcome(key, change) {
  await writing;
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
async function link({ trade, undone }) {
  await writing;
  const row = rows.value.find(one => one.id === trade.quoteId);
  if (!row) return;
  const { id, side, quantity, price } = trade;
  await setOutcome(row.key, old => {
    if (undone) return old?.trade?.id === id ? (old.note ? { kind: '', note: old.note, at: Date.now() } : null) : old;
    return { kind: 'traded', note: old?.note ?? '', at: Date.now(), trade: { id, side, quantity, price } };
  });
}

// ---- opening again

/** @param {string} key @returns {Promise<Entry | null>} */
const entryAt = async key => unsaved.value.find(one => one.row.key === key) ?? await db?.entry(key) ?? null;

/** Shows a stored quote, and beside it the same inputs computed now. @param {string} key */
export async function reopen(key) {
  /** @type {Opened} */
  const opening = { key, state: 'opening', row: null, stored: null, request: null, now: null, comparison: null, problem: '' };
  const say = (/** @type {Partial<Opened>} */ more) => { if (opened.value?.key === key) opened.value = { ...opened.value, ...more }; };
  opened.value = opening;
  try {
    await writing;
    const entry = await entryAt(key);
    if (!entry) throw new Error('The quote is not stored any more; another tab may have removed it.');
    say({ state: 'computing', row: entry.row, stored: entry.body.quote, request: entry.body.request });
    const { quote, issues } = await recompute(session.spawn, entry);
    if (!quote) throw new Error(`This build does not quote it: ${issues[0]?.message ?? 'no reason given'}`);
    say({ state: 'done', now: quote, comparison: compare(entry.body.quote, quote) });
  } catch (error) {
    say({ state: 'failed', problem: /** @type {Error} */ (error).message });
  }
}

// ---- all of it

/** Every quote, the oldest first, one at a time. */
export async function* entries() {
  await writing;
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
  await writing;
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

/** Reads the list anew, what is in memory only included. */
async function readAgain() {
  const stored = db ? await db.rows() : [];
  rows.value = [...unsaved.value.map(one => one.row), ...stored].toSorted((a, b) => b.at - a.at);
}

/** Removes every quote. */
export async function clearHistory() {
  await writing;
  try {
    await db?.clear();
    batch(() => { rows.value = []; unsaved.value = []; opened.value = null; problem.value = ''; notice.value = { tone: 'good', text: 'The history is empty.', issues: [] }; });
    tell({ changed: true });
    await measure();
  } catch (error) {
    notice.value = { tone: 'bad', text: wordsOf(error), issues: [] };
  }
}
