import { gzipSync } from 'node:zlib';
import { ask, expect, open, quoted, recordedChain, test, valueOf } from './fixture.js';

/** Gives the page a file. @param {import('@playwright/test').Page} page @param {string} name @param {Buffer} buffer */
const give = (page, name, buffer) => page.getByTestId('chain-file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });

/** What the market panel lists. @param {import('@playwright/test').Page} page */
const listed = page => page.getByTestId('underlying-report').evaluateAll(all => all.map(one => `${one.getAttribute('data-id')} ${one.getAttribute('data-source')}`));

/** Expects a clear refusal and everything else as it was. @param {import('@playwright/test').Page} page @param {() => Promise<void>} act @param {RegExp} words */
async function expectRefused(page, act, words) {
  const market = await listed(page);
  const bid = await valueOf(page.getByTestId('bid'));
  await act();
  const notice = page.getByTestId('market-notice');
  await expect(notice).toHaveAttribute('data-tone', 'bad');
  await expect(notice).toContainText(/unchanged/);
  await expect(notice).toContainText(words);
  // A file is not priced.
  await expect(notice).not.toContainText('Cannot price');
  expect(await listed(page)).toEqual(market);
  expect(await valueOf(page.getByTestId('bid'))).toBe(bid);
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'false');
}

test('an empty file is refused', async ({ page }) => {
  await open(page);
  await expectRefused(page, () => give(page, 'empty.csv', Buffer.alloc(0)), /empty/i);
});

test('a picture is refused', async ({ page }) => {
  await open(page);
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  await expectRefused(page, () => give(page, 'chain.csv', png), /text/i);
});

test('a file named .gz that is none is refused', async ({ page }) => {
  await open(page);
  await expectRefused(page, () => give(page, 'chain.csv.gz', Buffer.from('timestamp_utc,underlying\n')), /gzip/);
});

test('a damaged .gz is refused', async ({ page }) => {
  await open(page);
  const packed = gzipSync(Buffer.from('timestamp_utc,underlying,expiry\n'.repeat(500)));
  await expectRefused(page, () => give(page, 'chain.csv.gz', packed.subarray(0, packed.length >> 1)), /damaged or cut off/);
});

test('a .gz that unpacks to too much is refused', async ({ page }) => {
  await open(page);
  await expectRefused(page, () => give(page, 'bomb.csv.gz', gzipSync(Buffer.alloc(65 * 1024 * 1024, 44))), /64 MB/);
});

test('a chain cut in half is refused', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  // Cut inside a row, wherever the middle happens to lie.
  let middle = chain.bytes.length >> 1;
  while (chain.bytes[middle - 1] === 10 || chain.bytes[middle] === 10 || chain.bytes[middle] === 13) middle += 1;
  await open(page);
  await expectRefused(page, () => give(page, chain.name, chain.bytes.subarray(0, middle)), /middle|cut|end/i);
});

test('a gzipped chain is unpacked and loaded', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  await open(page);
  await give(page, `${chain.name}.gz`, gzipSync(chain.bytes));
  await expect(page.getByTestId('market-notice')).toHaveAttribute('data-tone', 'good');
  expect(await listed(page)).toContain('ETH file');
  // The sample of other underlyings stays.
  expect(await listed(page)).toContain('BTC sample');
});

test.describe('after a crash', () => {
  test.use({ provoked: /provoked crash/ });
  test('the engine is started again with the market that was loaded', async ({ page }) => {
    const chain = recordedChain();
    test.skip(!chain, 'the recorded chain is not in ../shared/data');
    if (!chain) return;
    await open(page);
    await give(page, chain.name, chain.bytes);
    await expect(page.getByTestId('market-notice')).toHaveAttribute('data-tone', 'good');
    const [worker] = page.workers();
    await worker?.evaluate(() => { setTimeout(() => { throw new Error('provoked crash'); }); });
    await expect.poll(() => page.workers()[0] !== worker).toBe(true);
    await expect(page.getByTestId('engine-status')).toHaveText('Engine ready');
    await ask(page, 'ETH 29MAY26 2200/2400/2600 call fly x100');
    await quoted(page, ['2200', '2400', '2600']);
    await expect(page.getByTestId('ticket')).toHaveAttribute('data-expired', 'false');
  });
});

