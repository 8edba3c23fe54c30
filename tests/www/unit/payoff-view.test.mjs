import assert from 'node:assert/strict';
import { test } from 'node:test';
import { priceAxis, walk } from '../../../www/charts/waterfall.js';
import { at, optionPrice, payoffRange, peaks, peakWords, viewPayoff, withBreakevens } from '../../../www/core/payoff-view.js';

/** @type {import('../../../www/core/types.js').Payoff} */
const fly = {
  expiry: '2026-12-25T08:00:00Z', paid: 10, spot: 3400, forward: 3400, modelDependent: false,
  spots: Float64Array.of(3200, 3300, 3400, 3500, 3600), atExpiry: Float64Array.of(-10, -10, 90, -10, -10), today: Float64Array.of(-2, -1, 0, -1, -2),
  strikes: [3300, 3400, 3500], breakevens: [3310, 3490], maxProfit: 90, maxLoss: -10, currency: 'USD', chosen: new Float64Array(0),
  expiries: ['2026-12-25T08:00:00Z'], asOf: '2026-11-18T12:00:00Z', chances: { profit: 0.2, loss: 0.8 }, bands: [], assumption: 'Risk-neutral.', coin: null, state: null, slices: [], tail: null,
};

test('the chance of profit is that of whoever looks', () => {
  const chance = (/** @type {'client' | 'dealer'} */ holder, /** @type {'buy' | 'sell'} */ trade) => viewPayoff(fly, { holder, trade, scale: 1 }).chanceOfProfit;
  assert.deepEqual([chance('client', 'buy'), chance('dealer', 'buy'), chance('client', 'sell'), chance('dealer', 'sell')], [0.2, 0.8, 0.8, 0.2]);
  assert.equal(viewPayoff({ ...fly, chances: null }, { holder: 'client', trade: 'buy', scale: 1 }).chanceOfProfit, null);
});

test('the worst outcomes are those of whoever looks, and losses however they are counted', () => {
  const tail = { level: 0.95, buyer: { valueAtRisk: 10, expectedShortfall: 10.5 }, seller: { valueAtRisk: -2, expectedShortfall: 40 } };
  const worst = (/** @type {'client' | 'dealer'} */ holder, /** @type {number} */ scale, percent = false) => viewPayoff({ ...fly, tail }, { holder, trade: 'buy', scale, percent }).tail;
  assert.deepEqual(worst('client', 100), { level: 0.95, valueAtRisk: 1000, expectedShortfall: 1050 });
  assert.deepEqual(worst('dealer', 1), { level: 0.95, valueAtRisk: -2, expectedShortfall: 40 });
  assert.deepEqual(worst('client', 100, true), { level: 0.95, valueAtRisk: 100, expectedShortfall: 105 });
  assert.equal(viewPayoff(fly, { holder: 'client', trade: 'buy', scale: 1 }).tail, null);
});

test('a gain is counted in coin at the price of the axis, and in percent of what was paid', () => {
  // 0.01 coins paid at a spot of 1000 are 10 of the price currency.
  const coin = { currency: 'ETH', paid: 0.01, breakevens: [1234], maxProfit: 0.5, maxLoss: null, chances: { profit: 0.3, loss: 0.7 }, tail: null };
  const payoff = { ...fly, coin };
  const inCoin = viewPayoff(payoff, { holder: 'client', trade: 'buy', scale: 2, money: 'coin' });
  assert.equal(inCoin.currency, 'ETH');
  assert.ok(Math.abs((inCoin.atExpiry[2] ?? NaN) - 2 * (100 / 3400 - 0.01)) < 1e-15);
  assert.deepEqual([inCoin.breakevens, inCoin.maxProfit, inCoin.maxLoss, inCoin.chanceOfProfit], [[1234], 1, null, 0.3]);
  const percent = viewPayoff(payoff, { holder: 'dealer', trade: 'buy', scale: 100, percent: true });
  assert.deepEqual([percent.atExpiry[2], percent.maxLoss, percent.inPercent], [-900, -900, true]);
  const coinPercent = viewPayoff(payoff, { holder: 'client', trade: 'buy', scale: 100, money: 'coin', percent: true });
  assert.ok(Math.abs((coinPercent.maxProfit ?? NaN) - 5000) < 1e-9);
  // Of nothing there is no percentage.
  assert.equal(viewPayoff({ ...fly, paid: 0 }, { holder: 'client', trade: 'buy', scale: 100, percent: true }).inPercent, false);
  // Without a coin there is none to count in.
  assert.equal(viewPayoff(fly, { holder: 'client', trade: 'buy', scale: 1, money: 'coin' }).currency, 'USD');
});

test('the client who buys sees the engine\u2019s own curve', () => {
  const seen = viewPayoff(fly, { holder: 'client', trade: 'buy', scale: 1 });
  assert.deepEqual([...seen.atExpiry], [...fly.atExpiry]);
  assert.deepEqual([seen.maxProfit, seen.maxLoss, peaks(seen)], [90, -10, [{ from: 3400, to: 3400 }]]);
});

test('dealer and seller see it turned over, and two turns undo each other', () => {
  const dealer = viewPayoff(fly, { holder: 'dealer', trade: 'buy', scale: 100 });
  assert.deepEqual([dealer.atExpiry[2], dealer.maxProfit, dealer.maxLoss], [-9000, 1000, -9000]);
  const both = viewPayoff(fly, { holder: 'dealer', trade: 'sell', scale: 1 });
  assert.deepEqual([...both.atExpiry], [...fly.atExpiry]);
});

