// The scenario grid: spot by volatility and spot by date, a number in every cell.

import { AxeBuilder } from '@axe-core/playwright';
import { ask, expect, open, quoted, test } from './fixture.js';

/** Opens the page and the grid on it. @param {import('@playwright/test').Page} page */
async function openGrid(page) {
  await open(page);
  await page.getByTestId('scenarios-open').click();
  await expect(page.getByTestId('scenario-table')).toBeVisible();
}

/** The numbers of a row, counted from the lowest spot. @param {import('@playwright/test').Page} page @param {number} row */
const row = (page, row) => page.getByTestId('scenario-table').locator('tbody tr').nth(row).getByTestId('scenario-cell').evaluateAll(cells => cells.map(cell => Number(cell.getAttribute('data-value'))));

test('a grid of spot by volatility has a signed number in every cell', async ({ page }) => {
  await openGrid(page);
  const cells = page.getByTestId('scenario-cell');
  await expect(cells).toHaveCount(77);
  for (const text of await cells.allTextContents()) expect(text.trim()).toMatch(/^[+\u2212]?[\d,.]+$/);
  await expect(page.getByTestId('scenario-about')).toContainText('P&L in USD per spread, client’s side, client buys. Sticky moneyness');
  // A fly gains where volatility falls; colour follows the sign.
  const middle = await row(page, 5);
  expect(middle[0]).toBeGreaterThan(middle[6] ?? NaN);
  await expect(cells.filter({ hasText: '+' }).first()).toHaveClass(/gain-\d/);
  await expect(cells.filter({ hasText: '\u2212' }).first()).toHaveClass(/loss-\d/);
});

test('a grid of spot by date ends in the payoff', async ({ page }) => {
  await openGrid(page);
  await page.getByTestId('scenarios-across-date').check({ force: true });
  await expect(page.getByTestId('scenario-table')).toHaveAttribute('data-across', 'date');
  await expect(page.getByTestId('scenario-about')).toContainText('3 legs have expired by then');
  await page.getByTestId('scenarios-step').selectOption('10');
  const ends = async () => [(await row(page, 0)).at(-1), (await row(page, 10)).at(-1)];
  await page.locator('details.numbers summary').click();
  const loss = Number(await page.locator('[data-testid=payoff-row]').first().getAttribute('data-expiry'));
  // Half and one and a half times spot are both far from the fly: its price is lost.
  await expect.poll(async () => (await ends()).every(end => Math.abs((end ?? 0) - loss) < 1e-6)).toBe(true);
});

test('the grid shows Greeks, turns over with the side and follows the sliders', async ({ page }) => {
  await openGrid(page);
  const first = await row(page, 5);
  await page.getByTestId('payoff-seen-by-dealer').check({ force: true });
  await expect.poll(async () => (await row(page, 5))[0]).toBeCloseTo(-(first[0] ?? NaN), 9);
  await page.getByTestId('scenarios-quantity').selectOption('delta');
  await expect(page.getByTestId('scenario-table')).toHaveAttribute('data-quantity', 'delta');
  const delta = await row(page, 5);
  await page.getByTestId('slide-hours').fill('400');
  await expect.poll(() => row(page, 5)).not.toEqual(delta);
  await expect(page.getByTestId('scenario-about')).toContainText('Date and skew as chosen above');
});

test('a package across underlyings has a grid where it has no payoff', async ({ page }) => {
  await openGrid(page);
  const leg = { ratio: 1, kind: 'option', expiry: '2026-12-25T08:00:00Z', type: 'call' };
  await ask(page, JSON.stringify({ side: 'twoWay', quantity: 10, legs: [{ ...leg, underlying: 'ETH', strike: 3400 }, { ...leg, ratio: -1, underlying: 'BTC', strike: 100_000 }] }));
  await quoted(page, ['100000', '3400']);
  await expect(page.getByTestId('payoff-summary')).toContainText('There is no payoff to draw');
  await expect(page.getByTestId('scenario-cell')).toHaveCount(77);
  // A short call on the dearer coin loses where both rise.
  await expect.poll(async () => (await row(page, 10))[3]).toBeLessThan((await row(page, 0))[3] ?? NaN);
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no accessibility rule is broken on the payoff and its scenarios in ${scheme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await openGrid(page);
    await page.getByTestId('slide-points').fill('5');
    await page.getByTestId('slice-breakevens').click();
    await page.locator('details.numbers summary').click();
    await expect(page.getByTestId('state-gain')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).include('payoff-panel').include('scenario-grid').analyze();
    expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join('; ')})`)).toEqual([]);
  });
}

test('the grid scrolls in itself at 390 px', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openGrid(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});
