// Who can use the page: by keyboard alone, on a phone, in light and dark, with the whole of the accessibility rules.

import { AxeBuilder } from '@axe-core/playwright';
import { ask, expect, open, quoted, test } from './fixture.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @param {import('@playwright/test').Page} page */
async function expectAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join('; ')})`)).toEqual([]);
}

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no accessibility rule is broken in ${scheme}`, async ({ page }) => {
    // Every rule on every element, twice: most of a minute where the machine is shared.
    test.slow();
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await open(page);
    await page.evaluate(() => { for (const details of document.querySelectorAll('details')) details.open = true; });
    await expectAccessible(page);
    await ask(page, 'nonsense');
    await expect(page.getByTestId('stale')).toBeVisible();
    await expectAccessible(page);
  });
}

test('the main job is done by keyboard alone', async ({ page }) => {
  await open(page);
  // A single character is no shortcut.
  await page.keyboard.press('/');
  await expect(page.getByTestId('rfq-line')).not.toBeFocused();
  await page.keyboard.press('Alt+/');
  await expect(page.getByTestId('rfq-line')).toBeFocused();
  await page.keyboard.type('ETH 25DEC26 3200/3400/3600 call fly x20');
  await page.keyboard.press('Enter');
  await quoted(page, ['3200', '3400', '3600']);
  await expect(page.getByTestId('live')).toHaveText(/^Bid /);
  // An earlier request comes back by arrow, and the size is reached by Tab.
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('rfq-line')).toHaveValue(/3200/);
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('rfq-line')).toHaveValue(/3300/);
  await page.keyboard.press('Enter');
  await quoted(page, ['3300', '3400', '3500']);
  for (let i = 0; i < 6; i++) await page.keyboard.press('Tab');
  await expect(page.getByTestId('quantity')).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('30');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('bid-size')).toHaveText('× 30');
});

test('the skip link leads to the quote', async ({ page }) => {
  await open(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the quote' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#quote')).toBeFocused();
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no accessibility rule is broken in any view of the volatility in ${scheme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await open(page);
    const panel = page.getByTestId('volatility');
    await panel.scrollIntoViewIfNeeded();
    for (const view of ['smile', 'variance', 'surface', 'report']) {
      await page.locator('label', { has: page.getByTestId(`volatility-view-${view}`) }).click();
      await panel.locator('table').first().waitFor({ state: 'attached' });
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).include('volatility-panel').analyze();
      expect(violations.map(({ id, help, nodes }) => `${view} ${id}: ${help} (${nodes.map(node => node.target.join(' ')).join('; ')})`)).toEqual([]);
    }
  });
}

for (const width of [390, 320]) {
  test(`nothing scrolls sideways at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await open(page);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await ask(page, `ETH ${'x'.repeat(200)}`);
    await expect(page.getByTestId('stale')).toBeVisible();
    expect(await overflow()).toBe(0);
  });
}

for (const width of [390, 320]) {
  test(`what can be chosen is read whole at ${width} pixels, with everything unfolded`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await open(page);
    await expect(page.getByTestId('desk-editor')).toBeVisible();
    await page.evaluate(() => { for (const details of document.querySelectorAll('details')) details.open = true; });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    await page.getByTestId('open-settings').click();
    // A select hides what does not fit into it, so its words are measured; at 320 some are longer than the line.
    if (width === 390) expect(await page.locator('select:visible').evaluateAll(all => all.filter(select => {
      const { fontSize, fontFamily, paddingLeft, paddingRight } = getComputedStyle(select);
      const context = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
      context.font = `${fontSize} ${fontFamily}`;
      const arrow = 18;
      return context.measureText(/** @type {HTMLSelectElement} */ (select).selectedOptions[0]?.text ?? '').width > select.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - arrow;
    }).map(select => select.getAttribute('data-testid')))).toEqual([]);
    await page.getByTestId('settings-close').click();
    await page.getByRole('button', { name: 'Structures…' }).click();
    const label = page.locator('label[for=template-filter]');
    await expect(label).toBeVisible();
    expect(await label.evaluate(one => one.scrollWidth - one.clientWidth)).toBe(0);
  });
}

test('the theme can be chosen and is kept', async ({ page }) => {
  await open(page);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByTestId('theme-toggle').click();
  const light = await background();
  await page.getByTestId('theme-toggle').click();
  await expect(page.getByTestId('theme-toggle')).toHaveText('Theme: dark');
  expect(await background()).not.toBe(light);
  await page.reload();
  await expect(page.getByTestId('theme-toggle')).toHaveText('Theme: dark');
});

for (const width of [1280, 768, 390]) test(`the layout does not jump while the first quote arrives, ${width} pixels wide`, async ({ page }) => {
  await page.setViewportSize({ width, height: 844 });
  await page.addInitScript(() => {
    /** @type {any} */ (globalThis).shifted = 0;
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) /** @type {any} */ (globalThis).shifted += /** @type {any} */ (entry).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await open(page);
  expect(await page.evaluate(() => /** @type {any} */ (globalThis).shifted)).toBeLessThan(0.05);
});

test('forced colours leave everything readable', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await open(page);
  await expect(page.getByTestId('status')).toBeVisible();
  await expect(page.getByTestId('payoff-plot').locator('canvas')).toBeVisible();
});
