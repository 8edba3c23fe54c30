import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained } from '../../../www/core/explanation.js';
import { session } from '../../../www/core/session.js';
import { priced, quotedRequest } from '../../../www/core/store.js';

const request = { draft: { legs: [], quantity: 1 }, settings: { now: 0, seed: 1 } };
const shown = { theoretical: 10, bid: 9, offer: null, charges: [{ bid: 0.4, offer: null }, { bid: 0.6, offer: null }] };
const part = (/** @type {string} */ name, /** @type {number} */ value, /** @type {any[]} */ children = []) => ({ name, value, children });
const rows = (/** @type {number[]} */ ...values) => values.map(value => part('a charge', value));
/** The last row of a side is none of its charges. */
const tree = (/** @type {number} */ first) => ({ name: 'quote', children: [part('theoretical', 10), part('bid', 9, rows(first, 0.6, 0.9))] });

/** What the page shows where the engine gives this tree. @param {any} explanation */
async function shownFor(explanation) {
  /** @type {any[]} */
  const calls = [];
  session.engine = /** @type {any} */ ({ call: async (/** @type {any[]} */ ...call) => { calls.push(call); return { explanation, issues: [] }; } });
  quotedRequest.value = /** @type {any} */ (request);
  priced.value = /** @type {any} */ (shown);
  return { found: await explained(), calls };
}

test('the tree is asked for with the instant and the seed of the quote on show', async () => {
  const { found, calls } = await shownFor(tree(0.4));
  assert.deepEqual(calls, [['explain', [request.draft, request.settings]]]);
  assert.deepEqual(found, { tree: tree(0.4), problem: '' });
});

test('a tree of other charges is not shown, though the prices are the same', async () => {
  const { found } = await shownFor(tree(0.5));
  assert.equal(found.tree, null);
  assert.match(found.problem, /price it again/);
});

test('where the engine gives no tree any more, it says what to do', async () => {
  const { found } = await shownFor(null);
  assert.equal(found.tree, null);
  assert.match(found.problem, /price it again/);
});
