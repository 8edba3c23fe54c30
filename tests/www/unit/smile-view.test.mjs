import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AXES, bars, deltaName, deltaPosition, fittedRange, labels, lineGrid, modelLine, modelVol, normalCdf, quoteWords, span, stepQuote, volRange } from '../../../www/core/smile-view.js';
import { termColour, varianceLines } from '../../../www/core/variance-view.js';

/** @typedef {import('../../../www/core/smile-view.js').Slice} Slice */

/** @param {number} strike @param {'call' | 'put'} type @param {number | null} bidVol @param {number | null} askVol @param {string | null} [dropped] */
const quote = (strike, type, bidVol, askVol, dropped = null) => ({ strike, type, k: Math.log(strike / 100), bidVol, askVol, dropped });

const QUOTES = [
  quote(50, 'put', null, 0.9, 'no bid'), quote(80, 'put', 0.58, 0.62), quote(100, 'call', 0.59, 0.61), quote(100, 'put', 0.58, 0.62, 'in the money'),
  quote(120, 'call', 0.61, 0.63), quote(150, 'call', null, null, 'no bid'),
];

/** A flat smile of 60 % with these quotes. @returns {Slice} */
function flat(quotes = QUOTES, years = 0.25) {
  const ks = lineGrid(quotes);
  return { expiry: '2026-12-25T08:00:00Z', code: '25DEC26', years, forward: 100, quotes, ks, ws: ks.map(() => 0.36 * years), fitted: fittedRange(quotes) };
}

test('the normal distribution is right to what a drawing needs', () => {
  for (const [x, p] of /** @type {[number, number][]} */ ([[0, 0.5], [1, 0.841344746], [-1.96, 0.024997895], [3, 0.998650102]])) assert.ok(Math.abs(normalCdf(x) - p) < 1e-7, String(x));
});

test('the axis of deltas rises with the strike and is named by the option out of the money', () => {
  const w = 0.09;
  const positions = [-0.5, -0.1, 0, 0.1, 0.5].map(k => deltaPosition(k, w));
  assert.deepEqual(positions, positions.toSorted((a, b) => a - b));
  // The call at the forward has a delta of N(½σ√T).
  assert.ok(Math.abs(deltaPosition(0, w) - (1 - normalCdf(0.15))) < 1e-12);
  assert.deepEqual([0.1, 0.25, 0.5, 0.75].map(deltaName), ['10Δ put', '25Δ put', '50Δ', '25Δ call']);
});

test('an axis puts the forward where it is', () => {
  assert.ok(Math.abs(AXES.strike.at(Math.log(1.2), 0.09, 100) - 120) < 1e-9);
  assert.equal(AXES.moneyness.at(0.2, 0.09, 100), 0.2);
  assert.equal(AXES.moneyness.format(-0.2), '\u22120.20');
});

test('the line is sampled at every strike and goes on beyond the last', () => {
  const ks = lineGrid(QUOTES);
  for (const { k } of QUOTES) assert.ok(ks.includes(k));
  assert.ok(ks.includes(0));
  assert.ok(/** @type {number} */ (ks[0]) < Math.log(0.5) && /** @type {number} */ (ks.at(-1)) > Math.log(1.5));
  assert.deepEqual([...ks], [...ks].toSorted((a, b) => a - b));
});

test('the line is drawn through between the fitted strikes and broken beyond them, without a gap', () => {
  const slice = flat();
  const { xs, inside, outside } = modelLine(slice, AXES.strike, span(slice, true));
  assert.ok(inside.filter(vol => vol !== null).every(vol => Math.abs(vol - 60) < 1e-9));
  const drawn = xs.filter((_, i) => inside[i] !== null);
  assert.ok(Math.abs(/** @type {number} */ (drawn[0]) - 80) < 1e-9 && Math.abs(/** @type {number} */ (drawn.at(-1)) - 120) < 1e-9);
  assert.ok(inside.every((vol, i) => vol !== null || outside[i] !== null));
  assert.equal(inside.filter((vol, i) => vol !== null && outside[i] !== null).length, 2);
});

