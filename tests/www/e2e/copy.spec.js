// The quote in the forms that other programs take, requests in the forms that they give, and links.

import { ask, expect, open, quoted, test, valueOf } from './fixture.js';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** Copies a form and gives what is on the clipboard. @param {import('@playwright/test').Page} page @param {string} form */
async function copy(page, form) {
  const button = page.getByTestId(`copy-${form}`);
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('copied')).toHaveAttribute('data-tone', 'good');
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Puts text into the request line as a paste does. @param {import('@playwright/test').Page} page @param {string} text */
async function paste(page, text) {
  await page.evaluate(text => navigator.clipboard.writeText(text), text);
  await page.getByTestId('rfq-line').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+v');
}

const BLOCK_RFQ = JSON.stringify({
  block_rfq_id: 4711, amount: 50, legs: [{ instrument_name: 'ETH-25DEC26-3400-C', direction: 'buy', ratio: 1 }, { instrument_name: 'ETH-25DEC26-3600-C', direction: 'sell', ratio: 1 }],
}, null, 2);

test('the quote is copied in every form, and each is the quote on show', async ({ page }) => {
  await open(page);
  const bid = await valueOf(page.getByTestId('bid')), offer = await valueOf(page.getByTestId('offer'));
  expect(await copy(page, 'chat')).toBe(await page.getByTestId('chat-line').textContent());
  await expect(page.getByTestId('copied')).toHaveText('Copied: the chat line.');
  const fix = await copy(page, 'fix');
  await expect(page.getByTestId('copied')).toContainText('FIX Quote (35=S)');
  expect(fix).toContain(`|132=${bid}|133=${offer}|`);
  const json = JSON.parse(await copy(page, 'json'));
  expect([json.quote.bid, json.quote.offer, json.request.client]).toEqual([bid, offer, 'Acme']);
  // What the desk charges for is not in it.
  expect(JSON.stringify(json)).not.toMatch(/charges|tier|theoretical|inventory/);
  const row = await copy(page, 'csv');
  expect(row).toContain(`,indicative,ETH,${bid},${offer},100,100,`);
  expect(row.split('\n')).toHaveLength(1);
  await expect(page.getByTestId('copied')).toContainText('charges included');
});

test('a request without a quote is a FIX rejection and has no other form', async ({ page }) => {
  await open(page);
  await page.getByTestId('quantity').fill('0');
  await page.getByTestId('quantity').press('Enter');
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-stale', 'true');
  expect(await copy(page, 'fix')).toContain('|35=AG|');
  await expect(page.getByTestId('copied')).toContainText('FIX rejection');
  for (const form of ['chat', 'json', 'csv']) {
    await page.getByTestId(`copy-${form}`).click();
    await expect(page.getByTestId('copied')).toHaveText(/^Not copied\. The request has no quote: .+/);
  }
  await page.getByTestId('rfq-line').fill('something else');
  await page.getByTestId('copy-fix').click();
  await expect(page.getByTestId('copied')).toContainText('The request line has changed');
});

test('a block RFQ is pasted as it is and answered in its own form', async ({ page }) => {
  await open(page);
  await paste(page, BLOCK_RFQ);
  await expect(page.getByTestId('echo')).toContainText('3400 C');
  await page.keyboard.press('Enter');
  await quoted(page, ['3400', '3600']);
  const sides = JSON.parse(await copy(page, 'json'));
  await expect(page.getByTestId('copied')).toContainText('block RFQ');
  expect(sides.map((/** @type {any} */ side) => [side.block_rfq_id, side.direction, side.legs.length])).toEqual([[4711, 'buy', 2], [4711, 'sell', 2]]);
  const [ours] = sides;
  expect(ours.legs[0].price - ours.legs[1].price).toBeCloseTo(await valueOf(page.getByTestId('bid')), 9);
});

