import { AxeBuilder } from '@axe-core/playwright';
import { readFile } from 'node:fs/promises';
import { expect, open, test } from './fixture.js';

test('the quote opens into every number behind it, by keyboard alone', async ({ page }) => {
  await open(page);
  const offer = Number(await page.getByTestId('offer').getAttribute('data-value'));
  await page.getByTestId('explain').focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByTestId('explanation');
  await expect(dialog).toBeVisible();
  // A charge is closed until someone asks for its inputs.
  const liquidity = dialog.locator('details', { has: page.locator('> summary .named', { hasText: /^Liquidity$/ }) }).last();
  await expect(liquidity.locator('> ul')).toBeHidden();
  await liquidity.locator('> summary').focus();
  await page.keyboard.press('Enter');
  await expect(liquidity.locator('> ul')).toContainText('half-width');
  const results = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  expect(results.violations).toEqual([]);
  const downloading = page.waitForEvent('download');
  await dialog.getByTestId('explanation-save').press('Enter');
  const tree = JSON.parse(await readFile(await (await downloading).path(), 'utf8'));
  const side = tree.children.find((/** @type {{ name: string }} */ part) => part.name === 'offer');
  expect(side.value).toBe(offer);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId('explain')).toBeFocused();
});
