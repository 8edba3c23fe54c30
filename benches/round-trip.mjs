// How long a small call takes from the page's thread to its worker and back, in the built page: `read` of one line and `shorthand` of its draft, and how
// much of it is the worker's own. Milliseconds; the medians of five runs of 2,000 calls each, one after another.
import { chromium } from '@playwright/test';
import { browserOptions } from '../playwright.config.js';

const RUNS = 5, CALLS = 2000, WARM = 200;
const LINE = 'ETH 25DEC26 3300/3400/3500 call fly x100, Acme';
const site = process.env.SITE;
if (!site) throw new Error('SITE is not set: serve the built site and say where.');

/** @typedef {{ whole: number[], own: number[] }} Times milliseconds of each call, and of its part inside the worker */

/** @param {number[]} times @param {number} share */
const at = (times, share) => times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;

const browser = await chromium.launch(browserOptions);
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
// The page's worker is asked as the page asks it; the page passes over answers to calls that it did not make.
await page.addInitScript(() => {
  const { Worker } = globalThis;
  globalThis.Worker = class extends Worker {
    /** @param {ConstructorParameters<typeof Worker>} given */
    constructor(...given) {
      super(...given);
      Object.assign(globalThis, { benchWorker: Object.getOwnPropertyDescriptor(globalThis, 'benchWorker')?.value ?? this });
    }
  };
});
await page.goto(site);
await page.getByTestId('slide-points').waitFor();
const [worker] = page.workers();
if (!worker) throw new Error('the page has no worker');
await worker.evaluate(() => {
  const scope = /** @type {any} */ (globalThis);
  const post = scope.postMessage.bind(scope);
  let began = 0;
  scope.addEventListener('message', () => { began = performance.now(); }, { capture: true });
  scope.postMessage = (/** @type {any} */ message, /** @type {Transferable[]} */ moved) => post({ ...message, took: performance.now() - began }, moved);
});

/** @param {string} method @param {unknown[]} args @param {number} calls @returns {Promise<Times & { value: any }>} */
const ask = (method, args, calls) => page.evaluate(async ([method, args, calls]) => {
  const worker = /** @type {Worker} */ (Object.getOwnPropertyDescriptor(globalThis, 'benchWorker')?.value);
  /** @type {((data: any) => void) | undefined} */
  let answered;
  const listener = (/** @type {MessageEvent} */ { data }) => { if (data.id === 'bench') answered?.(data); };
  worker.addEventListener('message', listener);
  /** @type {number[]} */
  const whole = [];
  /** @type {number[]} */
  const own = [];
  let value;
  for (let i = 0; i < calls; i += 1) {
    const start = performance.now();
    const answer = await /** @type {Promise<any>} */ (new Promise(resolve => {
      answered = resolve;
      worker.postMessage({ id: 'bench', method, args });
    }));
    whole.push(performance.now() - start);
    own.push(answer.took);
    if (answer.error) throw new Error(answer.error);
    ({ value } = answer);
  }
  worker.removeEventListener('message', listener);
  return { whole, own, value };
}, /** @type {const} */ ([method, args, calls]));

const { value: { draft } } = await ask('read', [LINE], WARM);
await ask('shorthand', [draft], WARM);
for (const [method, args] of /** @type {[string, unknown[]][]} */ ([['read', [LINE]], ['shorthand', [draft]]])) {
  /** @type {Times[]} */
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await ask(method, args, CALLS));
  const median = (/** @type {(times: Times) => number} */ figure) => Number(at(runs.map(figure), 0.5).toFixed(3));
  console.log(JSON.stringify({ key: `round-trip-${method}`, p50: median(({ whole }) => at(whole, 0.5)), p99: median(({ whole }) => at(whole, 0.99)), worker50: median(({ own }) => at(own, 0.5)), worker99: median(({ own }) => at(own, 0.99)) }));
}
await browser.close();
