import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { deleteDB } from 'idb';
import { exportFile, importFile } from '../../../www/core/history-files.js';
import * as keeping from '../../../www/core/history.js';
import * as list from '../../../www/core/history-list.js';
import * as opened from '../../../www/core/history-opened.js';
import * as outcomes from '../../../www/core/history-outcomes.js';
import * as store from '../../../www/core/history-store.js';
import { handOn } from '../../../www/core/quoted.js';
import { compare, recompute } from '../../../www/core/reopen.js';
import { hashOf } from '../../../www/db/entry.js';
import { piecesOf, read } from '../../../www/db/portable.js';
import { QuoteStore } from '../../../www/db/quotes.js';

/** @param {number} n @param {object} [more] @returns {any} */
const quoteOf = (n, more) => ({
  id: `Q-${n}`, bid: 9 + n, offer: 11 + n, bidSize: 10, offerSize: 10, theoretical: 10 + n, currency: 'ETH', decimals: 2, quantity: 10, status: 'indicative', structureName: 'call butterfly',
  validUntil: '2026-11-18T12:00:30Z', request: `Request ${n}`, client: { id: 'ACME', name: 'Acme' }, legs: [{ underlying: 'ETH' }], charges: [], greeks: {}, ...more,
});
const DESK = { name: 'demo' };
const CHAIN = ['time,bid', { name: 'chain.csv' }];

/** @param {number} n @param {{ quote?: object, memory?: any, desk?: any }} [more] @returns {any} */
const quotedOf = (n, { quote, memory = [['chain ETH', { method: 'loadChain', args: CHAIN }]], desk = DESK } = {}) => ({
  request: { draft: { side: 'twoWay', quantity: 10, legs: [] }, text: `line ${n}`, origin: 'line', settings: { now: 1_800_000_000_000 + n, seed: n } },
  quote: quoteOf(n, quote), memory, desk, market: { underlyings: [{ id: 'ETH', settlement: 'inverse', source: 'file', name: 'chain.csv', asOf: '2026-11-18T12:00:00Z' }] },
});

const history = { ...keeping, ...list, ...opened, ...outcomes, ...store };
let name = '';
let count = 0;
beforeEach(async () => {
  name = `test ${count += 1}`;
  history.rows.value = [];
  history.unsaved.value = [];
  history.problem.value = '';
  history.notice.value = null;
  history.search.value = '';
  history.only.value = 'all';
  await history.start({ build: 'BUILD001', name });
});
afterEach(async () => {
  await history.stop();
  await deleteDB(name);
});

/** @param {any[]} all */
async function give(...all) {
  for (const one of all) handOn(one);
  // A keeper takes each in its own turn.
  await history.settled();
}

/** The quotes on show. */
const ids = () => history.found.value.map(row => row.id);

/** What the history exports. */
async function exported() {
  const { file } = await exportFile('BUILD001');
  return file.text();
}

test('a quote is there again after the page was left, newest first', async () => {
  await give(quotedOf(1), quotedOf(2));
  await history.stop();
  history.rows.value = [];
  await history.start({ build: 'BUILD001', name });
  assert.deepEqual(history.rows.value.map(row => [row.id, row.client, row.bid, row.build]), [['Q-2', 'Acme', 11, 'BUILD001'], ['Q-1', 'Acme', 10, 'BUILD001']]);
});

test('a market and a desk are stored once, whatever refers to them, and go with the last quote on them', async () => {
  const other = [['chain ETH', { method: 'loadChain', args: ['other', {}] }]];
  await give(quotedOf(1), quotedOf(2), quotedOf(3, { memory: other }));
  const db = await QuoteStore.open({ name });
  const first = await db.entry(history.rows.value[2]?.key ?? '');
  assert.deepEqual(first?.contexts.map(({ method, args }) => [method, args]), [['loadChain', CHAIN], ['loadDesk', [DESK]]]);
  assert.deepEqual(first?.row.refs, (await db.entry(history.rows.value[1]?.key ?? ''))?.row.refs);
  assert.deepEqual((await db.trim(1)).length, 2);
  const left = await db.rows();
  assert.deepEqual(left.map(row => row.id), ['Q-3']);
  const kept = await db.entry(left[0]?.key ?? '');
  assert.deepEqual(kept?.contexts.map(({ args }) => args[0]), ['other', DESK]);
  const chain = await hashOf('loadChain', CHAIN);
  // The first market is gone with its quotes.
  const raw = await db.entry(left[0]?.key ?? '');
  assert.ok(!raw?.row.refs.includes(chain));
  db.close();
});

