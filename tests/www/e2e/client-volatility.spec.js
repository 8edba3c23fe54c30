// How the market was fitted, on the clients' page: the desk's panel on the clients' engine.

import { AxeBuilder } from '@axe-core/playwright';
import { indicated, openClients } from './clients.js';
import { ask, expect, showView, test, toVolatility } from './fixture.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const VIEWS = /** @type {const} */ (['smile', 'variance', 'surface', 'report']);

/** Opens the page and brings the volatility up. @param {import('@playwright/test').Page} page */
async function openVolatility(page) {
  await openClients(page);
  await toVolatility(page);
}

test('a smile has its line, its quotes to read out and its report card', async ({ page }) => {
  await openVolatility(page);
  await page.getByTestId('smile-expiry').selectOption({ label: '25DEC26' });
  const plot = page.getByTestId('smile-plot');
  await expect(plot).toHaveAttribute('data-expiry', /^2026-12-25/);
  expect(Number(await plot.getAttribute('data-fitted'))).toBeGreaterThan(3);
  await plot.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('smile-readout')).toHaveText(/bid .* offer .* model .*%/);
  await expect(page.getByTestId('slice-card')).toContainText('Inside bid and offer');
});

test('the surface turns by keys and stands beside its numbers; total variance and the report card are there', async ({ page }) => {
  await openVolatility(page);
  await showView(page, 'surface');
  const plot = page.getByTestId('surface-plot');
  await expect(plot.locator('canvas')).toBeVisible();
  const first = await plot.getAttribute('data-azimuth');
  await plot.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => plot.getAttribute('data-azimuth')).not.toBe(first);
  await expect(page.getByTestId('surface-table').getByRole('row').filter({ hasText: '25DEC26' })).toContainText(/\d\d\.\d/);
  await showView(page, 'variance');
  await expect(page.getByTestId('variance-summary')).toContainText('the smallest gap is');
  await showView(page, 'report');
  await expect(page.getByTestId('fit-whole')).toHaveAttribute('data-status', /green|amber|red/);
  await expect(page.getByTestId('fit-rule')).toHaveText(/Poor \(red\): anything else; a price on it says little\.$/);
  await expect(page.getByText(/dealer|tier|adverse/i)).toHaveCount(0);
});

test('it turns to the market and the expiry of another spread', async ({ page }) => {
  await openVolatility(page);
  await expect(page.getByTestId('volatility')).toHaveAttribute('data-market', /^ETH /);
  await page.getByTestId('smile-expiry').selectOption({ label: '27NOV26' });
  await expect(page.getByTestId('smile-plot')).toHaveAttribute('data-expiry', /^2026-11-27/);
  await ask(page, 'BTC 26MAR27 90000/110000 strangle x5');
  await indicated(page, 2);
  await expect(page.getByTestId('volatility')).toHaveAttribute('data-market', /^BTC /);
  await expect(page.getByTestId('smile-plot')).toHaveAttribute('data-expiry', /^2027-03-26/);
});

test('each market of the list leads to its own volatility', async ({ page }) => {
  await openClients(page);
  const report = page.locator('[data-testid=underlying-report][data-id=BTC]');
  await report.locator('summary').click();
  await report.getByTestId('to-volatility').click();
  await expect(page.getByTestId('volatility')).toHaveAttribute('data-market', /^BTC /);
  await expect(page.getByTestId('volatility')).toBeInViewport();
});

test('it comes after the first price, and its drawing in 3-D when somebody looks', async ({ page, context }) => {
  /** @type {string[]} */
  const asked = [];
  context.on('request', request => asked.push(new URL(request.url()).pathname.split('/').at(-1) ?? ''));
  await openVolatility(page);
  const first = await page.evaluate(() => document.querySelector('script[type=module]')?.getAttribute('src') ?? '');
  expect(await (await page.request.get(new URL(first, page.url()).href)).text()).not.toContain('smile-plot');
  expect(asked.filter(name => name.startsWith('surface3d'))).toEqual([]);
  await showView(page, 'surface');
  await expect(page.getByTestId('surface-plot').locator('canvas')).toBeVisible();
  expect(asked.filter(name => name.startsWith('surface3d'))).toHaveLength(1);
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no accessibility rule is broken in any view in ${scheme}, and none is wider than a phone`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await openVolatility(page);
    for (const view of VIEWS) {
      await showView(page, view);
      await page.getByTestId('volatility').locator('table').first().waitFor({ state: 'attached' });
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).include('volatility-panel').analyze();
      expect(violations.map(({ id, nodes }) => `${view} ${id}: ${nodes.map(node => node.html).join(' ')}`)).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    for (const view of VIEWS) {
      await showView(page, view);
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    }
  });
}
