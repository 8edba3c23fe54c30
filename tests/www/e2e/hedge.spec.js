import { ask, expect, open, quoted, test } from './fixture.js';

test('a delta hedge is listed with its size and cost, and more can be planned', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 3400 call x1000, Acme');
  await quoted(page, ['3400']);
  const orders = page.getByTestId('hedge-orders').locator('tbody tr');
  await expect(orders).toHaveCount(1);
  await expect(orders.first()).toContainText('ETH-25DEC26');
  await expect(orders.first()).toContainText('buy');

  await page.locator('[data-testid=hedge-plan] summary').click();
  const frontier = page.getByTestId('frontier').locator('tbody tr');
  await expect(frontier.first()).toContainText('no hedge');
  await expect(page.getByTestId('frontier')).toContainText('this plan');
  const risks = await frontier.locator('td:nth-child(2)').allTextContents();
  expect(risks.length).toBeGreaterThan(4);
  await expect(page.getByTestId('plan-orders').locator('tbody tr')).not.toHaveCount(0);
});

test('charging for options as well changes the hedging row and its orders', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 3400 call x1000, Acme');
  await quoted(page, ['3400']);
  const row = page.locator('[data-testid=charge][data-name=hedgingCost]');
  const before = await row.getAttribute('data-offer');
  await page.getByTestId('hedge-mode').selectOption('portfolio');
  await expect(row).not.toHaveAttribute('data-offer', String(before));
  await expect(page.getByTestId('hedge-orders')).toContainText('contracts');
  await expect(page.getByTestId('breakdown')).toContainText('a day’s risk');
  await page.getByTestId('hedge-mode').selectOption('delta');
  await expect(row).toHaveAttribute('data-offer', String(before));
});

test('charges can be read in ticks, volatility points and basis points', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 3400 call x100, Acme');
  await quoted(page, ['3400']);
  const row = page.locator('[data-testid=charge][data-name=adverseSelection]');
  const offer = Number(await row.getAttribute('data-offer'));
  await page.getByTestId('charge-unit').selectOption('ticks');
  await expect(row.locator('td').last()).toHaveText(`+${(offer / 0.0005).toFixed(2)}`);
  await page.getByTestId('charge-unit').selectOption('basisPoints');
  await expect(row.locator('td').last()).toHaveText(`+${(offer * 1e4).toFixed(2)}`);
  await page.getByTestId('charge-unit').selectOption('volPoints');
  await expect(row.locator('td').last()).not.toHaveText(`+${(offer * 1e4).toFixed(2)}`);
});
