import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, commonMarket, draftOfForm, fieldsOf, formOfDraft, hasField, marketOf } from '../../../www/core/request-form.js';

/** @type {import('../../../www/core/types.js').RfqDraft} */
const draft = {
  client: 'Acme', side: 'twoWay', quantity: 100, structure: 'fly',
  legs: [
    { ratio: 1, kind: 'option', underlying: 'ETH', expiry: '2026-12-25T08:00:00Z', strike: 3300, type: 'call', mark: { price: 155, vol: 0.62, vega: 18 } },
    { ratio: -2, kind: 'option', underlying: 'ETH', expiry: '2026-12-25T08:00:00Z', strike: 3400, type: 'call', multiplier: 10 },
    { ratio: 3, kind: 'future', underlying: 'ETH', expiry: '2026-12-25T08:00:00Z' },
  ],
};
/** @type {any} */
const market = { underlyings: [
  { id: 'ETH', settlement: 'inverse', source: 'file', expiries: [{ expiry: '2026-12-25T08:00:00Z' }] },
  { id: 'ETH', settlement: 'linear', source: 'sample', expiries: [{ expiry: '2026-12-25T08:00:00Z' }] },
] };

test('a draft survives the form', () => {
  const { draft: back, issues } = draftOfForm(formOfDraft(draft), market);
  assert.deepEqual(issues, []);
  assert.deepEqual(back, draft);
});

/** @type {import('../../../www/core/types.js').LegDraft[]} */
const mixed = [
  { ratio: 1, kind: 'option', underlying: 'ETH', settlement: 'inverse', expiry: '2026-12-25T08:00:00Z', strike: 3300, type: 'call' },
  { ratio: -1, kind: 'option', underlying: 'ETH', settlement: 'linear', expiry: '2026-12-25T08:00:00Z', strike: 3300, type: 'call' },
  { ratio: -1, kind: 'option', underlying: 'SPX', settlement: 'linear', expiry: '2026-12-18T14:30:00Z', strike: 6000, type: 'put' },
  { ratio: 1, kind: 'spot', underlying: 'ETH', settlement: 'inverse' },
];

test('a draft survives the form where its legs are of several underlyings or settlements', () => {
  const whole = { ...draft, legs: mixed };
  const listed = { underlyings: [...market.underlyings, { id: 'SPX', settlement: 'linear', expiries: [{ expiry: '2026-12-18T14:30:00Z' }] }] };
  assert.deepEqual(draftOfForm(formOfDraft(whole), /** @type {any} */ (listed)), { draft: whole, issues: [] });
});

test('legs have a market in common only where all are on it', () => {
  assert.equal(commonMarket(formOfDraft({ ...draft, legs: mixed }), market), null);
  assert.equal(commonMarket(formOfDraft({ ...draft, legs: mixed.slice(0, 2) }), market), null);
  // A leg that names no settlement is on the market loaded last.
  const open = { .../** @type {any} */ (mixed[0]), settlement: undefined };
  assert.equal(commonMarket(formOfDraft({ ...draft, legs: [open, /** @type {any} */ (mixed[0])] }), market)?.listed, market.underlyings[0]);
  assert.deepEqual(commonMarket({ ...formOfDraft({ ...draft, legs: [] }), underlying: 'XRP' }, market), { underlying: 'XRP', settlement: '', listed: undefined });
});

test('text that is no number becomes an issue at its field', () => {
  const form = formOfDraft(draft);
  form.quantity = '1,00';
  form.legs[0] = { .../** @type {any} */ (form.legs[0]), strike: 'x', markVol: '' };
  assert.deepEqual(draftOfForm(form, market).issues.map(issue => [issue.path, issue.severity]), [['quantity', 'reject'], ['legs[0].strike', 'reject']]);
});

test('an expiry that is not listed goes out as it was typed', () => {
  const form = formOfDraft(draft);
  form.legs[0] = { .../** @type {any} */ (form.legs[0]), expiry: '1JAN27' };
  assert.equal(draftOfForm(form, market).draft.legs?.[0]?.expiry, '1JAN27');
});

test('a worked example sends no legs of its own', () => {
  const form = formOfDraft({ ...draft, preset: 'source_fly' });
  assert.deepEqual(draftOfForm(form, market).draft.legs, []);
});

test('without a settlement the market loaded last is meant', () => {
  assert.equal(marketOf(market, 'ETH', '')?.settlement, 'inverse');
  assert.equal(marketOf(market, 'ETH', 'linear')?.source, 'sample');
  assert.equal(marketOf(market, 'XRP', ''), undefined);
  assert.equal(marketOf({ .../** @type {any} */ (market), underlyings: market.underlyings.slice(0, 1) }, 'ETH', 'linear'), undefined);
});

test('a leg that became a future takes no option\u2019s numbers along', () => {
  const form = formOfDraft(draft);
  form.legs = [{ .../** @type {any} */ (form.legs[0]), type: 'future' }];
  assert.deepEqual(draftOfForm(form, market).draft.legs, [{ ratio: 1, kind: 'future', underlying: 'ETH', expiry: '2026-12-25T08:00:00Z' }]);
});

test('an issue has a field only where the form shows one', () => {
  const form = formOfDraft(draft);
  for (const path of ['client', 'side', 'quantity', 'legs[0].strike', 'legs[0].mark', 'legs[1].mark.vega', 'legs[2].kind', 'legs[0].settlement']) assert.ok(hasField(form, path), path);
  for (const path of ['', 'legs', 'tied.reference', 'legs[0].multiplier', 'legs[0].exercise', 'legs[2].strike', 'legs[2].mark.price', 'legs[3].ratio']) assert.ok(!hasField(form, path), path);
  assert.deepEqual(fieldsOf('spot'), ['ratio', 'type']);
});

test('answers change the line or the draft, and only there', () => {
  const request = { text: 'ETH 3100/3800 rr', draft };
  assert.deepEqual(answered(request, { label: '', path: 'text:14-16', value: 'rr call over' }), { text: 'ETH 3100/3800 rr call over' });
  assert.deepEqual(answered(request, { label: '', path: 'text', value: 'BTC fly' }), { text: 'BTC fly' });
  const changed = answered(request, { label: '', path: 'legs[1].strike', value: '3450' });
  assert.equal('draft' in changed && changed.draft.legs?.[1]?.strike, 3450);
  const side = answered(request, { label: '', path: 'side', value: 'buy' });
  assert.equal('draft' in side && side.draft.side, 'buy');
  assert.equal(draft.legs?.[1]?.strike, 3400);
});