test('an expiry without fitted quotes is all extrapolation', () => {
  const slice = flat([quote(100, 'call', null, null, 'no bid')]);
  const { inside, outside } = modelLine(slice, AXES.moneyness, span(slice, false));
  assert.ok(inside.every(vol => vol === null) && outside.every(vol => vol !== null));
});

test('bars carry their shape, and a wild quote that was left out does not set the scale', () => {
  const marks = bars(flat(), [...QUOTES, quote(110, 'call', 3, 5, 'outlier')], AXES.strike);
  assert.deepEqual(marks.map(mark => mark.crossed), [true, false, false, true, false, true, true]);
  assert.deepEqual([marks[0]?.low, marks[0]?.high], [null, 90]);
  const [low, high] = volRange([[60, null]], marks);
  assert.ok(low < 58 && low > 56 && high > 63 && high < 65, `${low} ${high}`);
});

test('a quote is read out with its volatilities and the reason it was left out', () => {
  const slice = flat();
  const words = slice.quotes.map(one => quoteWords(slice, one));
  assert.equal(words[0], '50 put: offer 90.00 %, model 60.00 %; left out: no bid');
  assert.equal(words[1], '80 put: bid 58.00 / offer 62.00 %, model 60.00 %, inside');
  assert.equal(words[4], '120 call: bid 61.00 / offer 63.00 %, model 60.00 %, below the bid');
  assert.equal(words[5], '150 call: no volatility, model 60.00 %; left out: no bid');
  assert.ok(Math.abs(modelVol(slice, 0.01) - 0.6) < 1e-12);
});

/** @param {number | null} from @param {string} key */
const go = (from, key) => stepQuote(QUOTES, from, key);

test('keys go from quote to quote, and up and down among those left out', () => {
  assert.equal(go(null, 'ArrowRight'), 2);
  assert.deepEqual([go(2, 'ArrowRight'), go(2, 'ArrowLeft'), go(5, 'ArrowRight'), go(2, 'Home'), go(2, 'End')], [3, 1, 5, 0, 5]);
  assert.deepEqual([go(2, 'ArrowDown'), go(3, 'ArrowDown'), go(3, 'ArrowUp'), go(0, 'ArrowUp'), go(2, 'x')], [3, 5, 0, null, null]);
  assert.equal(stepQuote([], null, 'ArrowRight'), null);
});

test('two expiries of one day are told apart by the time', () => {
  assert.deepEqual(labels([{ code: '18FEB22', expiry: '2022-02-18T14:30:00Z' }, { code: '18FEB22', expiry: '2022-02-18T21:00:00Z' }, { code: '25FEB22', expiry: '2022-02-25T21:00:00Z' }]),
    ['18FEB22 14:30', '18FEB22 21:00', '25FEB22']);
});

test('total variance is drawn for every expiry, on either scale, in colours of their own', () => {
  const slices = [flat(QUOTES, 0.1), flat(QUOTES, 0.4)];
  const k = Float64Array.of(-2, 0, 2);
  const grid = { years: [0.1, 0.4], k, w: Float64Array.of(0.036, 0.036, 0.036, 0.144, 0.144, 0.144) };
  const linear = varianceLines({ name: '', slices, grid }, false);
  assert.deepEqual(linear.lines.map(({ ws }) => ws[7]), [0.036, 0.144]);
  assert.ok(linear.rangeY[0] < 0 && linear.rangeY[1] > 0.144);
  const log = varianceLines({ name: '', slices, grid }, true);
  const middle = log.ks.findIndex(k => k > 0);
  assert.ok(Math.abs(/** @type {number} */ (log.lines[1]?.inside[middle]) - Math.log10(0.144)) < 1e-12);
  assert.equal(log.lines[1]?.inside[0], null);
  assert.notEqual(termColour(0, 9), termColour(1, 9));
});
