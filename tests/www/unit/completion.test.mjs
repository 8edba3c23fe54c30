import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete } from '../../../www/core/completion.js';

/** @type {any} */
const underlyings = [
  { id: 'ETH', settlement: 'inverse', source: 'sample', expiries: [
    { expiry: '2026-11-27T08:00:00Z', years: 0.1, forward: 3400, strikes: [3300, 3400] },
    { expiry: '2026-12-25T08:00:00Z', years: 0.2, forward: 3405, strikes: [2000, 2500, 3000, 3200, 3300, 3400, 3500, 3600, 3800, 4000, 5000] },
  ] },
  { id: 'ETH', settlement: 'linear', source: 'sample', expiries: [] },
  { id: 'BTC', settlement: 'inverse', source: 'sample', expiries: [] },
];
const clients = [{ name: 'Acme', tier: 2 }, { name: 'Alpha Beta', tier: 3 }];
/** What a line with the caret at its `|` may become. @param {string} text */
function completed(text) {
  const caret = text.includes('|') ? text.indexOf('|') : text.length;
  const line = text.replace('|', '');
  const found = complete(line, caret, { underlyings, clients });
  return (found?.entries ?? []).map(({ insert }) => line.slice(0, found?.range[0]) + insert + line.slice(found?.range[1]));
}

test('the first word is an underlying, said once', () => {
  assert.deepEqual(completed('e'), ['ETH ']);
  assert.deepEqual(completed('buy b'), ['buy BTC ']);
  assert.deepEqual(completed(''), []);
});

test('after the underlying come its expiries, by day or by month', () => {
  assert.deepEqual(completed('ETH '), ['ETH 27NOV26 ', 'ETH 25DEC26 ']);
  assert.deepEqual(completed('ETH 2'), ['ETH 27NOV26 ', 'ETH 25DEC26 ']);
  assert.deepEqual(completed('ETH 25'), ['ETH 25DEC26 ']);
  assert.deepEqual(completed('ETH dec'), ['ETH 25DEC26 ']);
});

test('after the expiry come its strikes near the money, ascending, each once', () => {
  assert.deepEqual(completed('ETH 25DEC26 3').map(text => text.slice(12)), ['3000', '3200', '3300', '3400', '3500', '3600', '3800']);
  assert.equal(completed('ETH 25DEC26 ').length, 8);
  assert.deepEqual(completed('ETH 25DEC26 3300/34'), ['ETH 25DEC26 3300/3400']);
  assert.ok(!completed('ETH 25DEC26 3300/3400/').some(text => text.endsWith('/3300') || text.endsWith('/3400')));
  // The last expiry that was said.
  assert.deepEqual(completed('ETH 25DEC26 27NOV26 33'), ['ETH 25DEC26 27NOV26 3300']);
});

test('words go on as structures of several words', () => {
  assert.deepEqual(completed('ETH 25DEC26 3300/3500 stran'), ['ETH 25DEC26 3300/3500 strangle ']);
  assert.ok(completed('ETH 25DEC26 3400 call cal').includes('ETH 25DEC26 3400 call calendar '));
  assert.deepEqual(completed('ETH 25DEC26 3000/4000 iron con'), ['ETH 25DEC26 3000/4000 iron condor ']);
  assert.deepEqual(completed('ETH 25DEC26 3300/3500 strangle x10'), []);
});

test('after the comma come clients, in quotes where a name is several words', () => {
  assert.deepEqual(completed('ETH 25DEC26 3400 call, a'), ['ETH 25DEC26 3400 call, Acme', 'ETH 25DEC26 3400 call, "Alpha Beta"']);
  assert.deepEqual(completed('ETH 25DEC26 3400 call,'), ['ETH 25DEC26 3400 call, Acme', 'ETH 25DEC26 3400 call, "Alpha Beta"']);
  assert.deepEqual(completed('ETH 25DEC26 3400 call, Acme'), []);
});

test('a caret inside a word, a message or a long text offers nothing', () => {
  assert.deepEqual(completed('E|TH'), []);
  assert.deepEqual(completed('8=FIX.4.4 E'), []);
  assert.deepEqual(completed(`${'x '.repeat(200)}e`), []);
  assert.deepEqual(completed('e| 25DEC26'), ['ETH  25DEC26']);
});
