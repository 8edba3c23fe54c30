// The engine in two pieces: the first price of a visit needs one, whatever else is asked the other, however the two arrive.

import { expect, test } from './fixture.js';

const REST = '**/engine-rest-*.wasm';
/** What a page reads that its first piece does not: a broker's order, which the line takes as well. */
const ORDER = 'BUY +1 BUTTERFLY ETH 100 25 DEC 26 3300/3400/3500 CALL';

// Otherwise what installs the offline copy asks for the files too.
test.use({ serviceWorkers: 'block' });

for (const page of ['./', './client.html']) {
  test.describe(page, () => {
    test('the first price is there while the rest of the engine is still on its way, and the payoff when it has come', async ({ page: tab }) => {
      /** @type {() => void} */
      let release = () => {};
      const held = new Promise(resolve => { release = () => resolve(null); });
      /** @type {string[]} */
      const asked = [];
      await tab.route(REST, async route => { asked.push(route.request().resourceType()); await held; await route.continue(); });
      await tab.goto(page);
      await expect(tab.getByTestId('theoretical')).toHaveAttribute('data-value', /\d/);
      await expect.poll(() => asked).toEqual(['fetch']);
      await expect(tab.getByTestId('payoff-max-profit')).toHaveCount(0);
      release();
      await expect(tab.getByTestId('payoff-max-profit').first()).toContainText(/\d/);
      expect(asked).toEqual(['fetch']);
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

      test('is said beside the price that is there, and is had at the next request', async ({ page: tab }) => {
        await tab.route(REST, route => route.fulfill({ status: 503 }));
        await tab.goto(page);
        await expect(tab.getByTestId('theoretical')).toHaveAttribute('data-value', /\d/);
        await expect(tab.getByTestId('issues')).toContainText('A part of the pricing engine could not be loaded: status 503');
        await tab.unroute(REST);
        await tab.getByTestId('rfq-line').fill('ETH 25DEC26 3300/3400 call spread x10');
        await tab.getByTestId('rfq-line').press('Enter');
        await expect(tab.getByTestId('leg-value')).toHaveCount(2);
        await expect(tab.getByTestId('issues').getByText('could not be loaded')).toHaveCount(0);
        await expect(tab.getByTestId('payoff-max-profit').first()).toContainText(/\d/);
      });
    });
  });
}
