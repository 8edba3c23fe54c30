// The site without a network: after one visit everything works, says how old its data are, and takes a newer build only when told to.

import { host } from './host.js';
import { ask, expect, quoted, test } from './fixture.js';

test.use({ serviceWorkers: 'allow', provoked: /ERR_CONNECTION_REFUSED|Failed to update a ServiceWorker|Failed to load resource|integrity/ });

/** Visits a host until the offline copy is there. @param {import('@playwright/test').Page} page @param {string} address */
async function visit(page, address) {
  await page.goto(address);
  await expect(page.getByTestId('bid')).toHaveAttribute('data-value', /\d/);
  await expect(page.getByTestId('copy-state')).toHaveAttribute('data-state', 'ready', { timeout: 40_000 });
}

test('after one visit the site works without its host, every part of it, with its policy on a host that sends none', async ({ page, context }) => {
  test.slow();
  const site = await host();
  await visit(page, site.address);
  await expect(page.getByTestId('history')).toHaveAttribute('data-rows', '1');
  await site.end();
  for (let visits = 0; visits < 2; visits += 1) {
    const answer = await page.goto(site.address);
    expect(answer?.fromServiceWorker()).toBe(true);
    expect(answer?.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
    await expect(page.getByTestId('bid')).toHaveAttribute('data-value', /\d/);
    // Parts that are loaded later are here too, and what was kept on the visits before.
    await expect(page.getByTestId('history')).toHaveAttribute('data-rows', String(visits + 2));
  }
  await expect(page.getByTestId('book')).toBeVisible();
  await page.getByTestId('batch-text').fill('ETH 25DEC26 3400 straddle x20\nBTC 25DEC26 90000/100000 strangle x20');
  await page.getByTestId('batch-run').click();
  await expect(page.getByTestId('batch')).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  await expect(page.getByTestId('batch-row')).toHaveCount(2);
  await ask(page, 'ETH 25DEC26 3200/3400/3600 call fly x20');
  await quoted(page, ['3200', '3400', '3600']);
  // The policy on the copies binds the workers too.
  const [worker] = page.workers();
  expect(await worker?.evaluate(address => import(address).then(() => 'loaded', () => 'blocked'), 'data:text/javascript,export default 1')).toBe('blocked');
  await context.setOffline(true);
  await expect(page.getByTestId('offline')).toContainText(/OFFLINE.*\d+ (days|h|min|s) old/);
  await expect(page.getByTestId('offline-badge')).toBeVisible();
  await context.setOffline(false);
});

test('without its host a link whose request needs the rest of the engine in mid-call has it from the copy', async ({ page, context }) => {
  test.slow();
  const site = await host();
  await visit(page, site.address);
  await site.end();
  const linked = await context.newPage();
  await linked.goto(`${site.address}#rfq=${encodeURIComponent('BUY +1 BUTTERFLY ETH 100 25 DEC 26 3300/3400/3500 CALL')}`);
  await expect(linked.getByTestId('leg-value')).toHaveCount(3);
  await expect(linked.getByTestId('offer')).toHaveAttribute('data-value', /\d/);
  await expect(linked.getByTestId('issues')).not.toContainText('could not be loaded');
});

test('a newer build is offered, never forced, and is taken with a click', async ({ page, context }) => {
  test.slow();
  const site = await host();
  await visit(page, site.address);
  await ask(page, 'ETH 25DEC26 3200/3400/3600 call fly x20');
  await quoted(page, ['3200', '3400', '3600']);
  await page.getByTestId('rfq-line').fill('ETH 25DEC26 3400 call x10, in the middle of');
  site.newBuild();
  await page.evaluate(() => navigator.serviceWorker.ready.then(registration => registration.update()));
  const offer = page.getByTestId('take-update');
  await expect(offer).toBeVisible({ timeout: 30_000 });
  await expect(page).toHaveTitle('Spread Pricer');
  await expect(page.getByTestId('rfq-line')).toHaveValue(/in the middle of$/);
  // A tab opened now still has the old build, as the one in use is shared.
  const other = await context.newPage();
  await visit(other, site.address);
  await expect(other).toHaveTitle('Spread Pricer');
  await offer.click();
  await expect(page).toHaveTitle('Spread Pricer, newer');
  await expect(page.getByTestId('bid')).toHaveAttribute('data-value', /\d/);
  // The other tab goes on undisturbed and is told.
  await expect(other.getByTestId('take-update')).toBeVisible();
  await expect(other).toHaveTitle('Spread Pricer');
  await site.end();
});

test('a file that is not the one of the build does not get into the offline copy', async ({ page }) => {
  const site = await host();
  site.damage(/THIRD-PARTY/);
  await page.goto(site.address);
  await expect(page.getByTestId('bid')).toHaveAttribute('data-value', /\d/);
  await expect(page.getByTestId('copy-state')).toHaveAttribute('data-state', 'failed', { timeout: 40_000 });
  expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
  await site.end();
});

test('the site can be installed', async ({ page, baseURL }) => {
  await page.goto('./');
  const session = await page.context().newCDPSession(page);
  const { errors, data, url } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(url).toBe(new URL('manifest.webmanifest', baseURL).href);
  const manifest = JSON.parse(data ?? '');
  expect([manifest.start_url, manifest.scope, manifest.display]).toEqual(['./', './', 'standalone']);
  for (const { src, sizes, type } of manifest.icons) {
    const answer = await page.request.get(new URL(src, url).href);
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, type]);
    if (type === 'image/png') expect(answer.body().then(body => `${body.readUInt32BE(16)}x${body.readUInt32BE(20)}`)).resolves.toBe(sizes);
  }
  await expect.poll(async () => (await session.send('Page.getInstallabilityErrors')).installabilityErrors.map(one => one.errorId).filter(id => id !== 'in-incognito'), { timeout: 40_000 }).toEqual([]);
});

test('the page links the licences of what is in it', async ({ page }) => {
  await page.goto('./');
  const answer = await page.request.get(await page.getByRole('link', { name: /licences/ }).evaluate(link => /** @type {HTMLAnchorElement} */ (link).href));
  const text = await answer.text();
  const missing = ['lit', 'uplot', 'idb', '@preact/signals-core', 'libm'].filter(name => !text.includes(`\n${name} `));
  expect(missing).toEqual([]);
});
