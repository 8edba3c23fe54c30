// The payoff diagram: the chosen state, strikes moved on the chart, prices read out, zoom, probability of profit.

import { ask, expect, open, quoted, test, valueOf } from './fixture.js';

/** Opens the page with its payoff's controls. @param {import('@playwright/test').Page} page */
async function openPayoff(page) {
  await open(page);
  await expect(page.getByTestId('slide-hours')).toBeVisible();
  await expect(page.getByTestId('strike-handle-0')).toBeVisible();
}

/** Puts a slider somewhere, as a hand would. @param {import('@playwright/test').Page} page @param {'spotMove' | 'hours' | 'points' | 'tilt'} name @param {number} value */
const slide = (page, name, value) => page.getByTestId(`slide-${name}`).fill(String(value));

/** Where handles stand, in the order of the strikes. @param {import('@playwright/test').Page} page */
const strikes = page => page.locator('.strike-handle:visible').evaluateAll(handles => handles.map(handle => Number(handle.getAttribute('aria-valuenow'))));

/** Pixels from one strike of the sample fly to the next. @param {import('@playwright/test').Page} page */
async function between(page) {
  const [low, body] = [await page.getByTestId('strike-handle-0').boundingBox(), await page.getByTestId('strike-handle-1').boundingBox()];
  if (!low || !body) throw new Error('the handles have no place');
  return body.x - low.x;
}

test('a slider draws the chosen state, says what it comes to and goes back to today', async ({ page }) => {
  await openPayoff(page);
  await expect(page.getByTestId('state-words')).toContainText('Every slider is at today');
  await slide(page, 'points', 10);
  await expect(page.getByTestId('said-points')).toHaveText('+10.0 vol pts');
  const words = page.getByTestId('state-gain');
  await expect(words).toBeVisible();
  const up = await valueOf(words);
  await slide(page, 'points', -10);
  await expect.poll(() => valueOf(words)).not.toBe(up);
  // A fly near its body gains where volatility falls.
  expect(await valueOf(words)).toBeGreaterThan(up);
  await page.locator('details.numbers summary').click();
  await expect(page.getByTestId('payoff-table').getByRole('columnheader', { name: 'Chosen' })).toBeVisible();
  await page.getByTestId('state-reset').click();
  await expect(page.getByTestId('state-words')).toContainText('Every slider is at today');
  await expect(page.getByTestId('payoff-table').getByRole('columnheader', { name: 'Chosen' })).toHaveCount(0);
});

test('at its expiry the chosen state is the payoff, whatever volatility', async ({ page }) => {
  await openPayoff(page);
  await page.getByTestId('date-stop').click();
  await slide(page, 'points', 25);
  await expect(page.getByTestId('said-hours')).toContainText('25DEC26 expires');
  await expect(page.getByTestId('state-words')).toContainText('3 legs have expired by then: settled at the spot of the state');
  await page.getByTestId('slice-price').fill('3450');
  await page.getByTestId('slice-add').click();
  const cells = page.getByTestId('slice').locator('td');
  await expect(cells.nth(3)).toHaveText(/\d/);
  expect(await cells.nth(3).textContent()).toBe(await cells.nth(1).textContent());
});

test('a calendar\u2019s settled leg is said, and the other lives on', async ({ page }) => {
  await openPayoff(page);
  await ask(page, 'ETH 27NOV26/25DEC26 3400 call cal x20');
  await quoted(page, ['3400', '3400']);
  await expect(page.getByTestId('payoff-summary')).toContainText('later legs valued by the model');
  await expect(page.getByTestId('date-stop')).toHaveText(['27NOV26 expires', '25DEC26 expires']);
  await slide(page, 'hours', 400);
  await expect(page.getByTestId('state-words')).toContainText('One leg has expired by then');
  await page.getByTestId('date-stop').last().click();
  await expect(page.getByTestId('state-words')).toContainText('2 legs have expired by then');
  await expect(page.getByTestId('payoff-chance')).toHaveAttribute('data-value', /^0\.\d+/);
});

test('the named rule for the smiles changes what a move of spot costs', async ({ page }) => {
  await openPayoff(page);
  await ask(page, 'ETH 25DEC26 3400 put x20');
  await quoted(page, ['3400']);
  await slide(page, 'spotMove', -15);
  const gain = page.getByTestId('state-gain');
  await expect(gain).toBeVisible();
  const moneyness = await valueOf(gain);
  await page.getByTestId('dynamics').selectOption('stickyStrike');
  await expect.poll(() => valueOf(gain)).not.toBe(moneyness);
});

