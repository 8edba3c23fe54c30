// How long the built page takes for a batch: from a file's text to its CSV in hand, with workers that are yet to start, with
// those that start where someone has turned to the panel a second before, and with warm ones, and what that leaves of the page's own thread: its longest task by the clock and by the processor, which
// differ where the machine is busy otherwise. The site's address is in SITE, a number of requests may be the argument.
import { chromium } from '@playwright/test';
import { browserOptions } from '../playwright.config.js';

const RUNS = 5;
/** Milliseconds from turning to the panel to the file: none for a file that comes from nowhere. */
const AHEAD = [0, 1000];
const FORMS = [
  'ETH 25DEC26 3300/3400/3500 call fly x100, Acme', 'client sells 20 BTC 25DEC26 90000/100000 strangle', 'ETH 27NOV26/25DEC26 3400 call cal x50, Cobalt', 'SPX 18DEC26 6000/6100 call spread x10',
  'ETH 25DEC26 3400 straddle x20', 'ETH 25DEC26 3000/3800 RR x10', 'ETH 25DEC26 3100/3300/3500/3700 iron condor x10 credit', 'BTC 25DEC26 100000 call x5',
];
const count = Number(process.argv[2] ?? 10_000);
const site = process.env.SITE;
if (!site) throw new Error('SITE is not set: run `cargo xtask serve` and name its address.');
const text = Array.from({ length: count }, (_, i) => (i % 500 === 7 ? `nonsense ${i}` : FORMS[i % FORMS.length])).join('\n');

const browser = await chromium.launch(browserOptions);
for (const ahead of AHEAD) {
  const page = await browser.newPage();
  await page.goto(site);
  await page.getByTestId('batch-file').waitFor({ state: 'attached' });
  await page.waitForTimeout(1500);
  const devtools = await page.context().newCDPSession(page);
  if (ahead) {
    await page.getByTestId('batch-drop').hover();
    await page.waitForTimeout(ahead);
  }
  for (let run = 0; run < (ahead ? RUNS : 1); run += 1) {
    /** @type {any[]} */
    const events = [];
    const collect = (/** @type {{ value: any[] }} */ { value }) => { events.push(...value); };
    devtools.on('Tracing.dataCollected', collect);
    await devtools.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', '__metadata'] } });
    const took = await page.evaluate(async text => {
      const start = performance.now();
      const data = new DataTransfer();
      data.items.add(new File([text], 'many.csv', { type: 'text/csv' }));
      document.querySelector('[data-testid=batch-drop]')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      const panel = /** @type {HTMLElement} */ (document.querySelector('batch-panel'));
      let first = 0;
      await new Promise(resolve => {
        const watch = new MutationObserver(() => {
          const { state, rows } = /** @type {HTMLElement} */ (panel.querySelector('section')).dataset;
          if (!first && Number(rows) > 0) first = performance.now() - start;
          if (state !== 'done' && state !== 'failed') return;
          watch.disconnect();
          resolve(undefined);
        });
        watch.observe(panel, { subtree: true, attributes: true, childList: true });
      });
      /** @type {HTMLElement | null} */ (panel.querySelector('[data-testid=batch-csv]'))?.click();
      return { first, csv: performance.now() - start };
    }, text);
    await page.waitForTimeout(300);
    const complete = new Promise(resolve => { devtools.once('Tracing.tracingComplete', resolve); });
    await devtools.send('Tracing.end');
    await complete;
    devtools.off('Tracing.dataCollected', collect);
    const threads = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`));
    const tasks = events.filter(({ name, pid, tid, dur }) => dur && threads.has(`${pid} ${tid}`) && name.endsWith('RunTask'));
    const longest = (/** @type {'dur' | 'tdur'} */ measure) => Math.max(0, ...tasks.map(task => task[measure] ?? 0)) / 1000;
    console.log(JSON.stringify({ workers: run ? 'warm' : ahead ? 'turned to' : 'cold', firstRows: Math.round(took.first), csv: Math.round(took.csv), longestTask: Math.round(longest('dur')), longestTaskProcessor: Math.round(longest('tdur')) }));
  }
  await page.close();
}
await browser.close();