test('a FIX message is pasted with either separator and copied on as a plain link', async ({ page }) => {
  await open(page);
  const fix = '8=FIX.4.4|9=0|35=R|49=SECRETIVE|131=r1|146=1|55=ETH|38=50|555=2|600=ETH|608=OC|611=20261225|612=3400|623=1|624=1|600=ETH|608=OC|611=20261225|612=3600|623=1|624=2|10=000|';
  await paste(page, fix.replaceAll('|', '\u0001'));
  await expect(page.getByTestId('rfq-line')).toHaveValue(fix);
  await expect(page.getByTestId('echo')).toContainText('3600 C');
  await page.keyboard.press('Enter');
  await quoted(page, ['3400', '3600']);
  await expect(page.getByTestId('bid-size')).toHaveText('× 50');
  const link = await copy(page, 'link');
  expect(link).toContain('#rfq=ETH%20');
  expect(link).not.toContain('SECRETIVE');
});

test('a link holds the request and opens on its quote', async ({ page }) => {
  await open(page);
  await ask(page, 'ETH 25DEC26 3200/3400 call spread x20, Cobalt');
  await quoted(page, ['3200', '3400']);
  const bid = await valueOf(page.getByTestId('bid'));
  const link = await copy(page, 'link');
  expect(new URL(link).hash).toBe('#rfq=ETH%2025DEC26%203200/3400%20call%20spread%20x20,%20Cobalt');
  await page.goto('about:blank');
  await page.goto(link);
  await quoted(page, ['3200', '3400']);
  await expect(page.getByTestId('rfq-line')).toHaveValue('ETH 25DEC26 3200/3400 call spread x20, Cobalt');
  await expect(page.getByTestId('bid')).toHaveAttribute('data-value', String(bid));
  // Another one into the open page.
  await page.goto(link.replace('3200/3400', '3300/3500'));
  await quoted(page, ['3300', '3500']);
});

test('a request of the form goes on with its client and without its marks, which is said', async ({ page }) => {
  await open(page);
  await page.getByTestId('leg-1-markVol').fill('70');
  await page.getByTestId('leg-1-markVol').press('Enter');
  await expect(page.getByTestId('leg-value').nth(1)).toContainText('70.00');
  const link = decodeURIComponent(await copy(page, 'link'));
  expect(link).toMatch(/#rfq=ETH .*3300\/3400\/3500.*, Acme$/);
  // Only what is held: a port may have a 70 of its own.
  expect(link.split('#')[1]).not.toMatch(/70|charge/);
  await expect(page.getByTestId('copied')).toContainText('without the marks, for which a line has no words');
});

for (const client of ['Cobalt', 'Cobalt Capital', 'Sell Side 50, x20']) {
  test(`a link names the client of a request that was edited, so that it is read back: ${client}`, async ({ page }) => {
    await open(page);
    await page.getByTestId('client').fill(client);
    await page.getByTestId('client').press('Enter');
    await expect(page.getByTestId('quote-client')).toContainText(client);
    await page.getByTestId('quantity').fill('30');
    await page.getByTestId('quantity').press('Enter');
    await expect(page.getByTestId('bid-size')).toHaveText('× 30');
    const link = await copy(page, 'link');
    await expect(page.getByTestId('copied')).toContainText('and nothing else');
    await page.goto('about:blank');
    await page.goto(link);
    await quoted(page, ['3300', '3400', '3500']);
    await expect(page.getByTestId('client')).toHaveValue(client);
    await expect(page.getByTestId('bid-size')).toHaveText('× 30');
  });
}

test('the client picked beside a typed line is in its link', async ({ page }) => {
  await open(page);
  await page.getByTestId('client').fill('Cobalt');
  await page.getByTestId('client').press('Enter');
  await expect(page.getByTestId('quote-client')).toContainText('Cobalt');
  await ask(page, 'ETH 25DEC26 3200/3400 call spread x20');
  await quoted(page, ['3200', '3400']);
  expect(decodeURIComponent(await copy(page, 'link'))).toMatch(/x20, Cobalt$/);
});

for (const hash of ['#rfq=%E0%A4%A', '#rfq', '#rfq=%00', `#rfq=${'y'.repeat(4000)}`, '#rfq=%3Cimg%20src=x%20onerror=alert(1)%3E']) {
  test(`a link that is rubbish gives a sentence and a page that works: ${hash.slice(0, 24)}`, async ({ page }) => {
    await page.goto(`./${hash}`);
    await expect(page.getByTestId('issues').first()).toContainText(/[a-z]{3,}.*\./i);
    await ask(page, 'ETH 25DEC26 3400 straddle x20');
    await quoted(page, ['3400', '3400']);
  });
}
