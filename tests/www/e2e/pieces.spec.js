// The engine in two pieces: what a visit opens with needs one, whatever else is asked the other, however the two arrive.

import { expect, test } from './fixture.js';

const REST = '**/engine-rest-*.wasm';
/** What a page reads that its first piece does not: a broker's order, which the line takes as well. */
const ORDER = 'BUY +1 BUTTERFLY ETH 100 25 DEC 26 3300/3400/3500 CALL';

// Otherwise what installs the offline copy asks for the files too.
test.use({ serviceWorkers: 'block' });

for (const page of ['./', './client.html']) {
  test.describe(page, () => {
    test('the first price and its payoff are there while the rest of the engine is still on its way', async ({ page: tab }) => {
      /** @type {((value: null) => void)[]} */
      const release = [];
      const held = new Promise(resolve => { release.push(resolve); });
      /** @type {string[]} */
      const asked = [];
      await tab.route(REST, async route => { asked.push(route.request().resourceType()); await held; await route.continue(); });
      await tab.goto(page);
      await expect(tab.getByTestId('theoretical')).toHaveAttribute('data-value', /\d/);
      await expect(tab.getByTestId('payoff-max-profit').first()).toContainText(/\d/);
      await expect.poll(() => asked).toEqual(['fetch']);
      // A structure of another kind waits for the rest, and is there when it has come.
      await tab.getByTestId('rfq-line').fill(ORDER.replace('3500', '3600'));
      await tab.getByTestId('rfq-line').press('Enter');
      for (const go of release) go(null);
      await expect(tab.getByTestId('leg-value')).toHaveCount(3);
      await expect(tab.getByTestId('leg-value').nth(2)).toContainText('3600');
      expect(asked).toHaveLength(1);
    });

    test('a link with a request of another kind fetches the rest in the middle of its call', async ({ page: tab }) => {
      /** @type {string[]} */
      const asked = [];
      tab.on('request', request => { if (request.url().includes('/engine-rest-')) asked.push(request.resourceType()); });
      await tab.goto(`${page}#rfq=${encodeURIComponent(ORDER)}`);
      await expect(tab.getByTestId('leg-value')).toHaveCount(3);
      await expect(tab.getByTestId('theoretical')).toHaveAttribute('data-value', /\d/);
      expect(asked[0]).toBe('xhr');
    });

    test.describe('the rest that cannot be had', () => {
      test.use({ provoked: /Failed to load resource/ });

      test('is said when it is needed, and is had at the next request', async ({ page: tab }) => {
        await tab.route(REST, route => route.fulfill({ status: 503 }));
        await tab.goto(page);
        await expect(tab.getByTestId('payoff-max-profit').first()).toContainText(/\d/);
        const line = tab.getByTestId('rfq-line');
        await line.fill(ORDER);
        await line.press('Enter');
        await expect(tab.getByTestId('issues')).toContainText('A part of the pricing engine could not be loaded: status 503');
        await tab.unroute(REST);
        await line.fill('ETH 25DEC26 3300/3400 call spread x10');
        await line.press('Enter');
        await expect(tab.getByTestId('leg-value')).toHaveCount(2);
        await expect(tab.getByTestId('issues').getByText('could not be loaded')).toHaveCount(0);
      });
    });
  });
}
