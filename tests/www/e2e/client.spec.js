// The clients' page: a spread's value and risk on the same engine, with nothing of the desk.

import { AxeBuilder } from '@axe-core/playwright';
import { indicated, openClients as open } from './clients.js';
import { ask, expect, recordedChain, test, valueOf } from './fixture.js';

test('a request gives an indicative price, its range, payoff and Greeks, and asks for nothing of the desk', async ({ page, context }) => {
  /** @type {string[]} */
  const asked = [];
  context.on('request', request => asked.push(new URL(request.url()).pathname));
  await open(page);
  await expect(page.getByTestId('status')).toContainText('Indicative, not a quote');
  await ask(page, 'ETH 25DEC26 3200/3400 call spread x50');
  await expect(page.getByTestId('leg-value')).toHaveCount(2);
  await expect(page.getByTestId('echo')).toContainText('3200');
  const [low, theoretical, high, half] = await Promise.all(['low', 'theoretical', 'high', 'half-width'].map(id => valueOf(page.getByTestId(id))));
  expect(half).toBeGreaterThan(0);
  expect(/** @type {number} */ (low)).toBeCloseTo(/** @type {number} */ (theoretical) - /** @type {number} */ (half), 12);
  expect(/** @type {number} */ (high)).toBeCloseTo(/** @type {number} */ (theoretical) + /** @type {number} */ (half), 12);
  await expect(page.getByTestId('data-source')).toHaveAttribute('data-source', 'sample');
  await expect(page.getByTestId('payoff-summary')).toContainText('You, buying at the indicative');
  await expect(page.locator('tr[data-greek="vegaPerPoint"] [data-testid="greek-net"]')).toHaveAttribute('data-value', /\d/);
  await page.getByTestId('scenarios-open').click();
  await expect(page.getByTestId('scenario-cell').first()).toHaveAttribute('data-value', /\d/);
  await expect(page.getByText(/dealer|tier|adverse/i)).toHaveCount(0);
  const wasm = asked.filter(path => path.endsWith('.wasm'));
  expect(wasm.length).toBeGreaterThan(0);
  expect(wasm.every(path => path.includes('/client/'))).toBe(true);
  expect(asked.filter(path => path.includes('/assets/') || path.endsWith('/sw.js'))).toEqual([]);
});

test('sliders draw a chosen state; spot, date, volatility and skew each move its gain', async ({ page }) => {
  await open(page);
  const gain = page.getByTestId('state-gain');
  for (const [name, key] of [['spotMove', 'ArrowRight'], ['hours', 'ArrowRight'], ['points', 'ArrowRight'], ['tilt', 'ArrowRight']]) {
    const before = await gain.count() ? await gain.getAttribute('data-value') ?? '' : '';
    const slider = page.getByTestId(`slide-${name}`);
    await slider.focus();
    for (let steps = 0; steps < 5; steps += 1) await slider.press(String(key));
    await expect(gain).toHaveAttribute('data-value', /\d/);
    await expect(gain).not.toHaveAttribute('data-value', before);
  }
});

test('what is wrong is said at once and the last price is marked; the legs can be edited', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 3300/xyz call spread');
  await expect(page.getByTestId('issues')).toBeVisible();
  await expect(page.getByTestId('indication')).toHaveAttribute('data-stale', 'true');
  await ask(page, 'ETH 25DEC26 3300 call x10');
  // The fly that was there has three legs.
  await expect(page.getByTestId('leg-value')).toHaveCount(1);
  await expect(page.getByTestId('indication')).toHaveAttribute('data-stale', 'false');
  const before = await valueOf(page.getByTestId('theoretical'));
  await page.getByTestId('leg-0-strike').fill('3400');
  await page.getByTestId('leg-0-strike').press('Enter');
  await expect.poll(() => valueOf(page.getByTestId('theoretical'))).toBeLessThan(before);
  await page.getByTestId('undo').click();
  await expect.poll(() => valueOf(page.getByTestId('theoretical'))).toBe(before);
  // Clients are spoken to, not of.
  await expect(page.getByRole('button', { name: /^Leg 1: you (buy|sell); turn it over$/ })).toBeVisible();
});

