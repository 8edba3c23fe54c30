// The menu of structures: every one drawn from the legs that the engine builds, found by typing, taken by keys.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, open, quoted, test } from './fixture.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

test('every structure is drawn, found by typing and taken by Enter', async ({ page }) => {
  await open(page);
  await page.getByTestId('open-templates').click();
  await expect(page.getByTestId('template-filter')).toBeFocused();
  await expect(page.locator('[data-testid=template][data-drawn=false]')).toHaveCount(0);
  expect(await page.getByTestId('template').count()).toBeGreaterThan(30);
  await page.keyboard.type('iron con');
  await expect(page.getByTestId('template')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('templates')).toBeHidden();
  await quoted(page, ['P', 'P', 'C', 'C']);
  await expect(page.getByTestId('rfq-line')).toHaveValue(/iron condor/i);
  // The size and the client stay.
  await expect(page.getByTestId('quantity')).toHaveValue('100');
  await expect(page.getByTestId('client')).toHaveValue('Acme');
  await expect(page.getByTestId('open-templates')).toBeFocused();
});

test('arrow keys go through the tiles, number keys take the first', async ({ page }) => {
  await open(page);
  await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });
  await page.keyboard.press('t');
  await expect(page.getByTestId('template-filter')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  const tile = (/** @type {string} */ id) => page.locator(`[data-testid=template][data-id=${id}]`);
  await expect(tile('outright-call')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tile('outright-put')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(tile('outright-put')).not.toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(tile('outright-put')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('template-filter')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+5');
  await expect(page.getByTestId('leg-value')).toHaveCount(2);
  await expect(page.getByTestId('rfq-line')).toHaveValue(/straddle/);
  await page.getByTestId('undo').click();
  await quoted(page, ['3300', '3400', '3500']);
});

for (const [scheme, width] of /** @type {['light' | 'dark', number][]} */ ([['light', 1440], ['dark', 390]])) {
  test(`the menu breaks no accessibility rule in ${scheme} at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme: scheme });
    await open(page);
    await page.getByTestId('open-templates').click();
    await expect(page.locator('[data-testid=template][data-drawn=false]')).toHaveCount(0);
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).include('template-menu').analyze();
    expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join('; ')})`)).toEqual([]);
    expect(await page.getByTestId('templates').evaluate(dialog => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
  });
}
