// The npm package as another program uses it: built, imported by name of its manifest, no browser.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import init, { Pricer, blackBatch, initSync, version } from '../../pkg/spread_pricer.js';

const folder = new URL('../../pkg/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));
const bytes = await readFile(new URL('spread_pricer_bg.wasm', folder));

test('the engine starts from bytes and says the version of the manifest', () => {
  initSync({ module: bytes });
  assert.equal(version(), manifest.version);
});

test('init takes bytes too', async () => {
  await init({ module_or_path: bytes });
  assert.equal(version(), manifest.version);
});

test('everything the manifest names is there', async () => {
  const there = await readdir(folder);
  for (const file of [...manifest.files, manifest.main, manifest.types]) {
    assert.ok(there.includes(file.replace('./', '')), file);
  }
  for (const file of Object.values(manifest.exports['.'])) {
    assert.ok(there.includes(file.replace('./', '')), file);
  }
});

test('the declarations name what is exported', async () => {
  const declarations = await readFile(new URL('spread_pricer.d.ts', folder), 'utf8');
  for (const name of ['initSync', 'version', 'blackBatch', 'impliedVols']) {
    assert.match(declarations, new RegExp(`export function ${name}\\(`));
  }
  for (const name of ['loadChain', 'loadMarket', 'loadDesk', 'fitted', 'read', 'shorthand', 'build', 'recognise', 'greeks', 'quote', 'writeFix', 'book', 'trade', 'undoTrade', 'vols', 'smiles', 'variances', 'payoff', 'scenarios']) {
    assert.match(declarations, new RegExp(`^    ${name}\\(`, 'm'));
  }
});

test('the worked example gives its printed numbers', () => {
  initSync({ module: bytes });
  const pricer = new Pricer();
  const { quote, issues } = pricer.quote({ preset: 'source_fly' }, { now: '2026-11-18T12:00:00Z', seed: 1 });
  assert.ok(quote, JSON.stringify(issues));
  assert.deepEqual([quote.theoretical, quote.bid, quote.offer], [10, 9.8, 10.2]);
  assert.deepEqual([quote.cash.net, quote.positionGreeks.vegaPerPoint], [-100_000, -700]);
  assert.deepEqual(quote.legs.map(leg => leg.cash), [-1_550_000, 2_200_000, -750_000]);
  pricer.free();
});

test('a FIX request is read, quoted and answered in FIX', () => {
  initSync({ module: bytes });
  const pricer = new Pricer();
  const request = '8=FIX.4.4|9=0|35=R|131=r1|146=1|55=ETH|38=50|555=2|600=ETH|608=OC|611=20261225|612=3400|623=1|624=1|'
    + '600=ETH|608=OC|611=20261225|612=3600|623=1|624=2|10=000|';
  const { draft, issues } = pricer.read(request);
  assert.ok(draft?.legs);
  assert.deepEqual([draft.id, draft.quantity, draft.legs.map(leg => leg.ratio)], ['r1', 50, [1, -1]]);
  assert.deepEqual(issues.map(issue => issue.code), ['W-MSG', 'W-MSG']);
  assert.equal(pricer.read(request, { strict: true }).draft, null);
  const settings = { now: '2026-11-18T12:00:00Z', seed: 1 };
  const { quote } = pricer.quote(draft, settings);
  assert.ok(quote?.bid);
  const reply = pricer.writeFix(draft, { ...settings, readable: true });
  assert.equal(reply.type, 'S');
  assert.match(reply.text, /^8=FIX\.4\.4\|9=\d+\|35=S\|/);
  assert.ok(reply.text.includes(`|117=${quote.id}|`) && reply.text.includes(`|132=${quote.bid.toFixed(quote.decimals)}|`));
  assert.equal(pricer.writeFix({ ...draft, quantity: 0 }, settings).type, 'AG');
  pricer.free();
});

test('the same inputs give the same quote', () => {
  initSync({ module: bytes });
  const settings = { now: '2026-11-18T12:00:00Z', seed: 1 };
  const [first, second] = [new Pricer(), new Pricer()];
  const { draft } = first.read('ETH 27NOV26/25DEC26 3400 call cal x20, Acme');
  assert.ok(draft);
  assert.deepEqual(first.quote(draft, settings), second.quote(draft, settings));
});

/** A linear ETH chain of one instant with a smile, priced by the engine itself. */
function smileChain() {
  const at = '2026-11-18T12:00:00Z';
  const rows = ['timestamp_utc,underlying,expiry,strike,type,exercise,settlement,bid,ask,underlying_price,price_ccy'];
  for (const expiry of ['2026-11-27T08:00:00Z', '2026-12-25T08:00:00Z']) {
    const years = (Date.parse(expiry) - Date.parse(at)) / (365 * 86_400_000);
    for (let strike = 2600; strike <= 4200; strike += 100) {
      const k = Math.log(strike / 3400);
      for (const isCall of [1, 0]) {
        const [price = NaN] = blackBatch(
          Uint8Array.of(isCall), Float64Array.of(3400), Float64Array.of(strike),
          Float64Array.of(years), Float64Array.of(0.6 - 0.1 * k + 0.5 * k * k), Float64Array.of(1),
        );
        rows.push([at, 'ETH', expiry, strike, isCall ? 'C' : 'P', 'european', 'linear', Math.max(0, price - 1).toFixed(2), (price + 1).toFixed(2), 3400, 'USD'].join(','));
      }
    }
  }
  return `${rows.join('\n')}\n`;
}

test('stored parameters replay a fit', () => {
  initSync({ module: bytes });
  const chain = smileChain();
  /** @param {import('../../pkg/spread_pricer.js').FittedUnderlying[]} [fitted] */
  const quoted = fitted => {
    const pricer = new Pricer();
    const report = pricer.loadChain(chain, { name: 'chain.csv', ...(fitted && { fitted }) });
    const { draft } = pricer.read('ETH 25DEC26 3300/3500 strangle x20, Acme');
    assert.ok(draft);
    for (const leg of draft.legs ?? []) leg.settlement = 'linear';
    const { quote, issues } = pricer.quote(draft, { now: '2026-11-18T12:00:00Z', seed: 1 });
    assert.ok(quote, JSON.stringify([report.issues, issues]));
    assert.equal(quote.source, 'file');
    const parameters = pricer.fitted();
    pricer.free();
    return { quote, parameters };
  };
  const fit = quoted();
  const stored = JSON.parse(JSON.stringify(fit.parameters));
  const replayed = quoted(stored);
  assert.deepEqual(replayed.quote, fit.quote);
  assert.deepEqual(replayed.parameters, fit.parameters);
  // Other parameters give another quote: they are used, not fitted again.
  for (const { slices } of stored) for (const slice of slices) slice.a += 0.01;
  assert.ok(quoted(stored).quote.theoretical > fit.quote.theoretical * 1.01);
});

test('a payoff and a grid of scenarios agree about a state', () => {
  initSync({ module: bytes });
  const pricer = new Pricer();
  const { draft } = pricer.read('ETH 27NOV26/25DEC26 3400 call cal x20');
  assert.ok(draft);
  const scenario = { days: 12, tiltPoints: 1, dynamics: /** @type {const} */ ('stickyStrike') };
  const { facts, cells, issues } = pricer.scenarios(draft, { spotMoves: [-0.1, 0, 0.1], columns: [-5, 0, 5], scenario });
  assert.ok(facts, JSON.stringify(issues));
  assert.ok(cells instanceof Float64Array && cells.length === 9 && cells.every(Number.isFinite));
  assert.deepEqual(facts.settled, [1, 1, 1]);
  const drawn = pricer.payoff(draft, { scenario: { ...scenario, parallelPoints: 5 }, slices: facts.spots });
  assert.equal(drawn.chosen.length, drawn.spots.length);
  for (const [row, slice] of (drawn.facts?.slices ?? []).entries()) assert.ok(Math.abs((slice.chosen ?? NaN) - (cells[row * 3 + 2] ?? NaN)) < 1e-9);
  assert.deepEqual(pricer.payoff(draft).chosen.length, 0);
  const chances = drawn.facts?.chances;
  assert.ok(chances && chances.profit > 0 && chances.profit + chances.loss <= 1 + 1e-12);
  assert.equal(pricer.scenarios(draft, { columns: [1e9] }).issues.at(-1)?.code, 'E-PAYOFF');
  assert.equal(pricer.scenarios({ ...draft, quantity: 0 }).facts, null);
  assert.throws(() => pricer.scenarios(draft, /** @type {any} */ ({ columns: 'all' })), /grid\.columns/);
  pricer.free();
});

test('a drawn smile is made of plain numbers', () => {
  initSync({ module: bytes });
  const pricer = new Pricer();
  pricer.loadChain(smileChain(), { name: 'chain.csv' });
  const smiles = pricer.smiles('ETH', 'linear');
  assert.deepEqual(smiles, JSON.parse(JSON.stringify(smiles)));
  assert.deepEqual([smiles.id, smiles.settlement, smiles.expiries.map(({ code }) => code)], ['ETH', 'linear', ['27NOV26', '25DEC26']]);
  const [, { years = NaN, forward = NaN, quotes = [] } = {}] = smiles.expiries;
  const put = quotes.find(({ strike, type }) => strike === 3000 && type === 'put');
  const call = quotes.find(({ strike, type }) => strike === 3000 && type === 'call');
  assert.ok(put?.bidVol && put.askVol && put.dropped === null);
  assert.equal(call?.dropped, 'in the money');
  const k = Float64Array.of(Math.log(3000 / forward), 0);
  const w = pricer.variances('ETH', 'linear', Float64Array.of(years), k);
  assert.ok(w instanceof Float64Array && w.length === 2);
  const model = Math.sqrt((w[0] ?? NaN) / years);
  assert.ok(put.bidVol < model && model < put.askVol, `${put.bidVol} ${model} ${put.askVol}`);
  const card = pricer.market().underlyings[0]?.expiries[1];
  assert.ok(card && card.minButterflyAt !== null && card.minCalendarGapAt !== null);
  pricer.free();
});

test('a batch has a row for each request and the numbers of the single quote', () => {
  initSync({ module: bytes });
  const pricer = new Pricer();
  const line = 'ETH 25DEC26 3300/3400/3500 call fly x100, Acme';
  const text = `request,id\n"${line}",a\nnonsense,b\nETH 25DEC26 3400 call x5,c\n`;
  const options = { now: '2026-11-18T12:00:00Z', seed: 1 };
  assert.equal(pricer.batchCount(text), 3);
  const rows = pricer.batch(text, options);
  assert.deepEqual(rows.map(({ line: at, id, quote }) => [at, id, quote !== null]), [[2, 'a', true], [3, 'b', false], [4, 'c', true]]);
  const { draft } = pricer.read(line);
  assert.ok(draft);
  const { quote } = pricer.quote(draft, options);
  assert.ok(quote && rows[0]?.quote);
  assert.deepEqual([rows[0].quote.bid, rows[0].quote.offer, rows[0].quote.theoretical], [quote.bid, quote.offer, quote.theoretical]);
  assert.deepEqual(rows, JSON.parse(JSON.stringify(rows)));
  // A part of a batch is the same rows.
  assert.deepEqual(pricer.batch(text, { ...options, from: 1, to: 2 }), rows.slice(1, 2));
  const csv = pricer.batchCsv(text, options).trimEnd().split('\r\n');
  assert.equal(csv.length, 4);
  assert.match(csv[0] ?? '', /^line,id,request,.*,bid,offer,.*,tick_offer$/);
  assert.throws(() => pricer.batch(text, /** @type {any} */ ({ from: 'first' })), /from/);
  pricer.free();
});

test('the README does what it says', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1];
  assert.ok(example, 'the README has no JavaScript');
  const program = example
    .replace("'spread-pricer'", JSON.stringify(new URL('spread_pricer.js', folder).href))
    .replace('await init();', `await init({ module_or_path: readFileSync(new URL(${JSON.stringify(new URL('spread_pricer_bg.wasm', folder).href)})) });`);
  const work = await mkdtemp(join(tmpdir(), 'readme-'));
  try {
    const file = join(work, 'example.mjs');
    await writeFile(file, `import { readFileSync } from 'node:fs';\nconst csvText = '';\n${program}`);
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    assert.match(stdout, /^ETH 25DEC26 3300\/3400\/3500 call fly 100x: [\d.]+ \/ [\d.]+ ETH/);
    assert.match(stdout, /Adverse selection/);
  } finally {
    await rm(work, { recursive: true });
  }
});

