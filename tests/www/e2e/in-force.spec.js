// What was loaded comes back after a reload: markets, the desk and its trades; said, and with a way back to the sample.

import { AxeBuilder } from '@axe-core/playwright';
import { ask, expect, open, quoted, recordedChain, test, valueOf } from './fixture.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** On the recorded chain and not on the sample. */
const FLY = 'ETH 29MAY26 2200/2400/2600 call fly x100';

/** @param {import('@playwright/test').Page} page */
const prices = async page => [await valueOf(page.getByTestId('bid')), await valueOf(page.getByTestId('offer')), await valueOf(page.getByTestId('theoretical'))];

/** Loads the recorded chain and waits until it is stored. @param {import('@playwright/test').Page} page @param {{ name: string, bytes: Buffer }} chain */
async function load(page, { name, bytes }) {
  await page.getByTestId('chain-file').setInputFiles({ name, mimeType: 'text/csv', buffer: bytes });
  await expect(page.getByTestId('market-notice')).toHaveAttribute('data-tone', 'good');
  await kept(page, name);
}

/** Waits until what is said to come back is stored. @param {import('@playwright/test').Page} page @param {string | RegExp} words */
async function kept(page, words) {
  await expect(page.getByTestId('in-force-words')).toContainText(words);
  await expect(page.getByTestId('in-force')).toHaveAttribute('data-state', 'kept');
}

/** Books the quote on show. @param {import('@playwright/test').Page} page @param {number} count trades in the book after it */
async function book(page, count) {
  await page.getByTestId('client-bought').click();
  await expect(page.getByTestId('trade')).toHaveCount(count);
  await kept(page, `${count} ${count === 1 ? 'trade' : 'trades'}`);
}

/** @param {import('@playwright/test').Page} page */
async function reload(page) {
  await page.reload();
  await expect(page.getByTestId('bid')).toHaveAttribute('data-value', /\d/);
}

/** Changes what the database holds. @param {import('@playwright/test').Page} page @param {'inForce' | 'contexts'} store @param {string} how the body of a function of `one`, which gives what is to be there instead, or nothing */
const tamper = (page, store, how) => page.evaluate(async ([name, body]) => {
  const opening = indexedDB.open('spread-pricer');
  await new Promise(resolve => { opening.addEventListener('success', resolve); });
  const tx = opening.result.transaction(name, 'readwrite'), all = tx.objectStore(name).getAll();
  all.addEventListener('success', () => {
    for (const one of all.result) {
      if (body === 'delete') tx.objectStore(name).delete(one.hash);
      else if (body === 'other form') tx.objectStore(name).put({ ...one, format: 99 });
      else if (one.method === 'loadChain') tx.objectStore(name).put({ ...one, args: [one.args[0].replace('2400', '2401'), one.args[1]] });
    }
  });
  await new Promise(resolve => { tx.addEventListener('complete', resolve); });
  opening.result.close();
}, /** @type {const} */ ([store, how]));

test('nothing is kept and nothing is said where nothing was loaded', async ({ page }) => {
  await open(page);
  await expect(page.getByTestId('history')).toHaveAttribute('data-rows', '1');
  await expect(page.getByTestId('in-force')).toHaveCount(0);
  expect(await page.evaluate(() => localStorage.getItem('in force'))).toBeNull();
});

test('a loaded chain comes back with the last request and the same numbers, and goes at a click', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  await open(page);
  await load(page, chain);
  await ask(page, FLY);
  await quoted(page, ['2200', '2400', '2600']);
  const before = await prices(page);
  await expect(page.getByTestId('history')).toHaveAttribute('data-unsaved', '0');
  await expect(page.getByTestId('history-row').first()).toContainText('2200');
  await reload(page);
  await quoted(page, ['2200', '2400', '2600']);
  expect(await prices(page)).toEqual(before);
  await expect(page.getByTestId('market-notice')).toHaveText(`Restored: ${chain.name} of 30 Apr 2026.`);
  // Its age is that of its data, as for any file.
  await expect(page.getByTestId('market-badge').first()).toContainText(/days old/);
  await expect(page.getByTestId('data-age')).toContainText('days old');
  // A reload of the restored page is no other.
  await reload(page);
  await quoted(page, ['2200', '2400', '2600']);
  expect(await prices(page)).toEqual(before);
  page.on('dialog', dialog => dialog.accept());
  await page.getByTestId('back-to-sample').click();
  await quoted(page, ['3300', '3400', '3500']);
  await expect(page.locator('[data-testid=market-badge].file')).toHaveCount(0);
  await expect(page.getByTestId('in-force')).toHaveCount(0);
  await reload(page);
  await quoted(page, ['3300', '3400', '3500']);
  await expect(page.getByTestId('market-notice')).toHaveText('');
});

