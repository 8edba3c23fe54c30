// A page that looks the same each time it is opened: the wall clock stands, the quote's seed is given, and nothing moves.

/** A few seconds after the sample market's data, so that the quote is live. */
export const INSTANT = new Date('2026-11-18T12:00:05Z');

/** How a still page is opened. */
export const stillContext = /** @type {const} */ ({ reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC', deviceScaleFactor: 1, serviceWorkers: 'block' });

/** Stops the clock and the chance of a page; timers run on. To be called before the page is opened. @param {import('@playwright/test').Page} page */
export async function holdStill(page) {
  await page.clock.setFixedTime(INSTANT);
  await page.addInitScript(() => {
    let last = 0;
    Object.defineProperty(crypto, 'getRandomValues', { value: (/** @type {Uint32Array} */ parts) => parts.map(() => { last += 1; return last; }) });
    if (location.protocol.startsWith('http')) localStorage.setItem('toured', 'yes');
  });
}
