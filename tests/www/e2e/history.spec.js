// The quotes of the day: kept with their inputs, found, opened again with the same numbers, through reloads, crashes, a full disk and a second tab.

import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { ask, expect, open, quoted, recordedChain, test, valueOf } from './fixture.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @param {import('@playwright/test').Page} page */
const rows = page => page.getByTestId('history-row');

/** Waits until the history holds so many quotes, every one of them stored. @param {import('@playwright/test').Page} page @param {number} count */
async function holds(page, count) {
  await expect(page.getByTestId('history')).toHaveAttribute('data-rows', String(count));
  await expect(page.getByTestId('history')).toHaveAttribute('data-unsaved', '0');
}

/** Opens the newest quote whose request says something. @param {import('@playwright/test').Page} page @param {string | RegExp} words */
async function reopen(page, words) {
  await rows(page).filter({ hasText: words }).first().getByRole('button').click();
  await expect(page.getByTestId('history-opened')).toHaveAttribute('data-state', 'done');
}

test('a quote is opened again with the same numbers after a reload, its market file and desk included', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  await open(page);
  await page.getByTestId('chain-file').setInputFiles({ name: chain.name, mimeType: 'text/csv', buffer: chain.bytes });
  await expect(page.getByTestId('market-notice')).toHaveAttribute('data-tone', 'good');
  const margin = page.getByTestId('desk-policy-quote-markup');
  await page.getByTestId('desk-editor').locator('summary').click();
  await margin.fill('0.5');
  await margin.press('Tab');
  await expect(page.getByTestId('desk-notice')).toHaveAttribute('data-tone', 'good');
  await ask(page, 'ETH 29MAY26 2200/2400/2600 call fly x100');
  await quoted(page, ['2200', '2400', '2600']);
  const prices = [await valueOf(page.getByTestId('bid')), await valueOf(page.getByTestId('offer'))];
  await expect(rows(page).first()).toContainText('2200');
  await expect(page.getByTestId('history')).toHaveAttribute('data-unsaved', '0');
  const kept = Number(await page.getByTestId('history').getAttribute('data-rows'));
  await page.reload();
  // The quote of the new visit moves the rows down; a click meant for one must not find another under it.
  await holds(page, kept + 1);
  // Back on the sample and the demo desk; the quote is still on the file and on the desk it was given on.
  page.on('dialog', dialog => dialog.accept());
  await page.getByTestId('back-to-sample').click();
  await quoted(page, ['3300', '3400', '3500']);
  await holds(page, kept + 2);
  await reopen(page, '2200');
  await expect(page.getByTestId('history-opened')).toHaveAttribute('data-verdict', 'same');
  await expect(page.getByTestId('history-verdict')).toContainText(/Same numbers: all \d{2,} are as stored/);
  const shown = page.getByTestId('opened-prices');
  expect([Number(await shown.getAttribute('data-bid')), Number(await shown.getAttribute('data-offer'))]).toEqual(prices);
  expect(Number(await page.getByTestId('history-opened').getAttribute('data-numbers'))).toBeGreaterThan(100);
});

test('every kind of request opens again with the same numbers, after trades that moved the book', async ({ page }) => {
  test.slow();
  await open(page);
  await page.getByTestId('worked-example').click();
  await expect(page.getByTestId('bid')).toHaveText('9.80');
  const lines = ['ETH 25DEC26 3400 call tied 3405 x10', 'ETH 25DEC26 3400 call x10 in vol', 'SPX 18DEC26 6000/6100 call spread x10'];
  let count = 2;
  for (const line of lines) {
    await ask(page, line);
    await holds(page, count += 1);
    await page.getByTestId('client-sold').click();
    // The trade's own quote, on the book that has it.
    await holds(page, count += 1);
  }
  // Its direction is asked back, so that it is quoted and not traded.
  await ask(page, 'BTC 25DEC26 25d RR x10');
  await holds(page, count += 1);
  await page.getByTestId('leg-0-markVol').fill('71');
  await page.getByTestId('leg-0-markVol').press('Enter');
  await holds(page, count += 1);
  await page.reload();
  await holds(page, count += 1);
  const keys = await rows(page).evaluateAll(all => all.map(row => row.getAttribute('data-key')));
  expect(keys).toHaveLength(count);
  for (const key of keys) {
    await page.locator(`[data-testid=history-row][data-key="${key}"]`).getByRole('button').click();
    await expect(page.getByTestId('history-opened')).toHaveAttribute('data-state', 'done');
    await expect(page.getByTestId('history-opened')).toHaveAttribute('data-verdict', 'same');
    await page.getByTestId('history-close').click();
  }
});

