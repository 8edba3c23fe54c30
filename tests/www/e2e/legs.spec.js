// The legs as a grid: every cell by the keyboard, every leg by steps to what is listed.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, open, quoted, test } from './fixture.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @param {import('@playwright/test').Page} page @param {number} leg @param {string} key */
const cell = (page, leg, key) => page.getByTestId(`leg-${leg}-${key}`);

test('arrows go from cell to cell, Enter edits, Escape leaves the text as it was', async ({ page }) => {
  await open(page);
  await cell(page, 0, 'ratio').focus();
  for (const [key, leg, to] of /** @type {[string, number, string][]} */ ([['ArrowRight', 0, 'type'], ['ArrowRight', 0, 'expiry'], ['ArrowRight', 0, 'strike'], ['ArrowDown', 1, 'strike'], ['ArrowRight', 1, 'modelPrice'], ['End', 1, 'remove'], ['Home', 1, 'side'], ['Control+End', 2, 'remove'], ['Control+Home', 0, 'side']])) {
    await page.keyboard.press(key);
    await expect(cell(page, leg, to)).toBeFocused();
  }
  // One cell is in the order of Tab.
  await expect(page.locator('[data-testid=legs-grid] [tabindex="0"]')).toHaveCount(1);
  await expect(cell(page, 0, 'type')).toHaveValue('call');
  await cell(page, 0, 'strike').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('9');
  await page.keyboard.press('ArrowLeft');
  await expect(cell(page, 0, 'strike')).toBeFocused();
  await expect(cell(page, 0, 'strike')).toHaveValue('33009');
  await page.keyboard.press('Escape');
  await expect(cell(page, 0, 'strike')).toHaveValue('3300');
  await page.keyboard.press('ArrowLeft');
  await expect(cell(page, 0, 'expiry')).toBeFocused();
  // Typing writes over the cell; Enter prices it.
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('3200');
  await page.keyboard.press('Enter');
  await quoted(page, ['3200', '3400', '3500']);
  await expect(cell(page, 0, 'strike')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(cell(page, 1, 'strike')).toBeFocused();
  // From a cell that is written in, Tab goes on; from one that is not, it leaves the grid.
  await page.keyboard.type('3300');
  await page.keyboard.press('Tab');
  await expect(cell(page, 1, 'modelPrice')).toBeFocused();
  await quoted(page, ['3200', '3300', '3500']);
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('add-leg')).toBeFocused();
});

test('sides, strikes and expiries step by keys', async ({ page }) => {
  await open(page);
  await expect(cell(page, 1, 'side')).toHaveText('sells');
  await cell(page, 2, 'strike').focus();
  await page.keyboard.press(']');
  await quoted(page, ['3300', '3400', '3550']);
  await page.keyboard.press('{');
  await quoted(page, ['3250', '3350', '3500']);
  await cell(page, 0, 'expiry').focus();
  await page.keyboard.press('}');
  await expect(cell(page, 2, 'expiry')).not.toHaveValue('25DEC26');
  await page.keyboard.press('{');
  await expect(cell(page, 2, 'expiry')).toHaveValue('25DEC26');
  await cell(page, 1, 'side').focus();
  await page.keyboard.press('Enter');
  await expect(cell(page, 1, 'ratio')).toHaveValue('2');
  await expect(cell(page, 1, 'side')).toHaveText('buys');
});

test('buttons roll, scale and resize, and say where there is nowhere to go', async ({ page }) => {
  await open(page);
  await page.getByTestId('step-expiry-up').click();
  for (const leg of [0, 1, 2]) await expect(cell(page, leg, 'expiry')).not.toHaveValue('25DEC26');
  await page.getByTestId('step-expiry-down').click();
  await page.getByTestId('step-which').selectOption({ label: 'leg 1' });
  await page.getByTestId('step-strike-down').click();
  await quoted(page, ['3250', '3400', '3500']);
  await expect(page.getByTestId('step-ratios-down')).toHaveAttribute('aria-disabled', 'true');
  await page.getByTestId('step-ratios-up').click();
  await expect(cell(page, 1, 'ratio')).toHaveValue('\u22124');
  await page.getByTestId('step-ratios-down').click();
  await page.getByTestId('step-size-up').click();
  await expect(page.getByTestId('quantity')).toHaveValue('200');
  await expect(page.getByTestId('bid-size')).toHaveText('× 200');
  await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });
  await page.keyboard.press('-');
  await expect(page.getByTestId('quantity')).toHaveValue('100');
});

test('the model\u2019s price and volatility stand at each leg while they answer it', async ({ page }) => {
  await open(page);
  await expect(cell(page, 0, 'modelVol')).toHaveText(/^\d\d\.\d\d\u202f%$/);
  await expect(cell(page, 0, 'modelPrice')).toHaveText(/^0\.\d{4,6}$/);
  await page.getByTestId('rfq-line').fill('ETH 25DEC26 3000 put');
  await expect(cell(page, 0, 'modelVol')).toHaveText('–');
});

test('a leg that is removed hands the keyboard on', async ({ page }) => {
  await open(page);
  await cell(page, 2, 'remove').focus();
  await page.keyboard.press('Enter');
  await expect(cell(page, 1, 'remove')).toBeFocused();
  await expect(page.getByTestId('leg-2')).toHaveCount(0);
});

for (const [name, width, scheme] of /** @type {[string, number, 'light' | 'dark'][]} */ ([['light', 1440, 'light'], ['dark', 1440, 'dark'], ['a phone', 390, 'light']])) {
  test(`the grid breaks no accessibility rule in ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme: scheme });
    await open(page);
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).include('legs-form').analyze();
    expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join('; ')})`)).toEqual([]);
    const sideways = await page.locator('legs-form').evaluate(form => form.scrollWidth - form.clientWidth);
    expect(sideways).toBe(0);
    await cell(page, 1, 'strike').fill('x');
    await cell(page, 1, 'strike').press('Enter');
    await expect(page.getByTestId('issue-legs-1-strike')).toBeVisible();
    expect((await new AxeBuilder({ page }).withTags(TAGS).include('legs-form').analyze()).violations.map(({ id }) => id)).toEqual([]);
  });
}
