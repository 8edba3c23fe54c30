import { AxeBuilder } from '@axe-core/playwright';
import { ask, clientOfTier, expect, expectBreakdownAddsUp, open, quoted, recordedChain, test, valueOf } from './fixture.js';

test('opens on the sample market with the sample fly quoted', async ({ page }) => {
  await open(page);
  await expect(page.getByTestId('market-badge').first()).toContainText('SAMPLE');
  await expect(page.getByTestId('rfq-line')).toHaveValue('ETH 25DEC26 3300/3400/3500 call fly x100, Acme');
  await quoted(page, ['3300', '3400', '3500']);
  await expectBreakdownAddsUp(page);
  await expect(page.getByTestId('status')).toHaveText(/Indicative|Firm/);
  await expect(page.getByTestId('bid-size')).toHaveText('× 100');
  await expect(page.getByTestId('valid-until')).toHaveText(/\d\d:\d\d:\d\d UTC\s+\d+:\d\d/);
  await expect(page.getByTestId('payoff-peak')).toHaveText('at 3,400');
  await expect(page.locator('[data-greek=delta]').getByTestId('greek-net')).toHaveText(/\d/);
  await expect(page.getByTestId('live')).toHaveText(/^Bid .*, offer .*/);
});

test('a recorded chain is dropped and a fly on it quoted for a tier-2 client', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  await open(page);
  const transfer = await page.evaluateHandle(({ name, text }) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, { type: 'text/csv' }));
    return data;
  }, { name: chain.name, text: chain.bytes.toString('utf8') });
  await page.getByTestId('drop').dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByTestId('market-notice')).toHaveAttribute('data-tone', 'good');
  const report = page.locator('[data-testid=underlying-report][data-id=ETH][data-source=file]');
  await expect(report).toHaveCount(1);
  await expect(report).toContainText('30 Apr 2026');
  await report.locator('summary').click();
  await expect(report.getByRole('row').filter({ hasText: '29MAY26' })).toContainText(/good|fair/);

  const client = await clientOfTier(page, 2);
  await ask(page, `ETH 29MAY26 2200/2400/2600 call fly x100, ${client}`);
  await quoted(page, ['2200', '2400', '2600']);
  await expect(page.getByTestId('quote-client')).toContainText('tier 2');
  const { bid } = await expectBreakdownAddsUp(page);
  expect(bid).toBeGreaterThanOrEqual(0);
  await expect(page.getByTestId('data-age')).toContainText('old');

  await expect(page.getByTestId('payoff-peak')).toHaveText('at 2,400');
  await page.locator('payoff-panel summary').click();
  const rows = await page.getByTestId('payoff-row').evaluateAll(
    all => all.map(row => ({ what: row.getAttribute('data-what'), spot: Number(row.getAttribute('data-spot')), pnl: Number(row.getAttribute('data-expiry')) })));
  const best = rows.reduce((a, b) => (b.pnl > a.pnl ? b : a));
  expect([best.what, best.spot]).toEqual(['strike', 2400]);
});

test('a line that names no client is the picked client\'s, one that does is its own', async ({ page }) => {
  await open(page);
  const [first, second] = [await clientOfTier(page, 1), await clientOfTier(page, 3)];
  await page.getByTestId('client').fill(first);
  await page.getByTestId('client').press('Tab');
  await expect(page.getByTestId('quote-client')).toContainText('tier 1');
  await ask(page, 'ETH 25DEC26 3400 straddle x20');
  await quoted(page, ['3400', '3400']);
  await expect(page.getByTestId('quote-client')).toContainText(`${first}, tier 1`);
  await ask(page, `ETH 25DEC26 3400 call x20, ${second}`);
  await quoted(page, ['3400']);
  await expect(page.getByTestId('quote-client')).toContainText(`${second}, tier 3`);
  await expect(page.getByTestId('client')).toHaveValue(second);
  // Named by that line and not picked: it is not the next line's.
  await ask(page, 'SPX 18DEC26 6500 put x10');
  await quoted(page, ['6500']);
  await expect(page.getByTestId('quote-client')).not.toContainText(second);
  await expect(page.getByTestId('client')).toHaveValue('');
  await expect(page.getByTestId('picked-client')).toHaveCount(0);
});

