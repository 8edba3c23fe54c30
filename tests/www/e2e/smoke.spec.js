// The site as a host serves it: its headers, its place under any path.

import { expect, open, test } from './fixture.js';

test('the engine loads in its worker under the security policy', async ({ page }) => {
  const answer = page.waitForResponse(response => response.url().endsWith('/') || response.url().endsWith('index.html'));
  await open(page);
  const policy = (await answer).headers()['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  await expect(page.getByTestId('engine-status')).toHaveText('Engine ready');
});

test('the site works under a sub-path', async ({ page }) => {
  const address = process.env.SITE_UNDER_PATH;
  test.skip(!address, 'only `cargo xtask test` serves the site under a sub-path');
  await page.goto(address ?? '');
  await expect(page.getByTestId('bid')).toHaveAttribute('data-value', /\d/);
});

test('a missing page says so', async ({ request }) => {
  const response = await request.get('./nowhere');
  expect(response.status()).toBe(404);
  expect(await response.text()).toContain('Not Found');
});

test('a request to another host would fail the test that saw it', async ({ page }) => {
  test.fail();
  await open(page);
  await page.evaluate(() => { new Image().src = 'http://127.0.0.2:9/pixel.png'; });
  await page.waitForTimeout(200);
});
