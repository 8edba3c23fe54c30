// How a test comes onto the clients' page.

import { expect } from './fixture.js';

/** Opens the page and waits for its first price and what is loaded after it. @param {import('@playwright/test').Page} page @param {string} [hash] the address's fragment */
export async function openClients(page, hash = '') {
  await page.goto(`./client.html${hash}`);
  await expect(page.getByTestId('theoretical')).toHaveAttribute('data-value', /\d/);
  await expect(page.getByTestId('slide-spotMove')).toBeVisible();
}

/** Waits until a fresh price for this many legs is on show. @param {import('@playwright/test').Page} page @param {number} legs */
export async function indicated(page, legs) {
  await expect(page.getByTestId('leg-value')).toHaveCount(legs);
  await expect(page.getByTestId('indication')).toHaveAttribute('data-stale', 'false');
}

/** Takes the keyboard out of every field. @param {import('@playwright/test').Page} page */
export const leaveField = page => page.evaluate(() => /** @type {HTMLElement | null} */ (document.activeElement)?.blur());
