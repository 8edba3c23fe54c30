// The page under watch: no test passes while the page complains on its console or asks another host for anything.

import { existsSync, readFileSync } from 'node:fs';
import { expect, test as base } from '@playwright/test';

export { expect };

const CHAIN = new URL('../../../../shared/data/deribit_eth_chain_20260430t1645z.csv', import.meta.url);

/** The recorded chain's name and bytes, or null where the recorded data are not beside the project. */
export function recordedChain() {
  return existsSync(CHAIN) ? { name: 'deribit_eth_chain_20260430t1645z.csv', bytes: readFileSync(CHAIN) } : null;
}

/** @typedef {import('@playwright/test').PlaywrightTestArgs & import('@playwright/test').PlaywrightTestOptions} Given */
/** @typedef {import('@playwright/test').PlaywrightWorkerArgs & import('@playwright/test').PlaywrightWorkerOptions} GivenToWorkers */
/** What the test's browser says when it keeps the page from registering its service worker. */
const BLOCKED = 'Service Worker registration blocked by Playwright';

/** `provoked`: what the page may say on its console because the test makes it; `newcomer`: whether this is the first visit. @type {import('@playwright/test').Fixtures<{ provoked: RegExp | null, newcomer: boolean }, {}, Given, GivenToWorkers>} */
const watched = {
  provoked: [null, { option: true }],
  newcomer: [false, { option: true }],
  page: async ({ page, context, baseURL, provoked, newcomer }, use) => {
    /** @type {string[]} */
    const complaints = [];
    const host = new URL(baseURL ?? '').hostname;
    page.on('console', message => { if (['error', 'warning'].includes(message.type()) && !message.text().startsWith(BLOCKED)) complaints.push(message.text()); });
    page.on('pageerror', error => complaints.push(String(error)));
    // Of every tab and worker, the service worker included.
    context.on('request', request => {
      const { protocol, hostname } = new URL(request.url());
      if (/^(http|ws)/.test(protocol) && hostname !== host) complaints.push(`asked another host: ${request.url()}`);
    });
    // Who has used the page before is not shown around.
    if (!newcomer) await context.addInitScript(() => { if (location.protocol.startsWith('http')) localStorage.setItem('toured', 'yes'); });
    await use(page);
    expect(complaints.filter(complaint => !provoked?.test(complaint))).toEqual([]);
  },
};

export const test = base.extend(watched);

/** Opens the page and waits for its first quote. @param {import('@playwright/test').Page} page */
export async function open(page) {
  await page.goto('./');
  await expect(page.getByTestId('bid')).toHaveAttribute('data-value', /\d/);
}

/** A number that an element carries in `data-value`. @param {import('@playwright/test').Locator} locator */
export async function valueOf(locator) {
  return Number(await locator.getAttribute('data-value'));
}

/** Brings the volatility up, on the page that is open. @param {import('@playwright/test').Page} page */
export async function toVolatility(page) {
  await page.getByTestId('volatility').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('smile-plot').locator('canvas')).toBeVisible();
}

/** Turns the volatility to another view. @param {import('@playwright/test').Page} page @param {'smile' | 'variance' | 'surface' | 'report'} view */
export const showView = (page, view) => page.locator('label', { has: page.getByTestId(`volatility-view-${view}`) }).click();

/** Types a line and prices it. @param {import('@playwright/test').Page} page @param {string} text */
export async function ask(page, text) {
  await page.getByTestId('rfq-line').fill(text);
  await page.getByTestId('rfq-line').press('Enter');
}

/** Waits until a fresh quote for this many strikes between others is on show. @param {import('@playwright/test').Page} page @param {string[]} strikes */
export async function quoted(page, strikes) {
  await expect(page.getByTestId('leg-value')).toHaveCount(strikes.length);
  for (const [i, strike] of strikes.entries()) await expect(page.getByTestId('leg-value').nth(i)).toContainText(strike);
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'false');
}

/** The name of a client of the desk in a tier. @param {import('@playwright/test').Page} page @param {number} tier */
export async function clientOfTier(page, tier) {
  const names = await page.locator('#clients option').evaluateAll(
    (options, wanted) => options.filter(option => option.textContent === `tier ${wanted}`).map(option => option.getAttribute('value')), tier);
  expect(names.length, `a client of tier ${tier}`).toBeGreaterThan(0);
  return names[0] ?? '';
}

/** Bid below theoretical below offer, and the breakdown adds up to both. @param {import('@playwright/test').Page} page */
export async function expectBreakdownAddsUp(page) {
  const bid = await valueOf(page.getByTestId('bid')), offer = await valueOf(page.getByTestId('offer'));
  const theoretical = await valueOf(page.getByTestId('theoretical'));
  expect(bid).toBeLessThan(theoretical);
  expect(offer).toBeGreaterThan(theoretical);
  const charges = await page.getByTestId('charge').evaluateAll(
    rows => rows.map(row => ({ bid: Number(row.getAttribute('data-bid')), offer: Number(row.getAttribute('data-offer')) })));
  expect(charges.length).toBeGreaterThanOrEqual(6);
  const sum = charges.reduce((all, charge) => ({ bid: all.bid + charge.bid, offer: all.offer + charge.offer }), { bid: 0, offer: 0 });
  const scale = Math.max(1e-6, Math.abs(theoretical), Math.abs(bid), Math.abs(offer));
  expect(Math.abs(theoretical - sum.bid - bid) / scale).toBeLessThan(1e-9);
  expect(Math.abs(theoretical + sum.offer - offer) / scale).toBeLessThan(1e-9);
  // The sums as printed are the prices as printed.
  const printed = async (/** @type {string} */ id) => Number((await page.getByTestId(id).textContent() ?? '').trim().replaceAll(',', '').replace('\u2212', '-'));
  expect(await printed('breakdown-bid')).toBeCloseTo(bid, 8);
  expect(await printed('breakdown-offer')).toBeCloseTo(offer, 8);
  return { bid, offer, theoretical };
}