test('a recorded chain takes the place of the sample and its age is said', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded data are not beside the project');
  if (!chain) return;
  await open(page);
  await page.getByTestId('chain-file').setInputFiles({ name: chain.name, mimeType: 'text/csv', buffer: chain.bytes });
  await expect(page.getByTestId('market-notice')).toHaveAttribute('data-tone', 'good', { timeout: 60_000 });
  await ask(page, 'ETH 26JUN26 2200/2400 call spread x10');
  await expect(page.getByTestId('data-source')).toHaveAttribute('data-source', 'file');
  await expect(page.getByTestId('data-age')).toContainText('old');
  await expect(page.getByTestId('half-width')).toHaveAttribute('data-value', /\d/);
});

test('without a quote on both sides there is a value and no range', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 3333 call x10');
  await expect(page.getByTestId('low')).toHaveText('none');
  await expect(page.getByTestId('basis')).toContainText('not quoted on both sides');
});

test('of a tied request the price says that the hedge which would change hands is not in it', async ({ page }) => {
  await open(page);
  await expect(page.getByTestId('tied')).toHaveCount(0);
  await ask(page, 'ETH 25DEC26 3300/3400 call spread x10');
  await indicated(page, 2);
  const price = await valueOf(page.getByTestId('theoretical'));
  await ask(page, 'ETH 25DEC26 3300/3400 call spread x10 vs 3390');
  const note = page.getByTestId('tied');
  await expect(note).toContainText('The price is of the options alone');
  await expect(note).toContainText(/The hedge that would change hands is not in it, the model’s delta, about 0\.0\d+ per spread at 3,390; nor is it in the payoff and the Greeks/);
  expect(await valueOf(page.getByTestId('theoretical'))).toBe(price);
  await ask(page, 'ETH 25DEC26 3300/3400 call spread x10 vs 3390 delta 0.3');
  await expect(note).toContainText('a delta of 0.3 per spread at 3,390');
  await expect(note).toContainText('the range that their bids and asks leave around it');
  // A strike that is not listed has no range.
  await ask(page, 'ETH 25DEC26 3333 call x10 vs 3390');
  await indicated(page, 1);
  await expect(note).toHaveText(/^The price is of the options alone: their theoretical value\./);
});

test('whoever looks for themselves is spoken to', async ({ page }) => {
  await open(page);
  await ask(page, 'buy ETH 25DEC26 3300/3400 call spread x10, Acme');
  await expect(page.getByTestId('echo')).toHaveText(/^You buy 10 ETH call spreads/);
  await ask(page, 'ETH 25DEC26 3300/3400 call spread x10, Acme');
  await expect(page.getByTestId('echo')).toHaveText(/^10 ETH call spreads/);
  // Nobody asks for somebody else here.
  await ask(page, 'whatever ETH 25DEC26 3400 call x10');
  await expect(page.getByTestId('issues')).toHaveText(/I do not understand “whatever”\.\s*$/);
  await expect(page.getByTestId('answer')).toHaveCount(0);
  await ask(page, 'XRP 25DEC26 3 call x10');
  await expect(page.getByTestId('issues')).toContainText('There is no market here for XRP');
});

test('a request that could not be priced is not read back as the one before', async ({ page }) => {
  await open(page);
  await ask(page, '{"preset":"source_fly","quantity":100}');
  await expect(page.getByTestId('issues')).toContainText('Worked examples are not on this page.');
  await expect(page.getByTestId('echo')).toHaveText('');
});

test('a price that was asked for in another unit says in which it is', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 3400 call x10 in vol');
  await expect(page.getByTestId('other-unit')).toHaveText('Asked for in volatility points; this page gives the price in ETH, and the volatility of each leg below.');
  await ask(page, 'ETH 25DEC26 3300/3400 call spread x10 in USD');
  await expect(page.getByTestId('other-unit')).toHaveText('Asked for in USD; this page gives the price in ETH.');
  await ask(page, 'ETH 25DEC26 3300/3400 call spread x10');
  await expect(page.getByTestId('other-unit')).toHaveCount(0);
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing in the ${scheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await open(page);
    await page.getByTestId('scenarios-open').click();
    await expect(page.getByTestId('scenario-cell').first()).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)).toEqual([]);
  });
}

test('on a phone nothing is wider than the screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expect(page.getByTestId('theoretical')).toBeInViewport();
});
