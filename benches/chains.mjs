// How long the package takes in Chromium from a chain's text to its fitted surface, in milliseconds: the first time, and
// for the same quotes a second later, when the fit goes on from the last; how much of either is reading the text, which
// is the same text loaded when all of it has expired, and handing the report over as an object; and nanoseconds a volatility looked up, 10,000 at a time in no order. Medians; the files are named as arguments.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { browserOptions } from '../playwright.config.js';

const RUNS = 41;

/** @param {number[]} all */
const median = all => all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN;

const types = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
const folder = path.resolve(import.meta.dirname, '../pkg');
const server = createServer(async (request, response) => {
  const file = path.join(folder, path.normalize(new URL(request.url ?? '', 'http://x').pathname));
  const type = types[/** @type {keyof typeof types} */ (path.extname(file))];
  if (!type) {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>chains</title>');
    return;
  }
  response.setHeader('content-type', type).end(await readFile(file));
});
await new Promise(resolve => { server.listen(0, '127.0.0.1', () => resolve(undefined)); });
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

const browser = await chromium.launch(browserOptions);
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${port}/`);
for (const file of process.argv.slice(2)) {
  const bytes = await readFile(file);
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
  const took = await page.evaluate(async ({ whole, runs }) => {
    const { default: init, Pricer } = await import(/** @type {any} */ ('/spread_pricer.js'));
    await init();
    // Of many snapshots the last is taken alone, so that its own text is what is read.
    const [header = '', ...rows] = whole.split('\n').filter(line => line.length > 0);
    const stamp = (rows.at(-1) ?? '').split(',')[0] ?? '';
    const mine = rows.filter(row => row.startsWith(stamp)).join('\n');
    const later = new Date(new Date(stamp).getTime() + 1000).toISOString().replace('.000Z', 'Z');
    const first = `${header}\n${mine}\n`;
    const second = first.replaceAll(stamp, later);
    const expired = first.replaceAll(stamp, stamp.replace(/^20/, '21'));
    const text = [];
    const cold = [];
    const warm = [];
    const handed = [];
    const looked = [];
    let report;
    for (let run = 0; run < runs; run += 1) {
      const pricer = new Pricer();
      const before = performance.now();
      pricer.loadChain(expired);
      text.push(performance.now() - before);
      const start = performance.now();
      pricer.loadChain(first);
      const between = performance.now();
      report = pricer.loadChain(second);
      cold.push(between - start);
      const end = performance.now();
      pricer.market();
      warm.push(end - between);
      handed.push(performance.now() - end);
      const { id, settlement, spot, expiries } = report.underlyings[0];
      // A low-discrepancy walk, so that branches are not predictable.
      const strikes = Float64Array.from({ length: 10_000 }, (_, i) => spot * Math.exp(1.2 * ((i * 0.61803398875) % 1 - 0.5)));
      const asked = performance.now();
      for (const { expiry } of expiries) pricer.vols(id, expiry, strikes, settlement);
      looked.push((performance.now() - asked) * 1e6 / (strikes.length * expiries.length));
      pricer.free();
    }
    const underlying = report.underlyings[0];
    return { text, cold, warm, handed, looked, expiries: underlying.expiries.length, rows: mine.split('\n').length };
  }, { whole: text, runs: RUNS });
  console.log(`${path.basename(file).padEnd(44)} ${took.rows} rows, ${took.expiries} expiries: ${median(took.cold).toFixed(2)} ms, a second later ${median(took.warm).toFixed(2)} ms, of which the text ${median(took.text).toFixed(2)} ms and the report object ${median(took.handed).toFixed(2)} ms; a volatility ${median(took.looked).toFixed(0)} ns`);
}
await browser.close();
server.close();
