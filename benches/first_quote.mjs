// How long from navigation to the first quote, in Chromium with nothing cached.
// The page says when by `performance.mark('first-quote')`.
import { chromium } from '@playwright/test';
import { browserOptions } from '../playwright.config.js';

const RUNS = 7;
const site = process.env.SITE;
if (!site) throw new Error('SITE is not set: run `cargo xtask bench`.');

const browser = await chromium.launch(browserOptions);
/** @type {number[]} */
const times = [];
for (let run = 0; run < RUNS; run += 1) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(site);
  const time = await page.evaluate(async () => {
    for (let wait = 0; wait < 10_000; wait += 10) {
      const [mark] = performance.getEntriesByName('first-quote');
      if (mark) return mark.startTime;
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
    }
    return undefined;
  });
  await context.close();
  if (time === undefined) break;
  times.push(time);
}
await browser.close();

if (times.length < RUNS) {
  console.log('The page set no mark "first-quote" within 10 s, so it could not be timed.');
  process.exitCode = 1;
} else {
  times.sort((a, b) => a - b);
  const shown = (/** @type {number} */ at) => (times[at] ?? Number.NaN).toFixed(0).padStart(12);
  console.log(`\n${'Chromium, ms'.padEnd(32)} ${'median'.padStart(12)} ${'slowest'.padStart(12)}`);
  console.log(`${'navigation to first quote'.padEnd(32)} ${shown(RUNS >> 1)} ${shown(RUNS - 1)}`);
}
