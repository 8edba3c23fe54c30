// How the loaded market was fitted: smiles, total variance, the surface and the report card.

import { expect, open, recordedChain, showView, test, toVolatility } from './fixture.js';

/** Opens the page and brings the volatility panel up. @param {import('@playwright/test').Page} page */
async function openVolatility(page) {
  await open(page);
  await toVolatility(page);
}

test('a smile shows its line, its quotes and why one was left out', async ({ page }) => {
  await openVolatility(page);
  await page.getByTestId('smile-expiry').selectOption({ label: '20NOV26' });
  const plot = page.getByTestId('smile-plot');
  await expect(plot).toHaveAttribute('data-expiry', /^2026-11-20/);
  expect(Number(await plot.getAttribute('data-line'))).toBeGreaterThan(100);
  const fitted = Number(await plot.getAttribute('data-fitted'));
  expect(fitted).toBeGreaterThan(3);
  await expect(page.getByTestId('slice-card')).toContainText(`${fitted} of`);
  // By keyboard alone to the quote that was left out.
  await plot.focus();
  const readout = page.getByTestId('smile-readout');
  await expect(readout).toHaveAttribute('data-dropped', '');
  await expect(readout).toHaveText(/bid .* offer .* model .*%/);
  const [before] = await readout.allTextContents();
  await page.keyboard.press('ArrowRight');
  await expect(readout).not.toHaveText(before ?? '');
  await page.keyboard.press('Home');
  if (await readout.getAttribute('data-dropped') === '') await page.keyboard.press('ArrowDown');
  await expect(readout).toHaveAttribute('data-dropped', 'no bid');
  await expect(readout).toContainText('left out: no bid');
  // The same in the table, where the other side of each strike is listed too.
  await page.locator('details.quotes summary').click();
  await expect(page.locator('[data-testid=smile-row][data-dropped="no bid"]')).toContainText('no bid');
  await expect(page.locator('[data-testid=smile-row][data-dropped=""]')).toHaveCount(fitted);
  await expect(page.locator('[data-testid=smile-row][data-dropped="in the money"]').first()).toBeVisible();
});

test('a quote is read out under the pointer', async ({ page }) => {
  await openVolatility(page);
  const box = await page.getByTestId('smile-plot').locator('.u-over').boundingBox();
  expect(box).not.toBeNull();
  if (!box) return;
  // Somewhere along this line is a quote's bar.
  for (let step = 0; step < 40 && !(await page.getByTestId('smile-readout').count()); step++) await page.mouse.move(box.x + box.width * 0.4, box.y + (box.height * step) / 40);
  await expect(page.getByTestId('smile-readout')).toHaveText(/(put|call): bid/);
});

test('strikes can be laid out three ways', async ({ page }) => {
  await openVolatility(page);
  for (const axis of ['moneyness', 'delta', 'strike']) {
    await page.getByTestId('smile-axis').selectOption(axis);
    await expect(page.getByTestId('smile-plot')).toHaveAttribute('data-axis', axis);
    await expect(page.getByTestId('smile-plot').locator('canvas')).toHaveCount(1);
  }
  await page.getByTestId('smile-left-out').selectOption('all');
  await expect(page.getByTestId('smile-summary')).toContainText('left out');
});

test('all expiries stand in one chart of total variance', async ({ page }) => {
  await openVolatility(page);
  await showView(page, 'variance');
  const expiries = await page.getByTestId('variance-legend').locator('tbody tr').count();
  expect(expiries).toBeGreaterThan(3);
  await expect(page.getByTestId('variance-plot')).toHaveAttribute('data-lines', String(expiries));
  await expect(page.getByTestId('variance-summary')).toContainText('none does: the smallest gap is');
  await page.getByTestId('variance-plot').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('variance-readout')).toContainText('every expiry lies above the one before');
  await page.getByTestId('variance-scale').selectOption('linear');
  await expect(page.getByTestId('variance-plot')).toHaveAttribute('data-scale', 'linear');
  await expect(page.getByTestId('variance-plot').locator('canvas')).toHaveCount(1);
});

