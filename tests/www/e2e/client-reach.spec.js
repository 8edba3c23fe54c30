// Who can use the clients' page: by keyboard alone, on a phone, in light and dark, at any size of text, on paper.

import { AxeBuilder } from '@axe-core/playwright';
import { indicated, leaveField, openClients } from './clients.js';
import { ask, expect, test } from './fixture.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @param {import('@playwright/test').Page} page */
async function expectAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join('; ')})`)).toEqual([]);
}

/** How much wider than the screen the page is. @param {import('@playwright/test').Page} page */
const overflow = page => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no accessibility rule is broken with everything open, nor with a line that cannot be read, in ${scheme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await openClients(page, `#rfq=${encodeURIComponent('ETH 25DEC26 3300/3400 call spread x10 vs 3390')}`);
    await page.evaluate(() => { for (const details of document.querySelectorAll('details')) details.open = true; });
    await expect(page.getByTestId('scenario-cell').first()).toBeVisible();
    await page.getByTestId('volatility').scrollIntoViewIfNeeded();
    await expect(page.getByTestId('smile-plot').locator('canvas')).toBeVisible();
    await expectAccessible(page);
    await ask(page, 'ETH 25DEC26 3300/xyz call spread');
    await expect(page.getByTestId('stale')).toBeVisible();
    await expectAccessible(page);
  });
}

test('a spread is priced, changed and explored by keyboard alone', async ({ page }) => {
  await openClients(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the price' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#price')).toBeFocused();
  await page.keyboard.press('Alt+/');
  await expect(page.getByTestId('rfq-line')).toBeFocused();
  await page.keyboard.type('ETH 25DEC26 3200/3600 strangle x20');
  await page.keyboard.press('Enter');
  await indicated(page, 2);
  await expect(page.getByTestId('live')).toHaveText(/^Indicative, not a quote: /);
  // Size, legs, a slider and the chart, each by its own keys.
  for (let steps = 0; steps < 2; steps += 1) await page.keyboard.press('Tab');
  await expect(page.getByTestId('quantity')).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('30');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('echo')).toContainText('30 ETH');
  await page.getByTestId('leg-0-strike').focus();
  await page.keyboard.press(']');
  await expect(page.getByTestId('echo')).toContainText('3250');
  await page.getByTestId('slide-spotMove').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('state-gain')).toHaveAttribute('data-value', /\d/);
  await page.getByTestId('payoff-plot').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('payoff-readout')).toContainText(/expiry/);
  await leaveField(page);
  await page.keyboard.press('r');
  await indicated(page, 2);
});

for (const [width, height] of /** @type {const} */ ([[1440, 900], [390, 844]])) {
  test(`at ${width} px nothing jumps while the first price arrives`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.addInitScript(() => {
      /** @type {any} */ (globalThis).shifted = 0;
      new PerformanceObserver(list => {
        for (const entry of list.getEntries()) /** @type {any} */ (globalThis).shifted += /** @type {any} */ (entry).value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await openClients(page);
    expect(await page.evaluate(() => /** @type {any} */ (globalThis).shifted)).toBeLessThan(0.02);
  });
}

test('nothing is wider than a narrow screen, at any density, whatever is typed', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await openClients(page);
  expect(await overflow(page)).toBe(0);
  await ask(page, `ETH ${'x'.repeat(200)}`);
  await expect(page.getByTestId('stale')).toBeVisible();
  expect(await overflow(page)).toBe(0);
  await ask(page, 'BTC 25DEC26 70000/80000/90000/100000 call condor x5 vs 98000');
  await indicated(page, 4);
  await page.getByTestId('open-settings').click();
  await page.getByTestId('setting-density').selectOption('comfortable');
  await page.getByTestId('settings-close').click();
  expect(await overflow(page)).toBe(0);
});

test('on paper it is one sheet, of the price, its range, the payoff and the Greeks, with the day of its market', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openClients(page);
  await ask(page, 'ETH 25DEC26 3000/3200/3600/3800 call condor x50 vs 3390');
  await indicated(page, 4);
  await page.emulateMedia({ media: 'print' });
  const text = await page.evaluate(() => document.body.innerText);
  for (const part of ['Indicative, not a quote', '50 ETH condors', 'The hedge that would change hands is not in it', 'Market data of 18 Nov 2026 12:00:00 UTC, generated sample; printed ', 'largest loss', 'Theta']) expect(text).toContain(part);
  for (const part of ['Drop a chain', 'Add leg', 'Copy', 'Engine', 'Size, spreads']) expect(text).not.toContain(part);
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
  for (const format of ['A4', 'Letter']) expect((await page.pdf({ format })).toString('latin1').match(/\/Type\s*\/Page\b/g), format).toHaveLength(1);
});

test('forced colours leave everything readable', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await openClients(page);
  await expect(page.getByTestId('status')).toBeVisible();
  await expect(page.getByTestId('payoff-plot').locator('canvas')).toBeVisible();
});

test('the keyboard goes to the line when the last question is answered', async ({ page }) => {
  await openClients(page);
  await ask(page, '25d RR ETH Dec x50');
  await page.getByRole('button', { name: /^Buy the \d+ call, sell the \d+ put/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('answer')).toHaveCount(0);
  await expect(page.getByTestId('rfq-line')).toBeFocused();
});
