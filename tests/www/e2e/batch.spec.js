// Many requests at once: from a file or pasted, as a table that is drawn where it is looked at, and as a file.

import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { ask, expect, open, quoted, recordedChain, test, valueOf } from './fixture.js';

const FORMS = ['ETH 25DEC26 3300/3400/3500 call fly x100, Acme', 'BTC 25DEC26 90000/100000 strangle x20', 'SPX 18DEC26 6000/6100 call spread x10', 'ETH 25DEC26 3400 straddle x20'];
/** @param {number} count @param {(i: number) => string} [bad] */
const lines = (count, bad = () => '') => Array.from({ length: count }, (_, i) => bad(i) || (FORMS[i % FORMS.length] ?? ''));

/** @param {import('@playwright/test').Page} page @param {string} text @param {string} [name] */
const give = (page, text, name = 'morning.csv') => page.getByTestId('batch-file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

/** @param {import('@playwright/test').Page} page @param {number} rows */
async function done(page, rows) {
  await expect(page.getByTestId('batch')).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  await expect(page.getByTestId('batch')).toHaveAttribute('data-rows', String(rows));
}

/** Chooses an option of a control of the panel. @param {import('@playwright/test').Page} page @param {string} id */
const choose = (page, id) => page.locator('label', { has: page.getByTestId(id) }).click();

/** Puts text into an element as a paste does. @param {import('@playwright/test').Locator} field @param {string} text */
const paste = (field, text) => field.evaluate((element, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  element.focus();
  element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}, text);

/** What a download holds. @param {import('@playwright/test').Page} page */
async function downloaded(page) {
  const waiting = page.waitForEvent('download');
  await page.getByTestId('batch-csv').click();
  const download = await waiting;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

test('a file is quoted row by row, one bad row among them, and comes out as one file', async ({ page }) => {
  await open(page);
  await give(page, lines(1300, i => (i === 777 ? '=1+1, nonsense' : '')).join('\n'));
  await done(page, 1300);
  await expect(page.getByTestId('batch-words')).toContainText('1,300 requests of morning.csv');
  await expect(page.getByTestId('batch-words')).toContainText('1 not quoted');
  // The first row is the quote on the ticket.
  const first = page.getByTestId('batch-row').first();
  await expect(first).toContainText(String(await valueOf(page.getByTestId('bid'))));
  await expect(first).toContainText(String(await valueOf(page.getByTestId('offer'))));
  await choose(page, 'batch-rows-open');
  await expect(page.getByTestId('batch-row')).toHaveCount(1);
  await expect(page.getByTestId('batch-row')).toHaveAttribute('data-place', '777');
  await expect(page.getByTestId('batch-row')).toContainText('Cannot price');
  await expect(page.getByTestId('batch-detail')).toContainText('Line 778');

  const { name, text } = await downloaded(page);
  expect(name).toBe('morning-quotes.csv');
  const rows = text.trimEnd().split('\r\n');
  expect(rows).toHaveLength(1301);
  expect(rows.filter(row => row.startsWith('line,'))).toHaveLength(1);
  expect(rows.slice(1).map(row => Number(row.split(',')[0]))).toEqual(Array.from({ length: 1300 }, (_, i) => i + 1));
  expect(rows[778]).toContain('"\'=1+1, nonsense"');
});

test('a batch is cancelled at once and keeps what it has', async ({ page }) => {
  await open(page);
  await page.evaluate(() => {
    // Cancels as soon as there is something to keep, as nobody could by hand.
    const panel = /** @type {HTMLElement} */ (document.querySelector('batch-panel'));
    new MutationObserver((_, observer) => {
      const section = panel.querySelector('section');
      if (!(Number(section?.dataset['rows']) > 0)) return;
      observer.disconnect();
      /** @type {HTMLElement | null} */ (panel.querySelector('[data-testid=batch-cancel]'))?.click();
    }).observe(panel, { subtree: true, attributes: true, childList: true });
  });
  await give(page, lines(20_000).join('\n'));
  await expect(page.getByTestId('batch')).toHaveAttribute('data-state', 'cancelled');
  await expect(page.getByTestId('batch-words')).toHaveText(/^Cancelled: [\d,]+ of 20,000 quoted/);
  const rows = Number(await page.getByTestId('batch').getAttribute('data-rows'));
  expect(rows).toBeGreaterThan(0);
  expect(rows).toBeLessThan(20_000);
  const { text } = await downloaded(page);
  expect(text.trimEnd().split('\r\n')).toHaveLength(rows + 1);
  // Nothing comes after it, and the panel is ready for the next.
  await give(page, lines(10).join('\n'), 'next.csv');
  await done(page, 10);
});

test('ten thousand rows are a table of which only what is seen is drawn', async ({ page }) => {
  test.slow();
  await open(page);
  await give(page, lines(10_000).join('\n'));
  await done(page, 10_000);
  await expect(page.getByTestId('batch-table')).toHaveAttribute('aria-rowcount', '10001');
  expect(await page.getByTestId('batch-row').count()).toBeLessThan(60);
  const box = page.getByTestId('batch-scroll');
  const middle = await box.evaluate(element => { element.scrollTop = element.scrollHeight / 2; return element.scrollHeight; });
  await expect(page.locator('[data-testid=batch-row][data-index="5000"]')).toBeVisible();
  await box.evaluate(element => { element.scrollTop = element.scrollHeight; });
  const last = page.locator('[data-testid=batch-row][data-index="9999"]');
  await expect(last).toBeVisible();
  await expect(last).toHaveAttribute('aria-rowindex', '10001');
  // The head stays, and nothing has become taller by being looked at.
  await box.scrollIntoViewIfNeeded();
  await expect(page.getByTestId('batch-table').locator('thead th').first()).toBeInViewport();
  expect(await box.evaluate(element => element.scrollHeight)).toBe(middle);
});

test('rows are gone through and picked by keyboard', async ({ page }) => {
  await open(page);
  await page.getByTestId('batch-text').fill('request,client,quantity\nETH 25DEC26 3400 call,Cobalt,7\nETH 25DEC26 3000/3800 RR x10,,\nBTC 25DEC26 100000 call x5,,\n');
  await page.getByTestId('batch-text').press('Control+Enter');
  await done(page, 3);
  await expect(page.getByTestId('batch-live')).toHaveText(/^3 requests of pasted text/);
  const buttons = page.getByTestId('batch-row').getByRole('button');
  await buttons.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(buttons.nth(1)).toBeFocused();
  await expect(page.getByTestId('batch-detail')).toContainText('do you buy the 3800 call');
  await page.keyboard.press('End');
  await expect(buttons.nth(2)).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('rfq-line')).toBeFocused();
  await expect(page.getByTestId('rfq-line')).toHaveValue('ETH 25DEC26 3400 call');
  // What the row's columns say is asked too.
  await expect(page.getByTestId('offer-size')).toHaveText('× 7');
  await expect(page.getByTestId('quote-client')).toContainText('Cobalt');
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'false');
  await page.getByTestId('to-batch').click();
  await expect(page.locator('#batch')).toBeFocused();
});

