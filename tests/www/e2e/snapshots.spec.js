// What is drawn, held against pictures of it: on the sample market, at a clock that stands, in fonts that are the pictures' own.

import { expect, open, showView, test, toVolatility } from './fixture.js';
import { holdStill } from './still.js';

/** The fonts of the pictures, by the width of the probe at 100 px. @type {Record<string, number>} */
const FONTS = { 'DejaVu Sans': 2012.79, 'DejaVu Sans Mono': 1986.77 };
const PROBE = 'Hamburgefonstiv 0123456789 +−±σ²%';

test.beforeEach(async ({ page }, info) => {
  const widths = await page.evaluate(([fonts, probe]) => {
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    return Object.fromEntries(fonts.map(font => {
      if (context) context.font = `100px "${font}", serif`;
      return [font, context?.measureText(probe).width ?? 0];
    }));
  }, /** @type {const} */ ([Object.keys(FONTS), PROBE]));
  for (const [font, width] of Object.entries(FONTS)) {
    test.skip(Math.abs((widths[font] ?? 0) - width) > 0.5, `The pictures were made with ${font}, in which the probe is ${width} wide; here it is ${widths[font]}.`);
  }
  await holdStill(page);
  // Before the page's modules run, so that the charts are drawn in it at once.
  await page.addInitScript(() => document.addEventListener('readystatechange', () => {
    document.documentElement.style.setProperty('--font', '"DejaVu Sans"');
    document.documentElement.style.setProperty('--mono', '"DejaVu Sans Mono"');
  }, { once: true }));
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: info.title.endsWith('dark') ? 'dark' : 'light', reducedMotion: 'reduce' });
  await open(page);
  await expect(page.getByTestId('slide-points')).toBeVisible();
});

/** @param {import('@playwright/test').Page} page @param {'smile' | 'surface'} view */
async function showVolatility(page, view) {
  await toVolatility(page);
  if (view !== 'smile') await showView(page, view);
}

/**
 * Holds a part against its picture. It is put on whole pixels first: where the page above it ends between two, every line of it would be drawn otherwise.
 * @param {import('@playwright/test').Locator} part @param {string} name
 */
async function expectPicture(part, name) {
  await part.evaluate(element => {
    const { style } = /** @type {HTMLElement} */ (element);
    style.position = 'relative';
    const { left, top } = element.getBoundingClientRect();
    const [x, y] = [left + scrollX, top + scrollY];
    style.left = `${Math.round(x) - x}px`;
    style.top = `${Math.round(y) - y}px`;
  });
  await expect(part).toHaveScreenshot(name);
}

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`the breakdown with an opened charge, ${scheme}`, async ({ page }) => {
    await page.locator('[data-name=liquidity] + .why summary').click();
    await expectPicture(page.locator('quote-breakdown section'), `breakdown-${scheme}.png`);
  });

  test(`the payoff in a chosen state, ${scheme}`, async ({ page }) => {
    await page.getByTestId('slide-points').fill('-15');
    await expect(page.getByTestId('state-gain')).toBeVisible();
    await page.getByTestId('slide-points').blur();
    await expectPicture(page.getByTestId('payoff-plot'), `payoff-${scheme}.png`);
  });

  test(`the vega buckets, ${scheme}`, async ({ page }) => {
    await expectPicture(page.getByTestId('bucket-table'), `buckets-${scheme}.png`);
  });

  test(`the scenario grid, ${scheme}`, async ({ page }) => {
    await page.getByTestId('scenarios-open').click();
    await expectPicture(page.getByTestId('scenario-table'), `scenarios-${scheme}.png`);
  });

  test(`a smile with its quotes, ${scheme}`, async ({ page }) => {
    await showVolatility(page, 'smile');
    await expectPicture(page.getByTestId('smile-plot'), `smile-${scheme}.png`);
  });

  test(`the surface, ${scheme}`, async ({ page }) => {
    await showVolatility(page, 'surface');
    await expect(page.getByTestId('surface-plot').locator('canvas')).toBeVisible();
    await expectPicture(page.getByTestId('surface-plot'), `surface-${scheme}.png`);
  });
}

test('the term sheet on paper', async ({ page }) => {
  await page.setViewportSize({ width: 794, height: 1123 });
  await expect(page.getByTestId('term-sheet')).toBeAttached();
  await page.emulateMedia({ media: 'print' });
  // By itself as well: a word is little of a whole page.
  await expect(page.getByTestId('term-sheet')).toHaveScreenshot('terms.png', { maxDiffPixels: 60 });
  await expect(page).toHaveScreenshot('term-sheet.png');
});