test('a desk file that is no JSON leaves the desk as it was', async ({ page }) => {
  await open(page);
  const name = await page.getByTestId('desk-name').textContent();
  await page.getByTestId('desk-file').setInputFiles({ name: 'desk.json', mimeType: 'application/json', buffer: Buffer.from('{ tiers') });
  await expect(page.getByTestId('desk-notice')).toHaveAttribute('data-tone', 'bad');
  await expect(page.getByTestId('desk-notice')).toContainText('unchanged');
  await expect(page.getByTestId('desk-name')).toHaveText(name ?? '');
  await page.getByTestId('reset-desk').click();
  await expect(page.getByTestId('desk-notice')).toHaveAttribute('data-tone', 'good');
});

/** A small chain of ETH in dollars around a forward. @param {number} forward */
function linearChain(forward) {
  const rows = ['2026-11-27T08:00:00Z', '2026-12-25T08:00:00Z'].flatMap(expiry => {
    const years = (Date.parse(expiry) - Date.parse('2026-11-18T12:00:00Z')) / 31_557_600_000;
    const width = forward * 0.6 * Math.sqrt(years);
    return Array.from({ length: 41 }, (_, i) => Math.round(forward / 100) * 100 - 2000 + 100 * i).flatMap(strike => ['C', 'P'].map(type => {
      // A bell is near enough to a chain.
      const away = (forward - strike) * (type === 'C' ? 1 : -1);
      const mid = width * Math.log1p(Math.exp(1.7 * away / width)) / 1.7;
      return `2026-11-18T12:00:00Z,ETH,${expiry},${strike},${type},european,linear,${(mid * 0.98).toFixed(2)},${(mid * 1.02).toFixed(2)},100,100,${mid.toFixed(2)},0.6,${forward},${forward},USD`;
    }));
  });
  return Buffer.from(['timestamp_utc,underlying,expiry,strike,type,exercise,settlement,bid,ask,bid_size,ask_size,mark,mark_iv,underlying_price,forward,price_ccy', ...rows].join('\n').concat('\n'));
}

test('what came from the line is read again on a market that has changed, and back on the sample', async ({ page }) => {
  await open(page);
  const echo = page.getByTestId('echo');
  await ask(page, 'ETH Dec 90%/110% collar x10, Acme');
  await quoted(page, ['3050', '3750']);
  await expect(echo).toContainText('inverse');
  const strikes = () => page.getByTestId('leg-value').allTextContents();
  const before = await strikes();
  await give(page, 'linear.csv', linearChain(4010));
  await quoted(page, ['3600', '4400']);
  await expect(echo).toContainText('linear');
  await expect(echo).not.toContainText('inverse');
  await expect(echo).toContainText('3600 listed');
  await expect(page.getByTestId('quote-client')).toContainText('Acme');
  page.on('dialog', dialog => dialog.accept());
  await page.getByTestId('back-to-sample').click();
  await expect(echo).toContainText('inverse');
  await expect.poll(strikes).toEqual(before);
});

test('what was edited on the form is priced as it stands on a market that has changed, and its sentence is of that market', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 3300/3400/3500 call fly x100, Acme');
  await quoted(page, ['3300', '3400', '3500']);
  await page.getByTestId('quantity').fill('70');
  await page.getByTestId('quantity').press('Enter');
  await expect(page.getByTestId('bid-size')).toHaveText('× 70');
  await give(page, 'linear.csv', linearChain(3400));
  await expect(page.getByTestId('echo')).toContainText('From the legs: ');
  await expect(page.getByTestId('echo')).toContainText('linear');
  await expect(page.getByTestId('bid-size')).toHaveText('× 70');
  await quoted(page, ['3300', '3400', '3500']);
});

test('a step back from before a change of market is read on the market there is', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH Dec 90%/110% collar x10, Acme');
  await quoted(page, ['3050', '3750']);
  await ask(page, 'ETH 25DEC26 3400 call x10, Acme');
  await quoted(page, ['3400']);
  await give(page, 'linear.csv', linearChain(4010));
  await expect(page.getByTestId('echo')).toContainText('linear');
  await page.getByTestId('undo').click();
  await quoted(page, ['3600', '4400']);
  await expect(page.getByTestId('echo')).toContainText('linear');
  await page.getByTestId('redo').click();
  await quoted(page, ['3400']);
});
