// Where given quotes lie: in the browser's database, in memory where that fails; one tab tells the others.

import { batch, signal } from '@preact/signals-core';
import { MOST_QUOTES, QuoteStore } from '../db/quotes.js';
import { hide, rows, show } from './history-list.js';

/**
 * @typedef {import('../db/quotes.js').Row} Row
 * @typedef {import('../db/quotes.js').Entry} Entry
 * @typedef {{ row: Row } | { gone: string[] } | { changed: true }} News what one tab tells the others
 */

/** Those that are in this tab's memory only, oldest first. @type {import('@preact/signals-core').Signal<Entry[]>} */
export const unsaved = signal([]);
/** Why they could not be stored; empty while everything is. */
export const problem = signal('');
/** @type {import('@preact/signals-core').Signal<import('./store.js').Notice | null>} */
export const notice = signal(null);

/** @type {QuoteStore | null} */
export let db = null;
/** @type {BroadcastChannel | null} */
let channel = null;
/** One write after the other, in the order of the quotes. @type {Promise<void>} */
let writing = Promise.resolve();

/** Opens the database where it is not open. @param {string} [name] */
export async function openDatabase(name) {
  db ??= await QuoteStore.open({ ...(name ? { name } : {}), closed });
  return db;
}

function closed() {
  db = null;
  problem.value = 'Another tab has a newer version of this page and took the database over; reload this one.';
}

/** Hears what the other tabs do. @param {string} [name] of the database */
export function joinTabs(name) {
  if (!globalThis.BroadcastChannel) return;
  channel = new BroadcastChannel(`${name ?? 'spread-pricer'} history`);
  channel.addEventListener('message', ({ data }) => { hear(data); });
}

/** @param {News} news */
async function hear(news) {
  if ('row' in news) show(news.row);
  else if ('gone' in news) hide(news.gone);
  else await readAgain();
}

/** Tells the other tabs. @param {News} news */
export const tell = news => channel?.postMessage(news);

/** Leaves the database and the other tabs. */
export function leave() {
  channel?.close();
  db?.close();
  db = null;
}

/** Stores an entry; the oldest go where there are too many. @param {Entry} entry */
export async function write(entry) {
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
export function hold(entry, error) {
  batch(() => {
    problem.value = wordsOf(error);
    unsaved.value = [...unsaved.value.filter(one => one.row.key !== entry.row.key), entry];
  });
}

/** Does something after all that was to be written before. @param {() => Promise<void>} work */
export function inTurn(work) {
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
export async function storeAll(entries) {
  for (const entry of entries) {
    await write(entry);
    unsaved.value = unsaved.value.filter(one => one !== entry);
  }
  problem.value = '';
}

/** Resolves when everything given so far is written, or held. */
export const settled = () => writing;

/** A quote with all that it was given from. @param {string} key @returns {Promise<Entry | null>} */
export const entryAt = async key => unsaved.value.find(one => one.row.key === key) ?? await db?.entry(key) ?? null;

/** Reads the list anew, what is in memory only included. */
export async function readAgain() {
  const stored = db ? await db.rows() : [];
  rows.value = [...unsaved.value.map(one => one.row), ...stored].toSorted((a, b) => b.at - a.at);
}

/** What a failed write means, in words. @param {unknown} error */
export function wordsOf(error) {
  const { name, message } = /** @type {Error} */ (error);
  if (name === 'QuotaExceededError') return 'The disk, or the room that the browser gives this page, is full.';
  return `The browser’s database could not be written (${message || name}).`;
}
