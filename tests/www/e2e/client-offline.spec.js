// The clients' page without a network, and as an application of its own beside the desk's.

import { openClients } from './clients.js';
import { expect, test } from './fixture.js';

test.use({ serviceWorkers: 'allow' });

/** The paths of all files that are kept for use without a network. @param {import('@playwright/test').Page} page */
const kept = page => page.evaluate(async () => {
  const names = await caches.keys();
  return (await Promise.all(names.map(async name => (await (await caches.open(name)).keys()).map(request => new URL(request.url).pathname)))).flat();
});

/** What the browser makes of the manifest of the page that is open. @param {import('@playwright/test').Page} page */
async function manifestOf(page) {
  const session = await page.context().newCDPSession(page);
  const { errors, data, url } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const problems = async () => (await session.send('Page.getInstallabilityErrors')).installabilityErrors.map(one => one.errorId).filter(id => id !== 'in-incognito');
  return { url, manifest: JSON.parse(data ?? ''), problems };
}

test('the page works after one visit, every part of it, and its copy holds nothing of the desk', async ({ page, context }) => {
  await openClients(page);
  await expect(page.getByTestId('copy-state')).toHaveAttribute('data-state', 'ready', { timeout: 40_000 });
  await page.reload();
  const files = await kept(page);
  expect(files.some(path => path.endsWith('.wasm'))).toBe(true);
  expect(files.filter(path => path.endsWith('.webmanifest')).map(path => path.split('/').at(-1))).toEqual(['client.webmanifest']);
  expect(files.filter(path => path.includes('/assets/') || path.endsWith('/index.html') || path.endsWith('/'))).toEqual([]);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByTestId('theoretical')).toHaveAttribute('data-value', /\d/);
  // What is loaded when it is asked for is there too.
  await page.getByTestId('open-settings').click();
  await expect(page.getByTestId('settings')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('volatility').scrollIntoViewIfNeeded();
  await page.locator('label', { has: page.getByTestId('volatility-view-surface') }).click();
  await expect(page.getByTestId('surface-plot').locator('canvas')).toBeVisible();
  await context.setOffline(false);
});

test('the page can be installed, as another application than the desk', async ({ page, baseURL }) => {
  await openClients(page);
  const { url, manifest, problems } = await manifestOf(page);
  expect(url).toBe(new URL('client.webmanifest', baseURL).href);
  expect([manifest.name, manifest.start_url, manifest.scope, manifest.display]).toEqual(['Spread Explorer', './client.html', './client', 'standalone']);
  for (const { src, sizes, type } of manifest.icons) {
    const answer = await page.request.get(new URL(src, url).href);
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, type]);
    if (type === 'image/png') await expect(answer.body().then(body => `${body.readUInt32BE(16)}x${body.readUInt32BE(20)}`)).resolves.toBe(sizes);
  }
  await expect(page.getByTestId('copy-state')).toHaveAttribute('data-state', 'ready', { timeout: 40_000 });
  await expect.poll(problems, { timeout: 40_000 }).toEqual([]);
  await page.goto('./');
  const desk = await manifestOf(page);
  expect([desk.manifest.name, desk.manifest.start_url]).toEqual(['Spread Pricer', './']);
  expect(desk.manifest.id).not.toBe(manifest.id);
});

test('who has both pages has a copy of each, and each keeps to its own', async ({ page, context }) => {
  test.slow();
  await page.goto('./');
  await expect(page.getByTestId('copy-state')).toHaveAttribute('data-state', 'ready', { timeout: 40_000 });
  await openClients(page);
  await expect(page.getByTestId('copy-state')).toHaveAttribute('data-state', 'ready', { timeout: 40_000 });
  await page.reload();
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByTestId('theoretical')).toHaveAttribute('data-value', /\d/);
  await expect(page).toHaveTitle('Spread Explorer');
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toMatch(/client-sw\.js$/);
  await page.goto('./');
  await expect(page).toHaveTitle('Spread Pricer');
  await expect(page.getByTestId('bid')).toHaveAttribute('data-value', /\d/);
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toMatch(/\/sw\.js$/);
  await context.setOffline(false);
});
