// How long the npm package takes under Node to revalue a book of 500 options with every limit and the stress grid after a
// trade, and to hand its report over as an object; milliseconds of processor time, which other work beside it does not count.
import { readFile } from 'node:fs/promises';
import * as engine from '../pkg/spread_pricer.js';
import { measure, revaluation } from '../www/core/speed.js';

const RUNS = 5;

engine.initSync({ module: await readFile(new URL('../pkg/spread_pricer_bg.wasm', import.meta.url)) });
const pricer = new engine.Pricer();
const { draft } = pricer.read('ETH 25DEC26 3300/3400/3500 call fly x100');
if (!draft) throw new Error('The request was not read.');
const both = revaluation(pricer, draft);
const clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const say = (/** @type {string} */ what, /** @type {number[]} */ ns) => console.log(`${what.padEnd(44)} ${(Math.min(...ns) / 1e6).toFixed(2)} ms`);
/** @type {Record<string, number[]>} */
const figures = { whole: [], report: [], quote: [] };
for (let run = 0; run < RUNS; run += 1) {
  figures.whole?.push(measure('book', '', 2, both, clock).median);
  figures.report?.push(measure('report', '', 1, () => pricer.book(), clock).median);
  figures.quote?.push(measure('quote', '', 1, () => pricer.quote(draft), clock).median);
}
say('revalued after a trade, and reported', figures.whole ?? []);
say('of which the report, as an object', figures.report ?? []);
say('a two-way quote beside such a book', figures.quote ?? []);
const { positions, unvalued, limits } = pricer.book();
console.log(`${positions.length} positions, ${unvalued.length} without a value, ${limits.length} limits`);
