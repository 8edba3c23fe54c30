// The dealer's book: a client's trade goes in, moves the next quote, and comes out again; the desk travels as a file.

import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { ask, expect, open, quoted, test, valueOf } from './fixture.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Large enough to move the book's risk, small enough for every limit. */
const LINE = 'ETH 25DEC26 3400 call x300, Acme';

/** Contracts that the book holds of an instrument; 0 where it holds none. @param {import('@playwright/test').Page} page @param {string} symbol */
async function held(page, symbol) {
  const row = page.locator(`[data-testid=position][data-symbol="${symbol}"]`);
  return await row.count() ? Number(await row.getAttribute('data-quantity')) : 0;
}

/** What the quote's row of inventory says of each side. @param {import('@playwright/test').Page} page */
const inventory = page => page.locator('[data-testid=charge][data-name=inventory]').evaluate(row => [row.getAttribute('data-bid'), row.getAttribute('data-offer')]);

/** Prices of the quote on show. @param {import('@playwright/test').Page} page */
const prices = async page => [await valueOf(page.getByTestId('bid')), await valueOf(page.getByTestId('offer'))];

/** @param {import('@playwright/test').Page} page */
async function openAndAsk(page) {
  await open(page);
  await expect(page.getByTestId('positions')).toBeVisible();
  await ask(page, LINE);
  await quoted(page, ['3400']);
}

test('a client trades, the book has it and the next quote feels it; undone, all is as before', async ({ page }) => {
  await openAndAsk(page);
  const symbol = 'ETH-25DEC26-3400-C';
  const before = { held: await held(page, symbol), inventory: await inventory(page), prices: await prices(page) };
  await expect(page.getByTestId('trades')).toHaveCount(0);
  await page.getByTestId('client-sold').click();
  await expect(page.getByTestId('ticket-booked')).toContainText(/Booked: the client sold 300 at [\d.]+ ETH/);
  const trade = page.getByTestId('trade');
  await expect(trade).toHaveCount(1);
  await expect(trade).toContainText('Acme sold');
  await expect(trade).toContainText('3400 call');
  await expect.poll(() => held(page, symbol)).toBe(before.held + 300);
  await expect.poll(() => inventory(page)).not.toEqual(before.inventory);
  const clients = page.locator('[data-testid=book-limits] tr[data-metric=clientOpenNotional]');
  await expect(clients).toHaveCount(1);
  await page.locator('book-limits summary').click();
  await expect(clients).toContainText('open notional of Acme');
  await page.getByTestId('undo-trade').click();
  await expect(page.getByTestId('booked')).toContainText('Undone');
  await expect(trade).toHaveCount(0);
  await expect.poll(() => held(page, symbol)).toBe(before.held);
  await expect.poll(() => inventory(page)).toEqual(before.inventory);
  expect(await prices(page)).toEqual(before.prices);
});

test('what was booked is said until the next request is priced', async ({ page }) => {
  await openAndAsk(page);
  await page.getByTestId('client-sold').click();
  await expect(page.getByTestId('ticket-booked')).toContainText('Booked: the client sold 300');
  await expect(page.getByTestId('trade')).toHaveCount(1);
  await expect(page.getByTestId('ticket')).not.toHaveClass(/busy/);
  // The same request at the desk as it is now.
  await expect(page.getByTestId('booked')).toContainText('Booked: the client sold 300');
  await ask(page, 'BTC 25DEC26 90000 call x5, Acme');
  await quoted(page, ['90000']);
  await expect(page.getByTestId('ticket-booked')).toHaveText('');
  await expect(page.getByTestId('booked')).toHaveText('');
  await page.getByTestId('undo-trade').click();
  await expect(page.getByTestId('booked')).toContainText('Undone');
  await page.getByTestId('quantity').fill('6');
  await page.getByTestId('quantity').press('Enter');
  await expect(page.getByTestId('bid-size')).toHaveText('× 6');
  await expect(page.getByTestId('ticket-booked')).toHaveText('');
});