test('a strike is dragged to a listed one, previewed, and priced when it is let go', async ({ page }) => {
  await openPayoff(page);
  const step = await between(page);
  const handle = page.getByTestId('strike-handle-0');
  const box = await handle.boundingBox();
  if (!box) throw new Error('the handle has no place');
  expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(24);
  await handle.hover();
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - step * 0.97, box.y + 12, { steps: 5 });
  await expect(handle).toHaveAttribute('aria-valuenow', '3200');
  await expect(page.getByTestId('payoff-summary')).toContainText('strikes not let go yet');
  // The request is as it was until then.
  await expect(page.getByTestId('leg-0-strike')).toHaveValue('3300');
  await page.mouse.up();
  await quoted(page, ['3200', '3400', '3500']);
  await expect(page.getByTestId('leg-0-strike')).toHaveValue('3200');
  await expect(page.getByTestId('payoff-summary')).not.toContainText('strikes not let go yet');
});

test('Escape gives a dragged strike back', async ({ page }) => {
  await openPayoff(page);
  const step = await between(page);
  const handle = page.getByTestId('strike-handle-2');
  const box = await handle.boundingBox();
  if (!box) throw new Error('the handle has no place');
  await handle.hover();
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + step, box.y + 12, { steps: 5 });
  await expect(handle).toHaveAttribute('aria-valuenow', '3600');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(await strikes(page)).toEqual([3300, 3400, 3500]);
  await expect(page.getByTestId('payoff-summary')).not.toContainText('strikes not let go yet');
  await expect(page.getByTestId('leg-2-strike')).toHaveValue('3500');
});

test('keys move a strike, Shift mirrors a wing or moves all', async ({ page }) => {
  await openPayoff(page);
  await page.getByTestId('strike-handle-0').focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(() => strikes(page)).toEqual([3250, 3400, 3550]);
  await page.keyboard.press('Enter');
  await quoted(page, ['3250', '3400', '3550']);
  await page.getByTestId('strike-handle-1').focus();
  await page.keyboard.press('Shift+]');
  await expect.poll(() => strikes(page)).toEqual([3300, 3450, 3600]);
  // Let go by itself once the keys rest.
  await quoted(page, ['3300', '3450', '3600']);
  await expect(page.getByTestId('strike-handle-1')).toBeFocused();
  await page.keyboard.press('[');
  await quoted(page, ['3300', '3400', '3600']);
  await page.getByTestId('strike-handle-2').focus();
  await page.keyboard.press('PageUp');
  await expect.poll(() => strikes(page)).toEqual([3300, 3400, 3800]);
  await page.keyboard.press('Escape');
  expect(await strikes(page)).toEqual([3300, 3400, 3600]);
});

test('prices are read out with their Greeks, at the breakevens too', async ({ page }) => {
  await openPayoff(page);
  await page.getByTestId('slice-breakevens').click();
  const rows = page.getByTestId('slice');
  await expect(rows).toHaveCount(2);
  for (const row of await rows.all()) await expect(row.locator('td').nth(1)).toHaveText(/^0\.00$/);
  await page.getByTestId('payoff-plot').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(3);
  await page.getByTestId('slice-price').fill('many');
  await page.getByTestId('slice-add').click();
  await expect(page.getByTestId('slice-price')).toHaveAttribute('aria-invalid', 'true');
  await rows.first().getByRole('button').click();
  await expect(rows).toHaveCount(2);
});

test('the probability of profit turns over with the side and says what it rests on', async ({ page }) => {
  await openPayoff(page);
  const chance = page.getByTestId('payoff-chance');
  const client = await valueOf(chance);
  expect(client).toBeGreaterThan(0.02);
  expect(client).toBeLessThan(0.4);
  await page.getByTestId('payoff-seen-by-dealer').check({ force: true });
  await expect.poll(() => valueOf(chance)).toBeCloseTo(1 - client, 6);
  await expect(page.getByTestId('payoff-assumption')).toContainText('Risk-neutral, from the smile fitted to 25DEC26');
});

test('the chart zooms by buttons and with Ctrl and the wheel', async ({ page }) => {
  await openPayoff(page);
  await page.locator('details.numbers summary').click();
  const bands = () => page.locator('[data-testid=payoff-row][data-what$="σ"]').count();
  const before = await bands();
  await page.getByTestId('zoom-bands').click();
  await expect.poll(bands).toBe(4);
  await page.getByTestId('zoom-reset').click();
  await expect.poll(bands).toBe(before);
  for (let i = 0; i < 4; i++) await page.getByTestId('zoom-in').click();
  await expect.poll(async () => (await strikes(page)).length).toBeLessThan(3);
  await page.getByTestId('zoom-reset').click();
  await page.getByTestId('payoff-plot').hover();
  await page.keyboard.down('Control');
  for (let i = 0; i < 6; i++) await page.mouse.wheel(0, 100);
  await page.keyboard.up('Control');
  await expect.poll(bands).toBeGreaterThan(before);
});

