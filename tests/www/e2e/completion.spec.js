// The request line helps to write it: a list that never takes a key before one of its entries is chosen.

import { AxeBuilder } from '@axe-core/playwright';
import { ask, expect, open, quoted, test } from './fixture.js';

test('a line is written from the list by keys', async ({ page }) => {
  await open(page);
  const input = page.getByTestId('rfq-line');
  await input.fill('');
  await input.focus();
  await expect.poll(async () => {
    await input.fill('');
    await input.pressSequentially('et');
    return page.getByTestId('completion').count();
  }).toBe(1);
  await expect(input).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(input).toHaveAttribute('aria-activedescendant', 'rfq-option-0');
  expect((await new AxeBuilder({ page }).include('rfq-bar').analyze()).violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press('Tab');
  await expect(input).toHaveValue('ETH ');
  await expect(input).toBeFocused();
  await page.keyboard.type('25d');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(input).toHaveValue('ETH 25DEC26 ');
  await page.keyboard.type('3300/350');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type(' stran');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(input).toHaveValue('ETH 25DEC26 3300/3500 strangle ');
  await page.keyboard.type('x10, ac');
  await page.getByTestId('completion-entry').filter({ hasText: 'Acme' }).click();
  await expect(input).toHaveValue('ETH 25DEC26 3300/3500 strangle x10, Acme');
  await page.keyboard.press('Enter');
  await quoted(page, ['3300', '3500']);
});

test('with nothing chosen Enter prices, Escape closes and the arrow up is the history\u2019s', async ({ page }) => {
  await open(page);
  const input = page.getByTestId('rfq-line');
  await input.focus();
  await input.fill('ETH 25DEC26 3400 call');
  await page.keyboard.press('Enter');
  await quoted(page, ['3400']);
  await expect(page.getByTestId('completion')).toHaveCount(0);
  await page.keyboard.type(' sp');
  await expect(page.getByTestId('completion')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('completion')).toHaveCount(0);
  await expect(input).toHaveValue('ETH 25DEC26 3400 call sp');
  await page.keyboard.type('r');
  await expect(page.getByTestId('completion')).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await expect(input).toHaveValue('ETH 25DEC26 3400 call');
});

test('the caret goes to what cannot be read', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 33oo call x10');
  await expect(page.getByTestId('failing')).toBeVisible();
  const chosen = () => page.getByTestId('rfq-line').evaluate(field => (field instanceof HTMLInputElement ? field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0) : ''));
  await expect.poll(chosen).toBe(await page.getByTestId('failing').locator('mark').textContent());
  await page.keyboard.type('3300');
  await page.keyboard.press('Enter');
  await quoted(page, ['3300']);
});
