// A tab that is loaded anew comes back to its request; another tab does not.

import { ask, expect, open, quoted, test } from './fixture.js';

test('a reload keeps the legs as edited and a line that was not sent', async ({ page, context }) => {
  await open(page);
  await ask(page, 'buy 20 ETH 25DEC26 3300/3500 call spread, Acme');
  await quoted(page, ['3300', '3500']);
  await page.getByTestId('leg-1-strike').fill('3600');
  await page.getByTestId('leg-1-strike').press('Enter');
  await quoted(page, ['3300', '3600']);
  await page.getByTestId('rfq-line').fill('sell 5 BTC 25DEC26 100k');
  await page.reload();
  await expect(page.getByTestId('leg-value')).toHaveCount(2);
  await expect(page.getByTestId('leg-value').nth(1)).toContainText('3600');
  await expect(page.getByTestId('rfq-line')).toHaveValue('sell 5 BTC 25DEC26 100k');
  await expect(page.getByTestId('echo')).not.toContainText('3300');
  const other = await context.newPage();
  await open(other);
  await quoted(other, ['3300', '3400', '3500']);
});

/** @param {string} text */
const link = text => `./#rfq=${encodeURIComponent(text)}`;

test('a link opens its own request where it is followed, and what followed it where the tab is loaded anew', async ({ page }) => {
  await page.goto(link('ETH 25DEC26 3400 straddle x10'));
  await quoted(page, ['3400', '3400']);
  await ask(page, 'ETH 25DEC26 3000/3800 strangle x10');
  await quoted(page, ['3000', '3800']);
  await page.reload();
  await quoted(page, ['3000', '3800']);
  await page.goto('about:blank');
  await page.goto(link('ETH 25DEC26 3500 straddle x10'));
  await quoted(page, ['3500', '3500']);
});

test('the clients’ page comes back as well', async ({ page }) => {
  await page.goto('./client.html');
  await expect(page.getByTestId('leg-value')).toHaveCount(3);
  await ask(page, 'ETH 25DEC26 3300/3500 call spread x20');
  await expect(page.getByTestId('leg-value')).toHaveCount(2);
  await page.reload();
  await expect(page.getByTestId('leg-value')).toHaveCount(2);
  await expect(page.getByTestId('rfq-line')).toHaveValue('ETH 25DEC26 3300/3500 call spread x20');
});