test('the keyboard stays with the trades while they are undone', async ({ page }) => {
  await openAndAsk(page);
  for (const count of [1, 2, 3]) {
    await expect(page.getByTestId('client-sold')).toHaveAttribute('aria-disabled', 'false');
    await page.getByTestId('client-sold').click();
    await expect(page.getByTestId('trade')).toHaveCount(count);
    await expect(page.getByTestId('ticket')).not.toHaveClass(/busy/);
  }
  const undo = page.getByTestId('undo-trade');
  // The first, then the last of those left, then the only one.
  await undo.first().focus();
  await page.keyboard.press('Enter');
  await expect(undo).toHaveCount(2);
  await expect(undo.first()).toBeFocused();
  await undo.last().focus();
  await page.keyboard.press('Enter');
  await expect(undo).toHaveCount(1);
  await expect(undo).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(undo).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Trades with clients' })).toBeFocused();
});

test('the desk with its trades goes out as a file and comes in again', async ({ page }) => {
  await openAndAsk(page);
  await page.getByTestId('client-bought').click();
  await expect(page.getByTestId('trade')).toHaveCount(1);
  await expect(page.getByTestId('ticket')).not.toHaveClass(/busy/);
  const traded = await held(page, 'ETH-25DEC26-3400-C');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-desk').click()]);
  expect(download.suggestedFilename()).toBe('demo-desk.json');
  const buffer = await readFile(await download.path());
  // Not unasked: the browser's question is answered with no, then with yes.
  page.once('dialog', dialog => dialog.dismiss());
  await page.getByTestId('reset-desk').click();
  await expect(page.getByTestId('trade')).toHaveCount(1);
  page.once('dialog', dialog => dialog.accept());
  await page.getByTestId('reset-desk').click();
  await expect(page.getByTestId('trade')).toHaveCount(0);
  await expect.poll(() => held(page, 'ETH-25DEC26-3400-C')).toBe(traded + 300);
  await page.getByTestId('desk-file').setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer });
  await expect(page.getByTestId('desk-notice')).toHaveAttribute('data-tone', 'good');
  await expect(page.getByTestId('trade')).toHaveCount(1);
  await expect.poll(() => held(page, 'ETH-25DEC26-3400-C')).toBe(traded);
});

test('what is not on show as a quote is not booked', async ({ page }) => {
  await open(page);
  await expect(page.getByTestId('client-bought')).toHaveAttribute('aria-disabled', 'false');
  await page.getByTestId('rfq-line').fill('ETH 25DEC26 3300/3400 call spread x10');
  await expect(page.getByTestId('client-bought')).toHaveAttribute('aria-disabled', 'true');
  // The button stays reachable, to say why; pressing it does nothing.
  await page.getByTestId('client-bought').click({ force: true });
  await page.getByTestId('worked-example').click();
  await expect(page.getByTestId('bid')).toHaveText('9.80');
  await expect(page.getByTestId('client-sold')).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByTestId('client-sold')).toHaveAttribute('title', /market of its own/);
  await expect(page.getByTestId('trade')).toHaveCount(0);
});

test('sums, limits and scenarios say what they are of', async ({ page }) => {
  await open(page);
  await expect(page.locator('[data-testid=book-sums] tr[data-scope=total]')).toBeVisible();
  const value = async (/** @type {string} */ scope) => Number(await page.locator(`[data-testid=book-sums] tr[data-scope=${scope}] [data-sum=vegaPerPoint]`).getAttribute('data-value'));
  expect(await value('ETH') + await value('BTC')).toBeCloseTo(await value('total'), 6);
  await expect(page.locator('book-limits .fit').first()).toHaveText(/within|near|over/);
  await page.getByTestId('book-scope').selectOption('BTC');
  await expect(page.getByTestId('book-grid')).toHaveAttribute('data-scope', 'BTC');
  await expect(page.getByTestId('book-grid').locator('tbody tr')).toHaveCount(9);
  await expect(page.getByTestId('book-grid').locator('.worst')).toHaveCount(1);
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no accessibility rule is broken in the book in ${scheme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await openAndAsk(page);
    await page.getByTestId('client-bought').click();
    await expect(page.getByTestId('trade')).toHaveCount(1);
    await page.evaluate(() => { for (const details of document.querySelectorAll('book-panel details')) details.setAttribute('open', ''); });
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).include('book-panel').include('quote-ticket').analyze();
    expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join('; ')})`)).toEqual([]);
  });
}