test('the wasm names no folder of the building machine', () => {
  const text = bytes.toString('latin1');
  assert.doesNotMatch(text, /\/home\/|\/root\/|\/Users\/|\/usr\/src\//);
});

test('a quote is explained down to the numbers that came in', () => {
  initSync({ module: bytes });
  const pricer = new Pricer();
  const settings = { now: '2026-11-18T12:00:00Z', seed: 1 };
  const { draft } = pricer.read('ETH 25DEC26 3300/3400/3500 call fly x100, Acme');
  assert.ok(draft);
  const { quote } = pricer.quote(draft, settings);
  const { explanation, issues } = pricer.explain(draft, settings);
  assert.deepEqual(issues, pricer.quote(draft, settings).issues);
  const named = Object.fromEntries((explanation?.children ?? []).map(part => [part.name, part]));
  assert.deepEqual([named.theoretical?.value, named.bid?.value, named.offer?.value], [quote?.theoretical, quote?.bid, quote?.offer]);
  assert.deepEqual(named.theoretical?.children?.map(leg => leg.name), quote?.legs.map(leg => leg.symbol));
  const inputs = named.offer?.children?.find(row => row.name === 'Liquidity')?.children;
  assert.deepEqual(inputs?.map(({ name, value, unit }) => ({ name, value, unit: unit ?? '' })), quote?.charges.find(row => row.name === 'liquidity')?.inputs);
  assert.equal(pricer.explain({ ...draft, legs: [] }, settings).explanation, null);
  pricer.free();
});

test('what the smiles do when spot moves is said in a word or as a ratio', () => {
  initSync({ module: bytes });
  const pricer = new Pricer();
  const { draft } = pricer.read('ETH 25DEC26 3300/3400/3500 call fly x100, Acme');
  assert.ok(draft);
  const gain = (/** @type {import('../../pkg/spread_pricer.js').SmileDynamics} */ dynamics) => pricer.payoff(draft, { scenario: { spotMove: 0.05, parallelPoints: 0, tiltPoints: 0, dynamics } }).facts?.state?.gain;
  // Every strike keeps its volatility where the ratio is one, every moneyness where it is none.
  assert.equal(gain({ skewStickiness: 1 }), gain('stickyStrike'));
  assert.equal(gain({ skewStickiness: 0 }), gain('stickyMoneyness'));
  assert.notEqual(gain('stickyStrike'), gain('stickyMoneyness'));
  assert.throws(() => gain(/** @type {any} */ ({ skewStickiness: 'much' })), /dynamics.skewStickiness/);
  assert.throws(() => gain(/** @type {any} */ ({ stickiness: 1 })), /stickiness/);
  pricer.free();
});

test('a trade is booked, undone to the bit, and travels in the desk\u2019s file', () => {
  initSync({ module: bytes });
  const [pricer, other] = [new Pricer(), new Pricer()];
  const settings = { now: '2026-11-18T12:00:00Z', seed: 1 };
  const { draft } = pricer.read('ETH 25DEC26 3400 call tied 3405 x10, Acme');
  assert.ok(draft);
  const before = pricer.quote(draft, settings);
  const { record, issues } = pricer.trade(draft, { side: 'buy', ...settings });
  assert.ok(record, JSON.stringify(issues));
  assert.deepEqual([record.price, record.quantity, record.client, record.legs[0]?.quantity], [before.quote?.offer, 10, 'acme', -10]);
  assert.ok(record.hedge && record.hedge.quantity > 0 && record.hedge.price === 3405);
  const traded = pricer.book();
  assert.deepEqual([traded.trades.length, traded.positions.length], [1, 8]);
  assert.notDeepEqual(pricer.quote(draft, settings).quote?.checks, before.quote?.checks);
  assert.deepEqual(other.loadDesk(JSON.parse(JSON.stringify(pricer.desk().config))).issues, []);
  assert.deepEqual(other.book(), traded);
  assert.equal(pricer.undoTrade(record.id).record?.id, record.id);
  assert.deepEqual(pricer.quote(draft, settings), before);
  assert.equal(pricer.undoTrade(record.id).issues[0]?.code, 'E-TRADE');
  assert.throws(() => pricer.trade(draft, /** @type {any} */ ({ side: 'lend' })), /settings/);
  for (const one of [pricer, other]) one.free();
});