test('booked trades come back, and one can still be undone', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 3400 call x300, Acme');
  await quoted(page, ['3400']);
  const before = await prices(page);
  await book(page, 1);
  await expect(page.getByTestId('ticket')).not.toHaveClass(/busy/);
  await book(page, 2);
  await reload(page);
  await expect(page.getByTestId('market-notice')).toHaveText('Restored: the desk “Demo desk” with 2 trades.');
  await expect(page.getByTestId('trade')).toHaveCount(2);
  for (const left of [1, 0]) {
    await page.getByTestId('undo-trade').first().click();
    await expect(page.getByTestId('trade')).toHaveCount(left);
    await expect(page.getByTestId('ticket')).not.toHaveClass(/busy/);
  }
  await quoted(page, ['3400']);
  expect(await prices(page)).toEqual(before);
  await kept(page, 'the desk “Demo desk”');
  await reload(page);
  await expect(page.getByTestId('book')).toContainText('None yet');
});

test('the desk that was edited comes back, and “Reset to demo” is for good', async ({ page }) => {
  await open(page);
  await page.getByTestId('desk-editor').locator('summary').click();
  await page.getByTestId('desk-policy-quote-markup').fill('0.5');
  await page.getByTestId('desk-policy-quote-markup').press('Tab');
  await kept(page, 'Demo desk');
  const before = await prices(page);
  await reload(page);
  expect(await prices(page)).toEqual(before);
  await page.getByTestId('desk-editor').locator('summary').click();
  await expect(page.getByTestId('desk-policy-quote-markup')).toHaveValue('0.5');
  await page.getByTestId('reset-desk').click();
  await expect(page.getByTestId('in-force')).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => localStorage.getItem('in force'))).toBeNull();
  await reload(page);
  await expect(page.getByTestId('market-notice')).toHaveText('');
  expect(await prices(page)).not.toEqual(before);
});

test('a link is priced on the market that came back', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  await open(page);
  await load(page, chain);
  await page.goto('about:blank');
  await page.goto('./#rfq=ETH%2029MAY26%202300%20straddle%20x20');
  await quoted(page, ['2300', '2300']);
  await expect(page.getByTestId('market-notice')).toContainText('Restored');
});

test('a market on which the last request has no quote opens on one that it has', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  await open(page);
  await load(page, chain);
  // The sample’s fly was the last that had a price.
  await reload(page);
  await expect(page.getByTestId('leg-value')).toHaveCount(3);
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'false');
  await expect(page.getByTestId('issues')).toHaveCount(0);
});

for (const [what, store, how, words] of /** @type {[string, 'inForce' | 'contexts', string, RegExp][]} */ ([
  ['was stored in another form', 'inForce', 'other form', /another build of this page/],
  ['is damaged', 'contexts', 'other strikes', /damaged/],
  ['is gone', 'contexts', 'delete', /stored no longer/],
])) {
  test(`a market that ${what} is said, the sample is open, and what can be saved is`, async ({ page }) => {
    const chain = recordedChain();
    test.skip(!chain, 'the recorded chain is not in ../shared/data');
    if (!chain) return;
    await open(page);
    await load(page, chain);
    await tamper(page, store, how);
    await reload(page);
    await quoted(page, ['3300', '3400', '3500']);
    await expect(page.getByTestId('market-notice')).toHaveAttribute('data-tone', 'bad');
    await expect(page.getByTestId('market-notice')).toContainText(`Not restored: ${chain.name}`);
    await expect(page.getByTestId('market-notice')).toContainText(words);
    const left = page.getByTestId('in-force-unread');
    await expect(left).toContainText(words);
    if (how === 'delete') await expect(left.getByRole('button', { name: 'Save as a file' })).toHaveCount(0);
    else {
      const [download] = await Promise.all([page.waitForEvent('download'), left.getByRole('button', { name: 'Save as a file' }).click()]);
      expect(download.suggestedFilename()).toBe(chain.name);
    }
    // What takes its place does not remove it.
    await load(page, { ...chain, name: 'again.csv' });
    await reload(page);
    await expect(page.getByTestId('market-notice')).toContainText('Restored: again.csv');
    await expect(left).toHaveCount(how === 'delete' ? 0 : 1);
    // The file itself mends it.
    await load(page, chain);
    await reload(page);
    await expect(page.getByTestId('market-notice')).toContainText(`Restored: ${chain.name}`);
  });
}

test('a market whose stored fit this build refuses is fitted anew, and that is said', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  await open(page);
  await load(page, chain);
  await page.evaluate(async () => {
    const opening = indexedDB.open('spread-pricer');
    await new Promise(resolve => { opening.addEventListener('success', resolve); });
    const read = opening.result.transaction(['inForce', 'contexts']), parts = read.objectStore('inForce').getAll(), contexts = read.objectStore('contexts').getAll();
    await new Promise(resolve => { read.addEventListener('complete', resolve); });
    const [part] = parts.result, context = contexts.result.find(one => one.hash === part.hash);
    context.args[1].fitted = [{ ...context.args[1].fitted[0], slices: 'of another form' }];
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify([context.method, context.args]))));
    part.hash = context.hash = Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
    const write = opening.result.transaction(['inForce', 'contexts'], 'readwrite');
    write.objectStore('inForce').put(part);
    write.objectStore('contexts').put(context);
    await new Promise(resolve => { write.addEventListener('complete', resolve); });
    opening.result.close();
  });
  await reload(page);
  await expect(page.getByTestId('market-notice')).toContainText(`Restored: ${chain.name} of 30 Apr 2026. ${chain.name} was fitted anew`);
  await expect(page.getByTestId('in-force-unread')).toHaveCount(0);
});

