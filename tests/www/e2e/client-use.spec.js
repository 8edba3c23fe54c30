// The clients' page in use: its settings, its keys, steps taken back, copies and links.

import { AxeBuilder } from '@axe-core/playwright';
import { indicated, leaveField, openClients } from './clients.js';
import { ask, expect, test, valueOf } from './fixture.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @param {import('@playwright/test').Page} page @param {string} part */
async function expectAccessible(page, part) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).include(part).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`)).toEqual([]);
}

test('settings are in force at once and at the next visit, and what the desk keeps beside them stays', async ({ page }) => {
  await page.addInitScript(() => { if (!localStorage.getItem('settings')) localStorage.setItem('settings', '{"chargeUnit":"ticks","holder":"dealer"}'); });
  await openClients(page);
  await leaveField(page);
  await page.keyboard.press('s');
  const dialog = page.getByTestId('settings');
  await expect(dialog).toBeVisible();
  // Neither whose payoff it is nor what a price is made of is the client's to choose.
  await expect(dialog.locator('select')).toHaveCount(5);
  await page.getByTestId('setting-locale').selectOption('de-DE');
  await expect(page.getByTestId('theoretical')).toHaveText(/^0,00\d+$/);
  await page.getByTestId('setting-colours').selectOption('green-red');
  await page.getByTestId('setting-theme').selectOption('dark');
  await page.getByTestId('setting-density').selectOption('comfortable');
  await page.getByTestId('setting-scale').selectOption('total');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.reload();
  await expect(page.getByTestId('theoretical')).toHaveText(/^0,00\d+$/);
  expect(await page.evaluate(() => ({ ...document.documentElement.dataset }))).toMatchObject({ theme: 'dark', colours: 'green-red', density: 'comfortable' });
  await expect(page.getByTestId('payoff-summary')).toContainText('You, buying at the indicative');
  await expect(page.getByTestId('payoff-summary')).toContainText('× 100');
  expect(JSON.parse(await page.evaluate(() => localStorage.getItem('settings') ?? ''))).toMatchObject({ chargeUnit: 'ticks', holder: 'dealer', density: 'comfortable' });
  await page.getByTestId('open-settings').click();
  await page.getByTestId('settings-reset').click();
  await expect(page.getByTestId('theoretical')).toHaveText(/^0\.00\d+$/);
});

test('the help lists the keys of this page and no other, and each does what it says', async ({ page }) => {
  await openClients(page);
  await leaveField(page);
  await page.keyboard.press('?');
  const help = page.getByTestId('help');
  await expect(help).toBeVisible();
  await expect(help.getByRole('row', { name: /Turn the spread over/ })).toContainText('F');
  await expect(help.getByText(/batch|history|structures|client/i)).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  await page.keyboard.press('f');
  await expect(page.getByTestId('leg-0-ratio')).toHaveValue('\u22121');
  await expect.poll(() => valueOf(page.getByTestId('theoretical'))).toBeLessThan(0);
  await page.keyboard.press('+');
  await expect(page.getByTestId('quantity')).toHaveValue('200');
  await page.keyboard.press('-');
  await expect(page.getByTestId('quantity')).toHaveValue('100');
  // Switched off, letters do nothing.
  await page.getByTestId('open-help').click();
  await page.getByTestId('help-single-keys').uncheck();
  await page.getByTestId('help-close').click();
  await page.keyboard.press('f');
  await page.keyboard.press('s');
  await expect(page.getByTestId('settings')).toHaveCount(0);
  await expect(page.getByTestId('leg-0-ratio')).toHaveValue('\u22121');
});

test('changes of the spread are taken back and made again by keyboard', async ({ page }) => {
  await openClients(page);
  await ask(page, 'ETH 25DEC26 3200/3400 call spread x50');
  await indicated(page, 2);
  await page.getByTestId('quantity').fill('70');
  await page.getByTestId('quantity').press('Enter');
  await expect(page.getByTestId('echo')).toContainText('70 ETH');
  await leaveField(page);
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('quantity')).toHaveValue('50');
  await page.keyboard.press('Control+z');
  await indicated(page, 3);
  await expect(page.getByTestId('rfq-line')).toHaveValue(/fly x100$/);
  await expect(page.getByTestId('undo')).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Control+Shift+Z');
  await indicated(page, 2);
  await page.keyboard.press('Control+y');
  await expect(page.getByTestId('quantity')).toHaveValue('70');
  await expect(page.getByTestId('redo')).toHaveAttribute('aria-disabled', 'true');
});

test.describe('with a clipboard', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  test('a link to the spread is copied by key and opens on the spread', async ({ page, context }) => {
    await openClients(page);
    await page.getByTestId('leg-1-strike').fill('3500');
    await page.getByTestId('leg-1-strike').press('Enter');
    await page.getByTestId('leg-2-strike').fill('3700');
    await page.getByTestId('leg-2-strike').press('Enter');
    await expect(page.getByTestId('echo')).toContainText('3700');
    await leaveField(page);
    await page.keyboard.press('l');
    await expect(page.getByTestId('copied')).toHaveAttribute('data-tone', 'good');
    const address = await page.evaluate(() => navigator.clipboard.readText());
    expect(address).toMatch(/client\.html#rfq=/);
    const value = await valueOf(page.getByTestId('theoretical'));
    const other = await context.newPage();
    await other.goto(address);
    await expect(other.getByTestId('leg-value')).toHaveCount(3);
    expect(await valueOf(other.getByTestId('theoretical'))).toBe(value);
  });

  test('the price is copied as a line that says that nobody quotes it', async ({ page }) => {
    await openClients(page);
    await page.getByTestId('copy-text').click();
    await expect(page.getByTestId('copied')).toHaveText('Copied: the indicative price as one line.');
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text).toMatch(/^Indicative, not a quote: 100 ETH butterflies.* Theoretical 0\.00\d+ ETH per spread \(-?0\.00\d+ to 0\.00\d+\)\. Market: generated sample, .* UTC\.$/);
    // What is not in the price, or not the market's, is not left out.
    await ask(page, 'ETH 25DEC26 3400 call x10 vs 3390');
    await indicated(page, 1);
    await page.getByTestId('leg-0-markVol').fill('70');
    await page.getByTestId('leg-0-markVol').press('Enter');
    await expect(page.getByTestId('leg-value')).toContainText('your vol');
    await page.getByTestId('copy-text').click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(', without the hedge that would change hands, with own marks on its legs. Market: ');
    await page.getByTestId('rfq-line').fill('something else');
    await page.getByTestId('copy-text').click();
    await expect(page.getByTestId('copied')).toHaveText('Not copied. The line has changed; price it first.');
  });
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no accessibility rule is broken in what lies over the page in ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await openClients(page);
    await page.getByTestId('open-settings').click();
    await expect(page.getByTestId('settings')).toBeVisible();
    await expectAccessible(page, 'settings-dialog');
    await page.getByTestId('settings-close').click();
    await page.getByTestId('open-help').click();
    await expect(page.getByTestId('help')).toBeVisible();
    await expectAccessible(page, 'help-dialog');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.getByTestId('help').evaluate(dialog => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
  });
}
