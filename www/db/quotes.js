// The page's database: a light row per quote to list and search, its body to open it again, what is in force, and the market files
// and desks that bodies and what is in force refer to, each stored once.

import { openDB } from 'idb';

/**
 * @typedef {'traded' | 'passed' | 'missed' | 'expired'} OutcomeKind
 * @typedef {{ id: string, side: import('../core/types.js').ClientSide, quantity: number, price: number }} TradeLink
 * @typedef {{ kind: OutcomeKind | '', note: string, at: number, trade?: TradeLink }} Outcome `trade`: the record in the desk's book
 * @typedef {{ key: string, at: number, id: string, validUntil: string, client: string, structure: string, underlyings: string[], request: string, text: string,
 *   bid: number | null, offer: number | null, bidSize: number, offerSize: number, currency: string, decimals: number, quantity: number, status: string,
 *   build: string, refs: string[], outcome: Outcome | null }} Row `refs`: hashes of what the body's inputs are
 * @typedef {{ key: string, method: string, hash: string }} Told what an engine was told, in order
 * @typedef {{ id: string, settlement: string, source: string, name: string | null, asOf: string }} MarketName
 * @typedef {{ key: string, request: import('../core/store.js').Request, quote: import('../core/types.js').Quote, told: Told[], markets: MarketName[] }} Body
 * @typedef {{ hash: string, method: string, args: any[] }} Context
 * @typedef {{ row: Row, body: Body, contexts: Context[] }} Entry
 * @typedef {{ key: string, format: number, at: number, method: string, hash: string, name: string, trades?: number, aside?: true }} Part of what is in force: a market file
 *   or the desk; `aside`: one that could not be loaded when another took its place
 */

export const DATABASE = 'spread-pricer';
/** Quotes that are kept; the oldest go first. */
export const MOST_QUOTES = 3000;
const VERSION = 2;
const EVERY = ['quotes', 'bodies', 'contexts', 'inForce'];

/** @param {import('idb').IDBPTransaction<any, any, any>} tx @returns {Promise<Part[]>} the oldest first */
const partsOf = async tx => (await tx.objectStore('inForce').getAll()).toSorted((a, b) => a.at - b.at);

/** The key of a part that another took the place of. @param {Part} part */
export const asideKey = part => `aside ${part.hash}`;

/** Removes contents that neither a quote nor what is in force refers to. @param {import('idb').IDBPTransaction<any, any, 'readwrite'>} tx @param {Iterable<string>} hashes */
async function release(tx, hashes) {
  const held = new Set((await partsOf(tx)).map(part => part.hash));
  for (const hash of hashes) if (!held.has(hash) && !await tx.objectStore('quotes').index('refs').count(hash)) await tx.objectStore('contexts').delete(hash);
}

export class QuoteStore {
  /** @type {import('idb').IDBPDatabase<any>} */ #db;

  /** @param {import('idb').IDBPDatabase<any>} db */
  constructor(db) {
    this.#db = db;
  }

  /** @param {{ name?: string, closed?: () => void }} [options] `closed`: another tab needs a newer database, or the browser closed this one */
  static async open({ name = DATABASE, closed = () => {} } = {}) {
    const db = await openDB(name, VERSION, {
      upgrade(db, from) {
        if (from < 2) db.createObjectStore('inForce', { keyPath: 'key' });
        if (from > 0) return;
        const quotes = db.createObjectStore('quotes', { keyPath: 'key' });
        quotes.createIndex('at', 'at');
        quotes.createIndex('refs', 'refs', { multiEntry: true });
        db.createObjectStore('bodies', { keyPath: 'key' });
        db.createObjectStore('contexts', { keyPath: 'hash' });
      },
      blocking() { db.close(); closed(); },
      terminated: closed,
    });
    return new QuoteStore(db);
  }

  close() {
    this.#db.close();
  }

