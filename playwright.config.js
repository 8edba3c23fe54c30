import { defineConfig } from '@playwright/test';

// `cargo xtask test e2e` serves the built site itself and says where; by hand the site of the last
// build is served for the length of the run.
const { CHROMIUM, SITE } = process.env;

/** How Chromium is started, here and by the benches. */
export const browserOptions = {
  executablePath: CHROMIUM || '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--font-render-hinting=none',
    '--force-color-profile=srgb',
  ],
};

export default defineConfig({
  testDir: 'tests/www/e2e',
  outputDir: 'test-results',
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  // With the usual threshold another shade of the same lightness would pass.
  expect: { timeout: 15_000, toHaveScreenshot: { maxDiffPixelRatio: 0.002, threshold: 0.04, animations: 'disabled', caret: 'hide' } },
  // One set for every system; a test whose fonts are not the pictures' says so and is skipped.
  snapshotPathTemplate: 'tests/www/e2e/snapshots/{arg}{ext}',
  globalTimeout: 40 * 60_000,
  use: {
    baseURL: SITE ?? 'http://127.0.0.1:8088/',
    locale: 'en-GB',
    timezoneId: 'UTC',
    deviceScaleFactor: 1,
    // Each test begins without an offline copy, and only those about it make one.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    launchOptions: browserOptions,
  },
  ...(SITE
    ? {}
    : {
        webServer: {
          command: 'cargo xtask serve --no-build --port 8088',
          url: 'http://127.0.0.1:8088/',
          timeout: 300_000,
        },
      }),
});
