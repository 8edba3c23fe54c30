// Greeks in cash, vega by bucket, and two quotes side by side.

import { AxeBuilder } from '@axe-core/playwright';
import { ask, expect, open, quoted, test, valueOf } from './fixture.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

test('Greeks switch between units and cash', async ({ page }) => {
  await open(page);
  const delta = page.locator('[data-greek=delta]').getByTestId('greek-net');
  const raw = await valueOf(delta);
  await page.getByTestId('greeks-in-cash').check({ force: true });
  await expect(page.getByTestId('greeks-cash')).toContainText('delta × spot');
  const spot = Number((await page.getByTestId('greeks-cash').textContent() ?? '').replaceAll(',', '').match(/spot ([\d.]+)/)?.[1]);
  expect(spot).toBeGreaterThan(0);
  expect(Math.abs(await valueOf(delta) / (raw * spot) - 1)).toBeLessThan(1e-4);
  await expect(page.locator('[data-greek=gamma]')).toHaveCount(0);
  await expect(page.locator('[data-greek=gammaCashPerPercent]')).toHaveCount(1);
});

test('vega buckets add up to the net vega, of one and of the whole size', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26/26MAR27 3400 call calendar x50');
  await quoted(page, ['3400', '3400']);
  const vega = page.locator('[data-greek=vegaPerPoint]');
  const total = page.getByTestId('bucket-total');
  await expect(total).toHaveAttribute('data-value', /\d/);
  const near = async (/** @type {string} */ id) => Math.abs(await valueOf(total) / await valueOf(vega.getByTestId(id)) - 1);
  await expect.poll(() => near('greek-net')).toBeLessThan(1e-6);
  const cells = await page.getByTestId('bucket').evaluateAll(all => all.map(cell => Number(cell.getAttribute('data-value'))));
  expect(cells.length).toBeGreaterThan(1);
  expect(Math.abs(cells.reduce((a, b) => a + b, 0) / await valueOf(total) - 1)).toBeLessThan(1e-9);
  await page.getByTestId('buckets-of-all').check({ force: true });
  await expect.poll(() => near('greek-position')).toBeLessThan(1e-6);
});

test('a pinned quote stands beside the next with the differences', async ({ page }) => {
  await open(page);
  const before = await valueOf(page.getByTestId('offer'));
  await page.getByTestId('pin').click();
  await expect(page.getByTestId('compare-wait')).toBeVisible();
  await ask(page, 'ETH 25DEC26 3300/3450/3600 call fly x50, Acme');
  await quoted(page, ['3300', '3450', '3600']);
  const row = page.locator('[data-testid=compare-table] [data-row=offer]');
  await expect(row).toBeVisible();
  expect(await valueOf(row.getByTestId('compare-change'))).toBeCloseTo(await valueOf(page.getByTestId('offer')) - before, 10);
  await expect(page.locator('[data-row=quantity]')).toContainText('50');
  await page.getByTestId('compare-end').click();
  await expect(page.getByTestId('compare')).toHaveCount(0);
  await expect(page.getByTestId('pin')).toBeFocused();
});

for (const [scheme, width] of /** @type {['light' | 'dark', number][]} */ ([['light', 1440], ['dark', 390]])) {
  test(`risk and comparison break no accessibility rule in ${scheme} at ${width} px`, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme: scheme });
    await open(page);
    await page.getByTestId('pin').click();
    await ask(page, 'ETH 25DEC26/26MAR27 3400 call calendar x50');
    await expect(page.getByTestId('compare-table')).toBeVisible();
    await page.getByTestId('greeks-in-cash').check({ force: true });
    for (const part of ['greeks-panel', 'vega-buckets', 'quote-compare', 'quote-ticket']) {
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).include(part).analyze();
      expect(violations.map(({ id, help, nodes }) => `${part} ${id}: ${help} (${nodes.map(node => node.target.join(' ')).join('; ')})`)).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    await page.emulateMedia({ media: 'print' });
    for (const part of ['vega-buckets', 'quote-compare']) await expect(page.locator(part)).toBeHidden();
  });
}