test('a nonsense line gives a readable issue and leaves the last quote marked stale', async ({ page }) => {
  await open(page);
  const before = await valueOf(page.getByTestId('bid'));
  await ask(page, 'ETH 25DEC26 33oo/zebra cäll fly');
  await expect(page.getByTestId('issues').first()).toContainText(/[a-z]{3,}.*\./i);
  await expect(page.getByTestId('failing').locator('mark')).not.toBeEmpty();
  await expect(page.getByTestId('rfq-line')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'true');
  await expect(page.getByTestId('stale')).toContainText('STALE');
  expect(await valueOf(page.getByTestId('bid'))).toBe(before);

  await ask(page, 'ETH 25DEC26 3300/3400/3500 call fly x50');
  await quoted(page, ['3300', '3400', '3500']);
  await expect(page.getByTestId('stale')).toHaveCount(0);
  await expect(page.getByTestId('bid-size')).toHaveText('× 50');
});

test('the source\u2019s example is on the page', async ({ page }) => {
  await open(page);
  await page.getByTestId('worked-example').click();
  await expect(page.getByTestId('bid')).toHaveText('9.80');
  await expect(page.getByTestId('offer')).toHaveText('10.20');
  await expect(page.getByTestId('theoretical')).toHaveText('10.0000');
  await expect(page.getByTestId('net-cash')).toContainText('\u2212100,000');
  expect(await page.getByTestId('leg-cash').allTextContents()).toEqual(['\u22121,550,000', '2,200,000', '\u2212750,000']);
  expect(await valueOf(page.locator('[data-greek=vegaPerPoint]').getByTestId('greek-position'))).toBeCloseTo(-700, 6);
  await expect(page.getByTestId('cash-note')).toContainText(/per contract/);
  await expectBreakdownAddsUp(page);
});

test('a leg of the example that is edited stays a leg in dollars, which the coin market does not quote', async ({ page }) => {
  await open(page);
  await page.getByTestId('worked-example').click();
  await expect(page.getByTestId('bid')).toHaveText('9.80');
  await page.getByTestId('leg-2-strike').fill('3550');
  await page.getByTestId('leg-2-strike').press('Enter');
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'true');
  await expect(page.getByTestId('issue-underlying')).toContainText('linear ETH');
  await expect(page.getByTestId('bid')).toHaveText('9.80');
  await page.getByTestId('underlying').selectOption('ETH|inverse');
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'false');
});

test('prices of contracts of several units are per unit, and a call spread earns most from its upper strike up', async ({ page }) => {
  await open(page);
  await ask(page, 'SPX 18DEC26 6000/6100 call spread x10');
  await quoted(page, ['6000', '6100']);
  await expect(page.getByTestId('ticket')).toContainText('USD per unit');
  await expect(page.locator('quote-breakdown header')).toContainText('per unit');
  await expect(page.getByTestId('charge-unit').locator('option').first()).toHaveText('USD');
  await expect(page.getByTestId('greeks').locator('thead')).toContainText('1 unit');
  await expect(page.getByTestId('payoff-summary')).toContainText(/buys at [\d.]+ USD per unit:/);
  await expect(page.getByTestId('payoff-peak')).toHaveText('from 6,100 up');
});

test('a price asked for in volatility is on the ticket, beside the width on screen', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 3400 call x10 in vol');
  await quoted(page, ['3400']);
  await expect(page.getByTestId('priced-in')).toHaveText(/^\d\d\.\d\d \/ \d\d\.\d\d$/);
  await expect(page.getByTestId('screen-half-width')).toHaveText(/^\d\.\d+ ETH$/);
});

test('the payoff of a tied request is that of its options', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 3400 call tied 3405 x10');
  await quoted(page, ['3400']);
  await expect(page.getByTestId('payoff-summary')).toContainText('without the hedge that is exchanged');
});

test('one side asked is one side quoted', async ({ page }) => {
  await open(page);
  await page.getByTestId('side').selectOption('buy');
  await expect(page.getByTestId('bid')).toHaveText('none');
  await expect(page.getByTestId('offer')).toHaveAttribute('data-value', /\d/);
  await page.getByTestId('side').selectOption('twoWay');
  await expect(page.getByTestId('bid')).toHaveAttribute('data-value', /\d/);
});