test('quotes are found by words of client, structure, underlying and note', async () => {
  await give(quotedOf(1), quotedOf(2, { quote: { client: { id: null, name: 'no name' }, structureName: 'put spread', legs: [{ underlying: 'BTC' }] } }));
  for (const [words, wanted] of /** @type {[string, string[]][]} */ ([['acme', ['Q-1']], ['BTC put', ['Q-2']], ['butterfly eth', ['Q-1']], ['anonymous', ['Q-2']], ['acme btc', []], ['', ['Q-2', 'Q-1']]])) {
    history.search.value = words;
    assert.deepEqual(ids(), wanted, words);
  }
  await history.recordOutcome(history.rows.value[0]?.key ?? '', 'missed', 'one tick away');
  history.search.value = 'tick';
  assert.deepEqual(ids(), ['Q-2']);
  history.search.value = '';
  history.only.value = 'missed';
  assert.deepEqual(ids(), ['Q-2']);
});

test('a quote that nobody took ends by itself, and an outcome that is recorded stays', async () => {
  await give(quotedOf(1));
  const [row] = history.rows.value;
  assert.ok(row);
  const end = Date.parse(row.validUntil);
  assert.deepEqual([end - 1, end + 1].map(now => history.outcomeOf(row, now)), ['open', 'expired']);
  await history.recordOutcome(row.key, 'passed', 'too wide');
  const db = await QuoteStore.open({ name });
  const stored = await db.row(row.key);
  db.close();
  assert.deepEqual([stored?.outcome?.kind, stored?.outcome?.note], ['passed', 'too wide']);
});

test('what the disk does not take is held in memory, said, exported and stored later', async () => {
  await give(quotedOf(1));
  const add = QuoteStore.prototype.add;
  QuoteStore.prototype.add = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));
  try {
    await give(quotedOf(2), quotedOf(3));
    assert.deepEqual(history.unsaved.value.map(one => one.row.id), ['Q-2', 'Q-3']);
    assert.match(history.problem.value, /full/);
    assert.equal(history.rows.value.length, 3);
    await history.recordOutcome(history.rows.value[0]?.key ?? '', 'traded', '');
    assert.equal(history.unsaved.value[1]?.row.outcome?.kind, 'traded');
    assert.equal((await read(await exported())).entries.length, 3);
  } finally {
    QuoteStore.prototype.add = add;
  }
  await give(quotedOf(4));
  assert.deepEqual([history.unsaved.value.length, history.problem.value], [0, '']);
  const db = await QuoteStore.open({ name });
  assert.deepEqual((await db.rows()).map(row => [row.id, row.outcome?.kind]), [['Q-4', undefined], ['Q-3', 'traded'], ['Q-2', undefined], ['Q-1', undefined]]);
  db.close();
});

test('an export comes in again with nothing lost, and what is here stays as it is', async () => {
  await give(quotedOf(1), quotedOf(2));
  await history.recordOutcome(history.rows.value[0]?.key ?? '', 'passed', 'note');
  const text = await exported();
  const before = structuredClone(history.rows.value);
  await history.clearHistory();
  assert.equal(history.rows.value.length, 0);
  await importFile(new File([text], 'quotes.json'));
  assert.deepEqual(history.rows.value, before);
  assert.equal(history.notice.value?.tone, 'good');
  await history.recordOutcome(before[0]?.key ?? '', 'traded', 'after all');
  await importFile(new File([text], 'quotes.json'));
  assert.match(history.notice.value?.text ?? '', /0 quotes taken.*2 were here/);
  assert.equal(history.rows.value[0]?.outcome?.kind, 'traded');
  assert.equal(await exported().then(again => read(again)).then(({ entries, issues }) => `${entries.length} ${issues.length}`), '2 0');
});

