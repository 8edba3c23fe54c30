import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { askAgain, chooseMarket, editForm, editLeg, priceForm, workedExample } from '../../../www/core/form-actions.js';
import { answer, priceAnew, priceLine, priceRow, typeLine } from '../../../www/core/line-actions.js';
import { priceBy, reprice } from '../../../www/core/pricing.js';
import { deskWay } from '../../../www/core/desk-quote.js';
import { emptyForm } from '../../../www/core/request-form.js';
import { undo } from '../../../www/core/step-actions.js';
import { session } from '../../../www/core/session.js';
import * as store from '../../../www/core/store.js';

/** Calls that the page has made and the test has not answered. @type {{ id: number, method: string, args: any[] }[]} */
let asked = [];
/** @type {(data: any) => void} */
let say = () => {};

priceBy(deskWay);
mock.timers.enable({ apis: ['setTimeout'] });

beforeEach(() => {
  asked = [];
  session.start(() => ({ postMessage: message => { asked.push(message); }, terminate: () => {}, addEventListener: (type, listener) => { if (type === 'message') say = data => listener({ data }); } }));
  store.line.value = '';
  store.form.value = emptyForm();
  for (const part of [store.market, store.reading, store.request, store.priced, store.quotedRequest]) part.value = null;
  store.requestIssues.value = [];
  store.pricing.value = false;
});

const settle = () => new Promise(resolve => { setImmediate(resolve); });

/** Answers the oldest open call of a method. @param {string} method @param {(args: any[]) => any} value */
async function give(method, value) {
  await settle();
  const at = asked.findIndex(call => call.method === method);
  const [call] = asked.splice(at, at < 0 ? 0 : 1);
  assert.ok(call, `no ${method} was asked`);
  say({ id: call.id, value: value(call.args) });
  await settle();
  return call.args;
}

/** @param {object} [more] @returns {any} */
const leg = more => ({ ratio: 1, kind: 'option', underlying: 'ETH', expiry: '25DEC26', strike: 3400, type: 'call', ...more });
/** @param {object} [more] */
const quoteOf = more => ({ quote: { bid: 9, offer: 11, theoretical: 10, tied: null, underlying: 'ETH', legs: [{ ...leg(), settlement: 'inverse', marked: [], vol: 0.6 }], validUntil: '2026-11-18T12:00:30Z', ...more }, issues: [] });
const noPayoff = () => ({ facts: null, issues: [] });

/** Gives a quote and its payoffs. @param {any} quoted */
async function giveQuote(quoted = quoteOf()) {
  const [draft] = await give('quote', () => quoted);
  const curves = [await give('payoff', noPayoff), await give('payoff', noPayoff)];
  return { draft, prices: curves.map(([, request]) => request.price) };
}

/** @param {string} text @param {any} draft */
async function send(text, draft) {
  typeLine(text);
  await give('read', () => ({ draft, explanation: null, issues: [] }));
  priceLine();
  await give('read', () => ({ draft, explanation: null, issues: [] }));
}

const draft = { side: 'twoWay', quantity: 10, legs: [leg(), leg({ ratio: -1, underlying: 'BTC', strike: 65000 })] };

test('an edit of the form leaves each leg its underlying; the chooser moves all', async () => {
  await send('a', draft);
  await giveQuote();
  editForm({ quantity: '20' });
  mock.timers.tick(300);
  const { draft: edited } = await giveQuote();
  assert.deepEqual(edited, { ...draft, quantity: 20 });
  chooseMarket('SPX', 'linear');
  mock.timers.tick(300);
  const { draft: moved } = await giveQuote();
  assert.deepEqual(moved.legs.map((/** @type {any} */ each) => `${each.underlying} ${each.settlement}`), ['SPX linear', 'SPX linear']);
});

test('the payoff of a tied request starts from the price without the hedge', async () => {
  await send('a', { ...draft, tied: { reference: 3410 } });
  const { prices } = await giveQuote(quoteOf({ tied: { shift: 5 } }));
  assert.deepEqual(prices, [6, 4]);
});

