// Chains of a client's own on the clients' page: chosen, dropped, refused, reported.

import { openClients } from './clients.js';
import { expect, recordedChain, test, valueOf } from './fixture.js';

/** What the market panel lists. @param {import('@playwright/test').Page} page */
const listed = page => page.getByTestId('underlying-report').evaluateAll(all => all.map(one => `${one.getAttribute('data-id')} ${one.getAttribute('data-source')}`));

test('the files are chosen by keyboard, and one that is no chain leaves everything as it was', async ({ page }) => {
  await openClients(page);
  const market = await listed(page), price = await valueOf(page.getByTestId('theoretical'));
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('chain-file').focus();
  await page.keyboard.press('Enter');
  await (await chooser).setFiles({ name: 'notes.csv', mimeType: 'text/csv', buffer: Buffer.from('strike,notes\n3400,nice\n') });
  const notice = page.getByTestId('market-notice');
  await expect(notice).toHaveAttribute('data-tone', 'bad');
  await expect(notice).toContainText('notes.csv was not loaded; the market is unchanged.');
  await expect(notice.getByTestId('issues')).toBeVisible();
  expect(await listed(page)).toEqual(market);
  expect(await valueOf(page.getByTestId('theoretical'))).toBe(price);
  await expect(page.getByTestId('indication')).toHaveAttribute('data-stale', 'false');
});

test('of several files at once each is loaded, with the report of its fit', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded data are not beside the project');
  if (!chain) return;
  await openClients(page);
  await page.getByTestId('chain-file').setInputFiles([
    { name: chain.name, mimeType: 'text/csv', buffer: chain.bytes },
    { name: 'notes.csv', mimeType: 'text/csv', buffer: Buffer.from('strike,notes\n3400,nice\n') },
  ]);
  await expect(page.getByTestId('market-notice')).toContainText('notes.csv was not loaded', { timeout: 60_000 });
  expect(await listed(page)).toEqual(expect.arrayContaining(['ETH file', 'BTC sample', 'SPX sample']));
  const report = page.locator('[data-testid=underlying-report][data-id=ETH]');
  await report.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(report.getByRole('row').filter({ hasText: '26JUN26' })).toContainText(/good|fair|poor/);
});

test('a dropped chain is loaded, beside the drop zone too', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded data are not beside the project');
  if (!chain) return;
  await openClients(page);
  const files = await page.evaluateHandle(([name, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([String(text)], String(name), { type: 'text/csv' }));
    return transfer;
  }, [chain.name, chain.bytes.toString()]);
  await page.locator('main').dispatchEvent('drop', { dataTransfer: files });
  await expect(page.getByTestId('market-notice')).toHaveAttribute('data-tone', 'good', { timeout: 60_000 });
  expect(await listed(page)).toContain('ETH file');
});