test('what is wrong in a file is said with its place, and the rest is taken', async () => {
  await give(quotedOf(1), quotedOf(2), quotedOf(3));
  const whole = JSON.parse(await exported());
  const change = (/** @type {(file: any) => void} */ edit) => {
    const file = structuredClone(whole);
    edit(file);
    return read(JSON.stringify(file));
  };
  const cases = /** @type {[string, (file: any) => void, number][]} */ ([
    ['quotes[0].row.bid', file => { file.quotes[0].row.bid = 'high'; }, 2],
    ['quotes[1].body.key', file => { file.quotes[1].body.key = 'x'; }, 2],
    ['quotes[0].body.quote.legs', file => { file.quotes[0].body.quote.legs = 'none'; }, 2],
    ['quotes[0].body.quote.client', file => { delete file.quotes[0].body.quote.client; }, 2],
    ['contexts[1]', file => { file.contexts[1].method = 'quote'; }, 0],
    ['quotes[2].body.request', file => { delete file.quotes[2].body.request.settings; }, 2],
    ['quotes[1].row.outcome', file => { file.quotes[1].row.outcome = { kind: 'won', note: '', at: 1 }; }, 2],
    ['contexts[0]', file => { file.contexts[0].args[0] = 'other numbers'; }, 0],
    ['version', file => { file.version = 2; }, 0],
    ['format', file => { file.format = 'else'; }, 0],
  ]);
  for (const [path, edit, left] of cases) {
    const { entries, issues } = await change(edit);
    assert.equal(issues[0]?.path, path);
    assert.equal(entries.length, left, path);
  }
  for (const text of ['', '{', 'null', '[]', '{"format":"spread-pricer history","version":1}']) {
    const { entries, issues } = await read(text);
    assert.deepEqual([entries.length, issues.length], [0, 1], text);
  }
});

test('an empty history is a file too', async () => {
  let text = '';
  for await (const piece of piecesOf([], { build: 'b', at: 0 })) text += piece;
  assert.deepEqual(await read(text), { entries: [], issues: [] });
});

test('quotes are the same bit for bit or they differ', () => {
  const stored = { bid: 1, offer: 2, validUntil: '2026-11-18T12:00:30Z', legs: [{ price: 0.1 + 0.2, note: 'a' }], id: 'Q' };
  assert.deepEqual(compare(stored, structuredClone(stored)), { numbers: 4, differences: [], words: 0 });
  const now = { ...stored, legs: [{ price: 0.3, note: 'b' }] };
  assert.deepEqual(compare(stored, now), { numbers: 4, differences: [{ path: 'legs.0.price', stored: 0.1 + 0.2, now: 0.3 }], words: 1 });
  assert.equal(compare({ a: 0 }, { a: -0 }).differences.length, 1);
  assert.equal(compare({ a: null }, {}).differences.length, 1);
  assert.equal(compare({ at: '2026-11-18T12:00:30Z' }, { at: '2026-11-18T12:00:31Z' }).differences.length, 1);
});

test('an engine of its own is told the stored inputs in their order, and ends', async () => {
  await give(quotedOf(1));
  const db = await QuoteStore.open({ name });
  const entry = /** @type {any} */ (await db.entry(history.rows.value[0]?.key ?? ''));
  db.close();
  /** @type {any[]} */
  const calls = [];
  let ended = false;
  /** @param {(method: string) => any} answer @returns {any} */
  const spawn = answer => () => {
    /** @type {(event: any) => void} */
    let say;
    return {
      addEventListener: (/** @type {string} */ type, /** @type {any} */ listener) => { if (type === 'message') say = listener; },
      postMessage: (/** @type {any} */ { id, method, args }) => { calls.push([method, args]); queueMicrotask(() => say({ data: { id, value: answer(method) } })); },
      terminate: () => { ended = true; },
    };
  };
  const { quote } = await recompute(spawn(method => (method === 'quote' ? { quote: entry.body.quote, issues: [] } : { issues: [] })), entry);
  assert.deepEqual(calls, [['loadChain', CHAIN], ['loadDesk', [DESK]], ['quote', [entry.body.request.draft, { now: 1_800_000_000_001, seed: 1 }]]]);
  assert.equal(compare(entry.body.quote, quote).differences.length, 0);
  assert.ok(ended);
  await assert.rejects(recompute(spawn(() => ({ issues: [{ severity: 'reject', message: 'no such column' }] })), entry), /refuses.*no such column/);
  await assert.rejects(recompute(spawn(() => ({ issues: [] })), { ...entry, contexts: [] }), /not stored any more/);
});
