import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { priceBy } from '../../../www/core/pricing.js';
import { booked, booking, clientTraded, deskFile, undoTrade, whyNot } from '../../../www/core/book.js';
import { deskWay } from '../../../www/core/desk-quote.js';
import { session } from '../../../www/core/session.js';
import * as deskStore from '../../../www/core/desk-store.js';
import * as store from '../../../www/core/store.js';

/** Calls that the page has made and the test has not answered. @type {{ id: number, method: string, args: any[] }[]} */
let asked = [];
/** @type {(data: any) => void} */
let say = () => {};

priceBy(deskWay);
// The engine's time limits would outlive the tests.
mock.timers.enable({ apis: ['setTimeout'] });

const request = /** @type {any} */ ({ draft: { side: 'twoWay', quantity: 10, legs: [] }, text: '', origin: 'form', settings: { now: 0, seed: 7 } });
const quote = /** @type {any} */ ({ id: 'Q-1', bid: 9, offer: 11, bidSize: 10, offerSize: 4, validUntil: '2026-11-18T12:00:30Z' });
const record = { id: 'T-1', side: 'buy', quantity: 4, price: 11, currency: 'ETH', request: 'x' };
const desk = (/** @type {object[]} */ trades) => ({ name: 'My desk & co', clients: [], config: { name: 'My desk', trades } });

beforeEach(() => {
  asked = [];
  session.start(() => ({ postMessage: message => { asked.push(message); }, terminate: () => {}, addEventListener: (type, listener) => { if (type === 'message') say = data => listener({ data }); } }));
  store.line.value = '';
  deskStore.quote.value = quote;
  store.request.value = store.quotedRequest.value = request;
  store.pricing.value = false;
  store.requestIssues.value = [];
  store.reading.value = null;
  store.now.value = Date.parse('2026-11-18T12:00:00Z');
  booked.value = { tone: '', text: '', trade: null };
});

const settle = () => new Promise(resolve => { setImmediate(resolve); });

/** Answers the oldest open call of a method. @param {string} method @param {any} value */
async function give(method, value) {
  await settle();
  const at = asked.findIndex(call => call.method === method);
  const [call] = asked.splice(at, at < 0 ? 0 : 1);
  assert.ok(call, `no ${method} was asked`);
  say({ id: call.id, value });
  await settle();
  return call.args;
}

test('a trade is booked at the price and size of its side, kept for a worker that follows, and priced again', async () => {
  clientTraded('buy');
  const [draft, { side, quantity, price, quoteId }] = await give('trade', { record, issues: [] });
  assert.deepEqual([draft, side, quantity, price, quoteId], [request.draft, 'buy', 4, 11, 'Q-1']);
  const traded = desk([record]);
  await give('desk', traded);
  assert.deepEqual(session.engine.memory(), [['desk', { method: 'loadDesk', args: [traded.config] }]]);
  assert.deepEqual([booked.value.tone, booked.value.trade?.id, deskStore.desk.value], ['good', 'T-1', traded]);
  assert.ok(asked.some(call => call.method === 'quote'));
  undoTrade('T-1');
  assert.deepEqual(await give('undoTrade', { record, issues: [] }), ['T-1']);
  await give('desk', desk([]));
  assert.match(booked.value.text, /^Undone/);
  assert.equal(booked.value.trade, null);
});

test('a second click while a trade is booked is no second trade', async () => {
  clientTraded('sell');
  assert.ok(booking.value);
  clientTraded('sell');
  await give('trade', { record: null, issues: [{ message: 'Why not.' }] });
  assert.equal(asked.filter(call => call.method === 'trade').length, 0);
  assert.deepEqual([booked.value.tone, booked.value.text, booking.value], ['bad', 'Not booked. Why not.', false]);
});

test('only a side that is quoted for the request on show can be traded', () => {
  assert.equal(whyNot('buy'), '');
  deskStore.quote.value = { ...quote, bid: null };
  assert.deepEqual([whyNot('buy'), whyNot('sell')], ['', 'There is no bid.']);
  store.quotedRequest.value = store.request.value = { ...request, draft: { ...request.draft, preset: 'source_fly' } };
  assert.match(whyNot('buy'), /worked example/);
  store.line.value = 'something else';
  assert.match(whyNot('buy'), /line has changed/);
  deskStore.quote.value = null;
  assert.match(whyNot('sell'), /no quote/);
});

test('a quote that has ended is not traded before it is priced again', async () => {
  store.now.value = Date.parse(quote.validUntil) - 1;
  assert.equal(whyNot('buy'), '');
  store.now.value += 1;
  assert.match(whyNot('buy'), /expired/);
  clientTraded('buy');
  await settle();
  assert.deepEqual(asked.filter(call => call.method === 'trade'), []);
});

test('what is asked back is answered before the client trades, also where only the reading asks it', () => {
  const question = /** @type {any} */ ({ code: 'Q-UNIT', path: 'quantity', severity: 'query', message: 'Contracts or notional?' });
  store.requestIssues.value = [{ ...question, severity: 'warn' }];
  assert.equal(whyNot('sell'), '');
  store.requestIssues.value = [question];
  assert.match(whyNot('sell'), /question is open.*Contracts or notional/);
  store.requestIssues.value = [];
  const text = 'BTC dec 100k call $5mm';
  store.line.value = text;
  store.reading.value = /** @type {any} */ ({ text, issues: [question] });
  store.request.value = store.quotedRequest.value = { ...request, text, origin: 'line' };
  assert.match(whyNot('sell'), /question is open/);
  // Answered by the draft, the line is no longer what is priced.
  store.request.value = store.quotedRequest.value = { ...request, text };
  assert.equal(whyNot('sell'), '');
});

test('a desk is a file under its own name that reads back as its configuration', () => {
  const { name, text } = deskFile(/** @type {any} */ (desk([record])));
  assert.equal(name, 'my-desk-co.json');
  assert.deepEqual(JSON.parse(text), { name: 'My desk', trades: [record] });
});