test('unlimited stays unlimited on the other side', () => {
  const call = { ...fly, maxProfit: null };
  assert.equal(viewPayoff(call, { holder: 'dealer', trade: 'buy', scale: 1 }).maxLoss, null);
  assert.equal(viewPayoff(call, { holder: 'dealer', trade: 'buy', scale: 1 }).maxProfit, 10);
});

test('values between points are on the line', () => {
  assert.equal(at(fly.spots, fly.atExpiry, 3350), 40);
  assert.equal(at(fly.spots, fly.atExpiry, 1), -10);
  assert.ok(Number.isNaN(at([], [], 1)));
});

/** What is said of a curve's top. @param {number[]} atExpiry @param {number | null} maxProfit @param {'client' | 'dealer'} [holder] */
const said = (atExpiry, maxProfit, holder = 'client') =>
  peakWords(viewPayoff({ ...fly, atExpiry: Float64Array.from(atExpiry), maxProfit, maxLoss: Math.min(...atExpiry) }, { holder, trade: 'buy', scale: 100 }));

test('the top is named by its stretch', () => {
  assert.equal(said([...fly.atExpiry], 90), 'at 3,400');
  assert.equal(said([-10, 50, 50, 50, -10], 50), 'from 3,300 to 3,500');
  // A call spread and a put spread go on beyond the drawing.
  assert.equal(said([-40, -40, 60, 60, 60], 60), 'from 3,400 up');
  assert.equal(said([60, 60, 60, -40, -40], 60), 'from 3,400 down');
  assert.equal(said([5, 5, 5, 5, 5], 5), 'at every price');
  assert.equal(said([...fly.atExpiry], 90, 'dealer'), 'from 3,300 down and from 3,500 up');
});

test('no spot is named for a top that is not drawn', () => {
  // A long put earns most at zero, left of the drawing; a long call without limit.
  assert.equal(said([100, 0, -100, -100, -100], 3200), '');
  assert.equal(said([-100, -100, -100, 0, 100], null), '');
});

test('the sampled top of a curve of the model is named where it is as good as the true one', () => {
  assert.equal(said([-10, 20, 39.97, 20, -10], 40), 'at 3,400');
  assert.equal(said([-10, 20, 39, 20, -10], 40), '');
});

test('the payoff is that of the options, without the hedge that a tied price holds', () => {
  assert.equal(optionPrice(15.2, null), 15.2);
  assert.equal(optionPrice(15.2, /** @type {any} */ ({ shift: 5 })), 15.2 - 5);
});

test('the range holds strikes and forward with room', () => {
  const range = payoffRange(/** @type {any} */ ({ legs: [{ strike: 3300 }, { strike: 3500 }], referenceForward: 3405 }));
  assert.ok(/** @type {number} */ (range.lowest) < 3200 && /** @type {number} */ (range.highest) > 3600);
  assert.deepEqual(payoffRange(/** @type {any} */ ({ legs: [] })), {});
});

test('the walk ends where the charges lead', () => {
  const bars = walk(10, [{ name: 'base', bid: 0.1, offer: 0.1 }, { name: 'inventory', bid: 0.05, offer: -0.05 }, { name: 'tick', bid: null, offer: 0.05 }]);
  assert.ok(Math.abs((bars.at(-1)?.to.bid ?? 0) - 9.85) < 1e-12);
  assert.ok(Math.abs((bars.at(-1)?.to.offer ?? 0) - 10.1) < 1e-12);
  const x = priceAxis(10, bars);
  assert.equal(x(10), 500);
  assert.ok(x(9.85) >= 0 && x(10.1) <= 1000);
});

test('the drawn range shows every breakeven that is near, with room beside it, of both sides', () => {
  const range = { lowest: 3000, highest: 3800 };
  assert.equal(withBreakevens(range, [fly, null], 'price'), range);
  const [low, high] = [2900, 3790];
  const wider = withBreakevens(range, [{ ...fly, breakevens: [low, 3500] }, { ...fly, breakevens: [high] }], 'price');
  const { lowest = NaN, highest = NaN } = wider;
  assert.ok(lowest < low - 0.04 * (highest - lowest) && lowest > 2700, `${lowest}`);
  assert.ok(highest > high + 0.04 * (highest - lowest) && highest < 4000, `${highest}`);
  // Drawn over it, it is wide enough.
  assert.equal(withBreakevens(wider, [{ ...fly, breakevens: [low, high] }], 'price'), wider);
  assert.deepEqual(withBreakevens({}, [fly], 'price'), {});
});

test('only breakevens in the money in view widen the drawn range', () => {
  const range = { lowest: 3000, highest: 3800 };
  const both = { ...fly, coin: { currency: 'ETH', paid: 0, breakevens: [4200], maxProfit: null, maxLoss: null, chances: null, tail: null } };
  assert.equal(withBreakevens(range, [both], 'price'), range);
  assert.ok((withBreakevens(range, [both], 'coin').highest ?? 0) > 4200);
});

test('a breakeven far from several strikes does not push them together; a single strike is seen anywhere', () => {
  const range = { lowest: 3000, highest: 3800 };
  assert.equal(withBreakevens(range, [{ ...fly, breakevens: [11_494] }], 'price'), range);
  assert.equal(withBreakevens(range, [{ ...fly, breakevens: [200] }], 'price'), range);
  const straddle = { ...fly, strikes: [3400] };
  assert.ok((withBreakevens(range, [{ ...straddle, breakevens: [5500] }], 'price').highest ?? 0) > 5500);
  assert.equal(withBreakevens(range, [{ ...straddle, breakevens: [20_000] }], 'price'), range);
  assert.ok((withBreakevens(range, [{ ...straddle, breakevens: [200] }], 'price').lowest ?? NaN) > 0);
});
