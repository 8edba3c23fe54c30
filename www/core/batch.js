// Many requests at once: what the batch panel knows, and what can be done there.

import { computed, signal } from '@preact/signals-core';
import { priceRow } from './line-actions.js';
import { BatchPool } from './batch-pool.js';
import { BatchTable, asWritten } from './batch-rows.js';
import { number } from './format.js';
import { rehearsal } from './rehearsal.js';
import { session } from './session.js';
import * as deskStore from './desk-store.js';
import * as store from './store.js';

/** Rows of a part: some hundredths of a second of work, so that cancelling and the first rows need no more. */
const SIZE = 200;
/** As many requests as are quoted in one go. */
export const MOST = 100_000;
const MOST_WORKERS = 4;
/** Bytes of text below which another worker would take longer to start than to help. */
const BYTES_A_WORKER = 4000;
/** Milliseconds between two pictures of a batch under way. */
const STEP = 200;

/**
 * @typedef {import('./types.js').MarketReport} MarketReport
 * @typedef {import('./types.js').DeskReport} DeskReport
 * @typedef {{ state: 'idle' | 'running' | 'done' | 'cancelled' | 'failed', name: string, count: number | null, workers: number, took: number,
 *   why: string, market: MarketReport | null, desk: DeskReport | null }} Batch `count`: requests to quote, `null` until they are counted; `took`: milliseconds
 */

const NONE = /** @type {Batch} */ ({ state: 'idle', name: '', count: null, workers: 0, took: 0, why: '', market: null, desk: null });

/** The last batch. A new object at each step, though its table is the same. */
export const batch = signal(NONE);
/** Its rows. */
export const table = signal(new BatchTable(SIZE));
/** @type {import('@preact/signals-core').Signal<'all' | 'issues' | 'open'>} */
export const filter = signal('all');
/** @type {import('@preact/signals-core').Signal<'sum' | 'each'>} */
export const charges = signal('sum');
/** The place of the row last used, among all rows. */
export const current = signal(0);

/** How many rows the filter leaves. */
export const shown = computed(() => {
  void batch.value;
  const { length, withIssues, notQuoted } = table.value;
  return filter.value === 'issues' ? withIssues.length : filter.value === 'open' ? notQuoted.length : length;
});

/** The place among all rows of one that the filter leaves. @param {number} index */
export function placeOf(index) {
  const { withIssues, notQuoted } = table.value;
  return (filter.value === 'issues' ? withIssues[index] : filter.value === 'open' ? notQuoted[index] : index) ?? -1;
}

/** The place among the rows that the filter leaves, or −1. @param {number} place */
export function indexOf(place) {
  const { length, withIssues, notQuoted } = table.value;
  return filter.value === 'all' ? (place < length ? place : -1) : found(filter.value === 'issues' ? withIssues : notQuoted, place);
}

/** @param {number[]} ascending @param {number} wanted */
function found(ascending, wanted) {
  let low = 0, high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (ascending[middle]) < wanted) low = middle + 1; else high = middle;
  }
  return ascending[low] === wanted ? low : -1;
}

/** The row in use where the filter leaves it, else the first that is left; −1 where none is. */
export const inUse = computed(() => (shown.value && indexOf(current.value) < 0 ? placeOf(0) : shown.value ? current.value : -1));

/** Why the rows are no longer what the desk would quote; empty while they are. */
export const outdated = computed(() => {
  const { state, market, desk } = batch.value;
  if (state === 'idle') return '';
  return market !== store.market.value ? 'The market has changed since.' : desk !== deskStore.desk.value ? 'The desk has changed since.' : '';
});

/** @param {number} count */
const many = count => number(count, 0);

/** The batch in words. */
export const summary = computed(() => {
  const { state, name, count, workers, took, why } = batch.value;
  const { length, notQuoted, withIssues } = table.value;
  const findings = `${many(withIssues.length)} with issues, ${many(notQuoted.length)} not quoted`;
  switch (state) {
    case 'idle': return '';
    case 'running': return count === null ? `Reading ${name}…` : `${many(length)} of ${many(count)} quoted`;
    case 'cancelled': return `Cancelled: ${many(length)}${count === null ? '' : ` of ${many(count)}`} quoted from ${name}; ${findings}.`;
    case 'failed': return `${why}${length ? ` ${many(length)} rows of ${name} were quoted before.` : ''}`;
    default: return `${many(length)} ${length === 1 ? 'request' : 'requests'} of ${name} in ${number(took / 1000, 2)} s on ${workers} ${workers === 1 ? 'worker' : 'workers'}; ${findings}.`;
  }
});

