// The page's own figures in Chromium, one line of JSON each, in nanoseconds: what its "Measure this machine" shows,
// and the time from navigation to the first quote with nothing cached, which the page marks with `first-quote`.
import { chromium } from '@playwright/test';
import { browserOptions } from '../playwright.config.js';

const VISITS = 5;
const site = process.env.SITE;
if (!site) throw new Error('SITE is not set: run `cargo xtask bench`.');

const browser = await chromium.launch(browserOptions);
/** @type {number[]} */
const first = [];
for (let visit = 0; visit < VISITS; visit += 1) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(site);
  await page.waitForFunction(() => performance.getEntriesByName('first-quote').length > 0, undefined, { timeout: 10_000 });
  first.push(await page.evaluate(() => performance.getEntriesByName('first-quote')[0]?.startTime ?? Number.NaN));
  if (visit === VISITS - 1) {
    await page.getByTestId('measure').click();
    await page.locator('[data-testid=speed][data-state=done]').waitFor({ timeout: 60_000 });
    const rows = await page.getByTestId('speed-figures').locator('tbody tr').evaluateAll(found =>
      found.map(row => ({ key: row.dataset.key, median: Number(row.dataset.median), fastest: Number(row.dataset.fastest) })));
    for (const row of rows) console.log(JSON.stringify(row));
  }
  await context.close();
}
await browser.close();
first.sort((a, b) => a - b);
console.log(JSON.stringify({ key: 'first-quote', median: (first[VISITS >> 1] ?? Number.NaN) * 1e6, fastest: (first[0] ?? Number.NaN) * 1e6 }));
