import { expect, open, test } from './fixture.js';

test('a number of the desk is changed in its field, and a wrong one stays there with its reason', async ({ page }) => {
  await open(page);
  await page.locator('[data-testid=desk-editor] summary').click();
  const row = page.locator('[data-testid=charge][data-name=adverseSelection]');
  const before = Number(await row.getAttribute('data-offer'));
  const high = page.getByTestId('desk-policy-adverseSelection-tier2-high');
  await expect(high).toHaveValue('3');
  // Acme is in the middle of its tier: 1.5 % to 2.5 % is 2 % in place of 2.25 %.
  await high.fill('2.5');
  await high.press('Tab');
  await expect.poll(async () => Number(await row.getAttribute('data-offer')) / before).toBeCloseTo(2 / 2.25, 6);
  await expect(page.getByTestId('desk-editor')).toContainText(', edited ');

  const low = page.getByTestId('desk-policy-adverseSelection-tier2-low');
  await low.fill('9');
  await low.press('Tab');
  await expect(low).toHaveAttribute('aria-invalid', 'true');
  await expect(low).toHaveValue('9');
  await expect(page.locator('.field-issue').first()).not.toBeEmpty();
  await low.fill('one');
  await low.press('Tab');
  await expect(page.locator('#desk-policy-adverseSelection-tier2-low-problem')).toContainText('not a number');
  await low.fill('1.5');
  await low.press('Tab');
  await expect(low).toHaveAttribute('aria-invalid', 'false');
  await expect.poll(async () => Number(await row.getAttribute('data-offer')) / before).toBeCloseTo(2 / 2.25, 6);

  await page.getByTestId('reset-desk').click();
  await expect(high).toHaveValue('3');
});