/** @type {BatchPool | null} */
let pool = null;
/** The text of the last batch, to quote again. @type {{ source: Blob, name: string } | null} */
let last = null;
/** A number for each run; what an overtaken one still says is not heard. */
let running = 0;

/** As many workers as the machine has processors for. */
const mostWorkers = () => Math.max(1, Math.min(MOST_WORKERS, globalThis.navigator?.hardwareConcurrency ?? 1));

/** What the workers have to know. @returns {Promise<import('./batch-pool.js').Desk>} */
async function deskOfWorkers() {
  const memory = session.engine.memory();
  const fitted = memory.some(([, { method }]) => method === 'loadChain') ? await session.engine.call('fitted') : [];
  return { memory, fitted };
}

/** Starts the workers before there is a text, when someone turns to the batch: they need some tenths of a second. */
export async function warmBatch() {
  if (batch.value.state === 'running' || pool?.size) return;
  pool ??= new BatchPool(session.spawn);
  const desk = await deskOfWorkers().catch(() => null);
  if (desk) await pool.warm(mostWorkers(), desk, new Blob([rehearsal(store.market.value)]));
}

/**
 * Quotes all requests of a file or of pasted text.
 * @param {Blob} source
 * @param {string} name for people
 */
export async function runBatch(source, name) {
  const run = running += 1;
  pool ??= new BatchPool(session.spawn);
  last = { source, name };
  const started = performance.now(), now = Date.now();
  const rows = new BatchTable(SIZE);
  const workers = Math.max(1, Math.min(mostWorkers(), Math.ceil(source.size / BYTES_A_WORKER)));
  current.value = 0;
  filter.value = 'all';
  table.value = rows;
  batch.value = { ...NONE, state: 'running', name, workers, market: store.market.value, desk: deskStore.desk.value };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const show = (/** @type {Partial<Batch>} */ change) => {
    clearTimeout(timer);
    timer = undefined;
    if (run === running && batch.value.state === 'running') batch.value = { ...batch.value, ...change };
  };
  let extra = 0;
  try {
    const desk = await deskOfWorkers();
    if (run !== running) return;
    await pool.run({
      source, now, size: SIZE, workers, ...desk,
      counted: count => {
        extra = Math.max(0, count - MOST);
        show({ count: count - extra });
        return count - extra;
      },
      done: (index, part) => {
        rows.add(index, part);
        // The first rows are shown at once, later ones at a pace that leaves the page its time.
        if (index === 0) show({}); else timer ??= setTimeout(() => show({}), STEP);
      },
    });
    const took = performance.now() - started;
    if (!batch.value.count) show({ state: 'failed', why: `${name} holds no request.` });
    else if (extra) show({ state: 'failed', why: `${name} holds ${number(MOST + extra, 0)} requests; a batch takes ${number(MOST, 0)}. Split it for the rest.` });
    else show({ state: 'done', took });
  } catch (error) {
    show({ state: 'failed', why: error instanceof Error ? error.message : String(error) });
  }
}

/** @param {string} text requests, one a line, or a table with a column `request` */
export const runText = text => runBatch(new Blob([text]), 'pasted text');

/** Quotes the last text again, on the market and the desk as they are now. */
export const runAgain = () => (last ? runBatch(last.source, last.name) : Promise.resolve());

/** Stops at once; what has been quoted stays. */
export function cancelBatch() {
  if (batch.value.state !== 'running') return;
  running += 1;
  batch.value = { ...batch.value, state: 'cancelled' };
  pool?.cancel();
}

/** All rows as one file. */
export const csvFile = () => new Blob(table.value.csv(), { type: 'text/csv;charset=utf-8' });

/** A name for that file. */
export const csvName = () => `${batch.value.name.replace(/\.(csv|txt|tsv)?(\.gz)?$/i, '').replace(/[^\w-]+/g, '-') || 'batch'}-quotes.csv`;

/** Puts a row's request into the request line and quotes it by itself, with every reason. @param {number} place */
export function pickRow(place) {
  const { request = '', client = '', id = '', quantity = '' } = table.value.row(place);
  current.value = place;
  if (!request) return Promise.resolve();
  const size = Number(quantity);
  return priceRow({ place, text: asWritten(request), client: asWritten(client), id: asWritten(id), quantity: quantity && Number.isFinite(size) ? size : null });
}