test('numbers of another build stand beside those of this one', async ({ page }) => {
  await open(page);
  await holds(page, 1);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('history-export').click()]);
  const file = JSON.parse(await readFile(await download.path(), 'utf8'));
  // As another build may have given it: the bid and a Greek a little elsewhere.
  const [{ row, body }] = file.quotes;
  row.build = 'OLDBUILD';
  for (const part of [row, body]) part.key = `${part.key}-old`;
  row.id = body.quote.id = 'Q-OLD';
  row.bid = body.quote.bid += 0.0001;
  body.quote.greeks.delta += 1e-15;
  await page.getByTestId('history-import').setInputFiles({ name: 'old.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });
  await expect(page.getByTestId('history-notice')).toHaveAttribute('data-tone', 'good');
  await holds(page, 2);
  await page.locator('[data-testid=history-row][data-key$="-old"]').getByRole('button').click();
  await expect(page.getByTestId('history-opened')).toHaveAttribute('data-verdict', 'differs');
  await expect(page.getByTestId('history-verdict')).toContainText('OLDBUILD');
  await expect(page.getByTestId('history-difference').filter({ hasText: 'greeks.delta' })).toHaveCount(1);
  await expect(page.getByTestId('history-figures').getByRole('row', { name: 'Bid' }).first()).toContainText('≠');
  // The same file again brings nothing new.
  await page.getByTestId('history-import').setInputFiles({ name: 'old.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });
  await expect(page.getByTestId('history-notice')).toContainText('1 were here already');
  await page.getByTestId('history-import').setInputFiles({ name: 'no.json', mimeType: 'application/json', buffer: Buffer.from('{"format":') });
  await expect(page.getByTestId('history-notice')).toHaveAttribute('data-tone', 'bad');
  await holds(page, 2);
});

test('quotes are searched by client, structure and underlying, and gone through by keyboard', async ({ page }) => {
  await open(page);
  await ask(page, 'BTC 25DEC26 90000/100000 strangle x20, Zeta Fund');
  await quoted(page, ['90000', '100000']);
  await ask(page, 'ETH 25DEC26 3400 straddle x20');
  await quoted(page, ['3400', '3400']);
  await holds(page, 3);
  const search = page.getByTestId('history-search');
  for (const [words, count] of /** @type {[string, number][]} */ ([['acme', 1], ['btc strangle', 1], ['eth', 2], ['straddle', 1], ['zeta', 1], ['nothing of it', 0], ['', 3]])) {
    await search.fill(words);
    await expect(rows(page)).toHaveCount(count);
  }
  await rows(page).first().getByRole('button').focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows(page).nth(1).getByRole('button')).toBeFocused();
  await page.keyboard.press('End');
  await expect(rows(page).nth(2).getByRole('button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('history-opened')).toHaveAttribute('data-verdict', 'same');
  await page.getByTestId('history-ask').click();
  await quoted(page, ['3300', '3400', '3500']);
});

test('an outcome is recorded with its note; a trade ties itself to its quote and unties itself', async ({ page }) => {
  await open(page);
  await holds(page, 1);
  await page.getByTestId('client-bought').click();
  await expect(page.locator('[data-testid=history-row][data-outcome=traded]')).toHaveCount(1);
  // The quote that feels the trade has come in above it.
  await holds(page, 2);
  await page.locator('[data-testid=history-row][data-outcome=traded]').getByRole('button').click();
  await expect(page.getByTestId('history-trade')).toContainText(/Client bought 100 at .*in the book/);
  await expect(page.getByTestId('history-opened')).toHaveAttribute('data-verdict', 'same');
  await page.getByTestId('undo-trade').click();
  await expect(page.locator('[data-testid=history-row][data-outcome=traded]')).toHaveCount(0);
  await page.getByTestId('history-outcome').selectOption('missed');
  await page.getByTestId('history-note').fill('2 ticks away');
  await page.getByTestId('history-note').press('Enter');
  await expect(page.locator('[data-testid=history-row][data-outcome=missed]')).toContainText('2 ticks away');
  await page.reload();
  await expect(page.locator('[data-testid=history-row][data-outcome=missed]')).toContainText('2 ticks away');
});

test('a note that is being typed stays when another quote comes in, and is not the next quote’s', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 3400 straddle x20');
  await quoted(page, ['3400', '3400']);
  await holds(page, 2);
  await reopen(page, '3400');
  await page.getByTestId('history-note').pressSequentially('2 ticks');
  await page.evaluate(() => { /** @type {HTMLElement | null} */ (document.querySelector('[data-testid=price]'))?.click(); });
  await holds(page, 3);
  await expect(page.getByTestId('history-note')).toHaveValue('2 ticks');
  await rows(page).last().getByRole('button').first().click();
  await expect(page.getByTestId('history-opened')).toContainText('butterflies');
  await expect(page.getByTestId('history-note')).toHaveValue('');
});

test.describe('a crash', () => {
  test.use({ provoked: /provoked crash/ });
  test('in mid-quote loses neither the request nor the history', async ({ page }) => {
    await open(page);
    await ask(page, 'ETH 25DEC26 3400 straddle x20');
    await quoted(page, ['3400', '3400']);
    await holds(page, 2);
    const [worker] = page.workers();
    await worker?.evaluate(() => addEventListener('message', ({ data }) => { if (data.method === 'quote') throw new Error('provoked crash'); }, { capture: true }));
    await ask(page, 'ETH 25DEC26 3200/3600 strangle x30');
    await expect(page.getByTestId('issues').first()).toContainText(/started again/);
    await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'true');
    await expect(page.getByTestId('engine-status')).toHaveText('Engine ready');
    await expect(page.getByTestId('rfq-line')).toHaveValue('ETH 25DEC26 3200/3600 strangle x30');
    await expect(page.getByTestId('leg-0-strike')).toHaveValue('3200');
    await page.getByTestId('rfq-line').press('Enter');
    await quoted(page, ['3200', '3600']);
    await holds(page, 3);
    await reopen(page, '3400');
    await expect(page.getByTestId('history-opened')).toHaveAttribute('data-verdict', 'same');
  });
});

test('a full disk is said, and nothing is lost', async ({ page, baseURL }) => {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(baseURL ?? '');
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await open(page);
  await expect(page.getByTestId('history-problem')).toContainText('full');
  await expect(page.getByTestId('history-unsaved')).toContainText('1 quote is');
  await ask(page, 'ETH 25DEC26 3400 straddle x20');
  await quoted(page, ['3400', '3400']);
  await expect(page.getByTestId('history-unsaved')).toContainText('2 quotes are');
  await expect(page.getByTestId('history')).toHaveAttribute('data-rows', '2');
  await reopen(page, 'straddle');
  await expect(page.getByTestId('history-opened')).toHaveAttribute('data-verdict', 'same');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('history-save').click()]);
  expect(JSON.parse(await readFile(await download.path(), 'utf8')).quotes).toHaveLength(2);
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await page.getByTestId('history-again').click();
  await holds(page, 2);
  await expect(page.getByTestId('history-problem')).toHaveCount(0);
  await page.reload();
  // The one that is stored now, and the one that the reload asked for.
  await expect(rows(page).filter({ hasText: 'straddle' })).toHaveCount(2);
});

test('two tabs have one history', async ({ page, context }) => {
  test.slow();
  await open(page);
  await holds(page, 1);
  const other = await context.newPage();
  await open(other);
  await holds(other, 2);
  await holds(page, 2);
  await ask(page, 'ETH 25DEC26 3400 straddle x20');
  await quoted(page, ['3400', '3400']);
  await holds(other, 3);
  await expect(rows(other).first()).toContainText('straddle');
  await rows(other).first().getByRole('button').click();
  await other.getByTestId('history-outcome').selectOption('passed');
  await expect(page.locator('[data-testid=history-row][data-outcome=passed]')).toContainText('straddle');
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no accessibility rule is broken in the history in ${scheme}, and nothing scrolls sideways on a phone`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await open(page);
    await holds(page, 1);
    await reopen(page, '3300');
    await page.evaluate(() => { for (const details of document.querySelectorAll('history-panel details')) details.setAttribute('open', ''); });
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).include('history-panel').analyze();
    expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join('; ')})`)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });
}