  /** All rows, the newest first. @returns {Promise<Row[]>} */
  async rows() {
    return (await this.#db.getAllFromIndex('quotes', 'at')).toReversed();
  }

  /** @param {string} key @returns {Promise<Row | undefined>} */
  row(key) {
    return this.#db.get('quotes', key);
  }

  /** What opens a quote again; null where it is gone. @param {string} key @returns {Promise<Entry | null>} */
  async entry(key) {
    const [row, body] = await Promise.all([this.#db.get('quotes', key), this.#db.get('bodies', key)]);
    if (!row || !body) return null;
    const contexts = await Promise.all([...new Set(/** @type {Body} */ (body).told.map(told => told.hash))].map(hash => this.#db.get('contexts', hash)));
    return { row, body, contexts: contexts.filter(Boolean) };
  }

  /**
   * Stores a quote with what it refers to, all or nothing; a key that is there already stays as it is.
   * @param {Entry} entry @returns {Promise<boolean>} whether it was new
   */
  async add({ row, body, contexts }) {
    const tx = this.#db.transaction(['quotes', 'bodies', 'contexts'], 'readwrite');
    const done = tx.done;
    // The reason is that of the transaction; what it interrupts has no more to say.
    done.catch(() => {});
    try {
      const isNew = !await tx.objectStore('quotes').getKey(row.key);
      if (isNew) {
        for (const context of contexts) if (!await tx.objectStore('contexts').getKey(context.hash)) await tx.objectStore('contexts').add(context);
        await Promise.all([tx.objectStore('bodies').add(body), tx.objectStore('quotes').add(row)]);
      }
      await done;
      return isNew;
    } catch (error) {
      // A full disk may show only when everything is written.
      await done.catch(reason => { throw reason ?? error; });
      throw error;
    }
  }

  /** Gives a quote another outcome; null where the quote is gone. @param {string} key @param {(old: Outcome | null) => Outcome | null} change @returns {Promise<Row | null>} */
  async setOutcome(key, change) {
    const tx = this.#db.transaction('quotes', 'readwrite');
    const done = tx.done;
    done.catch(() => {});
    const row = await tx.store.get(key);
    if (!row) return null;
    row.outcome = change(row.outcome);
    await tx.store.put(row);
    await done;
    return row;
  }

  /** Removes the oldest quotes over a number, and what only they referred to. @param {number} [most] @returns {Promise<string[]>} their keys */
  async trim(most = MOST_QUOTES) {
    const tx = this.#db.transaction(EVERY, 'readwrite');
    const quotes = tx.objectStore('quotes');
    let over = await quotes.count() - most;
    /** @type {string[]} */
    const gone = [];
    /** @type {Set<string>} */
    const refs = new Set();
    for (let cursor = over > 0 ? await quotes.index('at').openCursor() : null; cursor && over > 0; cursor = await cursor.continue(), over -= 1) {
      gone.push(cursor.value.key);
      for (const ref of cursor.value.refs) refs.add(ref);
      await tx.objectStore('bodies').delete(cursor.value.key);
      await cursor.delete();
    }
    await release(tx, refs);
    await tx.done;
    return gone;
  }

  /** Removes every quote; what is in force stays. */
  async clear() {
    const tx = this.#db.transaction(EVERY, 'readwrite');
    await Promise.all(['quotes', 'bodies'].map(name => tx.objectStore(name).clear()));
    await release(tx, await tx.objectStore('contexts').getAllKeys());
    await tx.done;
  }

  /** What is in force, in the order in which it is to be loaded, each with its content where that is there. @returns {Promise<{ part: Part, context: Context | undefined }[]>} */
  async inForce() {
    const parts = await partsOf(this.#db.transaction('inForce'));
    return Promise.all(parts.map(async part => ({ part, context: await this.#db.get('contexts', part.hash) })));
  }

  /**
   * Puts parts in force in place of those of the same key, all or nothing.
   * @param {{ part: Part, context: Context }[]} given
   * @param {{ only?: boolean, spare?: string[] }} [options] `only`: nothing else stays in force; `spare`: keys whose part is put aside
   * @returns {Promise<{ parts: Part[], replaced: Part[] }>} what is stored now, and what these took the place of
   */
  async putInForce(given, { only = false, spare = [] } = {}) {
    const tx = this.#db.transaction(EVERY, 'readwrite');
    const done = tx.done;
    done.catch(() => {});
    try {
      const store = tx.objectStore('inForce'), contexts = tx.objectStore('contexts');
      const keys = new Set(given.map(({ part }) => part.key)), hashes = new Set(given.map(({ part }) => part.hash));
      const replaced = (await partsOf(tx)).filter(part => keys.has(part.key) || (only && !part.aside));
      for (const part of replaced) {
        await store.delete(part.key);
        if (spare.includes(part.key) && !hashes.has(part.hash)) await store.put({ ...part, key: asideKey(part), aside: true });
      }
      for (const { part, context } of given) {
        // In place of what is there under its name, which may be damaged.
        await contexts.put(context);
        await store.put(part);
      }
      await release(tx, replaced.map(part => part.hash));
      const parts = await partsOf(tx);
      await done;
      return { parts, replaced };
    } catch (error) {
      await done.catch(reason => { throw reason ?? error; });
      throw error;
    }
  }

  /** Takes parts out of force, or all of them. @param {string[]} [keys] @returns {Promise<Part[]>} what is left */
  async dropInForce(keys) {
    const tx = this.#db.transaction(EVERY, 'readwrite');
    const gone = (await partsOf(tx)).filter(part => !keys || keys.includes(part.key));
    for (const part of gone) await tx.objectStore('inForce').delete(part.key);
    await release(tx, gone.map(part => part.hash));
    const left = await partsOf(tx);
    await tx.done;
    return left;
  }

  /** The newest quote's request; null where there is none. @returns {Promise<import('../core/store.js').Request | null>} */
  async lastRequest() {
    const newest = await this.#db.transaction('quotes').store.index('at').openKeyCursor(null, 'prev');
    return newest ? (await this.#db.get('bodies', newest.primaryKey))?.request ?? null : null;
  }
}