test('profit is counted in coin, dollars or percent of the price', async ({ page }) => {
  await openPayoff(page);
  const best = page.getByTestId('payoff-max-profit');
  await expect(best).toHaveText(/USD$/);
  await page.getByTestId('payoff-money-coin').check({ force: true });
  await expect(best).toHaveText(/ ETH$/);
  await page.getByTestId('payoff-size-percent').check({ force: true });
  await expect(best).toHaveText(/\u202f%$/);
  await expect(page.getByTestId('payoff-max-loss')).toHaveText('100.0\u202f%');
});

for (const width of [390, 320]) {
  test(`the controls fit ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await openPayoff(page);
    await slide(page, 'points', 5);
    await page.getByTestId('slice-breakevens').click();
    await expect(page.getByTestId('slice')).toHaveCount(2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });
}

test('probabilities rest on the market or on a view of one\u2019s own, and the worst outcomes are said', async ({ page }) => {
  await openPayoff(page);
  const chance = page.getByTestId('payoff-chance'), worst = page.getByTestId('value-at-risk');
  await expect(page.getByTestId('payoff-assumption')).toContainText('Risk-neutral');
  const implied = await valueOf(chance);
  // Who buys a fly cannot lose more than the premium, and mostly does; who sells it loses more in the worst cases.
  const premium = Number((await page.getByTestId('payoff-max-loss').textContent())?.replace(/[^\d.]/g, ''));
  expect(await valueOf(worst)).toBeCloseTo(premium, 1);
  await page.getByTestId('payoff-seen-by-dealer').check({ force: true });
  await expect.poll(() => valueOf(worst)).toBeGreaterThan(5 * premium);
  await expect.poll(async () => await valueOf(page.getByTestId('expected-shortfall')) > await valueOf(worst)).toBe(true);
  await page.getByTestId('payoff-seen-by-client').check({ force: true });
  await page.getByTestId('view').selectOption('own');
  await page.getByTestId('view-vol').fill('20');
  await page.getByTestId('view-vol').press('Tab');
  await expect(page.getByTestId('payoff-assumption')).toContainText('Your own view to 25DEC26: lognormal, drift 0.0 % and volatility 20.0 % a year');
  // The calmer the market is thought to be, the likelier a fly around spot gains.
  await expect.poll(() => valueOf(chance)).toBeGreaterThan(2 * implied);
  const calm = await valueOf(chance);
  await page.getByTestId('view-drift').fill('much');
  await page.getByTestId('view-drift').press('Tab');
  await expect(page.getByTestId('view-drift')).toHaveAttribute('aria-invalid', 'true');
  expect(await valueOf(chance)).toBe(calm);
  await page.getByTestId('view').selectOption('market');
  await expect.poll(() => valueOf(chance)).toBe(implied);
});

test('a strangle is drawn out to its breakevens, with room beside them', async ({ page }) => {
  await open(page);
  for (const line of ['ETH 25DEC26 3200/3600 strangle x10', 'ETH 25JUN27 3400 straddle x10']) {
    await ask(page, line);
    await quoted(page, line.includes('3200') ? ['3200', '3600'] : ['3400', '3400']);
    for (const side of ['buy', 'sell']) {
      await page.getByTestId(`payoff-trade-${side}`).check({ force: true });
      // A row of numbers is there for what is inside the drawing only.
      await expect(page.locator('[data-testid=payoff-row][data-what=breakeven]')).toHaveCount(2);
    }
  }
});

test('a breakeven far off, or in money that is not in view, leaves the strikes apart', async ({ page }) => {
  await openPayoff(page);
  await ask(page, 'ETH 25DEC26 3300/3400/3600 call fly x100, Acme');
  await quoted(page, ['3300', '3400', '3600']);
  await expect.poll(() => strikes(page)).toEqual([3300, 3400, 3600]);
  await expect.poll(() => between(page)).toBeGreaterThan(30);
});

test('a view of one\u2019s own is of the underlying it was held of', async ({ page }) => {
  await openPayoff(page);
  const view = page.getByTestId('view');
  await view.selectOption('own');
  await ask(page, 'ETH 25DEC26 3400 straddle x10');
  await quoted(page, ['3400', '3400']);
  await expect(view).toHaveValue('own');
  await ask(page, 'SPX 18DEC26 6500 put x10');
  await quoted(page, ['6500']);
  await expect(view).toHaveValue('market');
  await expect(page.getByTestId('payoff-assumption')).toContainText('Risk-neutral');
});