test('a leg of the worked example is edited with its settlement and its marks', async () => {
  workedExample();
  const marked = { ...leg(), settlement: 'linear', currency: 'USD', marked: ['price', 'vega'], price: 155, vol: 0.6, reportedVega: 18 };
  await giveQuote(quoteOf({ legs: [marked], priceCurrency: 'USD' }));
  editLeg(0, { strike: '3450' });
  mock.timers.tick(300);
  const { draft: edited } = await giveQuote();
  assert.deepEqual(edited, { side: 'twoWay', quantity: 100, legs: [leg({ strike: 3450, settlement: 'linear', mark: { price: 155, vega: 18 } })] });
});

test('legs that are edited while the worked example is priced stay edited', async () => {
  workedExample();
  editForm({ legs: [{ ...emptyForm(), ratio: '1', type: 'call', expiry: '25DEC26', strike: '1', markPrice: '', markVol: '', rest: {} }] });
  await giveQuote();
  assert.equal(store.form.value.legs[0]?.strike, '1');
  mock.timers.tick(300);
  await giveQuote();
});

test('an unsent line is not answered by pricing the form', async () => {
  await send('a', draft);
  await giveQuote();
  typeLine('b');
  await give('read', () => ({ draft: null, explanation: null, issues: [] }));
  editForm({ quantity: '20' });
  mock.timers.tick(300);
  await giveQuote();
  assert.equal(store.lineChanged.value, true);
  assert.match(store.staleReason.value, /line has changed/);
});

test('the form\u2019s own issues stay at their fields while a line is typed', async () => {
  await send('a', draft);
  await giveQuote();
  editForm({ quantity: 'x' });
  priceForm();
  typeLine('b');
  await give('read', () => ({ draft: null, explanation: null, issues: [] }));
  assert.equal(store.issuesAt('quantity').length, 1);
});

test('an answer in flight does not overwrite what the form has said since', async () => {
  await send('a', draft);
  editForm({ quantity: 'x' });
  mock.timers.tick(300);
  await giveQuote();
  assert.deepEqual(store.requestIssues.value.map(issue => issue.path), ['quantity']);
  assert.equal(store.quotedRequest.value, null);
});

test('a failure in flight does not either', async () => {
  await send('a', draft);
  editForm({ quantity: 'x' });
  mock.timers.tick(300);
  await settle();
  say({ id: asked.find(call => call.method === 'quote')?.id, error: 'lost', fatal: false });
  await settle();
  assert.deepEqual(store.requestIssues.value.map(issue => issue.path), ['quantity']);
});

/** Waits longer than an edit does before it is priced, and expects that none is. */
async function nothingMore() {
  mock.timers.tick(300);
  await settle();
  assert.deepEqual(asked, []);
}

test('a line, an example and an answer each replace an edit that was about to be priced', async () => {
  editForm({ quantity: '1' });
  await send('a', draft);
  await giveQuote();
  await nothingMore();
  editForm({ quantity: '2' });
  workedExample();
  await giveQuote();
  await nothingMore();
  await send('a', draft);
  await giveQuote();
  editForm({ quantity: '3' });
  answer({ label: '', path: 'quantity', value: '4' });
  assert.equal((await giveQuote()).draft.quantity, 4);
  await nothingMore();
});

/** @param {string} name @returns {import('../../../www/core/types.js').RfqDraft} */
const client = name => ({ side: 'twoWay', quantity: 10, legs: draft.legs, client: name });

/** Sends a line and says for whom it was priced and what the picker shows. @param {string} text @param {string} [named] */
async function pricedFor(text, named) {
  await send(text, named ? client(named) : draft);
  const { draft: asked } = await giveQuote();
  assert.equal(store.form.value.client, asked.client ?? '', 'the picker shows who is priced');
  return asked.client ?? 'nobody';
}

/** Chooses a client in the picker. @param {string} name */
async function pick(name) {
  editForm({ client: name, picked: true });
  mock.timers.tick(300);
  await giveQuote();
}

