// Pictures of every view of the built pages into `docs/screens/`, and the page that shows them all, `docs/screens.md`.
//
//     SITE=… node docs/shots.mjs [NAME…]      of a served build; names take these views only

import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { browserOptions } from '../playwright.config.js';
import { holdStill, stillContext } from '../tests/www/e2e/still.js';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {{ name: string, title: string, page?: string, of?: string, print?: boolean, prepare?: (page: Page) => Promise<unknown> }} View `of`: the parts in the picture, without it what the window shows first */
/** @typedef {{ name: string, title: string, width: number, height: number, colorScheme: 'light' | 'dark' }} Look */

const site = process.env.SITE;
if (!site) throw new Error('SITE is not set: serve the built site and say where.');
const FOLDER = new URL('screens/', import.meta.url);
/** Most bytes of all pictures together. */
const BUDGET = 3_200_000;
const QUALITY = 45;

/** @type {Look[]} */
const LOOKS = [
  { name: 'light', title: '1440 × 900, light', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'dark', title: '1440 × 900, dark', width: 1440, height: 900, colorScheme: 'dark' },
  { name: 'narrow', title: '390 × 844', width: 390, height: 844, colorScheme: 'light' },
];
/** On paper there is one. @type {Look} */
const PAPER = { name: 'paper', title: 'A4', width: 794, height: 1123, colorScheme: 'light' };

/** @param {Page} page @param {string} text */
async function ask(page, text) {
  await page.getByTestId('rfq-line').fill(text);
  await page.getByTestId('rfq-line').press('Enter');
  await page.locator('[data-testid=ticket][data-stale=false]').waitFor();
  await page.waitForFunction(asked => document.querySelector('[data-testid=echo]')?.textContent?.includes(asked), text.split(' ')[2]?.split('/')[0] ?? '');
}
/** @param {Page} page @param {string} id */
const click = (page, id) => page.getByTestId(id).first().click();
/** Chooses one of a control's words. @param {Page} page @param {string} id */
const choose = (page, id) => page.locator('label', { has: page.getByTestId(id) }).click();
/** @param {Page} page @param {string} inside */
const unfold = (page, inside) => page.locator(`${inside} > summary`).first().click();

/** @param {Page} page @param {string} name */
async function volatility(page, name) {
  await page.locator('volatility-panel').scrollIntoViewIfNeeded();
  await page.getByTestId('smile-plot').locator('canvas').waitFor();
  if (name !== 'smile') await choose(page, `volatility-view-${name}`);
}

const BATCH = ['ETH 25DEC26 3300/3400/3500 call fly x100, Acme', 'BTC 25DEC26 90000/100000 strangle x20', 'SPX 18DEC26 6000/6100 call spread x10', 'ETH 25DEC26 3400 straddle x20',
  'ETH 25DEC26 3400/3300 risk reversal x50', 'ETH 25DEC26 3300/xyz call spread', 'ETH 25DEC26/26MAR27 3400 call calendar x50', 'BTC 25DEC26 25d RR x10'];