test('the surface turns by keys, buttons and dragging, and reads out its nodes', async ({ page }) => {
  await openVolatility(page);
  await showView(page, 'surface');
  const plot = page.getByTestId('surface-plot');
  await expect(plot.locator('canvas')).toBeVisible();
  const angle = () => plot.getAttribute('data-azimuth');
  const first = await angle();
  await plot.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(angle).not.toBe(first);
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByTestId('surface-readout')).toHaveText(/^\d+[A-Z]{3}\d\d, .*strike [\d,.]+: \d+\.\d\d/);
  await page.getByRole('button', { name: 'Reset' }).and(page.locator('surface-view button')).click();
  await expect.poll(angle).toBe(first);
  const box = await plot.boundingBox();
  if (!box) throw new Error('the surface has no box');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(angle).not.toBe(first);
  // The same in numbers: an expiry a row.
  const table = page.getByTestId('surface-table');
  await expect(table.getByRole('columnheader', { name: '25Δ put' })).toBeVisible();
  for (const name of ['ATM forward', '50Δ straddle']) await expect(table.getByRole('columnheader', { name })).toBeVisible();
  await expect(page.locator('#surface-caption')).toContainText('N(d₁)');
  await expect(table.getByRole('row').filter({ hasText: '25DEC26' })).toContainText(/\d\d\.\d/);
  await page.getByTestId('surface-axis').selectOption('moneyness');
  await expect(table.getByRole('columnheader', { name: '100\u202f%', exact: true })).toBeVisible();
});

test('the report card says its rule, the whole surface and each expiry, and leads to the smile', async ({ page }) => {
  await openVolatility(page);
  await showView(page, 'report');
  await expect(page.getByTestId('fit-rule')).toContainText(/Good \(green\).*90 %.*Fair \(amber\).*75 %.*Poor \(red\)/);
  await expect(page.getByTestId('fit-whole')).toHaveAttribute('data-status', /green|amber|red/);
  await expect(page.getByTestId('fit-whole')).toContainText('in the money');
  const row = page.getByTestId('fit-row').filter({ hasText: '26MAR27' });
  await expect(row).toContainText(/good|fair|poor/);
  await row.getByRole('button').click();
  await expect(page.getByTestId('smile-plot')).toHaveAttribute('data-expiry', /^2027-03-26/);
  await expect(page.getByTestId('slice-why')).toContainText(/^(Good|Fair|Poor): /);
  await expect(page.getByTestId('slice-min-g')).toContainText('of the forward');
  await expect(page.getByTestId('slice-parameters').locator('td')).toHaveCount(5);
});

test('the market panel leads to the volatility of each market', async ({ page }) => {
  await open(page);
  const report = page.locator('[data-testid=underlying-report][data-id=BTC]');
  await report.locator('summary').click();
  await report.getByTestId('to-volatility').click();
  await expect(page.getByTestId('volatility')).toHaveAttribute('data-market', /^BTC /);
  await expect(page.getByTestId('volatility')).toBeInViewport();
  await expect(page.getByTestId('volatility-market')).toHaveValue(/^BTC /);
});

test('a loaded chain is shown at once', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  await openVolatility(page);
  await page.getByTestId('volatility-market').selectOption({ index: 1 });
  await expect(page.getByTestId('volatility')).not.toHaveAttribute('data-market', 'ETH inverse');
  await page.getByTestId('chain-file').setInputFiles({ name: chain.name, mimeType: 'text/csv', buffer: chain.bytes });
  await expect(page.getByTestId('volatility')).toHaveAttribute('data-as-of', /^2026-04-30/);
  await expect(page.getByTestId('volatility-market')).toHaveValue('ETH inverse');
  await page.getByTestId('smile-expiry').selectOption({ label: '26JUN26' });
  await page.getByTestId('smile-plot').focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('smile-readout')).toContainText('left out: no bid');
});

for (const width of [390, 320]) {
  test(`no view scrolls the page sideways at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await openVolatility(page);
    for (const view of /** @type {const} */ (['smile', 'variance', 'surface', 'report'])) {
      await showView(page, view);
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    }
  });
}
