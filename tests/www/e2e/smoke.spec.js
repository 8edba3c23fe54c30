import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

/** @type {string[]} */
let complaints;

test.beforeEach(async ({ page, baseURL }) => {
  complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const origin = new URL(baseURL ?? '').hostname;
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== origin) {
      complaints.push(`asked another host: ${request.url()}`);
    }
  });
});

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

test('the engine loads in its worker under the security policy', async ({ page }) => {
  const response = await page.goto('./');
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
  await expect(page.locator('#version')).toHaveText(/^\d+\.\d+\.\d+$/);
});

test('the site works under a sub-path', async ({ page }) => {
  const address = process.env.SITE_UNDER_PATH;
  test.skip(!address, 'only `cargo xtask test` serves the site under a sub-path');
  await page.goto(address ?? '');
  await expect(page.locator('#version')).toHaveText(/^\d+\.\d+\.\d+$/);
});

test('a missing page says so', async ({ request }) => {
  const response = await request.get('./nowhere');
  expect(response.status()).toBe(404);
  expect(await response.text()).toContain('Not Found');
});

test('no accessibility rule is broken', async ({ page }) => {
  await page.goto('./');
  await expect(page.locator('#version')).toHaveText(/^\d/);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([]);
});
