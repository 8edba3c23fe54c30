// A page that is kept open all day: steps taken back, settings, keys, the first visit, the clock, paper, and its size in memory.

import { AxeBuilder } from '@axe-core/playwright';
import { ask, expect, open, quoted, test, valueOf } from './fixture.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @param {import('@playwright/test').Page} page @param {string} part */
async function expectAccessible(page, part) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).include(part).analyze();
  expect(violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(node => node.target.join(' ')).join('; ')})`)).toEqual([]);
}

/** Puts the keyboard on the page itself. @param {import('@playwright/test').Page} page */
const leaveField = page => page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });

test.describe('undo and redo', () => {
  test('take the request back and forth, line and form together', async ({ page }) => {
    await open(page);
    await expect(page.getByTestId('undo')).toHaveAttribute('aria-disabled', 'true');
    await ask(page, 'ETH 25DEC26 3200/3600 strangle x30');
    await quoted(page, ['3200', '3600']);
    await page.getByTestId('leg-0-strike').fill('3000');
    await page.getByTestId('leg-0-strike').press('Tab');
    await quoted(page, ['3000', '3600']);
    await page.getByTestId('flip').click();
    await expect(page.getByTestId('leg-0-ratio')).toHaveValue('\u22121');
    await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'false');
    // Inside a text field the keys are the field's own.
    await page.getByTestId('leg-0-strike').focus();
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('leg-0-ratio')).toHaveValue('\u22121');
    await leaveField(page);
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('leg-0-ratio')).toHaveValue('1');
    await quoted(page, ['3000', '3600']);
    await page.keyboard.press('Control+z');
    await quoted(page, ['3200', '3600']);
    await expect(page.getByTestId('rfq-line')).toHaveValue(/3200\/3600/);
    await page.getByTestId('undo').click();
    await quoted(page, ['3300', '3400', '3500']);
    await expect(page.getByTestId('rfq-line')).toHaveValue(/fly x100, Acme/);
    await expect(page.getByTestId('quantity')).toHaveValue('100');
    await expect(page.getByTestId('undo')).toHaveAttribute('aria-disabled', 'true');
    for (let i = 0; i < 2; i += 1) {
      await page.keyboard.press('Control+Shift+z');
      await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'false');
    }
    await quoted(page, ['3000', '3600']);
    await page.getByTestId('redo').click();
    await expect(page.getByTestId('leg-0-ratio')).toHaveValue('\u22121');
    await expect(page.getByTestId('redo')).toHaveAttribute('aria-disabled', 'true');
  });

  test('take an edit back that was refused, and a line that was not sent', async ({ page }) => {
    await open(page);
    await page.getByTestId('leg-1-strike').fill('34oo');
    await page.getByTestId('leg-1-strike').press('Enter');
    await expect(page.getByTestId('leg-1-strike')).toHaveAttribute('aria-invalid', 'true');
    await page.getByTestId('undo').click();
    await expect(page.getByTestId('leg-1-strike')).toHaveValue('3400');
    await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'false');
    await page.getByTestId('rfq-line').fill('something else');
    await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'true');
    await page.getByTestId('undo').click();
    await expect(page.getByTestId('rfq-line')).toHaveValue(/fly x100, Acme/);
    await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'false');
  });
});

test('settings are in force at once and at the next visit, in every number', async ({ page }) => {
  await open(page);
  await page.getByTestId('open-settings').click();
  await page.getByTestId('setting-locale').selectOption('de-DE');
  await expect(page.getByTestId('bid')).toHaveText(/^0,00\d\d$/);
  await page.getByTestId('setting-colours').selectOption('green-red');
  await page.getByTestId('setting-theme').selectOption('dark');
  await page.getByTestId('setting-density').selectOption('comfortable');
  await page.getByTestId('setting-charge-unit').selectOption('ticks');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('settings')).toBeHidden();
  await page.reload();
  await expect(page.getByTestId('bid')).toHaveText(/^0,00\d\d$/);
  await expect(page.getByTestId('charge-unit')).toHaveValue('ticks');
  expect(await page.evaluate(() => ({ ...document.documentElement.dataset }))).toMatchObject({ theme: 'dark', colours: 'green-red', density: 'comfortable' });
  // Input: a decimal comma is read, what could be a group is refused with words.
  const mark = page.getByTestId('leg-1-markVol');
  await mark.fill('70,5');
  await mark.press('Enter');
  await expect(page.getByTestId('leg-value').nth(1)).toContainText('70,50');
  await page.getByTestId('leg-1-strike').fill('3.400');
  await page.getByTestId('leg-1-strike').press('Enter');
  await expect(page.getByTestId('issue-legs-1-strike')).toContainText('two ways');
  await page.getByTestId('leg-1-strike').fill('3400,0');
  await page.getByTestId('leg-1-strike').press('Enter');
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'false');
  // The chat line is for others and keeps the decimal point.
  await expect(page.getByTestId('chat-line')).toContainText(/-?0\.\d{4} \/ -?0\.\d{4} ETH/);
  await page.getByTestId('open-settings').click();
  await page.getByTestId('settings-reset').click();
  await expect(page.getByTestId('bid')).toHaveText(/^\u2212?0\.\d{4}$/);
});

test('the keys are listed from what the page listens to; single letters can be switched off', async ({ page }) => {
  await open(page);
  await leaveField(page);
  await page.keyboard.press('?');
  const help = page.getByTestId('help');
  await expect(help).toBeVisible();
  await expect(help.getByRole('row', { name: /Flip sides/ })).toContainText('F');
  // While the list is open its page is not under the keys.
  await page.keyboard.press('f');
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  await expect(page.getByTestId('leg-0-ratio')).toHaveValue('1');
  await page.keyboard.press('f');
  await expect(page.getByTestId('leg-0-ratio')).toHaveValue('\u22121');
  // In a field a letter is a letter.
  await page.getByTestId('client').fill('');
  await page.getByTestId('client').pressSequentially('fh?');
  await expect(page.getByTestId('client')).toHaveValue('fh?');
  await expect(help).toBeHidden();
  await leaveField(page);
  await page.getByTestId('open-help').click();
  await page.getByTestId('help-single-keys').uncheck();
  await page.getByTestId('help-close').click();
  await page.keyboard.press('f');
  await page.keyboard.press('?');
  await expect(help).toBeHidden();
  await expect(page.getByTestId('leg-0-ratio')).toHaveValue('\u22121');
  await page.reload();
  await expect(page.getByTestId('bid')).toHaveAttribute('data-value', /\d/);
  await page.keyboard.press('?');
  await expect(help).toBeHidden();
});

test.describe('a first visit', () => {
  test.use({ newcomer: true });
  test('is shown around once, after the first quote and beside it', async ({ page }) => {
    await open(page);
    const tour = page.getByTestId('tour');
    await expect(tour).toBeVisible();
    // The page is in use meanwhile.
    await ask(page, 'ETH 25DEC26 3400 straddle x20');
    await quoted(page, ['3400', '3400']);
    const box = await tour.boundingBox();
    expect(box && box.height).toBeLessThan(844);
    await expectAccessible(page, 'first-tour');
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    await page.getByTestId('tour-end').click();
    await expect(tour).toHaveCount(0);
    await page.reload();
    await expect(page.getByTestId('history')).toHaveAttribute('data-rows', /\d/);
    await expect(tour).toHaveCount(0);
  });
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no accessibility rule is broken in what lies over the page in ${scheme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await open(page);
    await page.getByTestId('open-settings').click();
    await page.getByTestId('setting-colours').selectOption('green-red');
    await expectAccessible(page, 'settings-dialog');
    await page.getByTestId('settings-close').click();
    await page.getByTestId('open-help').click();
    await expectAccessible(page, 'help-dialog');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.getByTestId('help').evaluate(dialog => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
    await page.getByTestId('help-close').click();
    await expectAccessible(page, 'main');
    await page.getByTestId('open-settings').click();
    await page.getByTestId('setting-density').selectOption('comfortable');
    await page.getByTestId('settings-close').click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });
}

test('a quote ends at its instant, asleep or offline', async ({ page, context }) => {
  await page.clock.install({ time: new Date('2026-11-21T10:00:00Z') });
  await open(page);
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-expired', 'false');
  const end = await page.getByTestId('valid-until').textContent();
  await page.clock.runFor(10_000);
  await expect(page.getByTestId('valid-until')).toHaveText(/\d\d:\d\d:\d\d UTC\s+0:(20|19|18)/);
  expect((await page.getByTestId('valid-until').textContent())?.slice(0, 8)).toBe(end?.slice(0, 8));
  await context.setOffline(true);
  // The lid is shut: no timer runs for three hours, then each once.
  await page.clock.fastForward('03:00:00');
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-expired', 'true');
  await expect(page.getByTestId('expired')).toContainText(/EXPIRED.*2 h ago|EXPIRED.*179 min ago/);
  await expect(page.getByTestId('status')).toContainText('Expired');
  await expect(page.getByTestId('data-age')).toHaveText('3 days old');
  await expect(page.getByTestId('history-row').first()).toHaveAttribute('data-outcome', 'expired');
  // Computing needs no network.
  await page.getByTestId('reprice').click();
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-expired', 'false');
  await page.clock.runFor(2000);
  await expect(page.getByTestId('valid-until')).toContainText(/13:\d\d:\d\d UTC/);
});

test('paper has the terms on one page, and nothing of how the price came about', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open(page);
  await ask(page, 'ETH 25DEC26 3000/3200/3600/3800 iron condor x50, Acme');
  await expect(page.getByTestId('issues').or(page.getByTestId('leg-value').nth(3)).first()).toBeVisible();
  await ask(page, 'ETH 25DEC26 3000/3200/3600/3800 call condor x50, Acme');
  // Both condors have these strikes; calls alone are the second's.
  await quoted(page, ['3000', '3200', '3600', '3800']);
  await expect(page.getByTestId('term-sheet')).toContainText('ETH-25DEC26-3200-C');
  const charges = (await page.getByTestId('charge').evaluateAll(rows => rows.map(row => row.querySelector('th')?.textContent?.trim() ?? ''))).filter(name => name && name !== 'Tick');
  // “Tick” is a charge and what prices are rounded to.
  expect(charges.length).toBeGreaterThanOrEqual(6);
  await page.emulateMedia({ media: 'print' });
  const text = await page.evaluate(() => document.body.innerText);
  for (const name of [...charges, 'Theoretical', 'theo', 'tier', 'Book', 'Limits', 'Hedge', 'adverse', 'inventory']) expect(text.toLowerCase()).not.toMatch(new RegExp(`\\b${name.toLowerCase()}\\b`));
  for (const part of ['Indicative terms', 'condor', 'Good until', 'ETH-25DEC26-3200-C', 'breaks even at', 'Acme']) expect(text).toContain(part);
  expect(text).toMatch(/breaks even at\s+[\d,.]+ and [\d,.]+ USD/);
  expect(text).toContain(String(await valueOf(page.getByTestId('offer'))));
  for (const format of ['A4', 'Letter']) {
    const pdf = (await page.pdf({ format })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  }
});

test('the payoff on paper is the client\u2019s, whoever\u2019s is on the screen', async ({ page }) => {
  await open(page);
  await page.getByText('Dealer', { exact: true }).click();
  const summary = page.getByTestId('payoff-summary');
  await expect(summary).toContainText('Dealer, client buys');
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(summary).toContainText('Client, client buys');
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(summary).toContainText('Dealer, client buys');
});

test('a thousand quotes leave the page as large as it was', async ({ page }) => {
  test.setTimeout(240_000);
  await open(page);
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    for (let i = 0; i < 3; i += 1) await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const nodes = async () => (await session.send('Memory.getDOMCounters')).nodes;
  /** Asks again and again by key, each when the one before is there. @param {number} count */
  const quotes = async count => {
    const before = Number(await page.getByTestId('history').getAttribute('data-rows'));
    await page.evaluate(async ({ count, before }) => {
      const ticket = /** @type {HTMLElement} */ (document.querySelector('[data-testid=ticket]'));
      const history = /** @type {HTMLElement} */ (document.querySelector('[data-testid=history]'));
      for (let i = 1; i <= count; i += 1) {
        dispatchEvent(new KeyboardEvent('keydown', { key: 'r' }));
        while (ticket.classList.contains('busy') || Number(history.dataset.rows) < before + i) await new Promise(resolve => { setTimeout(resolve, 2); });
      }
    }, { count, before });
  };
  await leaveField(page);
  await expect(page.getByTestId('history')).toHaveAttribute('data-rows', '1');
  await quotes(100);
  const before = { heap: await heap(), nodes: await nodes() };
  await quotes(1000);
  const after = { heap: await heap(), nodes: await nodes() };
  test.info().annotations.push({ type: 'heap', description: `${(before.heap / 1e6).toFixed(1)} MB, ${(after.heap / 1e6).toFixed(1)} MB after a thousand quotes` });
  console.log(`heap ${(before.heap / 1e6).toFixed(2)} -> ${(after.heap / 1e6).toFixed(2)} MB, nodes ${before.nodes} -> ${after.nodes}`);
  // A thousand rows of the history's list are kept, less than 2 kB each.
  expect(after.heap - before.heap).toBeLessThan(2e6);
  expect(after.nodes - before.nodes).toBeLessThan(300);
  await expect(page.getByTestId('history')).toHaveAttribute('data-rows', '1101');
});

test.describe('the policy', () => {
  test.use({ provoked: /Content Security Policy|127.0.0.2/ });
  test('no worker can reach another host, by any means', async ({ page }) => {
    await open(page);
    const [worker] = page.workers();
    const means = await worker?.evaluate(async () => {
      const far = 'http://127.0.0.2:9/x.js';
      const gone = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'importScripts', 'Worker'].filter(name => name in globalThis);
      return { gone, imported: await import(far).then(() => 'loaded', error => String(error)) };
    });
    expect(means?.gone).toEqual([]);
    expect(means?.imported).toContain('Failed to fetch');
  });
});
