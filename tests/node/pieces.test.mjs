// The pages' engine in two pieces answers what the whole one answers, whether the rest is fetched beforehand or in mid-call.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const bytes = (/** @type {string} */ path) => readFileSync(new URL(path, root));

/** How often the rest was fetched in the middle of a call. */
let fetched = 0;

/** What the loader needs of a browser. */
class FromDisk {
  status = 0;
  /** @type {Buffer | null} */ response = null;
  #path = '';
  /** @param {string} _method @param {string} path */
  open(_method, path) { this.#path = path; }
  send() {
    fetched += 1;
    this.response = bytes(this.#path);
    this.status = 200;
  }
}
Object.assign(globalThis, { XMLHttpRequest: FromDisk, fetch: (/** @type {string} */ path) => Promise.resolve(new Response(bytes(path), { headers: { 'content-type': 'application/wasm' } })) });
const { startPieces } = await import('../../www/workers/pieces.js');

const LINES = [
  'ETH 25DEC26 3300/3400/3500 call fly x100', 'buy 10 BTC Dec 100k straddle', 'sell 3 SPX Dec 6500/6700 put spread', 'BUY +1 BUTTERFLY ETH 100 25 DEC 26 3300/3400/3500 CALL',
  'ETH Dec 25d rr x50', 'buy 3300 C sell 3500 C', '10 BTC Dec 100k call vs sell 20 ETH Dec 3400 call', '8=FIX.4.4|35=R|131=Q1|146=1|55=ETH|10=000|', '{"legs":[]}', 'whatever it is', '',
];

let copies = 0;
/** A fresh copy of an engine's script: each has one module. @param {string} folder */
const script = folder => import(`../../${folder}/spread_pricer.js?copy=${copies += 1}`);

/** Everything that an engine says to the lines. @param {any} pricer @param {'quote' | 'indicate'} price */
function said(pricer, price) {
  const answers = LINES.map(line => {
    const read = pricer.read(line);
    const settings = { now: Date.UTC(2026, 10, 18, 13), seed: 7 };
    const priced = read.draft && (price === 'quote' ? pricer.quote(read.draft, settings) : pricer.indicate(read.draft));
    const payoff = read.draft && pricer.payoff(read.draft, { points: 31 });
    return { read, priced, payoff };
  });
  return JSON.stringify({ answers, market: pricer.market(), fitted: pricer.fitted(), smiles: pricer.smiles('ETH', 'inverse') });
}

for (const [page, folder, price] of /** @type {const} */ ([['desk', 'pkg', 'quote'], ['client', 'pkg/client', 'indicate']])) {
  const urls = { first: /** @type {any} */ (bytes(`www/wasm/${page}/engine.wasm`)), rest: `www/wasm/${page}/engine-rest.wasm` };

  test(`${page}: fetched in the middle of a call, once`, async () => {
    const whole = await script(folder), cut = await script(folder);
    whole.initSync({ module: bytes(`${folder}/spread_pricer_bg.wasm`) });
    fetched = 0;
    await startPieces(cut.default, urls);
    assert.equal(said(new cut.Pricer(), price), said(new whole.Pricer(), price));
    assert.equal(fetched, 1);
  });

  test(`${page}: fetched beforehand, never in a call`, async () => {
    const whole = await script(folder), cut = await script(folder);
    whole.initSync({ module: bytes(`${folder}/spread_pricer_bg.wasm`) });
    fetched = 0;
    const rest = await startPieces(cut.default, urls);
    await rest();
    await rest();
    assert.equal(said(new cut.Pricer(), price), said(new whole.Pricer(), price));
    assert.equal(fetched, 0);
  });
}

/** Requests of every kind: the lines of the reader's own table. */
const CASES = bytes('src/rfq/shorthand/cases.txt').toString().split('\n').filter(line => line.includes(' => ')).map(line => line.slice(0, line.indexOf(' => ')));

/** What an engine of the desk says to a line. @param {any} engine @param {string} line */
function answer(engine, line) {
  const read = engine.read(line);
  return JSON.stringify([read, read.draft && engine.quote(read.draft, { now: Date.UTC(2026, 10, 18, 13), seed: 7 })]);
}

test('desk: no line meets words or numbers that only the rest has', async () => {
  const whole = await script('pkg');
  whole.initSync({ module: bytes('pkg/spread_pricer_bg.wasm') });
  const pricer = new whole.Pricer();
  const first = await WebAssembly.compile(bytes('www/wasm/desk/engine.wasm'));
  const urls = { first: /** @type {any} */ (first), rest: 'www/wasm/desk/engine-rest.wasm' };
  assert.ok(CASES.length > 500, `${CASES.length} lines`);
  /** @type {any} */
  let cut = null;
  let engines = 0;
  for (const line of CASES) {
    // One that has fetched the rest proves nothing any more.
    if (!cut || fetched > 0) {
      const copy = await script('pkg');
      await startPieces(copy.default, urls);
      cut?.free();
      cut = new copy.Pricer();
      fetched = 0;
      engines += 1;
    }
    assert.equal(answer(cut, line), answer(pricer, line), line);
  }
  assert.ok(engines > 20, `${engines} engines`);
});
