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