test('issues of the legs form appear at their field', async ({ page }) => {
  await open(page);
  const strike = page.getByTestId('leg-1-strike');
  await strike.fill('34oo');
  await strike.press('Enter');
  await expect(strike).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByTestId('issue-legs-1-strike')).toContainText('34oo');
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'true');
  await strike.fill('3400');
  await strike.press('Enter');
  await expect(strike).not.toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'false');
});

test('what is said back is of this request, and names the client who was picked', async ({ page }) => {
  await open(page);
  const echo = page.getByTestId('echo');
  await page.getByTestId('client').fill('Borealis');
  await ask(page, 'ETH 25DEC26 3400 straddle x20');
  await quoted(page, ['3400', '3400']);
  await expect(page.getByTestId('picked-client')).toHaveText('For Borealis, the client picked.');
  // It is read and then not quoted: what stands beside the refusal is not the request before.
  await ask(page, 'SPX 18DEC26 6700/6800 call spread x25 in vol');
  await expect(page.getByTestId('issues').first()).toContainText('quoted in price');
  await expect(echo).not.toContainText('ETH');
  await ask(page, 'ETH 25DEC26 3400 straddle x20, Acme');
  await quoted(page, ['3400', '3400']);
  await expect(page.getByTestId('picked-client')).toHaveCount(0);
});

test('a leg\u2019s mark overrides the model and says so', async ({ page }) => {
  await open(page);
  const before = await valueOf(page.getByTestId('theoretical'));
  await page.getByTestId('leg-1-markVol').fill('70');
  await page.getByTestId('leg-1-markVol').press('Enter');
  await expect(page.getByTestId('leg-value').nth(1)).toContainText('vol');
  await expect(page.getByTestId('leg-value').nth(1)).toContainText('70.00');
  await expect.poll(() => valueOf(page.getByTestId('theoretical'))).not.toBe(before);
});

test('the payoff turns over for the dealer and scales with the size', async ({ page }) => {
  await open(page);
  const best = (await page.getByTestId('payoff-max-profit').textContent())?.trim();
  await page.getByTestId('payoff-seen-by-dealer').check({ force: true });
  await expect(page.getByTestId('payoff-max-loss')).toHaveText(best ?? '');
  await page.getByTestId('payoff-size-total').check({ force: true });
  await expect(page.getByTestId('payoff-max-loss')).not.toHaveText(best ?? '');
});

