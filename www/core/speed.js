// What the "Measure this machine" panel and `cargo xtask bench` time. The options are those of benches/src/options.rs.

/** As many as the largest grids have. */
export const OPTIONS = 4096;
const ROW = 14;
/** As many as a desk's book has on a busy day. */
const POSITIONS = 500;
const SAMPLES = 41;
/** Long enough, in milliseconds, that the clock's own steps do not count. */
const SAMPLE_MS = 4;

/**
 * One figure: the time of one thing, in nanoseconds.
 * @typedef {{ key: string, what: string, median: number, fastest: number }} Figure
 */

/** Eight expiries from a day to two years, strikes out to four standard deviations, calls and puts. */
export function optionSet() {
  const expiries = [0.003, 0.02, 0.04, 0.08, 0.25, 0.5, 1, 2];
  const set = { isCall: new Uint8Array(OPTIONS), forward: column(), strike: column(), years: column(), vol: column(), discount: column() };
  for (let i = 0; i < OPTIONS; i += 1) {
    const years = /** @type {number} */ (expiries[i % expiries.length]);
    // A low-discrepancy walk over moneyness, so that branches are not predictable.
    const distance = ((i * 0.61803398875) % 1 - 0.5) * 8;
    const vol = 0.6 + 0.02 * distance * distance;
    set.isCall[i] = (i >> 3) % 2 === 0 ? 1 : 0;
    set.forward[i] = 3400;
    set.strike[i] = 3400 * Math.exp(distance * vol * Math.sqrt(years));
    set.years[i] = years;
    set.vol[i] = vol;
    set.discount[i] = 0.99;
  }
  return set;
}

const column = () => new Float64Array(OPTIONS);

/**
 * Times a call that does `each` things.
 * @param {string} key
 * @param {string} what
 * @param {number} each
 * @param {() => unknown} call
 * @param {() => number} [clock] milliseconds
 * @returns {Figure}
 */
export function measure(key, what, each, call, clock = () => performance.now()) {
  const time = (/** @type {number} */ calls) => {
    const start = clock();
    for (let i = 0; i < calls; i += 1) call();
    return clock() - start;
  };
  let calls = 1;
  while (time(calls) < SAMPLE_MS && calls < 1 << 20) calls *= 2;
  const samples = Array.from({ length: SAMPLES }, () => (time(calls) * 1e6) / calls / each).toSorted((a, b) => a - b);
  return { key, what, median: samples[SAMPLES >> 1] ?? Number.NaN, fastest: samples[0] ?? Number.NaN };
}

/**
 * Two revaluations of a large book, after a trade and after it is undone, each with every limit and the report.
 * @param {import('../../pkg/spread_pricer.js').Pricer} pricer on the sample market
 * @param {import('../../pkg/spread_pricer.js').RfqDraft} draft what is traded
 */
export function revaluation(pricer, draft) {
  const { config } = pricer.desk();
  pricer.loadDesk({ ...config, book: bookOf(pricer.market(), POSITIONS) });
  return () => {
    const { record } = pricer.trade(draft, { side: 'buy', quantity: 1, price: 0, now: 0, seed: 0 });
    const traded = pricer.book();
    if (record) pricer.undoTrade(record.id);
    return [traded, pricer.book()];
  };
}

/**
 * Options on every expiry of every underlying, strikes out to some 30 % either way, long and short.
 * @param {import('../../pkg/spread_pricer.js').MarketReport} market @param {number} count
 */
function bookOf({ underlyings }, count) {
  return Array.from({ length: count }, (_, i) => {
    const underlying = /** @type {import('../../pkg/spread_pricer.js').UnderlyingReport} */ (underlyings[i % underlyings.length]);
    const { id, settlement, spot, expiries } = underlying;
    const expiry = expiries[Math.floor(i / underlyings.length) % expiries.length]?.expiry ?? '';
    const distance = ((i * 0.61803398875) % 1 - 0.5) * 0.6;
    const strike = Math.round(spot * Math.exp(distance) * 10) / 10;
    return { instrument: { kind: /** @type {const} */ ('option'), underlying: id, settlement, expiry, strike, type: distance > 0 ? /** @type {const} */ ('call') : /** @type {const} */ ('put') }, quantity: (i % 7) - 3.5 };
  });
}

/**
 * Every figure of this machine, one after the other.
 * @param {typeof import('../../pkg/spread_pricer.js')} engine initialised
 * @returns {Generator<Figure>}
 */
export function* figures(engine) {
  const { isCall, forward, strike, years, vol, discount } = optionSet();
  const rows = new Float64Array(OPTIONS * ROW);
  const batch = (/** @type {Float64Array | undefined} */ into) => engine.blackBatch(isCall, forward, strike, years, vol, discount, into);
  yield measure('batch-price-greeks', 'Price and 13 Greeks, 4,096 options a call', OPTIONS, () => batch(rows));
  yield measure('batch-price-greeks-new', 'The same into a new array each call', OPTIONS, () => batch(undefined));
  const one = [isCall, forward, strike, years, vol, discount].map(values => values.slice(0, 1));
  const [c, f, k, t, v, d] = /** @type {[Uint8Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]} */ (one);
  const row = new Float64Array(ROW);
  yield measure('price-greeks', 'Price and 13 Greeks, one option a call', 1, () => engine.blackBatch(c, f, k, t, v, d, row));
  const price = rows.filter((_, i) => i % ROW === 0);
  yield measure('batch-implied-vol', 'Implied volatility, 4,096 options a call', OPTIONS, () => engine.impliedVols(isCall, price, forward, strike, years, discount));
  const pricer = new engine.Pricer();
  try {
    const line = 'Buy 100 ETH 27NOV26 3300/3400/3500 call fly';
    yield measure('read', 'Reading a request', 1, () => pricer.read(line));
    const { draft } = pricer.read(line);
    if (draft) {
      yield measure('quote', 'A two-way quote with its reasons, on the sample market', 1, () => pricer.quote(draft));
      yield measure('book', `A book of ${POSITIONS} options revalued after a trade, with stress and limits`, 2, revaluation(pricer, draft));
    }
  } finally {
    pricer.free();
  }
}