test('what takes too long to come back is left for another visit', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  await open(page);
  await load(page, chain);
  // The worker never hears of the file.
  await page.addInitScript(() => {
    if (sessionStorage.getItem('heard')) return;
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (/** @type {any} */ message) { if (message.method !== 'loadChain') post.call(this, message); };
  });
  await page.reload();
  await page.getByRole('button', { name: 'Open the sample instead' }).click();
  await quoted(page, ['3300', '3400', '3500']);
  await expect(page.getByTestId('in-force-unread')).toContainText('the sample was opened instead');
  await page.evaluate(() => { sessionStorage.setItem('heard', 'yes'); });
  await reload(page);
  await expect(page.getByTestId('market-notice')).toContainText(`Restored: ${chain.name}`);
});

test('a database without what its list names is said', async ({ page }) => {
  await open(page);
  await page.evaluate(() => { localStorage.setItem('in force', '[{"key":"chain ETH"}]'); });
  await reload(page);
  await expect(page.getByTestId('market-notice')).toContainText('Nothing was restored; the sample is open.');
  await expect(page.getByTestId('market-notice')).toContainText('stored no longer');
});

test('of two tabs the later load wins, and the other one says so', async ({ page, context }) => {
  test.slow();
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  await open(page);
  const other = await context.newPage();
  await open(other);
  await load(page, chain);
  const note = other.getByTestId('in-force-elsewhere');
  await expect(note).toContainText(`stored ${chain.name}`);
  await expect(note).toContainText('goes on with the sample market and the demo desk');
  await load(other, { ...chain, name: 'later.csv' });
  await expect(note).toHaveCount(0);
  await expect(other.getByTestId('in-force-replaced')).toContainText(chain.name);
  await expect(page.getByTestId('in-force-elsewhere')).toContainText('stored later.csv');
  // Each goes on with its own until it is reloaded.
  await expect(page.getByTestId('market-badge').first()).toContainText(chain.name);
  await reload(page);
  await expect(page.getByTestId('market-notice')).toContainText('Restored: later.csv');
  await book(page, 1);
  await expect(note).toContainText('with 1 trade');
  await other.getByTestId('keep-ours').click();
  await expect(note).toHaveCount(0);
  await expect(page.getByTestId('in-force-elsewhere')).toContainText('gone back to the demo desk');
  await reload(other);
  await expect(other.getByTestId('trade')).toHaveCount(0);
  await expect(other.getByTestId('market-notice')).toHaveText('Restored: later.csv of 30 Apr 2026.');
});

test('on a full disk it is said that a load is not kept, and kept once there is room', async ({ page, baseURL }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(baseURL ?? '');
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await open(page);
  await page.getByTestId('chain-file').setInputFiles({ name: chain.name, mimeType: 'text/csv', buffer: chain.bytes });
  await expect(page.getByTestId('in-force')).toHaveAttribute('data-state', 'unkept');
  await expect(page.getByTestId('in-force')).toContainText(/NOT KEPT.*full/);
  await expect(page.getByTestId('market-badge').first()).toContainText(chain.name);
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await page.getByTestId('keep-again').click();
  await kept(page, chain.name);
  await reload(page);
  await expect(page.getByTestId('market-notice')).toContainText('Restored');
});

test('a browser that forbids storage works, and says that a trade is not kept', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('forbidden', 'SecurityError'); } });
    IDBFactory.prototype.open = () => { throw new DOMException('forbidden', 'SecurityError'); };
  });
  await open(page);
  await page.getByTestId('client-bought').click();
  await expect(page.getByTestId('trade')).toHaveCount(1);
  await expect(page.getByTestId('in-force')).toHaveAttribute('data-state', 'unkept');
});

test('a batch after the way back is on the sample', async ({ page }) => {
  const chain = recordedChain();
  test.skip(!chain, 'the recorded chain is not in ../shared/data');
  if (!chain) return;
  await open(page);
  const theoretical = async () => {
    await page.getByTestId('batch-text').fill('ETH 25DEC26 3400 call x10');
    await page.getByTestId('batch-run').click();
    await expect(page.getByTestId('batch-words')).toContainText('1 request of');
    return page.locator('batch-rows').textContent();
  };
  const sample = await theoretical();
  await load(page, chain);
  expect(await theoretical()).not.toBe(sample);
  page.on('dialog', dialog => dialog.accept());
  await page.getByTestId('back-to-sample').click();
  await expect(page.getByTestId('in-force')).toHaveCount(0);
  expect(await theoretical()).toBe(sample);
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no accessibility rule is broken in it in ${scheme}, and nothing scrolls sideways on a phone`, async ({ page, context }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await open(page);
    const other = await context.newPage();
    await open(other);
    await book(other, 1);
    await expect(page.getByTestId('in-force-elsewhere')).toBeVisible();
    await page.setViewportSize({ width: 390, height: 844 });
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).include('in-force').analyze();
    expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join('; ')})`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });
}