test('several requests pasted into the line are offered as a batch and not lost', async ({ page }) => {
  await open(page);
  const before = await page.getByTestId('rfq-line').inputValue();
  await paste(page.getByTestId('rfq-line'), lines(300).join('\r\n'));
  await expect(page.getByTestId('pasted')).toContainText('300 requests pasted');
  await expect(page.getByTestId('rfq-line')).toHaveValue(before);
  await page.getByTestId('offer-batch').click();
  await done(page, 300);
  await expect(page.getByTestId('pasted')).toHaveCount(0);
});

test('a file that cannot be read says so and stops nothing else', async ({ page }) => {
  await open(page);
  await give(page, 'no gzip', 'requests.csv.gz');
  await expect(page.getByTestId('batch')).toHaveAttribute('data-state', 'failed');
  await expect(page.getByTestId('batch-words')).toContainText('not a gzip file');
  await give(page, '\n\n', 'empty.csv');
  await expect(page.getByTestId('batch-words')).toContainText('empty.csv holds no request');
  await give(page, lines(3).join('\n'));
  await done(page, 3);
});

test('the batch is quoted on the desk\u2019s own market, and says when that has changed', async ({ page }) => {
  await open(page);
  await give(page, lines(40).join('\n'));
  await done(page, 40);
  await expect(page.getByTestId('batch-outdated')).toHaveCount(0);
  await page.getByTestId('reset-desk').click();
  await expect(page.getByTestId('batch-outdated')).toContainText('The desk has changed');
  // One button, so that its name says which.
  await page.getByTestId('batch').getByRole('button', { name: 'Quote again' }).click();
  await expect(page.getByTestId('batch-outdated')).toHaveCount(0);
  await done(page, 40);
});

test('a loaded chain is the batch\u2019s market too, fit and all', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  await open(page);
  await give(page, lines(4).join('\n'));
  await done(page, 4);
  await page.getByTestId('chain-file').setInputFiles({ name: chain.name, mimeType: 'text/csv', buffer: chain.bytes });
  await expect(page.getByTestId('market-notice')).toHaveAttribute('data-tone', 'good');
  await expect(page.getByTestId('batch-outdated')).toContainText('The market has changed');
  const line = 'ETH 29MAY26 2200/2400/2600 call fly x100, Acme';
  await ask(page, line);
  await quoted(page, ['2200', '2400', '2600']);
  await give(page, Array.from({ length: 600 }, () => line).join('\n'));
  await done(page, 600);
  const { text } = await downloaded(page);
  const [header = '', ...rows] = text.trimEnd().split('\r\n');
  const columns = header.split(',').map(name => name.trim());
  // Fields from the end, where none holds a comma.
  const theoretical = (/** @type {string} */ row) => Number(row.split(',').at(columns.indexOf('theoretical') - columns.length));
  const shown = await valueOf(page.getByTestId('theoretical'));
  for (const row of rows) expect(theoretical(row)).toBeCloseTo(shown, 8);
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no accessibility rule is broken by a batch in ${scheme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await open(page);
    await give(page, lines(400, i => (i % 5 === 3 ? 'nonsense' : '')).join('\n'));
    await done(page, 400);
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await new AxeBuilder({ page }).withTags(tags).include('batch-panel').analyze();
    expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join('; ')})`)).toEqual([]);
  });
}

test('a batch does not make a phone\u2019s page scroll sideways', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  await give(page, lines(60).join('\n'));
  await done(page, 60);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});