/** @type {View[]} */
const VIEWS = [
  { name: 'desk', title: 'The desk: a request, its two-way quote, the reasons, the payoff' },
  { name: 'reason', title: 'A charge opened down to its inputs', of: 'quote-breakdown', prepare: async page => {
    await unfold(page, '[data-name=liquidity] + .why details');
  } },
  { name: 'numbers', title: 'Every number behind the quote, as a tree', prepare: async page => { await click(page, 'explain'); await page.getByTestId('explanation').waitFor(); } },
  { name: 'completion', title: 'How a word of the line goes on', of: '.command, .completion', prepare: async page => {
    // The words are loaded when the line is first gone to.
    await page.getByTestId('rfq-line').focus();
    await page.waitForTimeout(500);
    await page.getByTestId('rfq-line').fill('');
    await page.getByTestId('rfq-line').pressSequentially('ETH 25DEC26 3300/35');
    await page.getByTestId('completion').waitFor();
  } },
  { name: 'question', title: 'A word of two senses is asked back', of: '.command', prepare: async page => {
    await page.getByTestId('rfq-line').fill('ETH 25DEC26 3300/3500 combo x100');
    await page.getByTestId('rfq-line').press('Enter');
    await page.getByTestId('answer').first().waitFor();
  } },
  { name: 'legs', title: 'The legs’ grid', of: 'legs-form' },
  { name: 'leg-values', title: 'What each leg is worth', of: 'leg-results' },
  { name: 'payoff', title: 'Payoff with a chosen state', of: 'payoff-panel', prepare: async page => {
    await ask(page, 'ETH 25DEC26 3200/3700 strangle x20, Acme');
    await page.getByTestId('slide-points').fill('8');
    await page.getByTestId('slide-hours').fill('400');
    await page.getByTestId('state-gain').waitFor();
  } },
  { name: 'scenarios', title: 'Scenario grid', of: 'scenario-grid', prepare: async page => {
    await click(page, 'scenarios-open');
    await page.getByTestId('scenario-table').waitFor();
  } },
  { name: 'greeks', title: 'Greeks and vega buckets', of: 'greeks-panel, vega-buckets', prepare: async page => {
    await ask(page, 'ETH 25DEC26/26MAR27 3400 call calendar x50');
  } },
  { name: 'compare', title: 'Two quotes side by side', of: 'quote-compare', prepare: async page => {
    await click(page, 'pin');
    await ask(page, 'ETH 25DEC26 3200/3400/3600 call fly x50, Acme');
    await page.getByTestId('compare-table').waitFor();
  } },
  { name: 'smile', title: 'A smile with its quotes', of: 'volatility-panel', prepare: page => volatility(page, 'smile') },
  { name: 'variance', title: 'All expiries in total variance', of: 'volatility-panel', prepare: page => volatility(page, 'variance') },
  { name: 'surface', title: 'The surface', of: 'volatility-panel', prepare: async page => {
    await volatility(page, 'surface');
    await page.getByTestId('surface-plot').locator('canvas').waitFor();
  } },
  { name: 'report', title: 'The fit’s report card', of: 'volatility-panel', prepare: page => volatility(page, 'report') },
  { name: 'book', title: 'The book and its limits', of: 'book-panel', prepare: async page => {
    await ask(page, 'ETH 25DEC26 3400 call x300, Acme');
    await click(page, 'client-bought');
    await page.getByTestId('trade').waitFor();
  } },
  { name: 'limits', title: 'Limits on the request', of: 'limit-checks' },
  { name: 'hedge', title: 'What to hedge with, and the frontier of a plan', of: 'hedge-panel', prepare: async page => {
    await ask(page, 'ETH 25DEC26 3400 call x1000, Acme');
    await unfold(page, '[data-testid=hedge-plan]');
    await page.getByTestId('frontier').waitFor();
  } },
  { name: 'batch', title: 'Many requests at once', of: 'batch-panel', prepare: async page => {
    await page.locator('#batch-text').fill(Array.from({ length: 400 }, (_, i) => BATCH[i % BATCH.length]).join('\n'));
    await click(page, 'batch-run');
    await page.locator('[data-testid=batch][data-state=done]').waitFor({ timeout: 30_000 });
  } },
  { name: 'history', title: 'History: a quote opened again, the same to the last bit', of: 'history-panel', prepare: async page => {
    for (const line of ['ETH 25DEC26 3400 straddle x20', 'SPX 18DEC26 6000/6100 call spread x10', 'BTC 25DEC26 90000/100000 strangle x20']) await ask(page, line);
    await page.locator('[data-testid=history][data-unsaved="0"]').waitFor();
    await page.getByTestId('history-row').nth(2).getByRole('button').click();
    await page.locator('[data-testid=history-opened][data-state=done]').waitFor();
  } },
  { name: 'templates', title: 'Structures to choose from', prepare: async page => {
    await click(page, 'open-templates');
    await page.waitForFunction(() => document.querySelector('[data-testid=template]') && !document.querySelector('[data-testid=template][data-drawn=false]'));
  } },
  { name: 'market', title: 'The market that is loaded', of: 'market-panel', prepare: page => unfold(page, '[data-testid=underlying-report]') },
  { name: 'desk-editor', title: 'The desk’s own numbers in their fields', of: 'desk-panel', prepare: page => unfold(page, '[data-testid=desk-editor]') },
  { name: 'settings', title: 'Settings', prepare: async page => { await click(page, 'open-settings'); await page.getByTestId('settings').waitFor(); } },
  { name: 'keys', title: 'The keys', prepare: async page => { await click(page, 'open-help'); await page.getByTestId('help').waitFor(); } },
  { name: 'client', title: 'The clients’ page', page: 'client.html', prepare: page => page.getByTestId('slide-points').waitFor() },
  { name: 'client-scenarios', title: 'The clients’ page: scenarios', page: 'client.html', of: 'scenario-grid', prepare: async page => {
    await click(page, 'scenarios-open');
    await page.getByTestId('scenario-table').waitFor();
  } },
  { name: 'term-sheet', title: 'On paper: one page of terms for the client', print: true },
];

