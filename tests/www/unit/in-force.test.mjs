import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { deleteDB, openDB } from 'idb';
import { QuoteStore } from '../../../www/db/quotes.js';

let name = '';
let count = 0;
/** @type {QuoteStore} */
let db;
beforeEach(async () => {
  name = `in force ${count += 1}`;
  db = await QuoteStore.open({ name });
});
afterEach(async () => {
  db.close();
  await deleteDB(name);
});

/** A part with its content. @param {string} key @param {string} hash @returns {any} */
const part = (key, hash) => ({ part: { key, format: 1, at: count += 1, method: 'loadChain', hash, name: hash }, context: { hash, method: 'loadChain', args: [hash] } });
/** A quote on some contents. @param {number} n @param {...string} refs @returns {any} */
const quote = (n, ...refs) => ({ row: { key: `${n}`, at: n, refs }, body: { key: `${n}`, request: { text: `line ${n}` }, told: refs.map(hash => ({ hash })) }, contexts: refs.map(hash => ({ hash, method: 'loadChain', args: [hash] })) });

/** What is in force, each with whether its content is there. */
const inForce = async () => (await db.inForce()).map(({ part, context }) => `${part.key}: ${part.hash}${context ? '' : ', gone'}`);

/** Hashes of all contents. */
async function contents() {
  const raw = await openDB(name);
  const keys = await raw.getAllKeys('contexts');
  raw.close();
  return keys;
}

test('the history’s pruning leaves what is in force, and takes it when it no longer is', async () => {
  await db.add(quote(1, 'a'));
  await db.add(quote(2, 'b'));
  await db.putInForce([part('chain', 'a')]);
  await db.trim(1);
  assert.deepEqual([await inForce(), await contents()], [['chain: a'], ['a', 'b']]);
  await db.clear();
  assert.deepEqual([await inForce(), await contents()], [['chain: a'], ['a']]);
  assert.deepEqual(await db.dropInForce(), []);
  assert.deepEqual(await contents(), []);
});

test('what takes a place removes what was there, unless a quote refers to it', async () => {
  await db.add(quote(1, 'a'));
  await db.putInForce([part('chain', 'a'), part('desk', 'd1')]);
  const { parts, replaced } = await db.putInForce([part('chain', 'b'), part('desk', 'd2')]);
  assert.deepEqual([parts.map(one => one.hash), replaced.map(one => one.hash)], [['b', 'd2'], ['a', 'd1']]);
  assert.deepEqual(await contents(), ['a', 'b', 'd2']);
  await db.putInForce([part('chain', 'c')], { only: true });
  assert.deepEqual([await inForce(), await contents()], [['chain: c'], ['a', 'c']]);
});

test('what could not be loaded is put aside, and the same content mends it', async () => {
  await db.putInForce([part('chain', 'a')]);
  await db.putInForce([part('chain', 'b')], { spare: ['chain'] });
  assert.deepEqual(await inForce(), ['aside a: a', 'chain: b']);
  // Everything else of this tab goes into force; what is aside stays.
  await db.putInForce([part('desk', 'd')], { only: true });
  assert.deepEqual(await inForce(), ['aside a: a', 'desk: d']);
  await db.putInForce([{ ...part('desk', 'd'), context: { hash: 'd', method: 'loadChain', args: ['mended'] } }], { spare: ['desk'] });
  assert.deepEqual((await db.inForce()).map(({ part, context }) => [part.key, context?.args[0]]), [['aside a', 'a'], ['desk', 'mended']]);
});

test('the last request is the newest quote’s', async () => {
  assert.equal(await db.lastRequest(), null);
  await db.add(quote(2, 'a'));
  await db.add(quote(1, 'a'));
  assert.equal((await db.lastRequest())?.text, 'line 2');
});

test('a database of the version before keeps its quotes', async () => {
  const old = `${name} of old`;
  const before = await openDB(old, 1, {
    upgrade(raw) {
      const quotes = raw.createObjectStore('quotes', { keyPath: 'key' });
      quotes.createIndex('at', 'at');
      quotes.createIndex('refs', 'refs', { multiEntry: true });
      raw.createObjectStore('bodies', { keyPath: 'key' });
      raw.createObjectStore('contexts', { keyPath: 'hash' });
    },
  });
  await before.put('quotes', quote(1, 'a').row);
  before.close();
  const now = await QuoteStore.open({ name: old });
  assert.deepEqual([(await now.rows()).map(row => row.key), await now.inForce()], [['1'], []]);
  now.close();
  await deleteDB(old);
});