test('an opened reason says to who hears it of which charge it is', async ({ page }) => {
  await open(page);
  const charges = page.getByTestId('charge');
  for (let i = 0; i < await charges.count(); i += 1) {
    const head = charges.nth(i).getByRole('rowheader');
    const name = await head.textContent() ?? '';
    const why = page.locator(`[data-testid=breakdown] td[headers=${await head.getAttribute('id')}]`);
    await expect(why).toHaveCount(1);
    const summary = why.locator('summary');
    if (!await summary.count()) continue;
    await expect(summary).toHaveAccessibleDescription(name);
    await summary.click();
    await expect(why.getByRole('group', { name, exact: true })).toContainText(/\d/);
  }
  await page.getByTestId('theoretical-inputs').locator('summary').click();
  await expect(page.getByRole('group', { name: 'Theoretical', exact: true })).toContainText('ETH-25DEC26-3300-C');
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).include('quote-breakdown').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target.join(' ')).join('; ')}`)).toEqual([]);
});

test('forward and spot say their unit, whole on a phone too', async ({ page }) => {
  await open(page);
  for (const width of [1440, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    for (const [line, unit] of [['BTC 25DEC26 100000 call x10', 'USD'], ['SPX 18DEC26 6700 call x10', 'USD']]) {
      await ask(page, line ?? '');
      await quoted(page, [(line ?? '').split(' ')[2] ?? '']);
      for (const name of ['reference-forward', 'reference-spot']) {
        const figure = page.getByTestId(name);
        await expect(figure).toHaveText(new RegExp(`^[\\d,]+\\.\\d\\d ${unit}$`));
        expect(await figure.evaluate(one => one.scrollWidth - one.clientWidth), `${name} at ${width}`).toBeLessThanOrEqual(0);
      }
    }
  }
});

test('a printed ticket carries the quote and not its reasons', async ({ page }) => {
  await open(page);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByTestId('bid')).toBeVisible();
  await expect(page.getByTestId('breakdown')).toBeHidden();
  for (const panel of ['hedge-panel', 'limit-checks', 'book-panel']) await expect(page.locator(panel)).toBeHidden();
  await expect(page.getByTestId('theoretical')).toBeHidden();
  await expect(page.getByTestId('quote-client')).toBeHidden();
});

test('a quote past its time says so and can be asked again', async ({ page }) => {
  await page.clock.install();
  await open(page);
  await page.clock.fastForward('01:00:00');
  await expect(page.getByTestId('expired')).toContainText('EXPIRED');
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-expired', 'true');
  // Nobody trades at a price that has ended.
  const bought = page.getByTestId('client-bought');
  await expect(bought).toHaveAttribute('aria-disabled', 'true');
  await expect(bought).toHaveAttribute('title', /expired.*Price again/);
  await page.getByTestId('reprice').click();
  await expect(bought).toHaveAttribute('aria-disabled', 'false');
});

test('while a question is open the ticket says so and nobody trades; answered, it is traded', async ({ page }) => {
  await open(page);
  const sold = page.getByTestId('client-sold');
  for (const line of ['BTC dec 100k call $5mm', 'ETH 25DEC26 3300/3500 rr x10, Acme']) {
    await ask(page, line);
    await expect(page.getByTestId('open-question')).toContainText('QUESTION open');
    await expect(sold).toHaveAttribute('aria-disabled', 'true');
    await expect(sold).toHaveAttribute('title', /question is open/);
    await sold.click({ force: true });
    await page.getByTestId('answer').first().click();
    await expect(page.getByTestId('open-question')).toHaveCount(0);
    await expect(sold).toHaveAttribute('aria-disabled', 'false');
  }
  await expect(page.getByTestId('trade')).toHaveCount(0);
});

test('the charges say which way their signs go, and the ends of their chart stand apart', async ({ page }) => {
  await open(page);
  // Negative prices are the widest: they leave the chart the least room.
  await ask(page, 'ETH 25DEC26 3300/3400/3600 call fly x100, Acme');
  await quoted(page, ['3300', '3400', '3600']);
  const table = page.getByTestId('breakdown');
  await expect(table.locator('caption')).toContainText('what lowers the bid is negative');
  const charged = table.locator('[data-testid=charge]:not(.idle)').first();
  await expect(charged.locator('td').first()).toContainText('\u2212');
  const [bid, offer] = await table.locator('.ends > span').evaluateAll(ends => ends.map(end => end.getBoundingClientRect()));
  expect((offer?.left ?? 0) - (bid?.right ?? 0)).toBeGreaterThan(3);
});

test('a finding of several legs is said once under the line', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 3JAN27 3300/3400 call spread x10');
  await expect(page.getByTestId('leg-0-expiry')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByTestId('leg-1-expiry')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#rfq-issues .issue', { hasText: 'No listed expiry' })).toHaveCount(1);
});

test('the machine is measured on request, and quotes go on meanwhile', async ({ page }) => {
  await open(page);
  await page.getByTestId('measure').click();
  await expect(page.getByTestId('speed')).toHaveAttribute('data-state', 'running');
  await ask(page, 'ETH 25DEC26 3400 call x10');
  await quoted(page, ['3400']);
  await expect(page.getByTestId('speed')).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  const medians = await page.getByTestId('speed-figures').locator('tbody tr').evaluateAll(rows => rows.map(row => Number(row.dataset.median)));
  expect(medians).toHaveLength(7);
  for (const median of medians) expect(median).toBeGreaterThan(1);
});

test('the keyboard goes on from one question to the next, and from the last to the line', async ({ page }) => {
  await open(page);
  await ask(page, '25d RR ETH x50');
  await page.getByRole('button', { name: '25DEC26', exact: true }).focus();
  await page.keyboard.press('Enter');
  const next = page.getByRole('button', { name: /^Buy the \d+ call, sell the \d+ put/ });
  await expect(next).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('answer')).toHaveCount(0);
  await expect(page.getByTestId('rfq-line')).toBeFocused();
});
