// How long a slider of the payoff takes from its event to the pixels: worker, answer, chart and frame, in nanoseconds, one line of JSON; and the scenario
// grid of 21 × 21 states of a condor inside the engine. Frames are not held back for the screen, so that the work is measured and not the wait.
import { readFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { Pricer, initSync } from '../pkg/spread_pricer.js';
import { browserOptions } from '../playwright.config.js';

const STEPS = 300;
const site = process.env.SITE;
if (!site) throw new Error('SITE is not set: serve the built site and say where.');

/** @param {string} key @param {number[]} times milliseconds */
function print(key, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN) * 1e6;
  console.log(JSON.stringify({ key, median: at(0.5), p95: at(0.95), fastest: at(0) }));
}

initSync({ module: await readFile(new URL('../pkg/spread_pricer_bg.wasm', import.meta.url)) });
const pricer = new Pricer();
const { draft } = pricer.read('ETH 25DEC26 3200/3300/3500/3600 call condor x100');
if (!draft) throw new Error('the condor cannot be read');
for (const across of /** @type {const} */ (['vol', 'date'])) {
  /** @type {number[]} */
  const times = [];
  for (let i = 0; i < 200; i += 1) {
    const start = performance.now();
    pricer.scenarios(draft, { across });
    times.push(performance.now() - start);
  }
  print(`scenario-grid-${across}`, times.slice(20));
}

const browser = await chromium.launch({ ...browserOptions, args: [...browserOptions.args, '--disable-frame-rate-limit', '--disable-gpu-vsync'] });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(site);
await page.getByTestId('slide-points').waitFor();
const [times, frames] = await page.evaluate(async steps => {
  const slider = /** @type {HTMLInputElement} */ (document.querySelector('[data-testid=slide-points]'));
  /** Until the next frame with the slider on it has been handed over. */
  const frame = () => new Promise(resolve => {
    slider.ownerDocument.defaultView?.requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => resolve(undefined));
      port1.start();
      port2.postMessage(0);
    });
  });
  /** @type {number[]} */
  const found = [];
  /** What a frame with next to nothing new takes on this machine at this moment. @type {number[]} */
  const idle = [];
  for (let i = 0; i < steps; i += 1) {
    const start = performance.now();
    slider.style.opacity = i % 2 ? '1' : '0.99';
    await frame();
    idle.push(performance.now() - start);
  }
  /** @type {(() => void) | undefined} */
  let drawn;
  new PerformanceObserver(list => { if (list.getEntriesByName('payoff-drawn').length) drawn?.(); }).observe({ type: 'mark' });
  for (let i = 0; i < steps; i += 1) {
    const start = performance.now();
    // The page marks every drawing of the payoff; a slider alone draws nothing, its answer does.
    const answered = new Promise(resolve => { drawn = () => resolve(undefined); });
    slider.value = String((i % 40) - 20 || 1);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await answered;
    await frame();
    found.push(performance.now() - start);
  }
  return [found, idle];
}, STEPS);
await browser.close();
print('frame-alone', frames?.slice(20) ?? []);
print('slider-to-pixels', times?.slice(20) ?? []);