/** Opens a view and hands over its picture. @param {import('@playwright/test').Browser} browser @param {View} view @param {Look} look */
async function shoot(browser, view, look) {
  const context = await browser.newContext({ ...stillContext, colorScheme: look.colorScheme, viewport: { width: look.width, height: look.height } });
  try {
    const page = await context.newPage();
    await holdStill(page);
    await page.goto(new URL(view.page ?? './', site).href);
    await page.locator('[data-testid=theoretical][data-value]').waitFor();
    await page.getByTestId('slide-points').waitFor();
    await view.prepare?.(page);
    if (view.print) await page.emulateMedia({ media: 'print' });
    return await picture(page, view);
  } finally {
    await context.close();
  }
}

/** @param {Page} page @param {View} view */
async function picture(page, { of }) {
  const size = page.viewportSize();
  if (!size) throw new Error('the page has no size');
  let clip = { x: 0, y: 0, ...size };
  if (of) {
    // A window that holds the whole part, so that nothing is drawn anew for the picture.
    const tall = await frame(page, of);
    if (tall.height > size.height) await page.setViewportSize({ width: size.width, height: Math.ceil(tall.height) + 1 });
    await page.locator(of).first().evaluate(part => part.scrollIntoView({ block: 'start' }));
    clip = await frame(page, of);
  }
  // Two frames: one for what has just changed, one for what follows from it.
  await page.evaluate(() => new Promise(resolve => { requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined))); }));
  await page.waitForTimeout(250);
  const scroll = await page.evaluate(() => ({ x: scrollX, y: scrollY }));
  const cdp = await page.context().newCDPSession(page);
  const { data } = await cdp.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY, clip: { x: clip.x + scroll.x, y: clip.y + scroll.y, width: clip.width, height: clip.height, scale: 1 } });
  return Buffer.from(data, 'base64');
}

/** The smallest frame around parts, in the window. @param {Page} page @param {string} of */
const frame = (page, of) => page.locator(of).evaluateAll(parts => {
  const boxes = parts.map(part => (part.firstElementChild ?? part).getBoundingClientRect()).filter(box => box.width && box.height);
  const left = Math.min(...boxes.map(box => box.left)), top = Math.min(...boxes.map(box => box.top));
  return { x: left, y: top, width: Math.max(...boxes.map(box => box.right)) - left, height: Math.max(...boxes.map(box => box.bottom)) - top };
});

/** The page of all pictures. @param {View[]} views */
function gallery(views) {
  const parts = views.map(view => {
    const [first = PAPER, ...rest] = view.print ? [PAPER] : LOOKS;
    const others = rest.map(look => `[${look.title}](screens/${view.name}-${look.name}.webp)`).join(' · ');
    return `## ${view.title}\n\n![${view.title}, ${first.title}](screens/${view.name}-${first.name}.webp)\n${others ? `\n${others}\n` : ''}`;
  });
  return `# Every view\n\nOn the sample market, at a clock that stands; made by \`SITE=… node docs/shots.mjs\` from a served build.\n\n${parts.join('\n')}`;
}

const wanted = new Set(process.argv.slice(2));
mkdirSync(FOLDER, { recursive: true });
if (!wanted.size) for (const name of readdirSync(FOLDER)) rmSync(new URL(name, FOLDER));
const browser = await chromium.launch(browserOptions);
for (const view of VIEWS.filter(({ name }) => !wanted.size || wanted.has(name))) {
  for (const look of view.print ? [PAPER] : LOOKS) {
    const bytes = await shoot(browser, view, look);
    const name = `${view.name}-${look.name}.webp`;
    writeFileSync(new URL(name, FOLDER), bytes);
    console.log(`${name} ${Math.round(bytes.length / 1000)} kB`);
  }
}
await browser.close();
writeFileSync(new URL('screens.md', import.meta.url), gallery(VIEWS));
const sum = readdirSync(FOLDER).reduce((all, name) => all + statSync(new URL(name, FOLDER)).size, 0);
console.log(`all ${Math.round(sum / 1000)} kB`);
if (sum > BUDGET) throw new Error(`The pictures are ${sum} bytes, more than ${BUDGET}.`);