test('a line that names no client is nobody\u2019s, whoever the line before named', async () => {
  assert.equal(await pricedFor('a', 'Borealis'), 'Borealis');
  assert.equal(await pricedFor('b'), 'nobody');
});

test('a client who was picked stays until a line names another, or the picker is cleared', async () => {
  assert.equal(await pricedFor('a', 'Borealis'), 'Borealis');
  await pick('Acme');
  assert.equal(await pricedFor('b'), 'Acme');
  editForm({ quantity: '20' });
  mock.timers.tick(300);
  await giveQuote();
  assert.equal(await pricedFor('c'), 'Acme');
  assert.equal(await pricedFor('d', 'Borealis'), 'Borealis');
  assert.equal(await pricedFor('e'), 'nobody');
  await pick('Acme');
  await pick('');
  assert.equal(await pricedFor('f'), 'nobody');
});

test('a request that is put back keeps its client when its line is sent again, and the next line does not', async () => {
  await pricedFor('a', 'Borealis');
  askAgain({ draft: client('Acme'), text: 'b', origin: 'line' });
  assert.equal((await giveQuote()).draft.client, 'Acme');
  assert.equal(await pricedFor('b'), 'Acme');
  assert.equal(await pricedFor('c'), 'nobody');
});

test('a step back has the client it had, and whether it was picked', async () => {
  await pricedFor('a');
  await pick('Acme');
  await pricedFor('b', 'Borealis');
  undo();
  await give('read', () => ({ draft, explanation: null, issues: [] }));
  assert.equal((await giveQuote()).draft.client, 'Acme');
  assert.equal(await pricedFor('c'), 'Acme');
});

test('an answer to a question leaves the line its client', async () => {
  askAgain({ draft: client('Acme'), text: 'b 5mm', origin: 'line' });
  await giveQuote();
  answer({ label: '', path: 'text', value: 'b 5' });
  await give('read', () => ({ draft, explanation: null, issues: [] }));
  assert.equal((await giveQuote()).draft.client, 'Acme');
});

test('the payoff turns with a one-sided request and back with the two-way one after it', async () => {
  const one = { ...draft, side: 'sell' };
  await send('sell a', one);
  await giveQuote();
  assert.equal(store.trade.value, 'sell');
  await send('b', draft);
  await giveQuote();
  assert.equal(store.trade.value, 'buy');
  // What was chosen on a two-way request stays with the next.
  store.trade.value = 'sell';
  await send('c', draft);
  await giveQuote();
  assert.equal(store.trade.value, 'sell');
});

test('a request that is priced again still asks what its line asked', async () => {
  const question = { code: 'Q-UNIT', path: 'quantity', severity: 'query', message: 'Contracts or notional?' };
  const read = () => ({ draft, explanation: null, issues: [question] });
  typeLine('a');
  await give('read', read);
  priceLine();
  await give('read', read);
  await giveQuote();
  reprice();
  await giveQuote();
  assert.deepEqual(store.requestIssues.value, [question]);
});

test('a line that another market cannot read leaves its old price marked as such', async () => {
  await send('a', draft);
  await giveQuote();
  assert.equal(store.staleReason.value, '');
  priceAnew();
  await give('read', () => ({ draft: null, explanation: null, issues: [{ code: 'E-EXPIRY', path: 'text', severity: 'reject', message: 'Not listed here.' }] }));
  assert.match(store.staleReason.value, /could not be priced: Not listed here\./);
});

test('on another market a row of a batch stays its client\u2019s and in its size', async () => {
  priceRow({ place: 0, text: 'a', client: 'Acme', id: 'r1', quantity: 7 });
  await give('read', () => ({ draft, explanation: null, issues: [] }));
  await giveQuote();
  priceAnew();
  await give('read', () => ({ draft: { ...draft, legs: [leg({ strike: 3600 })] }, explanation: null, issues: [] }));
  const { draft: anew } = await giveQuote();
  assert.deepEqual(anew, { side: 'twoWay', quantity: 7, legs: [leg({ strike: 3600 })], client: 'Acme', id: 'r1' });
});
